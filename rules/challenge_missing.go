package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// ChallengeMissing reports an answer 401 that does not say how to log in.
var ChallengeMissing = &lint.Rule{
	ID:      "challenge-missing",
	Summary: "401 is answered without saying how to log in, so that nobody can",
	Outcome: lint.LocksOut,
	Doc:     doc("challenge-missing"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			if ofNginx(s) {
				reportBare401(p, s)
				continue
			}
			if challengeWritten(s) {
				continue
			}
			for _, r := range s.Rewrite.Rules {
				if f := r.Flag("R", "redirect"); f != nil && f.Value == "401" && !unasked(r) {
					report401(p, model.Word{Span: r.Span}, ruleRequests(p, s, r))
				}
			}
			for i := range s.Redirects {
				if r := &s.Redirects[i]; r.Status == "401" {
					report401(p, model.Word{Span: r.Span}, redirected(p, s))
				}
			}
			for i := range s.Headers {
				h := &s.Headers[i]
				if !h.Request && h.Always && h.Action == "unset" && strings.EqualFold(h.Name.Text, "WWW-Authenticate") {
					var e lint.Edits
					e.Drop(h.Span)
					p.Report(lint.Diagnostic{
						Fixes: p.Fix("take the line away", &e),
						Span:  h.Span, Severity: lint.Warning, Assumption: "people are meant to log in here",
						Message: "header WWW-Authenticate is taken off, so that clients get 401 without knowing how to log in: the line has to go",
					})
				}
			}
		}
	},
}

// challengeWritten says that a header says how to log in, whoever answers.
func challengeWritten(s *model.Scope) bool {
	for at := range headerScopes(s) {
		for i := range at.Headers {
			if h := &at.Headers[i]; !h.Request && h.Action != "unset" && strings.EqualFold(h.Name.Text, "WWW-Authenticate") {
				return true
			}
		}
	}
	return false
}

// unasked says that a rule is for some programs alone, by their name, their
// method or a token, which they send without being asked.
func unasked(r *model.RewriteRule) bool {
	for _, c := range r.Conditions {
		test := strings.ToUpper(c.Test.Text)
		if strings.Contains(test, "USER_AGENT") || strings.Contains(test, "USER-AGENT") || strings.Contains(test, "REQUEST_METHOD") ||
			strings.Contains(test, "QUERY_STRING") || strings.Contains(test, "REFERER") || strings.Contains(test, "COOKIE") ||
			strings.Contains(strings.ToLower(c.Pattern.Text), "bearer") {
			return true
		}
	}
	return false
}

// report401 reports what answers 401 by itself.
func report401(p *lint.Pass, what model.Word, requests []access.Request) {
	d := lint.Diagnostic{
		Span: what.Span, Severity: lint.Warning, Assumption: "people are meant to log in here",
		Message: "401 is answered here without WWW-Authenticate, so that no client asks for a password: " +
			"AuthType and Require ask for one, 403 refuses",
	}
	for _, r := range requests {
		if d.Witness = witness(p, r, func(d *access.Decision) bool { return d.Status == 401 && len(d.Challenge) == 0 }); d.Witness != nil {
			break
		}
	}
	p.Report(d)
}

// ruleRequests are requests of a stranger that a rule may be about.
func ruleRequests(p *lint.Pass, s *model.Scope, r *model.RewriteRule) []access.Request {
	var all []access.Request
	for _, sample := range pathSamples(r) {
		all = append(all, requestsBelow(p, s, sample)...)
	}
	return all
}
