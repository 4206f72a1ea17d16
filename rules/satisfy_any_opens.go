package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// SatisfyAnyOpens reports "satisfy any" where the address rules let everybody
// pass, so that the requirement beside them is never asked. A scope that says
// "allow all" with it, in a place of its own, is an exemption that was meant.
var SatisfyAnyOpens = &lint.Rule{
	ID:      "satisfy-any-opens",
	Summary: "satisfy any lets everybody in, because the address rules deny nobody",
	Outcome: lint.Exposes,
	Doc:     doc("satisfy-any-opens"),
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			anyGate, satisfy := s.Merged.Address.SatisfyAny("GET")
			if !anyGate || s.Own.Require == nil && !s.Own.Address.Written() || !s.Live() || s.Merged.Uncertain {
				continue
			}
			if s.Merged.Require == nil || addressOpens(&s.Merged.Address) != model.Yes {
				continue
			}
			if ruleForAll(&s.Merged.Address, true) != nil && s.Own.Require == nil {
				continue
			}
			only := s.Merged
			only.Address = model.AddressRules{}
			if access.Enter(&only, access.Stranger("GET")).May(access.Enters) {
				continue
			}
			because := "no address is denied: a deny for all is missing"
			if all := ruleForAll(&s.Merged.Address, true); all != nil && firstRule(&s.Merged.Address, false) == nil {
				because = "all addresses are allowed: allow those that need no password"
			}
			d := lint.Diagnostic{
				Span:    satisfy.Span,
				Message: "\"satisfy any\" lets everybody in without a password, because " + because,
				Related: []lint.Related{{Span: s.Merged.Require.Span, Message: "is never asked"}},
				Witness: openTo(p, s),
			}
			if onNginx(s) && len(s.Own.Address.Satisfies) > 0 {
				d.Fixes = anyMended(p, s)
			}
			if !onNginx(s) {
				d.Fixes = askAlways(p, s, satisfy)
			}
			p.Report(d)
		}
	},
}
