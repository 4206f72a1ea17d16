package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// DuplicateUser reports a user's later lines in a credential file. Both
// servers stop at the first line with the name. In a digest file the realm is
// part of the name.
var DuplicateUser = &lint.Rule{
	ID:      "duplicate-user",
	Summary: "a user has two lines in a credential file, and only the first counts",
	Outcome: lint.LocksOut,
	Doc:     doc("duplicate-user"),
	Run: func(p *lint.Pass) {
		for _, store := range p.Site.Stores {
			shadowed := func(e *model.Entry) (bool, bool) { return true, e.Shadowed != nil }
			for _, later := range piles(p, store, shadowed) {
				reportLater(p, store, later)
			}
		}
	},
}

// reportLater reports lines that never work: the first few, and at the last of
// them that there are more.
func reportLater(p *lint.Pass, store *model.Store, later pile) {
	for i, e := range later[:min(len(later), fewLines)] {
		told := later[i : i+1]
		d := lint.Diagnostic{
			Span:    e.User.Span,
			Cause:   e.Span,
			Message: fmt.Sprintf("password of %s never works: the first line for this user wins", quoted(e.User.Text)),
			Related: []lint.Related{{Span: e.Shadowed.User.Span, Message: "the line that wins"}},
		}
		if i == fewLines-1 && len(later) > fewLines {
			d.Message += fmt.Sprintf(" (as in %d more lines)", len(later)-fewLines)
			told = later[i:]
			d.Parts = told.diagnostic("", "").Parts
		}
		d.Fixes = append(laterOut(p, store, told), firstOut(p, store, e)...)
		p.Report(d)
	}
}
