package lint

import (
	"slices"
	"testing"
)

// Blocks suppress what they fit, those about comments too, and what became of
// them is reviewed.
func TestBlocks(t *testing.T) {
	fits := func(files ...string) func(string) bool {
		return func(file string) bool { return slices.Contains(files, file) }
	}
	blocks := func() []*Block {
		return []*Block{
			{Ignore: Ignore{Rule: "aa", Reason: "known", Block: true, Ran: true}, Fits: fits("f")},
			{Ignore: Ignore{Rule: "aa", Block: true, Ran: true}, Fits: fits("f")},
			{Ignore: Ignore{Rule: "aa", Block: true, Fault: IgnoreExpired}, Fits: fits("g")},
			{Ignore: Ignore{Rule: "review", Block: true}, Fits: fits("g")},
		}
	}
	var matched []bool
	review := &Rule{ID: "review", Outcome: Stale, Review: func(r *Review) {
		for _, g := range r.Ignores {
			matched = append(matched, g.Matched)
		}
		r.Report(Finding{Place: Place{File: "g"}})
	}}
	r := Run(t.Context(), []Job{toy("f", "aa\n"), toy("g", "aa\n")}, []*Rule{word("aa"), review}, Options{Blocks: blocks})
	var kinds []string
	for _, f := range r.Findings {
		said := f.File + " " + f.Rule.ID
		if f.Suppressed != nil {
			said += " " + f.Suppressed.Kind + " " + f.Suppressed.Reason
		}
		kinds = append(kinds, said)
	}
	if want := []string{"f aa external known", "g review external ", "g aa"}; !slices.Equal(kinds, want) {
		t.Errorf("%q, not %q", kinds, want)
	}
	if want := []bool{true, false, false, false}; !slices.Equal(matched, want) {
		t.Errorf("matched %v", matched)
	}
	if r.Summary.Suppressed != 2 || r.Summary.Errors != 1 {
		t.Errorf("%+v", r.Summary)
	}
}

// What is wanted of a rule is asked for each file.
func TestWith(t *testing.T) {
	option := &Option{Name: "least", Default: 1}
	var asked []int
	rule := word("aa")
	inner := rule.Run
	rule.Run = func(p *Pass) {
		asked = append(asked, p.Int(option, p.Site.Files[0].Name))
		inner(p)
	}
	wanted := map[string]Settings{
		"f": {Severity: Note, Options: map[string]int{"least": 3}},
		"g": {Off: true},
	}
	with := rule.With(func(file string) Settings { return wanted[file] })
	text := "aa\n"
	r := Run(t.Context(), []Job{toy("f", text), toy("g", "# authlint:ignore aa -- x\n"+text), toy("h", text)}, []*Rule{with}, Options{Jobs: 1})
	if !slices.Equal(asked, []int{3, 1, 1}) {
		t.Errorf("the option was %v", asked)
	}
	if r.Summary.Notes != 1 || r.Summary.Errors != 1 || r.Summary.Suppressed != 0 {
		t.Errorf("%+v", r.Summary)
	}
	if !with.Runs("f") || with.Runs("g") || !rule.Runs("g") {
		t.Error("where it runs is another")
	}
	review := (&Rule{ID: "review", Outcome: Stale, Review: func(r *Review) {
		for _, file := range []string{"f", "g", "h"} {
			r.Report(Finding{Place: Place{File: file}})
		}
	}}).With(func(file string) Settings { return wanted[file] })
	r = Run(t.Context(), nil, []*Rule{review}, Options{})
	if r.Summary.Notes != 1 || r.Summary.Warnings != 1 || len(r.Findings) != 2 {
		t.Errorf("%+v", r.Summary)
	}
}
