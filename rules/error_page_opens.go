package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// ErrorPageOpens reports an error_page that answers a refusal with what was
// refused: nginx asks nothing of the location that it leads to but what that
// one says itself.
var ErrorPageOpens = &lint.Rule{
	ID:      "error-page-opens",
	Summary: "the error_page of a refusal serves what was refused",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("error-page-opens"),
	Run: func(p *lint.Pass) {
		t, pages := newRoutes(p), namedPages(p.Site)
		said := map[model.Word]bool{}
		for s := range scopesInForce(p.Site) {
			if s.Kind != model.ScopeLocation && s.Kind != model.ScopeHost || !turnsAway(&s.Merged) || !pages[nil] && !pages[s.Host] {
				continue
			}
			for r := range plainRequests(p, s) {
				way := t.of(r, func(d *access.Decision) bool { return d.Outcome == access.Upstream || d.Outcome == access.Served })
				if way == nil || !way.handed {
					continue
				}
				e := refusalPage(p.Site, way.trace)
				if e == nil || said[model.Word{Span: e.Span}] || !servesRefused(s, way) {
					continue
				}
				said[model.Word{Span: e.Span}] = true
				p.Report(lint.Diagnostic{
					Span: e.Target.Span, Cause: e.Span, Witness: &way.Witness,
					Message: "refusal is answered with what " + locationName(way.last()) + " serves for the same path: everybody gets in, " +
						"a page of its own says only that a password is needed",
					Related: []lint.Related{{Span: gateWord(&s.Merged).Span, Message: "has refused"}},
					Fixes:   refuseAsIs(p, s, e),
				})
			}
		}
	},
}

// namedPages are the hosts in which a refusal leads to a named location somewhere;
// the host nil stands for all.
func namedPages(site *model.Site) map[*model.Host]bool {
	hosts := map[*model.Host]bool{}
	for _, s := range site.Scopes {
		for i := range s.ErrorDocuments {
			if opensNamed(&s.ErrorDocuments[i]) {
				hosts[s.Host] = true
			}
		}
	}
	return hosts
}

func opensNamed(e *model.ErrorDocument) bool {
	return strings.HasPrefix(e.Target.Text, "@") && (e.Status.Text == "401" || e.Status.Text == "403")
}

// refusalPage is the error_page by which a refused request went on; nil for
// none.
func refusalPage(site *model.Site, trace []access.Passage) *model.ErrorDocument {
	refused := false
	for _, at := range trace {
		refused = refused || at.Status == 401 || at.Status == 403
		if at.Gate == access.GateErrorDocument && refused && len(at.Because) > 0 {
			e := errorDocument(site, model.Word{Span: at.Because[0]})
			if e == nil || !opensNamed(e) {
				return nil
			}
			return e
		}
	}
	return nil
}

// servesRefused says that a request ends where what was asked for is served: by
// the program that answers in the scope itself, or from files.
func servesRefused(s *model.Scope, way *route) bool {
	last := way.last()
	if last == nil || last.Matcher.Form != model.MatchNamed || last.Rewrite.Written() || len(last.Serving.Returns) > 0 {
		return false
	}
	own, there := s.Serving.Handler, last.Serving.Handler
	switch {
	case there == nil:
		return own == nil && len(last.Serving.TryFiles) == 0
	case own == nil:
		return strings.Count(there.Target.Text, "/") <= 2
	}
	return own.Target.Text == there.Target.Text
}
