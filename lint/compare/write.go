package compare

import (
	"fmt"
	"io"

	"github.com/authlint/authlint/lint/report"
)

// Format is one way to write changes.
type Format struct {
	// Name is what --format calls it.
	Name string
	// Summary says in a clause what it is for.
	Summary string
	// Write writes all changes. It fails only when the writer does.
	Write func(w io.Writer, r *Result, o report.Options) error
}

// Formats returns every format, the default first. Those that are made for
// findings take each change for one.
func Formats() []Format {
	formats := []Format{
		{"text", "for people: every change with the lines that decided on both sides", writeText},
		{"concise", "one line per change, for grep", writeConcise},
		{"json", "one JSON document", writeJSON},
		{"ndjson", "one JSON object per change and line, then the summary", writeNDJSON},
		{"markdown", "a table for a comment on a pull request", writeMarkdown},
	}
	for _, name := range [...]string{"sarif", "github", "gitlab", "checkstyle", "junit"} {
		f, _ := report.Lookup(name)
		formats = append(formats, Format{name, f.Summary, func(w io.Writer, r *Result, o report.Options) error {
			o.Rules = rules()
			return f.Write(w, findings(r), o)
		}})
	}
	return formats
}

// Write writes changes in the format of that name.
func Write(w io.Writer, format string, r *Result, o report.Options) error {
	for _, f := range Formats() {
		if f.Name == format {
			return f.Write(w, r, o)
		}
	}
	return fmt.Errorf("no format %q", format)
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// counts are the changes of each kind.
func (r *Result) counts() [len(kindNames)]int {
	var n [len(kindNames)]int
	for i := range r.Changes {
		n[r.Changes[i].Kind]++
	}
	return n
}

// totals are the counts in words.
func (r *Result) totals() string {
	text := ""
	for kind, n := range r.counts() {
		if n > 0 {
			text += fmt.Sprintf("%d %s, ", n, Kind(kind))
		}
	}
	switch {
	case text == "" && len(r.Unknown) > 0:
		text = "no change that can be known, "
	case text == "":
		text = "no change, "
	}
	return text + count(r.Asked, "request") + " to both versions"
}
