package custom_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/custom"
	"github.com/authlint/authlint/lint/custom/ruletest"
	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
)

// TestLanguage compares the page's tables with those that rules are checked
// against.
func TestLanguage(t *testing.T) {
	const begin, end = "TestLanguage -update -->\n", "<!-- end -->"
	before, rest, found := strings.Cut(custom.Language, begin)
	tables, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("the page has no place for its tables")
	}
	want := "\n" + custom.Reference() + "\n"
	if linttest.Update() {
		if err := os.WriteFile("language.md", []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, tables); diff != "" {
		t.Error(diff)
	}
}

// The rules that the page shows pass their own tests.
func TestLanguageExamples(t *testing.T) {
	shown := 0
	for i, block := range strings.Split(custom.Language, "```") {
		text, is := strings.CutPrefix(block, "hcl\n")
		if i%2 == 0 || !is {
			continue
		}
		c, diagnostics := config.Load(source.NewFile("language.md", []byte(text)), "/", standard.Known(""))
		for _, d := range diagnostics {
			t.Errorf("%s: %s", d.Span.Text(), d.Message)
		}
		for j := range c.Custom {
			results, err := ruletest.Run(t.Context(), &c.Custom[j].Rule, standard.Scan())
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range results {
				if shown++; !r.Passed() {
					t.Errorf("%s: %s", r.Test, strings.Join(r.Differences, "\n"))
				}
			}
		}
	}
	if shown == 0 {
		t.Error("the page shows no rule with a test")
	}
}
