package rules

import (
	"fmt"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// writing are the methods that change something.
var writing = [...]string{"POST", "PUT", "DELETE", "PATCH"}

// limitExcepts reports what limit_except of nginx leaves open: the methods it
// names, where they were meant to be closed, and locations nested beside it,
// which do not inherit it.
func limitExcepts(p *lint.Pass) {
	for s := range scopesInForce(p.Site) {
		if s.Kind != model.ScopeLimitExcept || s.Parent == nil || s.Methods == nil {
			continue
		}
		wrongWayRound(p, s)
		for _, c := range s.Parent.Children {
			nestedLeftOpen(p, s, c)
		}
	}
}

// wrongWayRound reports methods that are named and open although reading is
// closed. A bare "deny all" for all others is a list of the methods there are.
func wrongWayRound(p *lint.Pass, s *model.Scope) {
	reading := access.Enter(&s.Merged, access.Stranger("GET"))
	if !s.Methods.Covers("GET") || reading.May(access.Enters) || s.Own.Require == nil && firstRule(&s.Own.Address, true) == nil {
		return
	}
	var open []string
	for _, m := range writing {
		if !s.Methods.Covers(m) && access.Enter(&s.Parent.Merged, access.Stranger(m)).Is(access.Enters) {
			open = append(open, m)
		}
	}
	if len(open) == 0 {
		return
	}
	does := "are refused"
	if reading.May(access.Asked) {
		does = "need a password"
	}
	p.Report(lint.Diagnostic{
		Span: s.Methods.Span, Witness: openBy(p, s.Parent, open), Fixes: limitMended(p, s),
		Message: fmt.Sprintf("methods that limit_except names are those it does not hold for: GET and others %s, and strangers get in by %s",
			does, listMethods(open)),
	})
}

// nestedLeftOpen reports locations beside a limit_except into which strangers
// get by a method that it refuses.
func nestedLeftOpen(p *lint.Pass, limit, s *model.Scope) {
	if s.Kind != model.ScopeLocation || s.Merged.Uncertain || s.Serving.Internal ||
		slices.ContainsFunc(s.Children, func(c *model.Scope) bool { return c.Kind == model.ScopeLimitExcept }) {
		return
	}
	for _, m := range writing {
		if !limit.Methods.Covers(m) || access.Enter(&limit.Merged, access.Stranger(m)).May(access.Enters) {
			continue
		}
		if w := openNow(p, s, m); w != nil {
			p.Report(lint.Diagnostic{
				Span: s.Matcher.Pattern.Span, Cause: s.Head, Witness: w,
				Message: fmt.Sprintf("limit_except does not hold in nested locations, and strangers get in here by %s: repeat it", m),
				Related: []lint.Related{{Span: limit.Methods.Span, Message: "does not hold here"}},
				Fixes:   limitRepeated(p, limit, s),
			})
			return
		}
	}
	for _, c := range s.Children {
		nestedLeftOpen(p, limit, c)
	}
}

// openNow is a request by which a stranger gets into a scope with a method.
func openNow(p *lint.Pass, s *model.Scope, method string) *lint.Witness {
	for _, probe := range p.Probes().Of(s) {
		if probe.Kind != access.ProbePlain {
			continue
		}
		probe.Request.Method = method
		if w := witness(p, probe.Request, gotIn); w != nil {
			return w
		}
	}
	return nil
}

// limitMended has a limit_except that was written the wrong way round hold for
// the methods it names and for all others that change something.
func limitMended(p *lint.Pass, s *model.Scope) []lint.Fix {
	all, writing := in(s.Parent), in(s)
	all.swap(model.Word{Span: s.Span}, all.gateTexts(&s.Own)...)
	writing.Replace(s.Methods.Names[0].Span.To(s.Methods.Names[len(s.Methods.Names)-1].Span), "GET")
	return append(p.Fix("ask whatever the method", &all.Edits),
		p.Fix("leave reading open and close the rest", &writing.Edits)...)
}

// limitRepeated puts a copy of a limit_except into a nested location.
func limitRepeated(p *lint.Pass, limit, s *model.Scope) []lint.Fix {
	e := in(s)
	e.into(s, e.Copy(limit.Span))
	return p.Fix("repeat limit_except here", &e.Edits)
}
