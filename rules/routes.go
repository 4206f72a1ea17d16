package rules

import (
	"iter"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// A route is the way of a request through the locations of nginx.
type route struct {
	lint.Witness
	// stops are the locations that it came to, in order; the server block where
	// none fits.
	stops []*model.Scope
	// rewritten says that the path was another one before any location was
	// looked for; handed that the request went on as an inner one, for something
	// else than what lies below its path.
	rewritten, handed bool
	trace             []access.Passage
}

// first is the location that the path of the request leads to; nil where there
// is none.
func (r *route) first() *model.Scope {
	if len(r.stops) == 0 || r.rewritten {
		return nil
	}
	return r.stops[0]
}

// fromHandler says that what answers is what is there, and no return.
func (r *route) fromHandler() bool {
	return len(r.trace) > 0 && r.trace[len(r.trace)-1].Gate == access.GateHandler
}

// last is the location that the request came to last.
func (r *route) last() *model.Scope {
	if len(r.stops) == 0 {
		return nil
	}
	return r.stops[len(r.stops)-1]
}

// routes finds the way of requests.
type routes struct {
	p *lint.Pass
	// byHead are the locations and server blocks, and rules the rewrites; words
	// only for their spans.
	byHead map[model.Word]*model.Scope
	rules  map[model.Word]bool
}

func newRoutes(p *lint.Pass) *routes {
	t := &routes{p: p, byHead: map[model.Word]*model.Scope{}, rules: map[model.Word]bool{}}
	for _, s := range p.Site.Scopes {
		if s.Kind == model.ScopeLocation || s.Kind == model.ScopeHost {
			t.byHead[model.Word{Span: s.Head}] = s
		}
		for _, r := range s.Rewrite.Rules {
			t.rules[model.Word{Span: r.Span}] = true
		}
	}
	return t
}

// of is the way of a request whose answer fits; nil where it does not.
func (t *routes) of(r access.Request, fits func(*access.Decision) bool) *route {
	if d := t.p.Suppose(&r); !fits(&d) {
		return nil
	}
	d, trace := t.p.Explain(&r)
	path, _, _ := strings.Cut(r.Target, "?")
	way := &route{Witness: lint.Witness{Request: r, Decision: d}, trace: trace}
	for _, at := range trace {
		if way.handed = way.handed || !strings.HasPrefix(at.Target, path) && at.Target != ""; len(at.Because) == 0 {
			continue
		}
		by := model.Word{Span: at.Because[0]}
		if at.Verdict == access.HandsOn {
			by.Span = at.Because[len(at.Because)-1] // a named location
		}
		if s := t.byHead[by]; s != nil && (at.Gate == access.GateLocation || s.Matcher.Form == model.MatchNamed) {
			way.stops = append(way.stops, s)
		}
		way.rewritten = way.rewritten || len(way.stops) == 0 && t.rules[by]
	}
	return way
}

// plainRequests are those by which strangers read in a scope.
func plainRequests(p *lint.Pass, s *model.Scope) iter.Seq[access.Request] {
	return func(yield func(access.Request) bool) {
		for _, probe := range p.Probes().Of(s) {
			if probe.Kind == access.ProbePlain && !yield(probe.Request) {
				return
			}
		}
	}
}
