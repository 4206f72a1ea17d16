package rules

import (
	"net/netip"
	"slices"

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
			if own.Require == nil || len(own.Address.Rules) == 0 || !s.Live() || s.Merged.Uncertain || !own.Require.Accepted() {
				continue
			}
			if anyGate, _ := s.Merged.Address.SatisfyAny("GET"); anyGate {
				continue
			}
			contradiction(p, s)
		}
	},
}

func contradiction(p *lint.Pass, s *model.Scope) {
	own := &s.Own
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
			Witness: refusedTo(p, s, 403),
			Fixes:   leaveToRequire(p, &own.Address, deny),
		})
	case byAddress == model.Yes && allow != nil && !byRequire.May(access.Granted|access.NeedsUser):
		p.Report(lint.Diagnostic{
			Span:    allow.Span,
			Message: "\"Allow from all\" lets nobody in, Require refuses everybody and both must let a request pass: one of them must go",
			Related: []lint.Related{{Span: own.Require.Span, Message: "refuses everybody"}},
			Witness: refusedTo(p, s, 403),
		})
	case byAddress == model.Unknown && byRequire.May(access.Granted|access.NeedsUser) && nobodyMeetsBoth(own):
		p.Report(lint.Diagnostic{
			Span:    firstRule(&own.Address, true).Span,
			Message: "Allow lets in none of those whom Require lets in, and both must let a request pass, so that nobody gets in: one of them must go",
			Related: []lint.Related{{Span: own.Require.Span, Message: "lets in others"}},
			Witness: refusedTo(p, s, 403),
		})
	}
}

// nobodyMeetsBoth says that no address passes both Allow and Require, though
// some pass the one and some the other.
func nobodyMeetsBoth(own *model.Access) bool {
	allowed, required := false, false
	for _, place := range placesToTry(own) {
		visitor := access.From(place, "GET")
		passes := access.Addresses(&own.Address, "GET", visitor.Match) != model.No
		meets := access.Require(own.Require, "GET", visitor.Meets).May(access.Granted | access.NeedsUser)
		if passes && meets {
			return false
		}
		allowed, required = allowed || passes, required || meets
	}
	return allowed && required
}

// placesToTry are addresses that stand for all: who passes changes only where
// a range begins and behind its end.
func placesToTry(own *model.Access) []netip.Addr {
	places := []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()}
	add := func(p netip.Prefix) { places = append(places, p.Addr(), access.Behind(p)) }
	for i := range own.Address.Rules {
		if r := &own.Address.Rules[i]; r.Kind == model.AddressRange {
			add(r.Prefix.Masked())
		}
	}
	own.Require.Walk(func(r *model.Requirement) {
		for _, p := range r.Ranges {
			add(p)
		}
	})
	return slices.DeleteFunc(places, func(a netip.Addr) bool { return !a.IsValid() })
}
