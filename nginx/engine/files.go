package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// rootPath is root or alias as it is now.
func (q *request) rootPath() (path, why string) {
	if path, why = q.knownRoot(); why != "" && q.w.Supposes("the files that are asked for are there") {
		return supposedRoot, ""
	}
	return path, why
}

// supposedRoot stands for a root that is not known. No path begins so.
const supposedRoot = "\x00"

func (q *request) knownRoot() (path, why string) {
	r := q.settings().Root
	if r == nil {
		if q.p.Prefix == "" {
			return "", "no root is set, and the folder that nginx takes instead is not known"
		}
		return q.p.Prefix + "/html", ""
	}
	path, why = q.text(r.Path)
	if why != "" {
		return "", why
	}
	if !strings.HasPrefix(path, "/") {
		if q.p.Prefix == "" {
			return "", "the root is relative to a folder that is not known"
		}
		path = q.p.Prefix + "/" + path
	}
	if r.Alias == 0 && !r.Whole && r.Path.Plain() {
		path = strings.TrimSuffix(path, "/")
	}
	return path, ""
}

// base is the folder that names of files are put behind, with what of the path is
// not a part of the name.
func (q *request) base() (root, rest, why string) {
	root, why = q.rootPath()
	if why != "" {
		return "", "", why
	}
	r := q.settings().Root
	switch {
	case r == nil:
		return root, q.uri, ""
	case r.Whole && !q.wholeAlias:
		return root, "", ""
	case r.Alias > len(q.uri):
		return root, "", ""
	}
	return root, q.uri[r.Alias:], ""
}

// broken says that nginx cannot tell where the file lies: an alias after a
// rewrite with break.
func (q *request) broken() bool { return q.aliased() && q.rewritten }

func (q *request) aliased() bool {
	r := q.settings().Root
	return r != nil && (r.Alias > 0 || r.Whole)
}

// filename is the file of the path, with a name behind it.
func (q *request) filename(name string) (path, why string) {
	root, rest, why := q.base()
	return root + rest + name, why
}

// tryFiles is try_files.
func (q *request) tryFiles() access.Action {
	t := q.settings().TryFiles
	if t == nil {
		return access.Action{}
	}
	if q.broken() {
		return access.Answer(access.Refuses, 500, "an alias does not fit after a rewrite with break", t.Span)
	}
	root, why := q.rootPath()
	if why != "" {
		return access.CannotSay(why, t.Span)
	}
	for i := range t.Names {
		tried, why := q.tryOne(root, &t.Names[i])
		switch {
		case why != "":
			return access.CannotSay(why, t.Span)
		case tried:
			return access.Action{}
		}
	}
	if t.Last == nil {
		return access.Answer(access.Refuses, t.Status, "none of the files is there", t.Span)
	}
	text, why := q.text(t.Last)
	if why != "" {
		return access.CannotSay(why, t.Span)
	}
	if !t.Last.Plain() {
		text = q.withoutAlias(text)
	}
	if strings.HasPrefix(text, "@") {
		return q.redirectNamed(text, access.InternalRedirect, t.Span)
	}
	uri, args, _ := strings.Cut(text, "?")
	return q.redirectInside(uri, args, access.InternalRedirect, t.Span)
}

// tryOne tests one name. Where it fits the path becomes the name.
func (q *request) tryOne(root string, f *TryFile) (fits bool, why string) {
	name, why := q.text(f.Name)
	if why != "" {
		return false, why
	}
	if !f.Name.Plain() {
		name = q.withoutAlias(name)
	}
	n, at := q.look(root + name)
	switch {
	case at == foundUnknown:
		return false, "whether a file is there is not known: " + unseen(n)
	case at != foundFile && at != foundFolder && at != foundOther, (at == foundFolder) != f.Dir:
		return false, ""
	}
	r := q.settings().Root
	switch {
	case r != nil && r.Whole:
		if !f.Dir {
			q.uri, q.wholeAlias = name, true
		}
	case r != nil && r.Alias > 0:
		q.uri = q.uri[:min(r.Alias, len(q.uri))] + name
	default:
		q.uri = name
	}
	return true, ""
}

// withoutAlias takes the location's own path off a name.
func (q *request) withoutAlias(name string) string {
	r := q.settings().Root
	if r == nil || r.Alias == 0 || len(q.uri) < r.Alias || !strings.HasPrefix(name, q.uri[:r.Alias]) {
		return name
	}
	return name[r.Alias:]
}

// indexFile looks for an index file, for a path that ends in a slash.
func (q *request) indexFile() access.Action {
	s := q.settings()
	index := s.Index
	if index == nil {
		index = usualIndex
	}
	tested := false
	for _, t := range index {
		name, why := q.text(t)
		if why != "" {
			return access.CannotSay(why, places(t.Span)...)
		}
		if strings.HasPrefix(name, "/") {
			return q.redirectInside(name, q.args, access.InternalRedirect, t.Span)
		}
		if q.broken() {
			return access.Answer(access.Refuses, 500, "an alias does not fit after a rewrite with break")
		}
		path, why := q.filename(name)
		if why != "" {
			return access.CannotSay(why, places(t.Span)...)
		}
		n, at := q.look(path)
		switch at {
		case foundUnknown:
			return access.CannotSay("whether an index file is there is not known: " + unseen(n))
		case foundFile, foundFolder, foundOther:
			return q.redirectInside(q.uri+name, q.args, access.InternalRedirect, t.Span)
		case foundDenied:
			return access.Answer(access.Refuses, 403, "a folder on the way cannot be entered")
		case foundNoPath:
			return access.Answer(access.Refuses, 404, "a folder on the way is none")
		}
		if !tested {
			if a := q.indexFolder(); a.Ends {
				return a
			}
			tested = true
		}
	}
	return access.Action{}
}

var usualIndex = []*Text{{Source: "index.html"}}

// indexFolder is what nginx asks of the folder where the first index file is not
// there.
func (q *request) indexFolder() access.Action {
	path, why := q.filename("")
	if why != "" {
		return access.CannotSay(why)
	}
	n, at := q.look(strings.TrimRight(path, "/"))
	switch at {
	case foundUnknown:
		return access.CannotSay("whether a folder is there is not known: " + unseen(n))
	case foundMissing, foundNoPath:
		return access.Answer(access.Refuses, 404, "there is no such folder")
	case foundDenied:
		return access.Answer(access.Refuses, 403, "a folder on the way cannot be entered")
	case foundFile, foundOther:
		return access.Answer(access.Refuses, 500, "the folder is a file")
	}
	return access.Action{}
}

// listing is autoindex.
func (q *request) listing() access.Action {
	if !q.settings().Autoindex.On(false) || q.method != "GET" && q.method != "HEAD" {
		return access.Action{}
	}
	path, why := q.filename("")
	if why != "" {
		return access.CannotSay(why)
	}
	if len(path) > 1 {
		path = path[:len(path)-1] // a slash, unless an alias lacks one
	}
	n, at := q.look(path)
	switch at {
	case foundUnknown:
		return access.CannotSay("whether a folder is there is not known: " + unseen(n))
	case foundFolder:
	case foundDenied:
		return access.Answer(access.Refuses, 403, "a folder on the way cannot be entered")
	default:
		return access.Answer(access.Refuses, 404, "there is no such folder")
	}
	switch q.p.Worker.MayRead(n) {
	case model.No:
		return access.Answer(access.Refuses, 403, "the folder cannot be read")
	case model.Unknown:
		return access.CannotSay("whether nginx can read the folder is not known")
	}
	q.sent = true
	return access.Answer(access.Passes, 200, "the folder is listed")
}
