package config

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/source"
)

// Diagnostic is what is to be said about a file.
type Diagnostic struct {
	// Severity is Error for what makes the file useless, else Warning.
	Severity lint.Severity
	Span     source.Span
	// Message is one lower-case clause without a full stop.
	Message string
	// Finding says that a check reports it among what it finds.
	Finding bool
}

// Failed says whether one of them is an error.
func Failed(diagnostics []Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d Diagnostic) bool { return d.Severity == lint.Error })
}

// errorf notes what makes the file useless.
func (d *decoder) errorf(r hcl.Range, format string, args ...any) {
	d.diagnostics = append(d.diagnostics, Diagnostic{Severity: lint.Error, Span: d.span(r), Message: fmt.Sprintf(format, args...)})
}

// warnf notes what the file's owner should know.
func (d *decoder) warnf(r hcl.Range, format string, args ...any) {
	d.diagnostics = append(d.diagnostics, Diagnostic{Severity: lint.Warning, Span: d.span(r), Message: fmt.Sprintf(format, args...)})
}

// span is a range of hcl's, whose columns count what a reader sees as one
// character: only its byte offsets are used.
func (d *decoder) span(r hcl.Range) source.Span {
	start := min(max(r.Start.Byte, 0), len(d.file.Data))
	return d.file.Span(start, min(max(r.End.Byte, start), len(d.file.Data)))
}

// take notes what hcl says.
func (d *decoder) take(diags hcl.Diagnostics) {
	for _, x := range diags {
		at := hcl.Range{}
		if x.Subject != nil {
			at = *x.Subject
		}
		d.errorf(at, "%s", clause(x))
	}
}

// clause makes one clause of hcl's title and sentences.
func clause(x *hcl.Diagnostic) string {
	if x.Summary == "Invalid single-argument block definition" {
		return "a block on one line holds one argument: give each a line of its own"
	}
	message := lower(x.Summary)
	if x.Detail != "" {
		message += ": " + lower(strings.Join(strings.Fields(x.Detail), " "))
	}
	return strings.TrimSuffix(message, ".")
}

// lower begins a text in lower case, unless it begins with a name in capitals.
func lower(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[size:])
	if unicode.IsUpper(second) {
		return text
	}
	return string(unicode.ToLower(first)) + text[size:]
}

// sorted puts diagnostics in the order of the file.
func (d *decoder) sorted() []Diagnostic {
	slices.SortStableFunc(d.diagnostics, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
	})
	return slices.Compact(d.diagnostics)
}

// meant is the end of a complaint about a name: the nearest ones there are,
// or all of them where they are few.
func meant(typed string, names []string) string {
	const few = 12
	if near := lint.Nearest(typed, names); len(near) > 0 {
		return "; did you mean " + strings.Join(near, " or ") + "?"
	}
	if len(names) == 0 || len(names) > few {
		return ""
	}
	return "; it must be " + either(names)
}

// either lists names for a choice.
func either(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// longText is how much of a text a message repeats.
const longText = 60

// quote is a text for a message.
func quote(text string) string {
	if len(text) > longText {
		end := longText
		for end > 0 && !utf8.RuneStart(text[end]) {
			end--
		}
		return strconv.Quote(text[:end]) + "..."
	}
	return strconv.Quote(text)
}
