package rules

import "github.com/authlint/authlint/lint"

// LimitReached reports bounds of authlint's own that were hit: what was left
// out is not clean, it is unknown.
var LimitReached = &lint.Rule{
	ID:      "limit-reached",
	Summary: "a bound of authlint's own was hit, and something was left out",
	Outcome: lint.Confuses,
	Doc:     doc("limit-reached"),
	Final:   true,
	Run: func(p *lint.Pass) {
		for _, l := range p.Site.Limits {
			p.Report(lint.Diagnostic{Span: l.Span, Path: l.Path, Message: l.What})
		}
	},
}
