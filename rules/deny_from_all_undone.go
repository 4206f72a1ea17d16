package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// DenyFromAllUndone reports a "Deny from all" that something in the same scope
// makes void.
var DenyFromAllUndone = &lint.Rule{
	ID:      "deny-from-all-undone",
	Summary: "Deny from all has no effect, because another line of the scope lets everybody in",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("deny-from-all-undone"),
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			deny := ruleForAll(&s.Own.Address, false)
			if deny == nil || !s.Live() || s.Merged.Uncertain || !strangerEnters(&s.Merged) {
				continue
			}
			d := lint.Diagnostic{Related: []lint.Related{{Span: deny.Span, Message: "has no effect"}}}
			if allow := ruleForAll(&s.Own.Address, true); allow != nil && strangerPasses(&s.Own.Address) == model.Yes {
				d.Span = allow.Span
				d.Message = "\"Allow from all\" overrides the \"Deny from all\" of this scope and lets everybody in: one of them must go"
				d.Fixes = withoutRule(p, &s.Own.Address, allow)
			} else if anyGate, satisfy := s.Own.Address.SatisfyAny("GET"); anyGate {
				d.Span = satisfy.Span
				d.Message = "\"Satisfy Any\" lets everybody in past \"Deny from all\", because no password is required here: it must go"
				d.Fixes = withoutSatisfy(p, s, satisfy)
			} else {
				continue
			}
			d.Witness = openTo(p, s)
			p.Report(d)
		}
	},
}
