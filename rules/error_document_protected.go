package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// ErrorDocumentProtected reports a page for 401 that asks for a password
// itself, so that nobody sees it.
var ErrorDocumentProtected = &lint.Rule{
	ID:      "error-document-protected",
	Summary: "the page for 401 asks for a password itself, and is never seen",
	Outcome: lint.Confuses,
	Doc:     doc("error-document-protected"),
	Run: func(p *lint.Pass) {
		pages401(p, func(s *model.Scope, r refusal401) {
			e := errorDocument(p.Site, r.document)
			if e == nil || !r.again || r.Decision.Outcome != access.Challenged {
				return
			}
			p.Report(lint.Diagnostic{
				Span: e.Target.Span, Cause: e.Span, Witness: &r.Witness, Assumption: atRoot(p.Site), Fixes: ownPage(p, s, e, true),
				Message: "page for 401 lies behind a password itself, so that " + serverName(s) + " sends its own page instead: it has to lie where everybody may read",
			})
		})
	},
}
