package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// TwoPasswordsOneHeader reports a password of the server before one that a
// plugin asks for by the same header: a browser sends one of them, and the
// other refuses it.
var TwoPasswordsOneHeader = &lint.Rule{
	ID:      "two-passwords-one-header",
	Summary: "server and plugin ask for different passwords by the same header, so that nobody gets in",
	Outcome: lint.LocksOut,
	Doc:     doc("two-passwords-one-header"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			for g := range guardsOf(app) {
				switch {
				case !g.Password.Challenge || !g.Password.User.Known() || g.Password.User.Value == "":
				case on(g.Password.Backend) && reportTwice(p, app, g, loginProgram, g.Password.Backend):
				case on(g.Password.Frontend):
					reportTwice(p, app, g, "", g.Password.Frontend)
				}
			}
		}
	},
}

// reportTwice asks the server for a page as the plugin's user. One whom the
// server lets in may have one password for both.
func reportTwice(p *lint.Pass, app *model.App, g *model.Guard, page string, where model.Setting[bool]) bool {
	for _, r := range asksBelow(p, app.Dir, page) {
		w, gate := refusedAt(p, r)
		if w == nil || w.Decision.Outcome != access.Challenged {
			continue
		}
		r.Credentials = &access.Credentials{User: g.Password.User.Value, Proof: access.ProofRight}
		d := lint.Diagnostic{
			Assumption: ifActive(g),
			Related:    []lint.Related{{Span: gate.Span, Message: "the server's password"}},
			Message: g.Name + " asks for user " + quoted(g.Password.User.Value) + " by the header in which the server gets its own users, and the server does not know that one: " +
				"nobody gets past both, switch one of them off",
		}
		switch decision := p.Decide(&r); {
		case decision.Outcome == access.Undecided:
			d.Assumption = both(d.Assumption, "the server has no user of that name with the same password")
		case decision.HasStatus() && decision.Status >= 400:
			d.Witness = &lint.Witness{Request: r, Decision: decision}
		default:
			continue
		}
		p.Report(placed(d, app, g, model.Word{Span: where.Span}, "password"))
		return true
	}
	return false
}
