package rules

import (
	"net/netip"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// CronBlocked reports a password or deny before wp-cron.php, which WordPress
// asks of itself without credentials.
var CronBlocked = &lint.Rule{
	ID:      "cron-blocked",
	Summary: "the site's own request for wp-cron.php is refused, so that nothing planned is done",
	Outcome: lint.LocksOut,
	Doc:     doc("cron-blocked"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			if constantIs(app, "DISABLE_WP_CRON") == model.Yes || constantIs(app, "ALTERNATE_WP_CRON") == model.Yes {
				continue
			}
			for _, r := range asksBelow(p, app.Dir, "wp-cron.php") {
				r.Method = "POST"
				w, at := refusedAt(p, r)
				if w == nil || openToItself(p, r) {
					continue
				}
				p.Report(lint.Diagnostic{
					Span: at.Span, Missing: "exemption of wp-cron.php", Witness: w, Assumption: cronAssumption(app),
					Message: "WordPress gets " + statusOf(w) + " when it asks itself for wp-cron.php, so that posts and updates that are planned do not happen: " +
						"exempt wp-cron.php, or run it from the system and set DISABLE_WP_CRON",
				})
				break
			}
		}
	},
}

// openToItself says that the server may ask itself all the same.
func openToItself(p *lint.Pass, r access.Request) bool {
	for _, own := range [...]string{"127.0.0.1", "::1"} {
		r.Remote = netip.MustParseAddr(own)
		if d := p.Decide(&r); d.Outcome != access.Challenged && d.Outcome != access.Forbidden {
			return true
		}
	}
	return false
}

func cronAssumption(app *model.App) string {
	if constantIs(app, "DISABLE_WP_CRON") == model.Unknown {
		return "DISABLE_WP_CRON is not set, and nothing else runs wp-cron.php"
	}
	return "nothing else runs wp-cron.php"
}
