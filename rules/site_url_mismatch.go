package rules

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// SiteUrlMismatch reports addresses at which WordPress believes to be found and
// that do not fit together, or are none of the server's: the login sets its
// cookies for one of them and leads to the other.
var SiteUrlMismatch = &lint.Rule{
	ID:      "site-url-mismatch",
	Summary: "the addresses that WordPress has for itself do not fit together or the server, so that logins are lost",
	Outcome: lint.LocksOut,
	Doc:     doc("site-url-mismatch"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			site, home := app.SiteURL, app.HomeURL
			if !site.Known() || !home.Known() || hostOf(site.Value) == "" || hostOf(home.Value) == "" {
				continue
			}
			d := lint.Diagnostic{Related: refersTo(model.Word{Span: home.Span}, "the address of the pages")}
			switch {
			case hostOf(site.Value) != hostOf(home.Value):
				d.Message = "WordPress is at " + quoted(hostOf(site.Value)) + " and its pages at " + quoted(hostOf(home.Value)) +
					", so that the cookie of a login at one does not count at the other: both have to be the same"
			case schemeOf(site.Value) != schemeOf(home.Value):
				d.Message = "WordPress is at " + schemeOf(site.Value) + " and its pages at " + schemeOf(home.Value) +
					", so that a login at one does not count at the other: both have to be https"
			default:
				reportServerName(p, app)
				continue
			}
			p.Report(placed(d, app, nil, model.Word{Span: site.Span}, "address of the site"))
		}
	},
}

// reportServerName compares the site's host with the names of the server, where
// all of them are plain.
func reportServerName(p *lint.Pass, app *model.App) {
	names := namesOf(p.Site, app)
	host := hostOf(app.SiteURL.Value)
	if len(names) == 0 || app.Network == model.Yes || slices.ContainsFunc(names, func(n model.Word) bool { return n.Text == host }) {
		return
	}
	p.Report(placed(lint.Diagnostic{
		Assumption: "no other server leads to this folder", Related: refersTo(names[0], "the server's name"),
		Message: "WordPress believes to be at " + quoted(host) + ", which is none of the names of the server, so that every login leads there: correct it, or the server's name",
	}, app, nil, model.Word{Span: app.SiteURL.Span}, "address of the site"))
}
