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
		return false, "whether a file is there is not known: " + n.Why()
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

// look asks the disk for a path as the worker sees it.
func (q *request) look(name string) (*disk.Node, found) {
	if strings.IndexByte(name, 0) >= 0 {
		return q.p.Disk.At("/"), foundMissing
	}
	n := q.p.Disk.At("/")
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
			return n, foundUnknown
		case disk.KindMissing:
			return n, foundMissing
		case disk.KindFolder:
		default:
			return n, foundNoPath
		}
		if q.p.Worker.MayEnter(n) == model.No {
			return n, foundDenied
		}
		if elem == ".." {
			n = q.p.Disk.At(parent(n.Path()))
			continue
		}
		n = n.Child(elem)
	}
	switch n.LeadsTo() {
	case disk.KindUnknown:
		return n, foundUnknown
	case disk.KindMissing:
		return n, foundMissing
	case disk.KindFolder:
		return n, foundFolder
	case disk.KindFile:
		if slash {
			return n, foundNoPath
		}
		return n, foundFile
	}
	return n, foundOther
}

func parent(p string) string {
	if i := strings.LastIndexByte(p, '/'); i > 0 {
		return p[:i]
	}
	return "/"
}
