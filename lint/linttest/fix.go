package linttest

import (
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
)

// tryFixes applies each fix by itself to a copy of the case: its finding must
// be gone, none may come, and the edits must make sense.
func tryFixes(t *testing.T, c *Case, h Harness, out *output) {
	t.Helper()
	for _, f := range out.result.Findings {
		if f.Suppressed != nil {
			continue // nobody mends it
		}
		for _, x := range f.Offered() {
			mended, problem := apply(c, x)
			if problem != "" {
				t.Errorf("%s: fix %q: %s", f.Rule.ID, x.Title, problem)
				continue
			}
			after := check(t, mended, h, manner{jobs: 1})
			out.secrets.add(after.secrets) // of lines that were none before
			judgeFix(t, f, x.Title, *out, after)
		}
	}
}

// judgeFix holds what is found afterwards against what was. What the finding
// had told of in the words of another rule may come to light, and what was
// graver may leave a note.
func judgeFix(t *testing.T, f lint.Finding, title string, before, after output) {
	t.Helper()
	type key struct{ rule, file string }
	count := map[key]int{}
	for _, g := range before.result.Findings {
		count[key{g.Rule.ID, g.File}]++
	}
	for _, r := range f.Related {
		if r.Rule != nil {
			count[key{r.Rule.ID, r.File}]++
		}
	}
	own := key{f.Rule.ID, f.File}
	limit := count[own] - 1
	for _, g := range after.result.Findings {
		k := key{g.Rule.ID, g.File}
		if count[k]--; count[k] < 0 && (g.Severity != lint.Note || f.Severity == lint.Note) {
			t.Errorf("%s: fix %q brings another finding\n  %s: %s [%s]", f.Rule.ID, title,
				g.File, after.secrets.hide(g.Message), g.Rule.ID)
		}
		if k == own {
			limit--
		}
	}
	if limit < 0 {
		t.Errorf("%s: fix %q leaves the finding", f.Rule.ID, title)
	}
}

// apply makes a copy of the case with the edits done.
func apply(c *Case, x lint.FixPlace) (mended *Case, problem string) {
	edits := slices.Clone(x.Edits)
	slices.SortStableFunc(edits, func(a, b lint.EditPlace) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return b.Start.Offset - a.Start.Offset // last first: offsets before it stay
	})
	copied := *c
	copied.Nodes = slices.Clone(c.Nodes)
	for i, e := range edits {
		at := slices.IndexFunc(copied.Nodes, func(n Node) bool { return n.Path == "/"+e.File && n.Mode.IsRegular() })
		if at < 0 {
			return nil, "edits " + e.File + ", which is no file of the case"
		}
		n := &copied.Nodes[at]
		start, end := e.Start.Offset, e.End.Offset
		if start > end || end > len(n.Data) {
			return nil, "an edit out of bounds in " + e.File
		}
		if i > 0 && edits[i-1].File == e.File && end > edits[i-1].Start.Offset {
			return nil, "edits overlap in " + e.File
		}
		n.Data = slices.Concat(n.Data[:start], []byte(e.NewText), n.Data[end:])
	}
	return &copied, ""
}
