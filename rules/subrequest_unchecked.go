package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// SubrequestUnchecked reports pages of nginx that everybody may read and that
// have a protected one put before or behind them: nginx asks nobody for what it
// fetches itself.
var SubrequestUnchecked = &lint.Rule{
	ID:      "subrequest-unchecked",
	Summary: "a page that everybody may read has a protected one put into it",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("subrequest-unchecked"),
	Run: func(p *lint.Pass) {
		t := newRoutes(p)
		for s := range scopesInForce(p.Site) {
			for i := range s.Serving.Fetches {
				f := &s.Serving.Fetches[i]
				if !strings.HasPrefix(f.Name, "add_") || !strings.HasPrefix(f.Target.Text, "/") {
					continue
				}
				for r := range plainRequests(p, s) {
					way := t.of(r, gotIn)
					if way == nil || way.handed || way.last() != s {
						continue // another location answers, which puts nothing before it
					}
					if by := t.refuses(r, f.Target.Text); by != nil {
						p.Report(lint.Diagnostic{
							Span: f.Target.Span, Cause: f.Span, Witness: &way.Witness,
							Message: f.Name + " puts what " + locationName(by) + " protects into a page that everybody gets: nginx asks nobody for what it fetches itself",
							Related: []lint.Related{{Span: by.Head, Message: "keeps out those who ask for it themselves"}},
							Fixes:   lineOut(p, s, model.Word{Span: f.Span}),
						})
						break
					}
				}
			}
		}
	},
}

// refuses is the location that refuses a path to a stranger; nil for none.
func (t *routes) refuses(r access.Request, path string) *model.Scope {
	r.Target = access.EscapePath(path)
	way := t.of(r, func(d *access.Decision) bool { return d.Outcome == access.Challenged || d.Outcome == access.Forbidden })
	if way == nil || way.handed || way.first() == nil || !turnsAway(&way.first().Merged) {
		return nil
	}
	return way.first()
}
