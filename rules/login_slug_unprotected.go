package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// LoginSlugUnprotected reports a password that stands before wp-login.php alone,
// while a plugin shows the login form at another address by index.php.
var LoginSlugUnprotected = &lint.Rule{
	ID:      "login-slug-unprotected",
	Summary: "the password stands before wp-login.php, and a plugin shows the login form elsewhere without it",
	Outcome: lint.Exposes,
	Doc:     doc("login-slug-unprotected"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			for g := range guardsOf(app) {
				if slug := strings.Trim(g.LoginSlug.Value, "/"); g.LoginSlug.Known() && slug != "" && !g.LoginSlugByServer {
					reportOpenSlug(p, app, g, slug)
				}
			}
		}
	},
}

const loginProgram = "wp-login.php"

// reportOpenSlug asks for the form at both addresses, by each way in.
func reportOpenSlug(p *lint.Pass, app *model.App, g *model.Guard, slug string) {
	for _, r := range asksBelow(p, app.Dir, loginProgram) {
		w, gate := refusedAt(p, r)
		if w == nil {
			continue
		}
		moved := instead(r, loginProgram, access.EscapePath(slug)+"/")
		open := witness(p, moved, func(d *access.Decision) bool { return d.Outcome == access.Upstream })
		if open == nil {
			continue
		}
		p.Report(lint.Diagnostic{
			Span: gate.Span, Missing: "gate of " + slug, Witness: open,
			Assumption: both(ifActive(g), atRoot(p.Site)),
			Related:    refersTo(model.Word{Span: g.LoginSlug.Span}, "where the login form is"),
			Message: "wp-login.php is closed with " + statusOf(w) + " here, and " + g.Name + " shows the login form at " + quoted("/"+slug+"/") +
				", where nothing is asked: protect that address, too",
		})
		return
	}
}
