package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// LegacyChildResetsParent reports a scope whose Order, Allow, Deny or Satisfy
// discards what the scope above denied, without saying that everybody is
// meant to get in: one of the four in a child drops all four of the parent.
var LegacyChildResetsParent = &lint.Rule{
	ID:      "legacy-child-resets-parent",
	Summary: "one Order, Allow, Deny or Satisfy discards all that the folder above denied",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("legacy-child-resets-parent"),
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			outer := s.Outer()
			if outer == nil || !s.Own.Address.Written() || !s.Live() || s.Merged.Uncertain {
				continue
			}
			above := &outer.Merged.Address
			deny := firstRule(above, false)
			if deny == nil || strangerPasses(above) != model.No || ruleForAll(&s.Own.Address, true) != nil {
				continue
			}
			if strangerPasses(&s.Own.Address) != model.Yes || !strangerEnters(&s.Merged) {
				continue
			}
			p.Report(lint.Diagnostic{
				Span:    s.Own.Address.First(),
				Message: "discards every Order, Allow, Deny and Satisfy of the scope above, and nothing here denies: everybody gets in, the Deny must be repeated",
				Related: []lint.Related{{Span: deny.Span, Message: "is discarded here"}},
				Witness: openTo(p, s),
				Fixes:   denyHereToo(p, &s.Own.Address, above),
			})
		}
	},
}
