package rules

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// AuthorizationHeaderDropped reports an Authorization header that somebody
// meant to hand on to the program and that does not reach it: by a rule that a
// folder below discards, or by a variable without the header in it.
var AuthorizationHeaderDropped = &lint.Rule{
	ID:      "authorization-header-dropped",
	Summary: "the Authorization header does not reach the program that needs it",
	Outcome: lint.LocksOut,
	Doc:     doc("authorization-header-dropped"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			if ofNginx(s) {
				reportTakenOff(p, s)
				continue
			}
			for i := range s.Env {
				if e := &s.Env[i]; onlySet(e) {
					p.Report(lint.Diagnostic{
						Fixes:   wholeHeader(p, e),
						Span:    e.Span,
						Message: "HTTP_AUTHORIZATION becomes \"1\" here instead of the header, so that the program gets no password: it has to be HTTP_AUTHORIZATION=$0",
					})
				}
			}
			if rule := handedOnAbove(s); rule != nil {
				p.Report(lint.Diagnostic{
					Span: firstRewrite(&s.Rewrite).Span, Severity: lint.Warning,
					Message: "rewriting here discards the rule above that hands the Authorization header on, so that the program of this folder gets no password: " +
						"the rule has to be repeated",
					Assumption: "the program runs as FPM or CGI, and asks for a password itself",
					Related:    []lint.Related{{Span: rule.Span, Message: "is not in force here"}},
					Fixes:      passAuthorization(p, s),
				})
			}
		}
	},
}

// onlySet says that the header's variable is set without the header in it.
func onlySet(e *model.EnvChange) bool {
	return !e.Unset && e.When == model.EnvEarly && e.Name == "HTTP_AUTHORIZATION" && e.Value == "" &&
		strings.EqualFold(e.Attribute.Text, "Authorization")
}

// handedOnAbove is the rule of the folder above that hands the header on, where
// a folder rewrites to a program of its own without one.
func handedOnAbove(s *model.Scope) *model.RewriteRule {
	if s.Kind != model.ScopeHtaccess || s.Parent != nil || inherits(&s.Rewrite) ||
		slices.ContainsFunc(s.Rewrite.Rules, passesAuthorization) || setsAuthorization(s) ||
		!slices.ContainsFunc(s.Rewrite.Rules, func(r *model.RewriteRule) bool { return toOwnPHP(r.Target.Text) }) {
		return nil
	}
	above := s.Above
	for above != nil && !above.Rewrite.Written() {
		above = above.Above
	}
	if above == nil || above.Kind != model.ScopeHtaccess || !above.Live() || hasOption(&above.Rewrite, "inheritdown") {
		return nil
	}
	if i := slices.IndexFunc(above.Rewrite.Rules, passesAuthorization); i >= 0 {
		return above.Rewrite.Rules[i]
	}
	return nil
}

// setsAuthorization says that SetEnvIf or CGIPassAuth hands the header on, here
// or above.
func setsAuthorization(s *model.Scope) bool {
	for at := s; at != nil; at = at.Outer() {
		if at.PassAuthorization.Value {
			return true
		}
		for i := range at.Env {
			if e := &at.Env[i]; strings.EqualFold(e.Attribute.Text, "Authorization") && e.Value != "" {
				return true
			}
		}
	}
	return false
}
