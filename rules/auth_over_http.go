package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// AuthOverHttp reports a .htaccess that sends its visitors to https and asks
// for a password too. httpd asks first: rewriting and redirects in a folder's
// settings come after the password. Of nginx it reports hosts that ask at port
// 80.
var AuthOverHttp = &lint.Rule{
	ID:      "auth-over-http",
	Summary: "the password is asked for over http, where it can be read on the way",
	Outcome: lint.Weakens,
	Doc:     doc("auth-over-http"),
	Run: func(p *lint.Pass) {
		askedAtPort80(p)
		for s := range scopesInForce(p.Site) {
			if s.Kind != model.ScopeHtaccess {
				continue
			}
			d, redirects := toHTTPS(s)
			if !redirects {
				continue
			}
			if r, asked := askedOverHTTP(s); asked {
				d.Message = "password is asked for over http before this redirect runs: " +
					"redirect in the virtual host of port 80, or refuse http here with SSLRequireSSL"
				d.Related = []lint.Related{{Span: r.Span, Message: "what asks for the password"}}
				p.Report(d)
			}
		}
	},
}

// toHTTPS finds what sends visitors of a folder from http to https.
func toHTTPS(s *model.Scope) (d lint.Diagnostic, found bool) {
	for _, r := range s.Rewrite.Rules {
		if s.Rewrite.Engine.State == model.Set && leadsToHTTPS(r.Target.Text) && onHTTP(r.Conditions) {
			return lint.Diagnostic{Span: r.Target.Span, Cause: r.Span}, true
		}
	}
	for _, c := range s.Children {
		if c.Kind != model.ScopeIf || !c.Live() || !testsScheme(c.Matcher.Pattern.Text) {
			continue
		}
		for _, r := range c.Redirects {
			if leadsToHTTPS(r.To.Text) {
				return lint.Diagnostic{Span: r.To.Span, Cause: r.Span}, true
			}
		}
	}
	return d, false
}

func leadsToHTTPS(target string) bool {
	return len(target) > 8 && strings.EqualFold(target[:8], "https://")
}

func onHTTP(conditions []model.RewriteCondition) bool {
	for _, c := range conditions {
		if testsScheme(c.Test.Text) {
			return true
		}
	}
	return false
}

// testsScheme says that an expression looks at whether a request came by http
// or https, here or at a proxy.
func testsScheme(expression string) bool {
	upper := strings.ToUpper(expression)
	for _, name := range [...]string{"HTTPS", "SERVER_PORT", "REQUEST_SCHEME", "X-FORWARDED-PROTO", "X-FORWARDED-SSL", "CF-VISITOR"} {
		if strings.Contains(upper, name) {
			return true
		}
	}
	return false
}

// askedOverHTTP is the requirement, in a .htaccess or a section of it, for
// which a stranger is sure to be asked for the password, also over http.
// Sections under a condition on the request are left out.
func askedOverHTTP(s *model.Scope) (question, bool) {
	if s.Kind == model.ScopeIf || s.RequireTLS.Written() || !s.Live() || s.Merged.Uncertain {
		return question{}, false
	}
	if r, asked := askedFor(s); asked && access.Enter(&s.Merged, access.Stranger(r.method)).Is(access.Asked) {
		return r, true
	}
	for _, c := range s.Children {
		if r, asked := askedOverHTTP(c); asked {
			return r, true
		}
	}
	return question{}, false
}
