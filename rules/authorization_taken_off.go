package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// reportTakenOff reports a place of nginx that invites scripts to send the
// header Authorization, asks for no password itself, and keeps the header from
// the program.
func reportTakenOff(p *lint.Pass, s *model.Scope) {
	c := corsOf(s)
	if s.Serving.Handler == nil || s.Merged.Require != nil || c.headers == nil || !allows(c.headers, "authorization") {
		return
	}
	if by := takesOff(s); !by.Span.IsZero() {
		p.Report(lint.Diagnostic{
			Span: by.Span, Severity: lint.Warning, Fixes: lineOut(p, s, by),
			Message: "header Authorization is taken off, so that the program never sees the password that scripts are invited to send: the line has to go",
			Related: []lint.Related{{Span: c.headers.Span, Message: "says that the header may be sent"}},
		})
	}
}

// takesOff is what keeps the header from the program that answers in a scope: a
// word only for its span.
func takesOff(s *model.Scope) model.Word {
	if s.Serving.Handler.Name == "proxy_pass" {
		from := s.Nearest(hasRequestHeader)
		for i := 0; from != nil && i < len(from.Headers); i++ {
			if h := &from.Headers[i]; h.By == "proxy_set_header" && h.Action == "unset" && strings.EqualFold(h.Name.Text, "Authorization") {
				return model.Word{Span: h.Span}
			}
		}
		return model.Word{}
	}
	from := s.Nearest(hasParam)
	for i := 0; from != nil && i < len(from.Env); i++ {
		if e := &from.Env[i]; e.When == model.EnvLate && e.Name == "HTTP_AUTHORIZATION" && e.Value == "" {
			return model.Word{Span: e.Span}
		}
	}
	return model.Word{}
}
