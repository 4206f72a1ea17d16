package config_test

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/source"
)

const ownRule = `
rule "acme-realm" { severity = "error" }
suppress "acme-realm" {
  files  = ["old/**"]
  reason = "moves next year"
}
custom_rule "acme-realm" {
  target        = "protection"
  when          = self.realm != null
  condition     = startswith(self.realm, "ACME")
  error_message = "realm \"${self.realm}\" does not name the company"
  at            = "realm"
  outcome       = "confuses"
  docs          = <<-EOT
    Realms name the company. A visitor sees the name in the browser's question.

    And so on.
  EOT
  help          = "https://wiki.example/auth#realm"
  test "other realm" {
    file "site/.htaccess" {
      content = "AuthName x\n"
    }
    want = ["site/.htaccess:1"]
  }
}
`

// A rule of the project's own is known to the rest of the file, wherever it
// stands, and shows as what it is.
func TestCustomRule(t *testing.T) {
	c, diagnostics := load(ownRule)
	if len(diagnostics) > 0 {
		t.Fatal(said(diagnostics))
	}
	r := c.Custom[0]
	if r.ID != "acme-realm" || r.Summary != "Realms name the company" || r.Gravity() != lint.Note || !r.Project ||
		r.Page != "https://wiki.example/auth#realm" || len(r.Tests) != 1 || r.Tests[0].Files[0].Content != "AuthName x\n" {
		t.Errorf("%+v", r)
	}
	for _, part := range []string{"# acme-realm\n", "\nAnd so on.\n", "condition     = startswith(self.realm, \"ACME\")\n", "<https://wiki.example/auth#realm>"} {
		if !strings.Contains(r.Doc, part) {
			t.Errorf("%q is not in the page:\n%s", part, r.Doc)
		}
	}
	var shown strings.Builder
	if err := c.Show(&shown, known().Rules); err != nil {
		t.Fatal(err)
	}
	again, diagnostics := config.Load(source.NewFile("shown", []byte(shown.String())), "/site", known())
	if len(diagnostics) > 0 || len(again.Custom) != 1 || again.Custom[0].Gravity() != lint.Note || again.Settings("acme-realm", "/site/x").Severity != lint.Error {
		t.Errorf("%s%s", said(diagnostics), shown.String())
	}
}

// The text of a test's file may be a password file's, and what is wrong with it
// is shown with its line.
func TestTestFileMasked(t *testing.T) {
	const hash = "$2y$12$abcdefghijklmnopqrstuu"
	for _, content := range []string{
		`"alice:` + hash + `${x}"`, // decoded
		`"alice:` + hash + `${"`,   // not even parsed
		"<<EOT\nalice:" + hash + "%{\nEOT\n",
	} {
		file := source.NewFile(config.Name, []byte(strings.ReplaceAll(ownRule, `"AuthName x\n"`, content)))
		_, diagnostics := config.Load(file, "/site", known())
		if !config.Failed(diagnostics) {
			t.Fatal("it is accepted")
		}
		for _, d := range diagnostics {
			if s := lint.PlaceOf(d.Span).Snippet.Text; strings.Contains(s, hash) {
				t.Errorf("%q shows the hash", d.Message)
			}
		}
	}
}
