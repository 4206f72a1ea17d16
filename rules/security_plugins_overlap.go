package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// SecurityPluginsOverlap reports plugins that do the same work: where somebody
// is locked out, nobody knows which of them it was.
var SecurityPluginsOverlap = &lint.Rule{
	ID:      "security-plugins-overlap",
	Summary: "two plugins do the same work, so that nobody knows which of them refuses",
	Outcome: lint.Confuses,
	Doc:     doc("security-plugins-overlap"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			for _, job := range sharedJobs {
				var first *model.Guard
				for g := range guardsOf(app) {
					place, does := job.of(g)
					switch {
					case g.Plugin == nil || !does:
					case first == nil:
						first = g
					default:
						other, _ := job.of(first)
						p.Report(placed(lint.Diagnostic{
							Assumption: ifActive(first, g), Related: refersTo(other, "the same of "+first.Name),
							Message: g.Name + " and " + first.Name + " both " + job.what + ", so that nobody knows which of them refused: leave it to one of them",
						}, app, g, place, job.what))
					}
				}
			}
		}
	},
}

// sharedJobs are the works that are done once. Moved logins have a rule of
// their own.
var sharedJobs = [...]struct {
	what string
	of   func(*model.Guard) (place model.Word, does bool)
}{
	{"lock people out after failed logins", func(g *model.Guard) (model.Word, bool) {
		return model.Word{Span: g.MaxAttempts.Span}, g.MaxAttempts.Known() && g.MaxAttempts.Value > 0
	}},
	{"close the REST interface", func(g *model.Guard) (model.Word, bool) {
		return model.Word{Span: g.REST.Span}, g.REST.Known() && g.REST.Value != model.RESTOpen
	}},
	{"ask for a password before the login", func(g *model.Guard) (model.Word, bool) {
		return model.Word{Span: g.Password.Backend.Span}, on(g.Password.Backend)
	}},
}
