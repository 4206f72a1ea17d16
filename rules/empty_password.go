package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
)

// EmptyPassword reports users who get in with the empty password, where the
// stored text shows it. A salted hash of the empty password does not.
var EmptyPassword = &lint.Rule{
	ID:      "empty-password",
	Summary: "a user gets in with an empty password",
	Outcome: lint.Exposes,
	Doc:     doc("empty-password"),
	Run: func(p *lint.Pass) {
		for _, store := range p.Site.Stores {
			for _, e := range store.Entries {
				if !e.Hash.Empty || !e.Usable() {
					continue
				}
				p.Report(lint.Diagnostic{
					Span:    e.User.Span,
					Cause:   e.Span,
					Message: fmt.Sprintf("password of %s is the empty one, so that the name alone lets anybody in: set a password with %s", quoted(e.User.Text), writesHash(store.Reader, "")),
				})
			}
		}
	},
}
