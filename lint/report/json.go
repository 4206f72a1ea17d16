package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/authlint/authlint/lint"
)

// jsonVersion changes when a consumer has to.
const jsonVersion = 1

type jsonReport struct {
	Version  int           `json:"version"`
	Tool     string        `json:"tool"`
	Findings []jsonFinding `json:"findings"`
	Summary  jsonSummary   `json:"summary"`
}

// writeJSON writes one document.
func writeJSON(w io.Writer, r *lint.Result, _ Options) error {
	report := jsonReport{
		Version:  jsonVersion,
		Tool:     "authlint",
		Findings: make([]jsonFinding, 0, len(r.Findings)),
		Summary:  summaryDTO(r.Summary),
	}
	for i := range r.Findings {
		report.Findings = append(report.Findings, findingDTO(&r.Findings[i]))
	}
	return encodeJSON(w, report, "  ")
}

// encodeJSON writes a value and a newline. Beside what JSON itself asks for it
// escapes every character that a terminal would obey or hide, without loss.
func encodeJSON(w io.Writer, value any, indent string) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(value); err != nil {
		return err
	}
	_, err := w.Write(escapeUnprintable(b.Bytes()))
	return err
}

// escapeUnprintable works on encoded JSON: there a character outside ASCII, or
// a DEL, can only stand in a string.
func escapeUnprintable(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r < 0x7f || unicode.IsPrint(r):
			out = append(out, text[i:i+size]...)
		case r <= 0xffff:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		}
		i += size
	}
	return out
}
