package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// reportNobodyAsked reports an auth_request for a path that no location was
// written for: nothing is there, which is an error for every visitor, or the
// program for everything answers.
func (t *routes) reportNobodyAsked(s *model.Scope, by model.Word) bool {
	asked := s.Merged.AuthRequest
	for r := range plainRequests(t.p, s) {
		failed := func(d *access.Decision) bool { return d.Status == 500 || d.Outcome == access.Undecided }
		if d := t.p.Suppose(&r); !failed(&d) {
			continue
		}
		inner := r
		inner.Target = access.EscapePath(asked.Value)
		way := t.of(inner, func(d *access.Decision) bool { return d.Status == 404 || d.Outcome == access.Upstream })
		if way == nil || !forEverything(way.first()) {
			continue
		}
		d := lint.Diagnostic{Span: asked.Span, Cause: by.Span}
		if way.Decision.Outcome == access.Upstream {
			d.Severity, d.Assumption = lint.Warning, "the program answers a path that it does not know as it answers others"
			d.Message = "no location was written for " + quoted(asked.Value) + ", so that the program for everything is asked who may enter: " +
				"2xx from it lets everybody in, 404 is an error 500 for all"
		} else if d.Witness = witness(t.p, r, func(d *access.Decision) bool { return d.Status == 500 }); d.Witness != nil {
			d.Outcome = lint.Breaks
			d.Message = "there is nothing at " + quoted(asked.Value) + ", which is an error 500 for everybody: it has to be a location that answers 2xx or 401"
		} else {
			continue
		}
		t.p.Report(d)
		return true
	}
	return false
}

// forEverything says that nobody wrote a scope for one path: it is the location
// for everything, or the server block.
func forEverything(s *model.Scope) bool {
	return s != nil && (s.Kind == model.ScopeHost || s.Matcher.Form == model.MatchPrefix && s.Matcher.Pattern.Text == "/")
}
