package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// CookieDomainMismatch reports cookies of logins for another host or path than
// that of the site: browsers do not keep them, and the login comes back each
// time.
var CookieDomainMismatch = &lint.Rule{
	ID:      "cookie-domain-mismatch",
	Summary: "the cookies of logins are for another host or path, so that nobody stays logged in",
	Outcome: lint.LocksOut,
	Doc:     doc("cookie-domain-mismatch"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			site := app.SiteURL
			if !site.Known() {
				site = app.HomeURL
			}
			c := app.Constant("COOKIE_DOMAIN")
			if c != nil && c.Value.State == model.Set && c.Kind == model.ConstantText {
				reportCookieDomain(p, app, c, site)
			}
			admin := app.Constant("ADMIN_COOKIE_PATH")
			if admin == nil || admin.Value.State != model.Set || admin.Kind != model.ConstantText || !site.Known() || admin.Value.Value == "" {
				continue
			}
			at := "/" + strings.Trim(pathOf(site.Value)+"/wp-admin", "/")
			if !cookieCovers(admin.Value.Value, at) {
				p.Report(lint.Diagnostic{
					Span: admin.Value.Span, Cause: admin.Value.Cause, Related: storedAt(site, "where WordPress believes to be found"),
					Message: "browsers send no cookie of " + quoted(admin.Value.Value) + " to " + at + ", so that the login comes back each time: it must be " + quoted(at) + ", or not be set",
					Fixes:   constantSet(p, admin, "'"+at+"'"),
				})
			}
		}
	},
}

// reportCookieDomain compares the cookies' host with that of the site, or with
// the names of the server.
func reportCookieDomain(p *lint.Pass, app *model.App, c *model.Constant, site model.Setting[string]) {
	domain := strings.ToLower(strings.TrimPrefix(c.Value.Value, "."))
	if domain == "" || strings.ContainsAny(domain, "/:$ ") {
		return
	}
	d := lint.Diagnostic{Span: c.Value.Span, Cause: c.Value.Cause}
	switch {
	case site.Known() && hostOf(site.Value) != "":
		if hostWithin(hostOf(site.Value), domain) {
			return
		}
		d.Related = storedAt(site, "where WordPress believes to be found")
		d.Message = "browsers refuse cookies of " + quoted(domain) + " from " + quoted(hostOf(site.Value))
	default:
		names := namesOf(p.Site, app)
		for _, n := range names {
			if hostWithin(n.Text, domain) {
				return
			}
		}
		if len(names) == 0 {
			return
		}
		d.Related = []lint.Related{{Span: names[0].Span, Message: "the server's name"}}
		d.Message = "browsers refuse cookies of " + quoted(domain) + " from " + quoted(names[0].Text)
		d.Assumption = "the server's names in view are the site's"
	}
	d.Message += ", so that the login comes back each time: take the line out"
	d.Fixes = constantSet(p, c, "false") // which is what it is without the line
	p.Report(d)
}

// hostWithin says that a host is a domain or lies in it.
func hostWithin(host, domain string) bool {
	host = strings.ToLower(host)
	return host == domain || strings.HasSuffix(host, "."+domain)
}

// cookieCovers says that browsers send a cookie of a path with another one (RFC
// 6265, section 5.1.4).
func cookieCovers(cookie, path string) bool {
	return path == cookie || strings.HasPrefix(path, strings.TrimSuffix(cookie, "/")+"/")
}
