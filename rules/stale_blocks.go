package rules

import (
	"net/netip"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// turnedAway is a request for a page that people need, which a block turns away
// or leads astray: a stranger's, or one from an address that the block names.
// scopes are those of its file.
func turnedAway(p *lint.Pass, scopes []*model.Scope, m *model.Marker, folder string) *lint.Witness {
	banned := addressesIn(scopes, m)
	for _, page := range [...]string{"", "wp-login.php", "wp-admin/"} {
		for _, r := range asksBelow(p, folder, page) {
			for _, from := range append([]netip.Addr{r.Remote}, banned...) {
				if r.Remote = from; turnedAwayBy(p, m, r) {
					return &lint.Witness{Request: r, Decision: p.Decide(&r)}
				}
			}
		}
	}
	return nil
}

// turnedAwayBy says that a line of the block decides the request, to refuse it
// or to lead it to another page.
func turnedAwayBy(p *lint.Pass, m *model.Marker, r access.Request) bool {
	d := p.Decide(&r)
	astray := d.Outcome == access.Redirected && !strings.HasSuffix(d.Location, r.Target) && r.Target != "/"
	if !d.HasStatus() || d.Status/100 != 4 && !astray {
		return false
	}
	_, trace := p.Explain(&r)
	for _, t := range trace {
		for _, at := range t.Because {
			if t.Verdict != access.Passes && t.Verdict != access.Skipped && m.Body.Contains(at) {
				return true
			}
		}
	}
	return false
}

// fewAddresses is how many addresses of a list are tried: a list holds as many
// as somebody banned, and the first one shows what it does.
const fewAddresses = 3

// addressesIn are addresses that a block turns away.
func addressesIn(scopes []*model.Scope, m *model.Marker) []netip.Addr {
	var found []netip.Addr
	add := func(at model.Word, ranges ...netip.Prefix) {
		if m.Body.Contains(at.Span) && len(ranges) > 0 && ranges[0].IsValid() && len(found) < fewAddresses {
			found = append(found, ranges[0].Addr())
		}
	}
	for _, s := range scopes {
		s.Own.Require.Walk(func(r *model.Requirement) {
			if r.Not {
				add(model.Word{Span: r.Span}, r.Ranges...)
			}
		})
		for i := range s.Own.Address.Rules {
			if r := &s.Own.Address.Rules[i]; !r.Allow {
				add(model.Word{Span: r.Span}, r.Prefix)
			}
		}
	}
	return found
}
