package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// PluginDefaultCredentials reports HTTP authentication of a plugin with the
// password that it comes with, which everybody can read in its source.
var PluginDefaultCredentials = &lint.Rule{
	ID:      "plugin-default-credentials",
	Summary: "a plugin asks for the password that it comes with, which everybody can look up",
	Outcome: lint.Exposes,
	Doc:     doc("plugin-default-credentials"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			for g := range guardsOf(app) {
				where := g.Password.Backend
				if !on(where) {
					where = g.Password.Frontend
				}
				if !on(where) || !g.Password.Secret.Shipped || g.Password.Secret.State == model.Unset {
					continue
				}
				place := model.Word{Span: g.Password.Secret.Span}
				if place.Span.IsZero() {
					place.Span = where.Span
				}
				p.Report(placed(lint.Diagnostic{
					Assumption: ifActive(g),
					Message:    g.Name + " asks for the password that it comes with, which stands in its source for everybody: set one of your own",
				}, app, g, place, "password"))
			}
		}
	},
}
