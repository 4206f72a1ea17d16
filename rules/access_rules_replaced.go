package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// AccessRulesReplaced reports rules about addresses by which a scope of nginx
// discards all those round it, the deny for everybody among them. Who writes
// "allow all" means to.
var AccessRulesReplaced = &lint.Rule{
	ID:      "access-rules-replaced",
	Summary: "an allow or deny discards those of the scope round it, and everybody gets in whom it does not name",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("access-rules-replaced"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			if s.Parent == nil || len(s.Own.Address.Rules) == 0 || passwordInstead(s) || s.Serving.Internal {
				continue
			}
			outer := &s.Parent.Merged.Address
			stranger := access.Stranger("GET").Match
			if len(outer.Rules) == 0 || access.FirstMatch(outer, "GET", stranger) != access.Denied ||
				access.FirstMatch(&s.Own.Address, "GET", stranger) != access.Neutral {
				continue
			}
			first := &s.Own.Address.Rules[0]
			word := "allow"
			if !first.Allow {
				word = "deny"
			}
			d := lint.Diagnostic{
				Span: first.Operand.Span, Cause: first.Span, Witness: openTo(p, s),
				Message: fmt.Sprintf("%s here discards all rules about addresses round it, and whoever no rule here names gets past: "+
					"repeat them, deny all among them", word),
				Related: []lint.Related{{Span: refusesStrangers(outer).Span, Message: "does not hold here any more"}},
				Fixes:   repeatRules(p, s, outer),
			}
			if first.Allow {
				d.Fixes = append(d.Fixes, denyOthers(p, s)...)
			}
			p.Report(d)
		}
	},
}

// refusesStrangers is the rule that refuses strangers, of rules that are known
// to.
func refusesStrangers(a *model.AddressRules) *model.AddressRule {
	for i := range a.Rules {
		if access.Stranger("GET").Match(&a.Rules[i]) == model.Yes {
			return &a.Rules[i]
		}
	}
	return &a.Rules[0]
}
