package rules

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// reportOneSpelling reports a location of nginx for one path, where another
// spelling of it leads a stranger to what answers there.
func (t *routes) reportOneSpelling(s *model.Scope) {
	text := s.Matcher.Pattern.Text
	one := s.Matcher.Form == model.MatchExact || s.Matcher.Form == model.MatchRegexp && strings.HasSuffix(text, "$") && strings.HasPrefix(text, "^/")
	if !one {
		return
	}
	for r := range plainRequests(t.p, s) {
		if d := t.p.Suppose(&r); gotIn(&d) {
			return
		}
		for _, more := range respellings(r.Target) {
			other := r
			other.Target += more
			way := t.of(other, gotIn)
			if way == nil || !samePlace(s, way, r.Target) {
				continue
			}
			d := lint.Diagnostic{
				Span: s.Matcher.Pattern.Span, Cause: s.Head, Witness: &way.Witness,
				Message: quoted(text) + " protects one spelling of the URL, and everybody gets in by another, which " +
					locationName(way.first()) + " takes: \"location ^~\" with the plain path takes in all below it",
				Related: []lint.Related{{Span: way.first().Head, Message: "keeps nobody out"}},
				Fixes:   allBelow(t.p, s),
			}
			t.p.Report(d)
			return
		}
	}
}

// respellings are what may follow a path that leads to the same place.
func respellings(path string) []string {
	switch {
	case path == "/":
		return []string{"index.html", "index.php", "index.htm"}
	case strings.HasSuffix(path, "/"):
		return nil
	}
	return []string{"/"}
}

// samePlace says that what answers a request of another spelling is what
// answers in the location: the same program, or the folder's own index.
func samePlace(s *model.Scope, way *route, path string) bool {
	there := way.first()
	if there == nil || way.handed || len(way.stops) > 1 || writesGate(&there.Own) {
		return false
	}
	own, other := s.Serving.Handler, there.Serving.Handler
	switch {
	case path == "/":
		return other == nil || other.Name == "fastcgi_pass"
	case strings.HasSuffix(path, ".php"):
		return other != nil && other.Name == "fastcgi_pass" && there.Matcher.Form == model.MatchRegexp
	case own == nil || other == nil:
		return false // files on one side, a program on the other
	}
	return own.Name == other.Name && serverOf(own.Target.Text) == serverOf(other.Target.Text)
}

// allBelow has a location for one path take in all below it. What answers there
// has to stand in it: patterns outside are not looked at any more.
func allBelow(p *lint.Pass, s *model.Scope) []lint.Fix {
	path := s.Matcher.Pattern
	if s.Matcher.Form != model.MatchExact || s.Serving.Handler == nil || path.Text == "/" ||
		slices.ContainsFunc(s.Parent.Children, func(o *model.Scope) bool {
			return o.Matcher.Form == model.MatchPrefix && o.Matcher.Pattern.Text == path.Text
		}) {
		return nil
	}
	var e lint.Edits
	e.Replace(s.Head, "location ^~ "+e.Copy(path.Span))
	return p.Fix("take in all below "+path.Text, &e)
}
