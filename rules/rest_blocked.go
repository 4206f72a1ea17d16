package rules

import (
	"strconv"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RestBlocked reports a plugin that refuses the REST interface to strangers
// while another one uses it on public pages.
var RestBlocked = &lint.Rule{
	ID:      "rest-blocked",
	Summary: "a plugin closes the REST interface to strangers, and another one needs it on public pages",
	Outcome: lint.LocksOut,
	Doc:     doc("rest-blocked"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			needs := activePlugin(app, restUsers...)
			for g := range guardsOf(app) {
				if needs == "" || !g.REST.Known() || g.REST.Value == model.RESTOpen || g.REST.Value == model.RESTListed {
					continue
				}
				d := lint.Diagnostic{
					Assumption: ifActive(g),
					Message: g.Name + " closes the REST interface to visitors who have not logged in, and " + quoted(needs) +
						" needs it for them: open its routes, or the interface",
				}
				if g.RESTAnswer.Known() {
					d.Message = g.Name + " answers visitors who have not logged in with " + strconv.Itoa(g.RESTAnswer.Value) +
						" at the REST interface, and " + quoted(needs) + " needs it for them: open its routes, or the interface"
				}
				p.Report(placed(d, app, g, model.Word{Span: g.REST.Span}, "access to the REST interface"))
			}
		}
	},
}

// restUsers are plugins that use the REST interface on pages for strangers.
// Source: their scripts, which send forms and baskets there.
var restUsers = []string{"contact-form-7", "woocommerce", "jetpack"}
