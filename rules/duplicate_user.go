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
			for _, e := range store.Entries {
				if e.Shadowed == nil {
					continue
				}
				p.Report(lint.Diagnostic{
					Span:    e.User.Span,
					Cause:   e.Span,
					Message: fmt.Sprintf("password of %q never works: the first line for this user wins", e.User.Text),
					Related: []lint.Related{{Span: e.Shadowed.User.Span, Message: "the line that wins"}},
				})
			}
		}
	},
}
