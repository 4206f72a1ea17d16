package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// MergeSlashesOff reports merge_slashes off where a second slash in front of a
// path leads past the location that keeps people out.
var MergeSlashesOff = &lint.Rule{
	ID:      "merge-slashes-off",
	Summary: "with merge_slashes off a second slash leads past a protected location",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("merge-slashes-off"),
	Run: func(p *lint.Pass) {
		for _, by := range p.Site.Scopes {
			if off := by.Serving.MergeSlashes; off.State == model.Off {
				reportSlashes(p, by, model.Word{Span: off.Cause})
			}
		}
	},
}

// reportSlashes reports the directive by which slashes are kept.
func reportSlashes(p *lint.Pass, of *model.Scope, by model.Word) {
	t := newRoutes(p)
	for s := range fenced(p.Site) {
		for r := range plainRequests(p, s) {
			if d := p.Suppose(&r); gotIn(&d) {
				continue
			}
			r.Target = "/" + r.Target
			way := t.of(r, gotIn)
			if way == nil || way.handed || way.rewritten || way.first() != nil && (within(way.first(), s) || gateWithin(way.first(), nil)) {
				continue
			}
			open := way.first()
			if open == nil {
				open = s.Host.Scope
			}
			if !servesSame(s, open) {
				continue
			}
			p.Report(lint.Diagnostic{
				Span: by.Span, Witness: &way.Witness, Fixes: lineOut(p, of, by),
				Message: "a second slash in front makes another path of it, which " + locationName(s) + " does not cover, and everybody gets in: the line has to go",
				Related: []lint.Related{{Span: s.Head, Message: "keeps people out, with one slash"}},
			})
			return
		}
	}
}
