package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// SectionNeverMatches reports sections whose pattern no request fits, as far
// as something about access, headers or error documents stands in them. httpd
// accepts them without a word.
var SectionNeverMatches = &lint.Rule{
	ID:      "section-never-matches",
	Summary: "no request fits a section's pattern, so that what stands in it is never in force",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("section-never-matches"),
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			if !s.Live() || tornApart(p.Site, s) {
				continue
			}
			if why := s.NeverMatches(); why != "" {
				reportDead(p, s, why)
			} else if stopsAtSlash(s) && keepsOut(&s.Own) {
				reportShallow(p, s)
			}
		}
	},
}

func reportDead(p *lint.Pass, s *model.Scope, why string) {
	d := lint.Diagnostic{Span: s.Matcher.Pattern.Span, Cause: s.Head, Fixes: patternMeant(p, s)}
	what := quoted(s.Matcher.Pattern.Text) + " matches nothing, because " + why
	switch {
	case barsWithin(s):
		d.Message = what + ": what the section forbids is open"
	case saysWho(&s.Own) && s.Parent != nil && keepsOut(&s.Parent.Merged):
		d.Outcome = lint.LocksOut
		d.Message = what + ": the exception is never made"
	case saysWho(&s.Own) || len(s.Headers) > 0 || len(s.ErrorDocuments) > 0:
		d.Outcome = lint.Stale
		d.Message = what + ": what stands in the section is never in force"
	default:
		return
	}
	p.Report(d)
}

// stopsAtSlash says that a URL's pattern ends in a wildcard, which no slash
// fits: what lies deeper is left out.
func stopsAtSlash(s *model.Scope) bool {
	pattern := s.Matcher.Pattern.Text
	return s.Kind == model.ScopeLocation && s.Matcher.Form == model.MatchGlob &&
		strings.HasSuffix(pattern, "*") && !strings.Contains(pattern, "${")
}

func reportShallow(p *lint.Pass, s *model.Scope) {
	pattern := s.Matcher.Pattern.Text
	instead := strings.TrimRight(pattern, "*/")
	if instead == "" {
		instead = "/"
	}
	p.Report(lint.Diagnostic{
		Span: s.Matcher.Pattern.Span, Cause: s.Head,
		Message: "wildcard at the end of " + quoted(pattern) + " fits no slash, so that what lies deeper is open: Location " +
			quoted(instead) + " takes in all of it",
		Fixes: withoutWildcard(p, s, instead),
	})
}
