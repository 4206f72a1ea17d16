package custom_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/custom"
	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/standard"
)

// TestAttributes reads every attribute of every object in all cases of the
// rules: each has the type that its table says, is null only where that says
// so, and is known somewhere.
func TestAttributes(t *testing.T) {
	seen := map[string]int{}
	for _, c := range cases(t) {
		o := standard.Scan()
		o.Tree, o.Config, o.PathMap = c.Tree(false), c.Config, c.PathMap
		plan, err := scan.Find(c.Paths(), o)
		if err != nil {
			t.Fatal(err)
		}
		look := &lint.Rule{ID: "look", Run: func(p *lint.Pass) {
			for _, wrong := range custom.Misdeclared(p, seen) {
				t.Errorf("%s: %s", c.Point, wrong)
			}
		}}
		lint.Run(t.Context(), plan.Jobs, []*lint.Rule{look}, lint.Options{Jobs: 1})
	}
	for _, name := range custom.Attributes() {
		if seen[name] == 0 {
			t.Errorf("%s is known nowhere", name)
		}
	}
}

func cases(t *testing.T) []*linttest.Case {
	t.Helper()
	names, err := filepath.Glob("../../testdata/rules/*/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no case: %v", err)
	}
	var all []*linttest.Case
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := linttest.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}
