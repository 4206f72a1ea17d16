package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// ExactLocationOnly reports a pattern for one URL that leaves open what lies
// below it.
var ExactLocationOnly = &lint.Rule{
	ID:      "exact-location-only",
	Summary: "a section protects one spelling of a URL, and others lead to the same place",
	Outcome: lint.Exposes,
	Doc:     doc("exact-location-only"),
	Run: func(p *lint.Pass) {
		t := newRoutes(p)
		for s := range fenced(p.Site) {
			t.reportOneSpelling(s)
		}
		for s := range scopesInForce(p.Site) {
			if ofNginx(s) || s.Kind != model.ScopeLocation || s.Matcher.Form != model.MatchRegexp || !strings.HasSuffix(s.Matcher.Pattern.Text, "$") || !keepsOut(&s.Merged) {
				continue
			}
			if w := beside(p, s); w != nil {
				p.Report(lint.Diagnostic{
					Span: s.Matcher.Pattern.Span, Cause: s.Head, Witness: w, Fixes: asPlainPath(p, s),
					Message: quoted(s.Matcher.Pattern.Text) + " protects one spelling of the URL, and everybody gets in by another: " +
						"<Location> with the plain path takes in all below it",
				})
			}
		}
	},
}

// spellings are what may follow a URL that leads to the same place.
var spellings = [...]string{"/", "index.php", "index.html", "/index.php", "/index.html", "/x"}

// beside is a request for the same place, or what lies in it, that is let in
// although the URL itself is not.
func beside(p *lint.Pass, s *model.Scope) *lint.Witness {
	for _, probe := range p.Probes().Of(s) {
		if probe.Kind != access.ProbePlain {
			continue
		}
		d := p.Decide(&probe.Request)
		if d.Outcome != access.Challenged && d.Outcome != access.Forbidden {
			continue
		}
		for _, more := range spellings {
			r := probe.Request
			if strings.HasSuffix(r.Target, "/") != strings.HasPrefix(more, "index") {
				continue
			}
			r.Target += more
			if w := witness(p, r, gotIn); w != nil {
				return w
			}
		}
	}
	return nil
}
