package rules

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// reportBare401 reports what makes nginx answer 401 without saying how to log
// in: a return, or a header that is taken off.
func reportBare401(p *lint.Pass, s *model.Scope) {
	for i := range s.Serving.Returns {
		r := &s.Serving.Returns[i]
		if r.Status.Text != "401" || s.Test != nil && !ofRequest(s.Test) || askedInside(p.Site, s) {
			continue
		}
		for request := range plainRequests(p, s) {
			w := witness(p, request, func(d *access.Decision) bool { return d.Status == 401 && len(d.Challenge) == 0 })
			if w == nil {
				continue
			}
			d := lint.Diagnostic{
				Span: r.Span, Severity: lint.Warning, Witness: w, Assumption: "people are meant to log in here",
				Message: "401 is answered here without WWW-Authenticate, so that no client asks for a password: auth_basic asks for one, 403 refuses",
			}
			if h := challengeInVain(s); h != nil {
				d.Span, d.Cause = h.Name.Span, h.Span
				d.Message = "add_header without \"always\" is not sent with 401, so that no client asks for a password: \"always\" has to stand behind it"
				d.Fixes = sentAlways(p, h)
			}
			p.Report(d)
			break
		}
	}
	for i := range s.Headers {
		h := &s.Headers[i]
		if strings.HasSuffix(h.By, "_hide_header") && strings.EqualFold(h.Name.Text, "WWW-Authenticate") && s.Merged.Require == nil {
			p.Report(lint.Diagnostic{
				Span: h.Span, Severity: lint.Warning, Fixes: lineOut(p, s, model.Word{Span: h.Span}),
				Assumption: "the program asks for a password by that header, and nothing else adds it",
				Message:    "header WWW-Authenticate of the program is taken off, so that clients get 401 without knowing how to log in: the line has to go",
			})
		}
	}
}

// askedInside says that a location answers inner requests: those of auth_request
// need no header.
func askedInside(site *model.Site, s *model.Scope) bool {
	for at := s; at != nil; at = at.Parent {
		if at.Serving.Internal {
			return true
		}
		asks := func(o *model.Scope) bool {
			return o.Host == s.Host && o.Own.AuthRequest.State == model.Set && o.Own.AuthRequest.Value == at.Matcher.Pattern.Text
		}
		if at.Kind == model.ScopeLocation && slices.ContainsFunc(site.Scopes, asks) {
			return true
		}
	}
	return false
}

// challengeInVain is an add_header in force that says how to log in, but not
// with a 401; nil for none.
func challengeInVain(s *model.Scope) *model.HeaderChange {
	from := headersFrom(s)
	if from == nil {
		return nil
	}
	for i := range from.Headers {
		if h := &from.Headers[i]; h.By == "add_header" && strings.EqualFold(h.Name.Text, "WWW-Authenticate") && !h.Always {
			return h
		}
	}
	return nil
}
