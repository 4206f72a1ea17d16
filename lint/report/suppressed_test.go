package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
)

// What is suppressed is counted and stays in the formats for programs, and
// people do not see it.
func TestSuppressed(t *testing.T) {
	r := &lint.Result{Findings: []lint.Finding{
		{Rule: &lint.Rule{ID: "here"}, Severity: lint.Error, Outcome: lint.Exposes, Message: "open"},
		{
			Rule: &lint.Rule{ID: "gone"}, Severity: lint.Error, Outcome: lint.Exposes, Message: "known",
			Suppressed: &lint.Suppression{Kind: lint.InSource, Reason: "for \x1b the printer"},
		},
	}}
	r.Count()
	for name, want := range map[string]string{
		"sarif":      "1 finding suppressed.",
		"github":     "title=here::",
		"gitlab":     `"check_name": "here"`,
		"checkstyle": "authlint.here",
		"junit":      `tests="1"`,
		"markdown":   "in 0 files (1 suppressed)",
		"html":       "<h1>authlint: 1 error, 0 warnings, 0 notes in 0 files (1 suppressed)</h1>",
		"text":       "1 error, 0 warnings, 0 notes in 0 files (1 suppressed)",
		"concise":    "[here]",
		"json":       `"reason": "for \u001b the printer"`,
		"ndjson":     `"suppressed":{"kind":"inSource","reason":"for \u001b the printer"}}`,
	} {
		format, _ := Lookup(name)
		var b bytes.Buffer
		if err := format.Write(&b, r, Options{}); err != nil {
			t.Fatal(err)
		}
		if out := b.String(); !strings.Contains(out, want) || strings.Contains(out, "gone") != strings.Contains(name, "json") {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}
