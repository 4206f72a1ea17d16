package rules

import (
	"github.com/authlint/authlint/lint"
)

// HtaccessIgnored reports .htaccess files that the server does not read,
// because AllowOverride is None for their folder, or because it is nginx.
var HtaccessIgnored = &lint.Rule{
	ID:       "htaccess-ignored",
	Summary:  "the server does not read a .htaccess file, so that nothing in it holds",
	Outcome:  lint.Exposes,
	Doc:      doc("htaccess-ignored"),
	Unheeded: true,
	Run: func(p *lint.Pass) {
		reportServedByNginx(p)
		overrides := p.Site.Overrides()
		for _, s := range p.Site.Scopes {
			by := overrides.Unheeded(s)
			if by == nil {
				continue
			}
			d := lint.Diagnostic{
				Span:    s.Head,
				Message: "file is not read, because AllowOverride is None for this folder, so that nothing in it holds: allow what it needs there",
				Related: []lint.Related{{Span: by.Override.Span, Message: "lets no .htaccess say anything"}},
			}
			if barsWithin(s) {
				d.Witness = openTo(p, s)
			} else {
				d.Outcome = lint.Stale
			}
			p.Report(d)
		}
	},
}
