package custom_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/custom/ruletest"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
)

const examples = "../../testdata/examples/rules/*.hcl"

// TestExamples runs the tests of the rules that ship as examples. Each is for a
// target of its own as far as there are so many, has the name of its file, and
// tests both what it finds and what it lets be.
func TestExamples(t *testing.T) {
	names, err := filepath.Glob(examples)
	if err != nil || len(names) < 10 {
		t.Fatalf("%d examples: %v", len(names), err)
	}
	targets := map[string]bool{}
	for _, name := range names {
		id := strings.TrimSuffix(filepath.Base(name), ".hcl")
		t.Run(id, func(t *testing.T) {
			c := load(t, name)
			if len(c.Custom) != 1 || c.Custom[0].ID != id {
				t.Fatalf("%d rules, and none called %s", len(c.Custom), id)
			}
			r := &c.Custom[0].Rule
			finds, lets := 0, 0
			for _, test := range r.Tests {
				if len(test.Want) > 0 || test.Count > 0 {
					finds++
				} else {
					lets++
				}
			}
			if finds == 0 || lets == 0 || strings.HasPrefix(r.Summary, "a rule of the project") {
				t.Errorf("%d tests that find something, %d that do not; summary %q", finds, lets, r.Summary)
			}
			results, err := ruletest.Run(t.Context(), r, standard.Scan())
			if err != nil {
				t.Fatal(err)
			}
			for _, result := range results {
				if !result.Passed() {
					t.Errorf("%s: %s", result.Test, strings.Join(result.Differences, "\n"))
				}
			}
			_, target, _ := strings.Cut(r.Doc, "about each ")
			target, _, _ = strings.Cut(target, ".")
			targets[target] = true
		})
	}
	if len(targets) != 7 {
		t.Errorf("the examples are about %d targets", len(targets))
	}
}

func load(t *testing.T, name string) config.Config {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c, diagnostics := config.Load(source.NewFile(name, data), "/", standard.Known(""))
	for _, d := range diagnostics {
		t.Fatalf("%s:%d: %s", name, d.Span.Position().Line, d.Message)
	}
	return c
}
