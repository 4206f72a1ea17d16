package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// ConditionForgeable reports access granted by what any client can send: a
// Referer, a User-Agent, or a path that has the wanted text anywhere in it.
// Refusing by the same means is a nuisance to bots and no promise to anybody.
var ConditionForgeable = &lint.Rule{
	ID:      "condition-forgeable",
	Summary: "access is granted by a request header or a part of the path that any client can send",
	Outcome: lint.Exposes,
	Doc:     doc("condition-forgeable"),
	Run: func(p *lint.Pass) {
		forgedConditions(p)
		for _, s := range p.Site.Scopes {
			if !s.Live() || s.Merged.Uncertain {
				continue
			}
			for _, use := range envUses(s) {
				if !use.grants || !opensWith(s, use.name) {
					continue
				}
				if c := envSetter(s, use.name, forgeable); c != nil {
					d := forged(use, c)
					d.Witness = shown(p, s, access.ProbeHeader, gotIn)
					p.Report(d)
				}
			}
		}
	},
}

// forgeable says that a client decides by itself whether the variable is set.
func forgeable(c *model.EnvChange) bool {
	switch strings.ToLower(c.Attribute.Text) {
	case "referer", "user-agent", "origin":
		return true
	case "request_uri":
		return !strings.HasPrefix(c.Pattern.Text, "^")
	}
	return false
}

func forged(use envUse, c *model.EnvChange) lint.Diagnostic {
	d := lint.Diagnostic{
		Span: c.Pattern.Span, Cause: c.Span, Severity: lint.Warning,
		Message: fmt.Sprintf("%s is whatever the client sends: anybody gets in who sends the right one", c.Attribute.Text),
		Related: []lint.Related{{Span: use.directive.Span, Message: "lets in whoever has the variable"}},
	}
	if strings.EqualFold(c.Attribute.Text, "Request_URI") {
		d.Severity = lint.SeverityOfRule
		d.Message = fmt.Sprintf("pattern %q fits anywhere in the path, so that a script called with it as path-info is open too: it must begin with ^", c.Pattern.Text)
		d.Assumption = "a script below takes path-info"
	}
	return d
}
