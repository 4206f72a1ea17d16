package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// ErrorDocument401Remote reports a page for 401 that is a whole URL, which
// httpd ignores, or that redirects, so that no browser asks for a password.
var ErrorDocument401Remote = &lint.Rule{
	ID:      "error-document-401-remote",
	Summary: "the page for 401 is a URL, which httpd ignores, or redirects, so that browsers ask for no password",
	Outcome: lint.Confuses,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("error-document-401-remote"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			for i := range s.ErrorDocuments {
				if e := &s.ErrorDocuments[i]; e.Status.Text == "401" && wholeURL(e.Target.Text) {
					p.Report(lint.Diagnostic{
						Span: e.Target.Span, Cause: e.Span,
						Message: "page for 401 is a URL, which httpd ignores, so that its own page is sent: it has to be a path that begins with a slash",
						Fixes:   ownPage(p, s, e, true),
					})
				}
			}
		}
		pages401(p, func(s *model.Scope, r refusal401) {
			if e := errorDocument(p.Site, r.document); e != nil && r.Decision.Outcome == access.Redirected {
				p.Report(lint.Diagnostic{
					Span: e.Target.Span, Cause: e.Span, Witness: &r.Witness, Outcome: lint.LocksOut, Assumption: atRoot(p.Site),
					Message: "page for 401 is redirected, so that browsers are sent away and ask for no password: it has to be a page that is there",
					Fixes:   ownPage(p, s, e, false),
				})
			}
		})
	},
}

func wholeURL(text string) bool {
	lower := strings.ToLower(text)
	return strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
}
