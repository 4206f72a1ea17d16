package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// LocationBypassesAuth reports locations of nginx that take requests away from
// one that keeps people out: nginx asks for nothing but what the location says
// that holds in the end.
var LocationBypassesAuth = &lint.Rule{
	ID:      "location-bypasses-auth",
	Summary: "another location takes requests from the one that keeps people out, and lets everybody in",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("location-bypasses-auth"),
	Run: func(p *lint.Pass) {
		t := newRoutes(p)
		found := map[*model.Scope]*bypass{}
		var order []*bypass
		for closed := range fenced(p.Site) {
			for _, way := range t.waysRound(closed) {
				open := way.first()
				b := found[open]
				if b == nil {
					b = &bypass{open: open, witness: way.Witness}
					found[open], order = b, append(order, b)
				}
				if !slices.Contains(b.closed, closed) {
					b.closed = append(b.closed, closed)
				}
			}
		}
		for _, b := range order {
			b.report(p)
		}
	},
}

// bypass is a location that takes requests from others.
type bypass struct {
	open    *model.Scope
	witness lint.Witness
	closed  []*model.Scope
}

func (b *bypass) report(p *lint.Pass) {
	first := b.closed[0]
	d := lint.Diagnostic{
		Span: b.open.Matcher.Pattern.Span, Cause: b.open.Head, Witness: &b.witness,
		Message: fmt.Sprintf("%s takes requests from %s%s, and asks for nothing: everybody gets in here, %s",
			strings.TrimPrefix(locationName(b.open), "location "), locationName(first), more(len(b.closed)-1, "location"), b.mend()),
	}
	for _, c := range b.closed[:min(len(b.closed), fewRelated)] {
		d.Related = append(d.Related, lint.Related{Span: c.Head, Message: "keeps people out, but does not hold for this request"})
	}
	d.Fixes = b.fixes(p)
	p.Report(d)
}

// fixes have the requests asked for what the others ask: by a copy of the
// location in each of them, in front of what takes them otherwise.
func (b *bypass) fixes(p *lint.Pass) []lint.Fix {
	closed := slices.DeleteFunc(slices.Clone(b.closed), func(s *model.Scope) bool { // which finds the copy further out
		return slices.ContainsFunc(b.closed, func(o *model.Scope) bool { return o != s && within(s, o) })
	})
	first := closed[0]
	if len(closed) == 1 && (b.open.Matcher.Form != model.MatchRegexp || first.Matcher.Pattern.Text == "/") {
		return repeatGate(p, first, b.open)
	}
	e := in(b.open)
	for _, s := range closed {
		switch {
		case s.Matcher.Form == model.MatchPrefix:
			e.nest(b.open, s)
		case s.Parent == b.open.Parent && s.File() == b.open.File() && (refusesAll(s) || s.Serving.Handler != nil):
			e.above(model.Word{Span: b.open.Span}, e.Copy(s.Span))
			e.Drop(s.Span)
		default:
			e.Spoil()
		}
	}
	if first.Matcher.Form == model.MatchRegexp {
		return p.Fix("put "+locationName(first)+" in front of "+locationName(b.open), &e.Edits)
	}
	return p.Fix("put a copy of "+locationName(b.open)+" into "+locationName(first)+more(len(closed)-1, "location"), &e.Edits)
}

// mend is what helps.
func (b *bypass) mend() string {
	first := b.closed[0]
	switch {
	case b.open.Matcher.Form == model.MatchPrefix:
		return "repeat there what keeps people out, or nest the location"
	case first.Matcher.Form == model.MatchRegexp:
		return "the first regular expression that fits holds"
	case first.Matcher.Pattern.Text == "/":
		return "what keeps people out belongs into the server block"
	}
	return "write \"location ^~ " + first.Matcher.Pattern.Text + "\" with a copy of this location nested in it"
}
