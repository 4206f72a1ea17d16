package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// CorsOriginAnyWithCredentials reports answers that let the scripts of every
// site act with the visitor's passwords and cookies.
var CorsOriginAnyWithCredentials = &lint.Rule{
	ID:      "cors-origin-any-with-credentials",
	Summary: "scripts of every site may act with the visitor's password and cookies",
	Outcome: lint.Exposes,
	Doc:     doc("cors-origin-any-with-credentials"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			c := corsOf(s)
			if c.origin == nil || !c.withCredentials() || !c.writtenIn(s) {
				continue
			}
			value := strings.Trim(c.origin.Value.Text, `"' `)
			d := lint.Diagnostic{
				Span: c.origin.Value.Span, Cause: c.origin.Span,
				Related: []lint.Related{{Span: c.credentials.Span, Message: "lets scripts send the visitor's credentials"}},
			}
			switch {
			case value == "*":
				d.Outcome = lint.Confuses
				d.Message = "browsers refuse \"*\" together with Access-Control-Allow-Credentials, so that no script gets an answer: name the origin"
			case reflects(s, value):
				d.Message = "whatever origin asks is allowed, with the visitor's password and cookies, so that every site may read here in the visitor's name: " +
					"name the origins"
				if !s.Merged.Require.AsksForUser() {
					d.Severity, d.Assumption = lint.Warning, "what is answered here depends on a password or cookies"
				}
			default:
				continue
			}
			p.Report(d)
		}
	},
}

// reflects says that a header's value is the Origin of the request, whatever it
// says.
func reflects(s *model.Scope, value string) bool {
	if ofNginx(s) {
		return reflectsOrigin(s, value)
	}
	lower := strings.ToLower(value)
	if strings.Contains(lower, "%{req:origin}") || strings.Contains(lower, "%{http:origin}") || strings.Contains(lower, "%{http_origin}e") {
		return true
	}
	name, found := strings.CutSuffix(strings.TrimPrefix(value, "%{"), "}e")
	if !found {
		return false
	}
	everything, limited := false, false
	envChanges(s, name, func(c *model.EnvChange, maybe bool) bool {
		switch {
		case !strings.EqualFold(c.Attribute.Text, "Origin") || maybe:
			limited = true
		case anyText(c.Pattern.Text):
			everything = true
		default:
			limited = true
		}
		return true
	})
	return everything && !limited
}

// anyText says that a pattern fits every text, or every one that is not empty.
func anyText(pattern string) bool {
	switch strings.Trim(pattern, "^$()") {
	case "", ".", ".*", ".+":
		return true
	}
	return false
}
