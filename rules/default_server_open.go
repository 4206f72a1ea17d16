package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// DefaultServerOpen reports server blocks of nginx that serve under another
// name, or at another port, what one keeps people out of.
var DefaultServerOpen = &lint.Rule{
	ID:      "default-server-open",
	Summary: "another server block serves the same folder or program without the password",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("default-server-open"),
	Run: func(p *lint.Pass) {
		t := newRoutes(p)
		said := map[*model.Host]bool{}
		hosts := hostsByPlace(p.Site)
		for s := range scopesInForce(p.Site) {
			if s.Host == nil || s.Kind != model.ScopeLocation && s.Kind != model.ScopeHost || !writesGate(&s.Own) || !keepsOut(&s.Merged) || unshielded(t, s) {
				continue
			}
			for _, other := range hosts[placeOf(serving(s))] {
				if other == s.Host || said[other] || inner(other) || writesGate(&other.Scope.Own) {
					continue
				}
				if way := t.elsewhere(s, other); way != nil {
					said[other] = true
					p.Report(lint.Diagnostic{
						Span: other.Scope.Head, Witness: &way.Witness,
						Message: "server block serves what another one keeps people out of, and asks for nothing: everybody gets in by this name or port, " +
							"the access rules have to stand here too, or the block has to go",
						Related: []lint.Related{{Span: gateWord(&s.Own).Span, Message: "keeps people out of the same, in another server block"}},
						Fixes:   closedThere(p, s, other),
					})
				}
			}
		}
	},
}

// unshielded says that strangers get in at a scope itself, which others tell of.
func unshielded(t *routes, s *model.Scope) bool {
	for r := range plainRequests(t.p, s) {
		if d := t.p.Suppose(&r); gotIn(&d) {
			return true
		}
	}
	return false
}

// elsewhere is a request by which a stranger gets in at another host to what a
// scope keeps people out of; nil for none.
func (t *routes) elsewhere(s *model.Scope, other *model.Host) *route {
	for first := range plainRequests(t.p, other.Scope) {
		for r := range plainRequests(t.p, s) {
			d := t.p.Suppose(&r)
			if d.Outcome != access.Challenged && d.Outcome != access.Forbidden {
				continue
			}
			there := first
			there.Target = r.Target
			way := t.of(there, gotIn)
			if way == nil || way.rewritten {
				continue
			}
			last := way.last()
			if last == nil {
				last = other.Scope
			}
			if last.Host == other && !gateWithin(last, nil) && servesSame(serving(s), serving(last)) && serves(serving(s)) {
				return way
			}
		}
	}
	return nil
}

// serves says that something is served in a scope: a folder that is named, or
// what a program answers.
func serves(s *model.Scope) bool { return s.Serving.Handler != nil || rootOf(s) != "" }

// serving is the scope that answers for most of a host, given the host's own.
func serving(s *model.Scope) *model.Scope {
	if s.Kind != model.ScopeHost {
		return s
	}
	for _, c := range s.Children {
		if c.Kind == model.ScopeLocation && c.Matcher.Form == model.MatchPrefix && c.Matcher.Pattern.Text == "/" {
			return c
		}
	}
	return s
}

// closedThere has another host ask for what a scope asks, in a location of the
// same form where it is one.
func closedThere(p *lint.Pass, s *model.Scope, other *model.Host) []lint.Fix {
	if s.Kind == model.ScopeHost {
		return repeatGate(p, s, other.Scope)
	}
	for _, c := range other.Scope.Children {
		if m := c.Matcher; c.Kind == model.ScopeLocation && m.Form == s.Matcher.Form && m.Pattern.Text == s.Matcher.Pattern.Text {
			return repeatGate(p, s, c)
		}
	}
	if s.Parent.Kind != model.ScopeHost {
		return nil
	}
	e := in(other.Scope)
	e.into(other.Scope, e.Copy(s.Span))
	return p.Fix("put a copy of "+locationName(s)+" there", &e.Edits)
}
