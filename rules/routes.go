package rules

import (
	"iter"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// writesGate says that a scope of nginx says itself who may enter, be it that
// everybody may.
func writesGate(a *model.Access) bool {
	return a.Realm.Written() || a.UserFile.Written() || a.AuthRequest.Written() || len(a.Others) > 0 || a.Address.Written()
}

// fenced are nginx's locations in force that were written to keep people out:
// something in the location itself turns strangers away, or may.
func fenced(site *model.Site) iter.Seq[*model.Scope] {
	return func(yield func(*model.Scope) bool) {
		for s := range scopesInForce(site) {
			if s.Kind == model.ScopeLocation && ofNginx(s) && writesGate(&s.Own) && turnsAway(&s.Merged) && !yield(s) {
				return
			}
		}
	}
}

func ofNginx(s *model.Scope) bool { return s.Server != nil && s.Server.Kind == model.Nginx }

// turnsAway says that a stranger who reads is turned away, or that it is left to
// a program.
func turnsAway(a *model.Access) bool {
	return !access.Enter(a, access.Stranger("GET")).Is(access.Enters)
}

// A route is the way of a request through the locations of nginx.
type route struct {
	lint.Witness
	// stops are the locations that it came to, in order.
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
	// byHead are the locations, and rules the rewrites; words only for their
	// spans.
	byHead map[model.Word]*model.Scope
	rules  map[model.Word]bool
}

func newRoutes(p *lint.Pass) *routes {
	t := &routes{p: p, byHead: map[model.Word]*model.Scope{}, rules: map[model.Word]bool{}}
	for _, s := range p.Site.Scopes {
		if s.Kind == model.ScopeLocation {
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

// belowScope are a scope and all that stand in it.
func belowScope(s *model.Scope) iter.Seq[*model.Scope] {
	return func(yield func(*model.Scope) bool) { walkBelow(s, yield) }
}

func walkBelow(s *model.Scope, yield func(*model.Scope) bool) bool {
	if !yield(s) {
		return false
	}
	for _, c := range s.Children {
		if !walkBelow(c, yield) {
			return false
		}
	}
	return true
}

// within says that a scope is another one or stands in it.
func within(s, outer *model.Scope) bool {
	for ; s != nil; s = s.Parent {
		if s == outer {
			return true
		}
	}
	return false
}

// locationName is a location as it is called in messages.
func locationName(s *model.Scope) string {
	sign := ""
	switch {
	case s.Matcher.Form == model.MatchExact:
		sign = "= "
	case s.Matcher.NoRegexp:
		sign = "^~ "
	case s.Matcher.Form == model.MatchRegexp && s.Matcher.IgnoreCase:
		sign = "~* "
	case s.Matcher.Form == model.MatchRegexp:
		sign = "~ "
	}
	return "location " + sign + s.Matcher.Pattern.Text
}

// gateWord is a directive by which a scope of nginx says who may enter; a word
// only for its span.
func gateWord(a *model.Access) model.Word {
	switch {
	case a.Realm.Written():
		return model.Word{Span: a.Realm.Cause}
	case a.UserFile.Written():
		return model.Word{Span: a.UserFile.Cause}
	case a.AuthRequest.Written():
		return model.Word{Span: a.AuthRequest.Cause}
	case len(a.Others) > 0:
		return model.Word{Span: a.Others[0].Cause}
	}
	return model.Word{Span: a.Address.First()}
}
