package nginx

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Frontend reads nginx's configuration: nginx.conf, parts of it, and what
// "nginx -T" prints. Where no configuration of a server is in view it assumes
// none: a folder by itself does not tell of nginx.
func Frontend(o Options) lint.Frontend {
	return lint.Frontend{Name: "nginx", Match: match, Load: o.load}
}

// match tells nginx's files from others by what stands in them: most of what
// they say must be directives that nginx has, as it would have them. Of a file
// that is called after nginx less is asked: it may be a template, or include
// others and say nothing itself.
func match(name string, head []byte) bool {
	if looksBinary(head) || foreign(head) {
		return false
	}
	if isDump(string(head)) {
		return true
	}
	t := parse(source.NewFile("", wholeLines(head)))
	j := newJudge(catalogue{})
	right, wrong := 0, 0
	j.weigh(t.Nodes, j.seatOf(t), &right, &wrong)
	if strings.Contains(strings.ToLower(name), "nginx") {
		return right > 0 || wrong == 0 && slices.ContainsFunc(t.Nodes, func(n *Node) bool { return n.Is("include") && !n.Refused })
	}
	return right > 0 && right >= wrong
}

func looksBinary(head []byte) bool { return bytes.IndexByte(head, 0) >= 0 }

// foreign says that the first line that is no comment is one of a program, a
// page, an ini file or Apache's configuration.
func foreign(head []byte) bool {
	if bytes.HasPrefix(head, []byte("#!")) {
		return true
	}
	c := source.NewCursor(head)
	for !c.EOF() {
		start, end := c.Line()
		if line := bytes.TrimSpace(head[start:end]); len(line) > 0 && line[0] != '#' {
			return line[0] == '[' || line[0] == '<' && !bytes.HasPrefix(line, []byte("<%")) && !bytes.HasPrefix(line, []byte("<tmpl"))
		}
	}
	return false
}

// headSize is how many bytes of a file are a part of it and not the whole.
const headSize = 4 << 10

// wholeLines leaves out a last line that the head may hold a part of, unless it
// is the only one.
func wholeLines(head []byte) []byte {
	if len(head) < headSize {
		return head
	}
	if i := bytes.LastIndexByte(head, '\n'); i > 0 {
		return head[:i+1]
	}
	return head
}

// weigh counts what nginx would accept and what not. What is only included is
// left out: other programs have an include, too.
func (j *judge) weigh(nodes []*Node, at place, right, wrong *int) {
	for _, n := range nodes {
		switch {
		case n.Kind == KindComment, placed(at).bit == 0, n.Is("include"):
		case len(n.known.masks) == 0 || object(n, n.known.masks, at).says != "":
			*wrong++
		case !n.Refused:
			*right++
		}
		if n.Kind == KindBlock {
			j.weigh(n.Children, at.within(n.Name.Text), right, wrong)
		}
	}
}

// load brings one file, and what it includes, into the site.
func (o *Options) load(f *source.File, loader lint.Loader, site *model.Site) {
	p := serverOf(site, loader, o)
	before := len(site.Unread) + len(site.Limits)
	r := &reader{loader: loader, site: site, known: catalogue{}, trees: map[string]*branch{}}
	tree := r.read(f, o)
	j := newJudge(r.known)
	at := inMain
	if !whole(tree) {
		at = j.seatOf(tree)
	}
	j.file(tree, at)
	if at == inMain && !r.modules && len(site.Unread)+len(site.Limits) == before {
		j.checkVariables(r.order)
	}
	for _, t := range r.order {
		p.byFile[t.File] = t
		t.sortFaults()
		for _, b := range t.bounds {
			site.Limits = append(site.Limits, &model.Limit{Span: t.File.Span(b.Start, b.End), Path: t.File.Name, What: b.Message})
		}
	}
	if p.prefix == "" && !r.guessed {
		p.prefix = r.base
	}
	p.lower(tree)
}

// read parses a file, which may be a dump of many, with all it includes.
func (r *reader) read(f *source.File, o *Options) *Tree {
	at := f.Path
	if isDump(string(f.Data[:min(len(f.Data), headSize)])) {
		r.parts, at = dumped(f)
		r.base = path.Dir(at)
		return r.follows(parseWith(r.parts[at], r.known), at).tree
	}
	t := parseWith(f, r.known)
	r.base, r.guessed = r.baseOf(t, o)
	_, err := r.loader.Stat(path.Join(r.base, "mime.types"))
	r.whole = r.base != "" && (err == nil || slices.Contains(usual[:], r.base))
	return r.follows(t, at).tree
}

// baseOf is the folder that the relative paths of a file start from: that of
// nginx.conf. Beside the file itself it is looked for in the folders above, and
// else where Debian has it: above conf.d and its like.
func (r *reader) baseOf(t *Tree, o *Options) (dir string, guessed bool) {
	if o.Prefix != "" {
		if at, known, _ := r.loader.Locate(o.Prefix); known {
			return at, false
		}
	}
	if !path.IsAbs(t.Path) {
		return "", true
	}
	own := path.Dir(t.Path)
	if path.Base(t.Path) == mainFile || startsServer(t) {
		return own, false
	}
	for dir, up := own, 0; up < maxAbove; dir, up = path.Dir(dir), up+1 {
		if info, err := r.loader.Stat(path.Join(dir, mainFile)); err == nil && info.IsRegular() {
			return dir, false
		}
	}
	switch path.Base(own) {
	case "conf.d", "sites-available", "sites-enabled", "snippets", "modules-enabled", "streams-enabled", "vhosts", "vhosts.d":
		return path.Dir(own), true
	}
	return "", true
}

// mainFile is the file that nginx starts with, and maxAbove how many folders
// are looked for it.
const (
	mainFile = "nginx.conf"
	maxAbove = 4
)

// startsServer says that a file is one that nginx can be started with: the
// block events or http stands in it.
func startsServer(t *Tree) bool {
	for _, n := range t.Nodes {
		if n.Kind == KindBlock && (n.Is("http") || n.Is("events")) {
			return true
		}
	}
	return false
}
