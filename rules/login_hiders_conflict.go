package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// LoginHidersConflict reports two plugins that both move the login form: each
// gives away where the other has put it, or hides it from the other.
var LoginHidersConflict = &lint.Rule{
	ID:      "login-hiders-conflict",
	Summary: "two plugins move the login form, and each gives away or hides the place of the other",
	Outcome: lint.Confuses,
	Doc:     doc("login-hiders-conflict"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			var first *model.Guard
			for g := range guardsOf(app) {
				switch {
				case !g.LoginSlug.Known() || g.LoginSlug.Value == "":
				case first == nil:
					first = g
				default:
					p.Report(placed(lint.Diagnostic{
						Assumption: ifActive(first, g),
						Related:    refersTo(model.Word{Span: first.LoginSlug.Span}, "the other address"),
						Message: g.Name + " moves the login form to " + quoted("/"+g.LoginSlug.Value+"/") + ", and " + first.Name + " to " +
							quoted("/"+first.LoginSlug.Value+"/") + ": one address leads to the other or to 404, switch one of them off",
					}, app, g, model.Word{Span: g.LoginSlug.Span}, "login address"))
				}
			}
		}
	},
}
