package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/model"
)

// Condition is what an if asks.
type Condition struct {
	Kind     ConditionKind
	Negated  bool
	Variable int   // of all but files
	Value    *Text // what is compared with, or the file
	Regexp   *Regexp
}

// ConditionKind is a kind of condition.
type ConditionKind uint8

// The kinds.
const (
	ConditionTrue    ConditionKind = iota // not empty and not "0"
	ConditionEquals                       // =, !=
	ConditionMatches                      // ~, ~*, !~, !~*
	ConditionFile                         // -f
	ConditionFolder                       // -d
	ConditionExists                       // -e
	ConditionRuns                         // -x
)

// meets says whether a condition is met, or why nobody knows.
func (e *run) meets(c *Condition) (met bool, why string) {
	q := e.q
	if c.Kind >= ConditionFile {
		return e.file(c)
	}
	text, why := q.variable(c.Variable)
	if why != "" {
		return false, why
	}
	switch c.Kind {
	case ConditionEquals:
		other, why := e.text(c.Value)
		return (text == other) != c.Negated, why
	case ConditionMatches:
		matched, why := q.match(c.Regexp, text)
		if why == "" && !matched {
			q.captures, q.captureDoubt = nil, ""
		}
		return matched != c.Negated, why
	}
	return text != "" && text != "0", ""
}

// file tests a file.
func (e *run) file(c *Condition) (met bool, why string) {
	name, why := e.text(c.Value)
	if why != "" {
		return false, why
	}
	if !strings.HasPrefix(name, "/") {
		return c.Negated, "a file is tested by a path that is relative"
	}
	n, at := e.q.look(name)
	if at == foundUnknown {
		return false, "whether a file is there is not known: " + unseen(n)
	}
	switch c.Kind {
	case ConditionFile:
		met = at == foundFile
	case ConditionFolder:
		met = at == foundFolder
	case ConditionExists:
		met = at == foundFile || at == foundFolder
	case ConditionRuns:
		met = (at == foundFile || at == foundFolder || at == foundOther) && n.Info().Mode.Perm()&0o100 != 0
	}
	return met != c.Negated, ""
}

// found is what stat says of a path.
type found uint8

const (
	foundUnknown found = iota
	foundMissing
	foundDenied // a folder on the way may not be entered
	foundNoPath // what should be a folder is none
	foundFile
	foundFolder
	foundOther
)

// look asks the disk for a path as the worker sees it. Under disable_symlinks
// nginx opens what it only asks about elsewhere.
func (q *request) look(name string) (*disk.Node, found) {
	n, at, linked := q.p.Disk.At("/"), foundUnknown, false
	if !strings.HasPrefix(name, supposedRoot) {
		n, at, linked = q.walk(name)
	}
	if q.settings().SymLinks.On(false) && at >= foundFile && (linked || q.p.Worker.MayRead(n) != model.Yes) {
		return n, foundUnknown
	}
	if at == foundUnknown && q.w.Supposes("the files that are asked for are there") {
		if strings.HasSuffix(name, "/") {
			return n, foundFolder
		}
		return n, foundFile
	}
	return n, at
}

// unseen says why nothing is known of a path.
func unseen(n *disk.Node) string {
	if why := n.Why(); why != "" {
		return why
	}
	return "disable_symlinks may not allow it"
}

// walk goes down a path from the root; linked says that it met a symbolic link.
func (q *request) walk(name string) (n *disk.Node, at found, linked bool) {
	if strings.IndexByte(name, 0) >= 0 {
		return q.p.Disk.At("/"), foundMissing, false
	}
	n = q.p.Disk.At("/")
	// A path that ends in a slash is a folder, or nothing.
	slash := strings.HasSuffix(name, "/")
	for rest := strings.TrimLeft(name, "/"); rest != ""; {
		var elem string
		elem, rest, _ = strings.Cut(rest, "/")
		if elem == "" || elem == "." {
			continue
		}
		switch n.LeadsTo() {
		case disk.KindUnknown:
			return n, foundUnknown, linked
		case disk.KindMissing:
			return n, foundMissing, linked
		case disk.KindFolder:
		default:
			return n, foundNoPath, linked
		}
		if q.p.Worker.MayEnter(n) == model.No {
			return n, foundDenied, linked
		}
		if elem == ".." {
			n = q.p.Disk.At(parent(n.Path()))
			continue
		}
		n = n.Child(elem)
		linked = linked || n.Kind() == disk.KindLink
	}
	switch n.LeadsTo() {
	case disk.KindUnknown:
		return n, foundUnknown, linked
	case disk.KindMissing:
		return n, foundMissing, linked
	case disk.KindFolder:
		return n, foundFolder, linked
	case disk.KindFile:
		if slash {
			return n, foundNoPath, linked
		}
		return n, foundFile, linked
	}
	return n, foundOther, linked
}

func parent(p string) string {
	if i := strings.LastIndexByte(p, '/'); i > 0 {
		return p[:i]
	}
	return "/"
}
