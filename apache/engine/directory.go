package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// directories walks from the root of the disk down to the file: it merges the
// Directory sections and .htaccess files on the way, and finds out what the
// path leads to.
func (r *request) directories() access.Action {
	r.settings = r.host.Settings
	r.asked = struct{ files, locations, conditions bool }{}
	switch {
	case r.method == "TRACE" && r.main == nil:
		return r.traceMethod()
	case !r.proxied.IsZero():
		return r.proxySections()
	case !strings.HasPrefix(r.filename, "/"):
		return access.CannotSay("the request was mapped to " + quoted(r.filename) + ", which is no path")
	}
	w := walk{r: r, options: r.settings.Options, override: r.settings.Override, listed: r.settings.Listed}
	a := w.run()
	if stops(a) {
		return a
	}
	r.entry = r.filename
	if i := strings.LastIndexByte(r.entry, '/'); r.kind != disk.KindFolder {
		r.entry = r.entry[:i+1]
	} else if i != len(r.entry)-1 {
		r.entry += "/"
	}
	if from := r.from(); from != nil && from.folders != nil && from.host == r.host && r.whole() && r.entry == from.walked {
		// httpd knows the folder, and takes over what it found there: with the
		// patterns that fitted the other file's name.
		r.folders, r.walked = from.folders, from.walked
		r.settings = r.folders
		return r.files()
	}
	w.patterns()
	if w.doubt != nil {
		return access.CannotSay(w.doubt.Why, w.doubt.Span)
	}
	if w.merged != nil {
		r.settings = r.memory.merge(r.settings, w.merged)
	}
	r.folders, r.walked = r.settings, r.entry
	if r.kind == disk.KindFolder {
		r.walked = r.filename
	}
	return r.files()
}

// from is the request that this one was made of; nil for the client's own.
func (r *request) from() *request {
	if r.prev != nil {
		return r.prev
	}
	return r.main
}

// whole says that the path leads to a file or folder, and no further.
func (r *request) whole() bool {
	return (r.kind == disk.KindFile || r.kind == disk.KindFolder) && r.pathInfo == ""
}

// traceMethod: TRACE is answered before anybody asks for a password.
func (r *request) traceMethod() access.Action {
	if r.host.Trace.Is(true) {
		return access.Answer(access.Passes, 200, "httpd itself answers TRACE, before any gate of access", places(r.host.TraceSpan)...)
	}
	return access.Answer(access.Refuses, 405, "TraceEnable is off", places(r.host.TraceSpan)...)
}

func places(s source.Span) []source.Span {
	if s.IsZero() {
		return nil
	}
	return []source.Span{s}
}

// walk is the way down.
type walk struct {
	r      *request
	merged *Settings
	// What holds so far of the settings that matter on the way.
	options  Options
	override *Override
	listed   map[string]bool
	next     int // of the Directory sections
	doubt    *Doubt
}

// take merges a section into what was found so far.
func (w *walk) take(s *Section) {
	w.merged = w.r.memory.merge(w.merged, s.Settings)
	w.options = s.Settings.Options.over(w.options)
	if s.Settings.Override != nil {
		w.override = s.Settings.Override
	}
	if s.Settings.Listed != nil {
		w.listed = s.Settings.Listed
	}
	w.r.took(s)
}

// took keeps a section for the trace.
func (r *request) took(s *Section) {
	if r.traced() {
		r.sections = append(r.sections, s)
	}
}

// run walks folder by folder. Names begin and end as httpd's do: with a slash
// while sections are compared, without at the end unless the URL had one.
func (w *walk) run() access.Action {
	r, files := w.r, w.r.p.Disk
	full := cleanSlashes(r.filename)
	target := files.At(full)
	found := target.LeadsTo()
	if found != disk.KindFolder && strings.HasSuffix(full, "/") {
		found = disk.KindMissing
	}
	if found == disk.KindUnknown {
		return access.CannotSay("what lies at " + quoted(full) + " is not known: " + orElse(target.Why(), "it lies outside the folders that may be read"))
	}
	at := files.At("/")
	done := 1 // bytes of the path, with the slash of the last folder
	for depth := 1; ; depth++ {
		w.sections(full[:done], depth)
		if a := w.htaccess(at, full[:done]); stops(a) {
			return a
		}
		if done == len(full) {
			r.kind, r.node, r.filename = disk.KindFolder, at, full
			return access.Action{}
		}
		name, after, more := strings.Cut(full[done:], "/")
		at = at.Child(name)
		path := full[:done+len(name)]
		if len(name) > maxName {
			return access.Answer(access.Refuses, 403, "a part of the path is longer than names of files can be")
		}
		kind, a := w.step(at, path, found)
		if stops(a) {
			return a
		}
		switch kind {
		case disk.KindFolder:
		case disk.KindFile, disk.KindMissing:
			r.kind, r.node, r.filename = kind, at, path
			if more {
				r.pathInfo = "/" + after + r.pathInfo
			}
			if kind == disk.KindFile && found == disk.KindFile && !more && w.follows() {
				w.sections(path+"/", depth+1) // httpd has not looked yet, and takes it for a folder
			}
			return access.Action{}
		default:
			return access.Answer(access.Refuses, 403, quoted(path)+" is neither a file nor a folder")
		}
		if !more {
			w.sections(path+"/", depth+1)
			if a := w.htaccess(at, path+"/"); stops(a) {
				return a
			}
			r.kind, r.node, r.filename = disk.KindFolder, at, path
			return access.Action{}
		}
		done += len(name) + 1
	}
}

// maxName is the longest name of a file, maxPath the longest path with the
// room that httpd wants behind it.
const (
	maxName = 255
	maxPath = 4096 - 4
)

// follows says that links are followed without a question.
func (w *walk) follows() bool {
	return w.options.Set&(OptionFollowSymLinks|OptionSymLinksIfOwnerMatch) == OptionFollowSymLinks
}

// step looks at one name on the way: a link must be allowed, and lead
// somewhere.
func (w *walk) step(n *disk.Node, path string, found disk.Kind) (disk.Kind, access.Action) {
	if n.Kind() == disk.KindLink && !(w.follows() && found != disk.KindMissing) {
		if a := w.link(n, path); stops(a) {
			return 0, a
		}
	}
	kind := n.LeadsTo()
	if kind == disk.KindUnknown {
		return 0, access.CannotSay("what lies at " + quoted(path) + " is not known: " + n.Why())
	}
	if kind == disk.KindFolder {
		switch w.r.p.Worker.MayEnter(n) {
		case model.No:
			return 0, access.Answer(access.Refuses, 403, "the server's user may not enter the folder "+quoted(path))
		case model.Unknown:
			w.r.w.Assume("the server's user may read what lies below the document root")
		}
	}
	return kind, access.Action{}
}

// link is a symbolic link on the way.
func (w *walk) link(n *disk.Node, path string) access.Action {
	refuse := access.Answer(access.Refuses, 403, quoted(path)+" is a symbolic link, which Options do not let httpd follow")
	switch {
	case !w.options.Has(OptionFollowSymLinks | OptionSymLinksIfOwnerMatch):
		return refuse
	case n.LeadsTo() == disk.KindMissing:
		return access.Answer(access.Refuses, 403, quoted(path)+" is a symbolic link that leads nowhere")
	case w.options.Has(OptionSymLinksIfOwnerMatch) && !n.SameOwner():
		return access.Answer(access.Refuses, 403, quoted(path)+" is a symbolic link to another owner's file")
	}
	return access.Action{}
}

// sections merges the Directory sections of a folder that is so deep.
func (w *walk) sections(folder string, depth int) {
	all := w.r.host.Directories
	for ; w.next < len(all); w.next++ {
		s := all[w.next]
		if s.Depth > depth {
			return
		}
		if s.Depth == 0 || s.Depth == depth && s.covers(folder) {
			w.take(s)
		}
	}
}

func (s *Section) covers(text string) bool {
	if s.Wild {
		return fnmatch(s.Path, text)
	}
	return s.Path == text
}

// htaccess merges the folder's .htaccess file.
func (w *walk) htaccess(n *disk.Node, folder string) access.Action {
	if w.override.None() && len(w.listed) == 0 || w.r.p.Overrides == nil {
		return access.Action{}
	}
	s := w.r.p.htaccess(n, folder, w.override, w.listed)
	switch {
	case s == nil:
		if !n.Known() {
			w.r.w.Assume("no .htaccess files lie above the folders that may be read")
		}
		return access.Action{}
	case s.Unread != "":
		return access.CannotSay(s.Unread, places(s.Span)...)
	case s.Refused != nil:
		return w.r.refusedFile(s.Refused)
	}
	w.take(s)
	return access.Action{}
}

// refusedFile is a .htaccess that httpd does not accept.
func (r *request) refusedFile(why *Refusal) access.Action {
	switch {
	case why.Assumed != "":
		return access.CannotSay("httpd refuses a directive of the .htaccess file if "+why.Assumed, places(why.Span)...)
	case why.Crash:
		return access.Answer(access.Refuses, 0, why.Message, places(why.Span)...)
	case why.Forbidden:
		return access.Answer(access.Refuses, 403, why.Message, places(why.Span)...)
	}
	return access.Answer(access.Refuses, 500, why.Message, places(why.Span)...)
}

// htaccessKey says under which AllowOverride a file was read.
type htaccessKey struct {
	override *Override
	listed   string
}

// htaccess reads the .htaccess file of a folder, once for each AllowOverride.
func (p *Program) htaccess(n *disk.Node, folder string, o *Override, listed map[string]bool) *Section {
	if !n.Known() || n.Kind() == disk.KindMissing || n.Kind() == disk.KindFile {
		return nil
	}
	key := htaccessKey{override: o}
	if listed != nil {
		key.listed = sortedNames(listed)
	}
	if s, ok := n.Memo().Load(key); ok {
		return s.(*Section)
	}
	s := p.readHtaccess(n, folder, o, listed)
	kept, _ := n.Memo().LoadOrStore(key, s)
	return kept.(*Section)
}

func (p *Program) readHtaccess(n *disk.Node, folder string, o *Override, listed map[string]bool) *Section {
	for _, name := range p.AccessFiles {
		file := n.Child(name)
		switch file.LeadsTo() {
		case disk.KindMissing:
			continue
		case disk.KindFile:
			if p.Worker.MayRead(file) == model.No {
				break
			}
			return p.Overrides.Read(folder+name, o, listed)
		case disk.KindUnknown:
			if file.Kind() == disk.KindUnknown && file.Why() == "" {
				continue
			}
			return &Section{Kind: SectionHtaccess, Unread: quoted(folder+name) + " could not be read: " + file.Why()}
		}
		return &Section{Kind: SectionHtaccess, Refused: &Refusal{
			Message: quoted(folder+name) + " is no file that httpd can read", Forbidden: true,
		}}
	}
	return nil
}

// patterns merges the sections of regular expressions, which httpd asks after
// all others and all .htaccess files.
func (w *walk) patterns() {
	for _, s := range w.r.host.DirectoryMatches {
		if w.r.matches(s, w.r.filename, &w.doubt) {
			w.take(s)
		}
	}
}
