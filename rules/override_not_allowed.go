package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// OverrideNotAllowed reports directives of a .htaccess file that AllowOverride
// does not let it have.
var OverrideNotAllowed = &lint.Rule{
	ID:      "override-not-allowed",
	Summary: "a .htaccess file has a directive that AllowOverride does not let it have",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("override-not-allowed"),
	Run: func(p *lint.Pass) {
		overrides := p.Site.Overrides()
		if !overrides.Configured {
			return
		}
		part := onlyAssumed(p.Site) // of a configuration, of which another may allow it
		for s := range scopesInForce(p.Site) {
			if s.Kind == model.ScopeHtaccess && s.Parent == nil && overrides.Rooted(s.Dir) && p.Site.Refused(s.File()) == nil &&
				(!part || overrides.Section(s.Dir) != nil) {
				reportOverride(p, s, overrides.Section(s.Dir))
			}
		}
	},
}

// reportOverride reports the directive for which httpd refuses a file that is
// right as far as its own text goes.
func reportOverride(p *lint.Pass, s, by *model.Scope) {
	for _, probe := range p.Probes().Of(s) {
		d, trace := p.Explain(&probe.Request)
		if !d.HasStatus() || d.Status != 500 {
			continue
		}
		for _, t := range trace {
			if t.Gate != access.GateHtaccess || t.Status != 500 || len(t.Because) == 0 || t.Because[0].File != s.File() {
				continue
			}
			diagnostic := lint.Diagnostic{
				Span: t.Because[0], Witness: &lint.Witness{Request: probe.Request, Decision: d},
				Message: "AllowOverride does not let this file have " + strings.Fields(t.Because[0].Text() + " it")[0] +
					", so that httpd answers 500 for everything here: its class has to be allowed for the folder",
			}
			if by != nil {
				diagnostic.Related = []lint.Related{{Span: by.Override.Span, Message: "lacks its class"}}
				diagnostic.Fixes = allowClasses(p, s, by)
			}
			p.Report(diagnostic)
			return
		}
	}
}
