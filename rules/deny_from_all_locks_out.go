package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// DenyFromAllLocksOut reports an order of lists that leaves nobody: with
// "Order Allow,Deny" a Deny from all has the last word over every Allow, and
// without any Allow everybody is denied. nginx takes the first rule that fits.
var DenyFromAllLocksOut = &lint.Rule{
	ID:      "deny-from-all-locks-out",
	Summary: "everybody is denied, those an allow names too",
	Outcome: lint.LocksOut,
	Doc:     doc("deny-from-all-locks-out"),
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			a := &s.Own.Address
			if allow := allowTooLate(a.Rules); allow != nil && onNginx(s) && !s.Merged.Uncertain {
				p.Report(lint.Diagnostic{
					Span: allow.Operand.Span, Cause: allow.Span, Witness: refusedTo(p, s, 403),
					Message: "allow behind \"deny all\" lets nobody in, because nginx takes the first rule that fits: it must come before",
					Related: []lint.Related{{Span: ruleForAll(a, false).Span, Message: "denies everybody, first"}},
				})
			}
			if _, order := a.Order("GET"); order != nil && s.Live() && order.Value == model.AllowDeny {
				if d, found := lockedOut(p, s, order); found {
					d.Witness = refusedTo(p, s, 403)
					p.Report(d)
				}
			}
		}
	},
}

// allowTooLate is the first rule that lets somebody in and stands behind one
// that denies everybody; nil where there is none.
func allowTooLate(rules []model.AddressRule) *model.AddressRule {
	denied := false
	for i := range rules {
		if r := &rules[i]; denied && r.Allow {
			return r
		}
		denied = denied || !rules[i].Allow && rules[i].Kind == model.AddressAll
	}
	return nil
}

func lockedOut(p *lint.Pass, s *model.Scope, order *model.OrderRule) (lint.Diagnostic, bool) {
	a := &s.Own.Address
	deny, allow := ruleForAll(a, false), firstRule(a, true)
	switch {
	case deny != nil && allow != nil:
		return lint.Diagnostic{
			Span:    order.Span,
			Message: "with this order \"Deny from all\" overrides every Allow, so that nobody gets in: it must be Order Deny,Allow",
			Fixes:   orderInstead(p, order),
			Related: []lint.Related{
				{Span: deny.Span, Message: "denies everybody, last"},
				{Span: allow.Span, Message: "never has an effect"},
			},
		}, true
	case deny == nil && allow == nil && firstRule(a, false) == nil && asked(s):
		return lint.Diagnostic{
			Span:    order.Span,
			Message: "with this order and no Allow everybody is denied before a password is asked: it must go, or be Order Deny,Allow",
			Fixes:   orderInstead(p, order),
		}, true
	}
	return lint.Diagnostic{}, false
}

// asked says that a password would be asked here if the address rules let
// anybody pass, and that they must pass too.
func asked(s *model.Scope) bool {
	if anyGate, _ := s.Merged.Address.SatisfyAny("GET"); anyGate || s.Merged.Uncertain {
		return false
	}
	only := s.Merged
	only.Address = model.AddressRules{}
	return access.Enter(&only, access.Stranger("GET")).Is(access.Asked)
}
