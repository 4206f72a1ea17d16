package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// SecondFactorLocksOut reports a second factor that a role needs at once: who
// has none yet can never set it up, for that needs a login.
var SecondFactorLocksOut = &lint.Rule{
	ID:      "second-factor-locks-out",
	Summary: "a second factor is required at once, so that who has none yet cannot log in to set it up",
	Outcome: lint.LocksOut,
	Doc:     doc("second-factor-locks-out"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			for g := range guardsOf(app) {
				if len(g.SecondFactor) == 0 || !g.Grace.Known() || g.Grace.Value > 0 {
					continue
				}
				roles := quoted(g.SecondFactor[0].Text) + more(len(g.SecondFactor)-1, "role")
				p.Report(placed(lint.Diagnostic{
					Assumption: both(ifActive(g), "some of them have not set it up yet"), Related: refersTo(g.SecondFactor[0], "a role that needs it"),
					Message: g.Name + " requires a second factor of " + roles + " without time to set it up, so that who has none cannot log in: give some days of grace",
				}, app, g, model.Word{Span: g.Grace.Span}, "grace for the second factor"))
			}
		}
	},
}
