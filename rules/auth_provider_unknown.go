package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// AuthProviderUnknown reports a provider of users that httpd does not know: it
// refuses the file it stands in.
var AuthProviderUnknown = &lint.Rule{
	ID:      "auth-provider-unknown",
	Summary: "AuthBasicProvider names a provider that httpd does not have",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("auth-provider-unknown"),
	Run: func(p *lint.Pass) {
		for _, r := range p.Site.Refusals {
			if r.Kind != model.RefusedValue || !namesProviders(r.Directive) {
				continue
			}
			p.Report(lint.Diagnostic{
				Span: r.Span, Cause: r.Cause, Assumption: r.Assumption, Witness: fileFails(p, r.Scope), Fixes: p.Correct(r.Correction),
				Message: fmt.Sprintf("%s: httpd answers everything the file covers with 500", r.Message),
			})
		}
	},
}

func namesProviders(directive string) bool {
	switch strings.ToLower(directive) {
	case "authbasicprovider", "authdigestprovider", "authformprovider":
		return true
	}
	return false
}
