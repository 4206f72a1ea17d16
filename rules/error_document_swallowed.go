package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// ErrorDocumentSwallowed reports a page for 401 that is not there and that a
// front controller answers for: browsers get its 404, and ask for no password.
var ErrorDocumentSwallowed = &lint.Rule{
	ID:      "error-document-swallowed",
	Summary: "the page for 401 is missing, and a front controller answers in its place: nobody is asked for a password",
	Outcome: lint.LocksOut,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("error-document-swallowed"),
	Run: func(p *lint.Pass) {
		pages401(p, func(s *model.Scope, r refusal401) {
			e := errorDocument(p.Site, r.document)
			gone := r.rewritten && r.Decision.Outcome == access.Upstream || r.Decision.Outcome == access.NotFound
			if e == nil || r.again || !gone {
				return
			}
			d := lint.Diagnostic{
				Span: e.Target.Span, Cause: e.Span, Witness: &r.Witness, Assumption: atRoot(p.Site), Fixes: ownPage(p, s, e, false),
				Message: fmt.Sprintf("page %s for 401 does not exist, and the program to which rewriting leads answers in its place: "+
					"browsers ask for no password then, \"ErrorDocument 401 default\" mends it", quoted(e.Target.Text)),
			}
			if r.Decision.Outcome == access.Upstream && !runsWordPress(p.Site, s) {
				d.Assumption = "the program answers 404 for pages it does not have, as WordPress does"
			}
			p.Report(d)
		})
	},
}
