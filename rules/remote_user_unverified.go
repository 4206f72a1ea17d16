package rules

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// RemoteUserUnverified reports a user's name that is handed to a program where
// nobody has looked at the password: nginx takes it from the request as it came.
var RemoteUserUnverified = &lint.Rule{
	ID:      "remote-user-unverified",
	Summary: "a program is told a user's name whose password nobody has looked at",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("remote-user-unverified"),
	Run: func(p *lint.Pass) {
		said := map[model.Word]bool{}
		for s := range scopesInForce(p.Site) {
			name := namedUser(s)
			if s.Kind != model.ScopeLocation || name.Text == "" || said[name] || s.Merged.Require != nil || s.Serving.Handler == nil {
				continue
			}
			for r := range plainRequests(p, s) {
				r.Credentials = &access.Credentials{User: "admin", Proof: access.ProofWrong}
				w := witness(p, r, func(d *access.Decision) bool { return d.Outcome == access.Upstream })
				if w == nil {
					continue
				}
				said[name] = true
				p.Report(lint.Diagnostic{
					Span: name.Span, Witness: w, Severity: lint.Warning,
					Message: "$remote_user is whatever name the visitor sends, where no password is asked for, as in " + locationName(s) +
						": the program has to be told no name there, or the password has to be asked for",
					Assumption: "the program takes the name for that of somebody who has logged in",
					Related:    []lint.Related{{Span: s.Head, Message: "asks for no password"}},
					Fixes:      tellNoName(p, s, name),
				})
				break
			}
		}
	},
}

// namedUser is what tells a program, in force in a scope, the name of the user:
// its name, and its place.
func namedUser(s *model.Scope) model.Word {
	headers := s.Nearest(func(s *model.Scope) bool { return len(s.Headers) > 0 && hasRequestHeader(s) })
	if headers != nil && s.Serving.Handler != nil && s.Serving.Handler.Name == "proxy_pass" {
		for i := range headers.Headers {
			if h := &headers.Headers[i]; h.Request && namesUser(h.Name.Text, h.Value.Text) {
				return model.Word{Text: h.Name.Text, Span: h.Span}
			}
		}
	}
	params := s.Nearest(func(s *model.Scope) bool { return hasParam(s) })
	if params != nil && s.Serving.Handler != nil && s.Serving.Handler.Name == "fastcgi_pass" {
		for i := range params.Env {
			if e := &params.Env[i]; e.When == model.EnvLate && namesUser(e.Name, e.Value) && !ofTheUsualList(params, e) {
				return model.Word{Text: e.Name, Span: e.Span}
			}
		}
	}
	return model.Word{}
}

// ofTheUsualList says that a parameter stands in a file among all those that CGI
// knows (RFC 3875, section 4.1), as Debian's fastcgi_params has it: nobody has
// said by that what the program does with it.
func ofTheUsualList(s *model.Scope, e *model.EnvChange) bool {
	return e.Name == "REMOTE_USER" && slices.ContainsFunc(s.Env, func(o model.EnvChange) bool {
		return o.Name == "GATEWAY_INTERFACE" && o.Span.File == e.Span.File
	})
}

func hasRequestHeader(s *model.Scope) bool {
	for i := range s.Headers {
		if s.Headers[i].By == "proxy_set_header" {
			return true
		}
	}
	return false
}

func hasParam(s *model.Scope) bool {
	for i := range s.Env {
		if s.Env[i].When == model.EnvLate {
			return true
		}
	}
	return false
}

// namesUser says that something is called after the user and is what the
// request says.
func namesUser(name, value string) bool {
	return strings.Contains(strings.ToLower(name), "user") && strings.Contains(value, "$remote_user")
}

// tellNoName has a program told no name by a scope that tells it itself. In a
// scope that inherits the line another would take all the others' place.
func tellNoName(p *lint.Pass, s *model.Scope, name model.Word) []lint.Fix {
	directive := "fastcgi_param "
	if s.Serving.Handler.Name == "proxy_pass" {
		directive = "proxy_set_header "
	}
	if s.File() != name.Span.File || !s.Span.Contains(name.Span) {
		return nil
	}
	e := in(s)
	e.swap(name, directive+name.Text+` ""`)
	return p.Fix("tell the program no name", &e.Edits)
}
