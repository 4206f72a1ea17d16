package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
)

// What is suppressed is counted and stays in the formats for programs; people see
// it in the page, where they can choose to.
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
		"html":       "<dd>for \\x1b the printer</dd>",
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
		shown := strings.Contains(name, "json") || name == "html"
		if out := b.String(); !strings.Contains(out, want) || strings.Contains(out, "gone") != shown {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}
