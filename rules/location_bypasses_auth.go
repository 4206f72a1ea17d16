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
	p.Report(d)
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
