package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// ApplicationPasswordsBlocked reports application passwords that somebody made
// and that are not accepted: a plugin switched them off, or the site is on plain
// http.
var ApplicationPasswordsBlocked = &lint.Rule{
	ID:      "application-passwords-blocked",
	Summary: "application passwords are in use, and a plugin or plain http keeps them from working",
	Outcome: lint.LocksOut,
	Doc:     doc("application-passwords-blocked"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			if !on(app.PasswordsUsed) {
				continue
			}
			for g := range guardsOf(app) {
				off := g.ApplicationPasswords
				if !off.Known() || off.Value {
					continue
				}
				d := lint.Diagnostic{
					Assumption: ifActive(g), Related: refersTo(model.Word{Span: app.PasswordsUsed.Span}, "somebody has made one"),
					Message: g.Name + " does not accept application passwords, and somebody has made one: switch them on, or delete those that are left",
				}
				place := model.Word{Span: off.Span}
				if g.Plugin == nil {
					if !strings.HasPrefix(app.HomeURL.Value, "http://") {
						continue
					}
					place.Span = app.HomeURL.Span
					d.Message = "site is on plain http, where WordPress does not accept application passwords, and somebody has made one: the site has to move to https"
				}
				p.Report(placed(d, app, g, place, "application passwords"))
			}
		}
	},
}
