package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// ReturnBypassesAuth reports a return, or a rewrite that redirects, beside what
// should keep people out: nginx answers with it before it asks anybody.
var ReturnBypassesAuth = &lint.Rule{
	ID:      "return-bypasses-auth",
	Summary: "a return or redirect answers before the access rules beside it are looked at",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("return-bypasses-auth"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			if s.Kind != model.ScopeLocation && s.Kind != model.ScopeHost || !writesGate(&s.Own) || !turnsAway(&s.Merged) {
				continue
			}
			for i := range s.Serving.Returns {
				if r := &s.Serving.Returns[i]; !r.Refuses() && r.Target.Text != "" {
					reportEarly(p, s, model.Word{Text: r.Target.Text, Span: r.Span}, answerLater(p, s, model.Word{Span: r.Span}))
				}
			}
			for _, r := range s.Rewrite.Rules {
				if flagged(r, "redirect", "permanent") {
					reportEarly(p, s, model.Word{Text: r.Target.Text, Span: r.Span}, redirectLater(p, s, r))
				}
			}
		}
	},
}

// reportEarly reports a directive, with what it answers, that answers a
// stranger.
func reportEarly(p *lint.Pass, s *model.Scope, by model.Word, fixes []lint.Fix) {
	if toTLS(by.Text) {
		return // nobody should be asked over http
	}
	for r := range arrivals(p, s) {
		w := witness(p, r, func(d *access.Decision) bool { return gotIn(d) || d.Outcome == access.Redirected })
		if w == nil {
			continue
		}
		if _, trace := p.Explain(&r); !decidedBy(trace, by) {
			continue
		}
		d := lint.Diagnostic{
			Span: by.Span, Witness: w, Fixes: fixes,
			Message: "everybody gets this answer, whatever the access rules beside it say: nginx answers with it before it looks at them, " +
				"\"try_files /nonexistent @answer\" here and the return in \"location @answer\" come after them",
			Related: []lint.Related{{Span: gateWord(&s.Own).Span, Message: "is never asked"}},
		}
		if w.Decision.Outcome == access.Redirected {
			d.Severity = lint.Warning
		}
		p.Report(d)
		return
	}
}

// toTLS says that a redirect leads to the same place over TLS.
func toTLS(target string) bool {
	for _, host := range [...]string{"$host", "$server_name", "$http_host"} {
		if strings.HasPrefix(target, "https://"+host) {
			return true
		}
	}
	return false
}

// arrivals are requests by which strangers come to a scope; to a named location
// by way of those that name it.
func arrivals(p *lint.Pass, s *model.Scope) func(func(access.Request) bool) {
	if s.Matcher.Form != model.MatchNamed {
		return plainRequests(p, s)
	}
	return func(yield func(access.Request) bool) {
		for _, from := range p.Site.Scopes {
			if from.Host != s.Host || !namesLocation(from, s.Matcher.Pattern.Text) {
				continue
			}
			for r := range plainRequests(p, from) {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// namesLocation says that a scope hands requests on to a named location.
func namesLocation(s *model.Scope, name string) bool {
	if n := len(s.Serving.TryFiles); n > 0 && s.Serving.TryFiles[n-1].Text == name {
		return true
	}
	for i := range s.ErrorDocuments {
		if s.ErrorDocuments[i].Target.Text == name {
			return true
		}
	}
	return false
}
