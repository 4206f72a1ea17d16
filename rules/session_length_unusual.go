package rules

import (
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// SessionLengthUnusual reports logins that last far longer, or shorter, than
// WordPress has it: two days, and fourteen for who wants to be remembered.
var SessionLengthUnusual = &lint.Rule{
	ID:      "session-length-unusual",
	Summary: "logins last far longer or shorter than usual",
	Outcome: lint.Confuses,
	Doc:     doc("session-length-unusual"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			for g := range guardsOf(app) {
				reportLength(p, app, g, g.Session, "login", 15*time.Minute, 31*24*time.Hour)
				reportLength(p, app, g, g.Remember, "remembered login", 24*time.Hour, 366*24*time.Hour)
			}
		}
	},
}

// reportLength reports a length that somebody set outside of what is usual.
func reportLength(p *lint.Pass, app *model.App, g *model.Guard, lasts model.Setting[time.Duration], what string, least, most time.Duration) {
	d := lint.Diagnostic{Assumption: ifActive(g)}
	switch {
	case lasts.State != model.Set || lasts.Value <= 0:
		return
	case lasts.Value < least:
		d.Message = what + " ends after " + span(lasts.Value) + " by " + g.Name + ", so that people are logged out while they write: " + span(least) + " is little already"
	case lasts.Value > most:
		d.Message = what + " lasts for " + span(lasts.Value) + " by " + g.Name + ", and so does one on a computer of somebody else: " + span(most) + " is much already"
	default:
		return
	}
	p.Report(placed(d, app, g, model.Word{Span: lasts.Span}, "length of a "+what))
}
