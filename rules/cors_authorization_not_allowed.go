package rules

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// CorsAuthorizationNotAllowed reports places with a password that invite
// scripts of other sites and forbid them the header that carries it.
var CorsAuthorizationNotAllowed = &lint.Rule{
	ID:      "cors-authorization-not-allowed",
	Summary: "scripts of other sites are invited where a password is needed, and may not send it",
	Outcome: lint.LocksOut,
	Doc:     doc("cors-authorization-not-allowed"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			c := corsOf(s)
			if c.origin == nil || c.headers == nil || !c.writtenIn(s) || !needsHeader(s) || c.withCredentials() || allows(c.headers, "authorization") ||
				c.headers.Action == "append" || c.headers.Action == "add" && !ofNginx(s) || ofNginx(s) && c.headers.Dynamic || c.headers.Action == "merge" || strings.Contains(c.headers.Value.Text, "%{") || c.headers.Dynamic && onNginx(s) {
				continue
			}
			d := lint.Diagnostic{
				Span: c.headers.Value.Span, Cause: c.headers.Span, Severity: lint.Warning,
				Message:    "headers that scripts of other sites may send lack Authorization, so that none of them can log in: name it here",
				Assumption: "the scripts send the password themselves",
			}
			if strings.Trim(c.headers.Value.Text, `"' `) == "*" {
				d.Message = "\"*\" lets scripts of other sites send every header but Authorization, so that none of them can log in: name that one too"
			}
			d.Fixes = namedToo(p, c.headers, "Authorization")
			p.Report(d)
		}
	},
}

// needsHeader says that a place asks for a password, or hands the header with
// it on to a program.
func needsHeader(s *model.Scope) bool {
	if s.Merged.Require.AsksForUser() {
		return true
	}
	for at := s; at != nil; at = at.Parent {
		if slices.ContainsFunc(at.Rewrite.Rules, passesAuthorization) {
			return true
		}
	}
	return false
}

// allows says that a header lists a name.
func allows(h *model.HeaderChange, name string) bool {
	for part := range strings.FieldsFuncSeq(h.Value.Text, func(c rune) bool { return c == ',' || c == ' ' || c == '"' || c == '\t' }) {
		if strings.EqualFold(part, name) {
			return true
		}
	}
	return false
}
