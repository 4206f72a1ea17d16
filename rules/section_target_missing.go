package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// SectionTargetMissing reports a password for a URL or folder that is gone: a
// user who logs in gets 404.
var SectionTargetMissing = &lint.Rule{
	ID:      "section-target-missing",
	Summary: "a password protects a place that is gone",
	Outcome: lint.Stale,
	Doc:     doc("section-target-missing"),
	Run: func(p *lint.Pass) {
		for s := range asking(p.Site) {
			literal := s.Matcher.Form == model.MatchPrefix || s.Matcher.Form == model.MatchPath
			if s.Kind != model.ScopeLocation && s.Kind != model.ScopeDirectory || !literal || s.Own.Require == nil {
				continue
			}
			if w := gone(p, s); w != nil {
				p.Report(lint.Diagnostic{
					Span: s.Matcher.Pattern.Span, Cause: s.Head, Witness: w,
					Message: quoted(s.Matcher.Pattern.Text) + " does not exist any more, so that the password protects nothing: " +
						"name the place where it lies now, or delete the section",
				})
			}
		}
	},
}

// gone returns a request of a user whom a section lets in, and who finds
// nothing there; nil when anything is found, or may be.
func gone(p *lint.Pass, s *model.Scope) *lint.Witness {
	var user *access.Credentials
	for _, probe := range p.Probes().Of(s) {
		if probe.Kind == access.ProbeUser {
			user = probe.Request.Credentials
		}
	}
	if user == nil {
		return nil
	}
	var first *lint.Witness
	for _, probe := range p.Probes().Of(s) {
		if probe.Kind != access.ProbePlain {
			continue
		}
		probe.Request.Credentials = user
		w := witness(p, probe.Request, answered(404))
		if w == nil {
			return nil
		}
		if first == nil {
			first = w
		}
	}
	return first
}
