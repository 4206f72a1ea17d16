package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// AccessGenerationsMixed reports a scope in which Order, Allow and Deny say
// the opposite of Require. Both must let a request pass, so that the stricter
// one wins and the other is void.
var AccessGenerationsMixed = &lint.Rule{
	ID:      "access-generations-mixed",
	Summary: "Order, Allow and Deny say the opposite of Require in the same scope, and the stricter wins",
	Outcome: lint.LocksOut,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("access-generations-mixed"),
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			own := &s.Own
			if own.Require == nil || len(own.Address.Rules) == 0 || !s.Live() || s.Merged.Uncertain {
				continue
			}
			if anyGate, _ := s.Merged.Address.SatisfyAny("GET"); anyGate {
				continue
			}
			contradiction(p, own)
		}
	},
}

func contradiction(p *lint.Pass, own *model.Access) {
	anybody := access.Anybody("GET")
	byAddress := access.Addresses(&own.Address, "GET", anybody.Match)
	byRequire := access.Require(own.Require, "GET", anybody.Meets)
	deny, allow := ruleForAll(&own.Address, false), ruleForAll(&own.Address, true)
	switch {
	case byAddress == model.No && deny != nil && byRequire.May(access.Granted):
		p.Report(lint.Diagnostic{
			Span:    deny.Span,
			Message: "\"Deny from all\" refuses everybody whatever Require says, both must let a request pass: it must go",
			Related: []lint.Related{{Span: own.Require.Span, Message: "would let some in, but is never asked"}},
		})
	case byAddress == model.Yes && allow != nil && !byRequire.May(access.Granted|access.NeedsUser):
		p.Report(lint.Diagnostic{
			Span:    allow.Span,
			Message: "\"Allow from all\" lets nobody in, Require refuses everybody and both must let a request pass: one of them must go",
			Related: []lint.Related{{Span: own.Require.Span, Message: "refuses everybody"}},
		})
	}
}
