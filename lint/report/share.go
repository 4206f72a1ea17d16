package report

import (
	"io"

	"github.com/authlint/authlint/lint"
)

// What other rooms show of files has to pass through the same escapes.

// EncodeJSON writes a value on one line, and nothing in it that a terminal
// would obey.
func EncodeJSON(w io.Writer, value any) error { return encodeJSON(w, value, "") }

// ValidUTF8 writes every byte that is not UTF-8 as \xff, for EncodeJSON.
func ValidUTF8(s string) string { return validUTF8(s) }

// Texts are texts for EncodeJSON, never null.
func Texts(all []string) []string {
	out := make([]string, 0, len(all))
	for _, s := range all {
		out = append(out, validUTF8(s))
	}
	return out
}

// Text is a text for EncodeJSON in a field that has null for none.
func Text(s string) *string {
	s = validUTF8(s)
	return &s
}

// TextOrNull is Text with null for the empty one.
func TextOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return Text(s)
}

// Excerpt is a snippet as a terminal shows it. The marked part stands in the
// columns from from, counted from 0, up to and without to.
func Excerpt(s lint.Snippet) (text string, from, to int) {
	e := layOut(s)
	return e.text, e.from, e.to
}

// Width is the number of columns that a text takes, the same in every locale.
func Width(text string) int { return measure(text) }

// FindingJSON is a finding as the formats json and ndjson have it, for
// EncodeJSON.
func FindingJSON(f *lint.Finding) any { return findingDTO(f) }

// EscapeJSON escapes in encoded JSON what a terminal would obey, without loss.
func EscapeJSON(encoded []byte) []byte { return escapeUnprintable(encoded) }

// Markdown keeps a line of text what it is, in a table too, whatever Markdown and
// HTML would make of it.
func Markdown(s string) string { return markdownText(Escape(s)) }
