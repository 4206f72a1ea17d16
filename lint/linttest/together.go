package linttest

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/fix"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/scan"
)

// with is the case with some texts in place of its files, by their paths.
func (c *Case) with(texts map[string][]byte) *Case {
	copied := *c
	copied.Nodes = slices.Clone(c.Nodes)
	for i := range copied.Nodes {
		if text, is := texts[copied.Nodes[i].Path]; is {
			copied.Nodes[i].Data = text
		}
	}
	return &copied
}

// and is the case with some files beside its own.
func (c *Case) and(files map[string][]byte) *Case {
	copied := *c
	copied.Nodes = slices.Clone(c.Nodes)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		copied.Nodes = append(copied.Nodes, Node{Path: name, Data: files[name], Mode: 0o644, UID: -1, GID: -1})
	}
	return &copied
}

// judged checks a case, with some texts in place of its files, and has the engine
// judge the fixes of what is found.
func (h Harness) judged(t *testing.T, c *Case, edited map[string][]byte) (*lint.Result, *fix.Files) {
	t.Helper()
	c = c.with(edited)
	o := c.options(h.Scan, manner{})
	plan, err := scan.Find(c.Paths(), o)
	if err != nil {
		t.Fatal(err)
	}
	files := &fix.Files{Edited: edited}
	judge := fix.Judge{Files: files, Tree: o.Tree, Again: plan.Again}
	return lint.Run(t.Context(), plan.Jobs, h.run(), lint.Options{
		Jobs: 1, Keep: plan.Named, Partial: plan.Partial, Known: h.Rules, Today: today, Judge: judge.Site,
	}), files
}

// tryTogether applies all fixes of a case, round after round: what is left must
// be no more than what was there, and a second run must change nothing.
func tryTogether(t *testing.T, c *Case, h Harness) {
	t.Helper()
	for _, unsafe := range []bool{false, true} {
		o := fix.Options{Unsafe: unsafe}
		outcome := fixAll(t, c, h, o)
		texts := map[string][]byte{}
		for _, changed := range outcome.Changed {
			texts[changed.Old.Path] = changed.Text
		}
		for _, f := range newFindings(outcome.Before, outcome.Result) {
			t.Errorf("all fixes together (unsafe: %t) bring %s: %s", unsafe, f.File, f.Rule.ID)
		}
		if len(texts) == 0 {
			continue
		}
		again := fixAll(t, c.with(texts), h, o)
		for _, a := range again.Applied {
			t.Errorf("a second run (unsafe: %t) applies %q of %s", unsafe, a.Title, a.Rule)
		}
		if len(again.Result.Findings) != len(outcome.Result.Findings) {
			t.Errorf("after all fixes (unsafe: %t) %d findings are left in memory and %d in the files", unsafe,
				len(outcome.Result.Findings), len(again.Result.Findings))
		}
	}
}

func fixAll(t *testing.T, c *Case, h Harness, o fix.Options) *fix.Outcome {
	t.Helper()
	outcome, err := fix.Run(t.Context(), func(_ context.Context, texts map[string][]byte, _ bool) (*lint.Result, *fix.Files, error) {
		result, files := h.judged(t, c, texts)
		return result, files, nil
	}, o)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

// newFindings are findings of rules that found nothing, or not as much, in a
// file before, and whose finding no other one stood for.
func newFindings(before, after *lint.Result) []lint.Finding {
	type key struct{ rule, file string }
	count, broken := map[key]int{}, map[string]bool{}
	for _, f := range before.Findings {
		count[key{f.Rule.ID, f.File}]++
		broken[f.File] = broken[f.File] || f.Outcome == lint.Breaks
		for _, r := range f.Related {
			if r.Rule != nil {
				count[key{r.Rule.ID, r.File}]++
			}
		}
	}
	var found []lint.Finding
	for _, f := range after.Findings {
		k := key{f.Rule.ID, f.File}
		if count[k]--; count[k] < 0 && !(f.Severity == lint.Note && broken[f.File]) {
			found = append(found, f)
		}
	}
	return found
}

// load reads the sites of a case, by their names.
func (h Harness) load(t *testing.T, c *Case) map[string]*model.Site {
	t.Helper()
	plan, err := scan.Find(c.Paths(), c.options(h.Scan, manner{}))
	if err != nil {
		t.Fatal(err)
	}
	sites := map[string]*model.Site{}
	for _, job := range plan.Jobs {
		if site := job(); site != nil {
			sites[site.Name] = site
		}
	}
	return sites
}
