package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RedirectLoop reports redirects that lead back to where they began, as the
// engine walks them.
var RedirectLoop = &lint.Rule{
	ID:      "redirect-loop",
	Summary: "a redirect leads to a URL that is redirected again, without end",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("redirect-loop"),
	Run: func(p *lint.Pass) {
		said := map[model.Word]bool{}
		for s := range scopesInForce(p.Site) {
			if !redirects(s) {
				continue
			}
			for _, r := range redirected(p, s) {
				if w := walkRedirects(p, r); w != nil && !said[w.by] {
					said[w.by] = true
					d := lint.Diagnostic{
						Span: w.by.Span, Witness: &w.Witness,
						Message: "redirect leads to a URL that is redirected again, and so on without end: browsers give up, the target must not match",
					}
					for _, other := range w.also {
						if !said[other] {
							said[other] = true
							d.Related = append(d.Related, lint.Related{Span: other.Span, Message: "redirects it again"})
						}
					}
					p.Report(d)
				}
			}
		}
	},
}
