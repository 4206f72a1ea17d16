// Package report writes what a run found, in one format per file.
//
// Begin with Formats. A format prints a lint.Result as it stands: it never
// sorts, filters or settles a severity, so that all formats say the same.
// Every text that may come out of a scanned file passes through escape.go
// first.
package report

import (
	"io"

	"github.com/authlint/authlint/lint"
)

// Format is one way to write a result.
type Format struct {
	// Name is what --format calls it.
	Name string
	// Summary says in a clause what it is for.
	Summary string
	// Write writes the whole result. It fails only when the writer does.
	Write func(w io.Writer, r *lint.Result, o Options) error
}

// Options of a format. The zero value is right for a file.
type Options struct {
	// Color asks for ANSI colours, in the formats for people.
	Color bool
	// Links asks for links to the pages of the rules, in the formats for
	// people. Only a terminal knows what to do with them.
	Links bool
}

// Formats returns every format, the default first.
func Formats() []Format {
	return []Format{
		{Name: "text", Summary: "for people: every finding with the line it is about", Write: writeText},
		{Name: "concise", Summary: "one line per finding, for grep and problem matchers", Write: writeConcise},
		{Name: "json", Summary: "one JSON document", Write: writeJSON},
		{Name: "ndjson", Summary: "one JSON object per finding and line, then the summary", Write: writeNDJSON},
	}
}

// Lookup returns the format of that name.
func Lookup(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}
