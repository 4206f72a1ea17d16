package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// reportLeaving reports rewrites of nginx that take requests out of a location
// that keeps people out: what holds then is the location of the new path alone.
func reportLeaving(p *lint.Pass) {
	t := newRoutes(p)
	for s := range fenced(p.Site) {
		for _, r := range rulesWithin(s) {
			if flagged(r, "break", "break", "redirect", "permanent") {
				continue
			}
			if way := t.leaves(s, r); way != nil {
				p.Report(lint.Diagnostic{
					Span: r.Target.Span, Cause: r.Span, Witness: &way.Witness,
					Message: "rewrite leads to " + locationName(way.last()) + ", and nothing of what keeps people out here is asked: everybody gets in, " +
						"with the flag \"break\" the request stays here, and try_files comes after the access rules",
					Related: []lint.Related{{Span: s.Head, Message: "keeps people out, as long as they stay here"}},
					Fixes:   staysHere(p, s, r, way.last()),
				})
			}
		}
	}
}

// rulesWithin are the rewrites of a location, those in its conditions too.
func rulesWithin(s *model.Scope) []*model.RewriteRule {
	all := s.Rewrite.Rules
	for _, c := range s.Children {
		if c.Kind == model.ScopeIf {
			all = append(all[:len(all):len(all)], c.Rewrite.Rules...)
		}
	}
	return all
}

// leaves is a request by which a stranger gets in after a rewrite has taken it
// from the location to one that keeps nobody out.
func (t *routes) leaves(s *model.Scope, r *model.RewriteRule) *route {
	for request := range plainRequests(t.p, s) {
		requests := []access.Request{request}
		for _, sample := range pathSamples(&model.RewriteRule{Pattern: model.Word{Text: strings.TrimPrefix(r.Pattern.Text, "^/")}}) {
			requests = append(requests, at(request, sample))
		}
		for _, asked := range requests {
			way := t.of(asked, gotIn)
			if way != nil && way.first() == s && decidedBy(way.trace, model.Word{Span: r.Span}) && !within(way.last(), s) && !way.handed {
				return way
			}
		}
	}
	return nil
}

// staysHere has a rewrite stay in its location, where that answers as the one does
// that it leads to.
func staysHere(p *lint.Pass, s *model.Scope, r *model.RewriteRule, there *model.Scope) []lint.Fix {
	one, other := s.Serving.Handler, there.Serving.Handler
	if !servesSame(s, there) || (one == nil) != (other == nil) || len(s.Serving.TryFiles)+len(there.Serving.TryFiles) > 0 {
		return nil
	}
	e := in(s)
	e.swap(model.Word{Span: r.Span}, "rewrite "+e.Copy(r.Pattern.Span)+" "+e.Copy(r.Target.Span)+" break")
	return p.Fix("stay here with break", &e.Edits)
}
