package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// AllowWithoutDeny reports addresses that are allowed where nobody is denied:
// the default lets everybody in. Under "satisfy any" it is another rule's
// matter.
var AllowWithoutDeny = &lint.Rule{
	ID:      "allow-without-deny",
	Summary: "addresses are allowed, but nobody is denied, so that everybody gets in",
	Outcome: lint.Exposes,
	Doc:     doc("allow-without-deny"),
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			a := &s.Own.Address
			allow := firstRule(a, true)
			if allow == nil || ruleForAll(a, true) != nil || firstRule(a, false) != nil || !s.Live() || onNginx(s) && s.Merged.Uncertain {
				continue
			}
			if order, _ := a.Order("GET"); order != model.DenyAllow && order != model.FirstMatch {
				continue
			}
			if anyGate, _ := s.Merged.Address.SatisfyAny("GET"); anyGate && (!onNginx(s) || s.Merged.Require != nil) {
				continue
			}
			if !access.Enter(&s.Merged, access.Stranger("GET")).May(access.Enters | access.Asked) {
				continue // Require refuses everybody
			}
			d := lint.Diagnostic{
				Span:  allow.Operand.Span,
				Cause: allow.Span,
				Message: fmt.Sprintf("allowing %q restricts nobody: where nothing is denied everybody gets in, a deny for all is missing",
					allow.Operand.Text),
				Witness: openTo(p, s),
			}
			if onNginx(s) {
				d.Fixes = denyOthers(p, s)
			} else {
				d.Fixes = denyOthersThan(p, a, allow)
			}
			p.Report(d)
		}
	},
}
