package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
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
			var later pile
			for _, e := range store.Entries {
				if e.Shadowed != nil {
					later = append(later, e)
				}
			}
			for i, e := range later[:min(len(later), fewLines)] {
				d := lint.Diagnostic{
					Span:    e.User.Span,
					Cause:   e.Span,
					Message: fmt.Sprintf("password of %s never works: the first line for this user wins", quoted(e.User.Text)),
					Related: []lint.Related{{Span: e.Shadowed.User.Span, Message: "the line that wins"}},
				}
				if i == fewLines-1 && len(later) > fewLines {
					d.Message += fmt.Sprintf(" (as in %d more lines)", len(later)-fewLines)
				}
				p.Report(d)
			}
		}
	},
}
