package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// AuthorizationHardcoded reports a user's password, or a token, that stands in
// the configuration for everybody who reads it.
var AuthorizationHardcoded = &lint.Rule{
	ID:      "authorization-hardcoded",
	Summary: "a password or token is written into the configuration",
	Outcome: lint.Weakens,
	Doc:     doc("authorization-hardcoded"),
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			for i := range s.Headers {
				if h := &s.Headers[i]; carriesPassword(h) {
					p.Report(lint.Diagnostic{
						Span: h.Name.Span, Cause: h.Span,
						Message: "every request gets this Authorization header, whoever sends it, and the password in it is in clear for whoever reads the file: " +
							"let the program behind the server keep it",
					})
				}
			}
			for i := range s.Env {
				if e := &s.Env[i]; e.Attribute.Text == "" && !e.Unset && authorizationVariable(e.Name) && e.Value != "" && !e.Dynamic && !strings.Contains(e.Value, "%{") && !strings.Contains(e.Value, "$") {
					p.Report(lint.Diagnostic{
						Span: e.Span,
						Message: "every request is given this Authorization, whoever sends it, and the password in it is in clear for whoever reads the file: " +
							"the line has to go",
					})
				}
			}
			if t := s.Test; t != nil && strings.EqualFold(t.Variable.Text, "$http_authorization") && strings.HasSuffix(t.Operator, "=") && t.Operand.Text != "" {
				p.Report(lint.Diagnostic{
					Span: t.Variable.Span, Cause: s.Head,
					Message: "what visitors log in with is compared with what stands here, in clear for whoever reads the file: auth_basic compares it with a hash",
				})
			}
			for i := range s.Redirects {
				reportURL(p, s.Redirects[i].To)
			}
			for _, r := range s.Rewrite.Rules {
				reportURL(p, r.Target)
			}
		}
	},
}

func authorizationVariable(name string) bool {
	return strings.EqualFold(name, "HTTP_AUTHORIZATION") || strings.EqualFold(name, "PHP_AUTH_PW")
}

// carriesPassword says that a request's header for passwords is set to a text
// that is written down.
func carriesPassword(h *model.HeaderChange) bool {
	if !h.Request || !strings.EqualFold(h.Name.Text, "Authorization") && !strings.EqualFold(h.Name.Text, "Proxy-Authorization") {
		return false
	}
	switch h.Action {
	case "set", "setifempty", "add", "append", "merge":
		return h.Value.Text != "" && !h.Dynamic
	}
	return false
}

// reportURL reports the password of a URL.
func reportURL(p *lint.Pass, target model.Word) {
	if !urlPassword(target.Span.Text()) {
		return
	}
	p.Report(lint.Diagnostic{
		Span:    target.Span,
		Message: "URL has a user's password in it, which every visitor gets to see, or whoever reads the file: take it out",
	})
}

// urlPassword says that a URL, as it is shown, has a password in it, which is
// masked together with the user. A variable is none.
func urlPassword(shown string) bool {
	_, rest, found := strings.Cut(shown, "://")
	authority, _, _ := strings.Cut(rest, "/")
	return found && strings.HasPrefix(authority, "****@")
}
