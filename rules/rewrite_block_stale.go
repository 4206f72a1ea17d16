package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RewriteBlockStale reports blocks of WordPress and its plugins that do not
// fit the site any more.
var RewriteBlockStale = &lint.Rule{
	ID:      "rewrite-block-stale",
	Summary: "a block that WordPress or a plugin wrote does not fit the site any more",
	Outcome: lint.Stale,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("rewrite-block-stale"),
	Run: func(p *lint.Pass) {
		for _, m := range p.Site.Markers {
			if m.App != "wordpress" || m.Begin.IsZero() || !m.Scope.Live() {
				continue
			}
			app := appOf(p.Site, m)
			switch {
			case ownBlock(m) && m.Fault == model.MarkerWhole:
				reportOldBlock(p, m, app)
				reportNetworkRules(p, m, app)
			case m.Slug != "" && !guards(m.Slug) && m.Outer == nil && app != nil && withoutEdition(app, m.Slug):
				p.Report(lint.Diagnostic{
					Span:    m.Begin,
					Message: "block is of " + m.Owner + ", whose folder " + quoted(m.Slug) + " is not among the plugins: nobody keeps it up to date, delete it or put the plugin back",
					Fixes:   blockOut(p, m),
				})
			}
		}
	},
}

// appOf returns the innermost WordPress that the marker's file belongs to, or
// nil.
func appOf(site *model.Site, m *model.Marker) *model.App {
	dir := path.Dir(m.Begin.File.Path)
	var best *model.App
	for _, app := range site.Apps {
		if app.Kind == m.App && (dir == app.Dir || app.Dir == "/" || strings.HasPrefix(dir, app.Dir+"/")) &&
			(best == nil || len(app.Dir) > len(best.Dir)) {
			best = app
		}
	}
	return best
}

// reportOldBlock reports WordPress's own block as written before 5.6, which
// did not hand the Authorization header on.
func reportOldBlock(p *lint.Pass, m *model.Marker, app *model.App) {
	rules := blockRules(m)
	if len(rules) == 0 || slices.ContainsFunc(m.Scope.Rewrite.Rules, passesAuthorization) {
		return
	}
	d := lint.Diagnostic{
		Span: m.Begin, Severity: lint.Note, Assumption: "WordPress 5.6 or newer runs here, which writes the rule", Fixes: completed(p, m, true),
		Message: "block lacks the rule that hands the Authorization header on, without which application passwords fail under FPM and CGI: save the permalinks once more",
	}
	if slices.ContainsFunc(rules, func(r *model.RewriteRule) bool { return !generated(r) }) {
		d.Fixes = completed(p, m, false)
		// A save deletes rules that others wrote into the block, or puts
		// WordPress's own in front of them, which end the search.
		d.Message = "block lacks the rule that hands the Authorization header on, without which application passwords fail under FPM and CGI: " +
			"add RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}] by hand, for a save of the permalinks would delete the block's other rules or put its own in front of them"
	}
	if app != nil && app.Version.Known() {
		if olderThan(app.Version.Value, 5, 6) {
			return
		}
		d.Severity, d.Assumption = lint.SeverityOfRule, ""
	}
	p.Report(d)
}

// reportNetworkRules reports a block for one site in a network of folders, or
// the reverse. WordPress never writes that of a network itself.
func reportNetworkRules(p *lint.Pass, m *model.Marker, app *model.App) {
	rules := blockRules(m)
	if app == nil || app.Dir != m.Scope.Dir || len(rules) == 0 {
		return
	}
	ofNetwork := slices.ContainsFunc(rules, func(r *model.RewriteRule) bool { return strings.HasPrefix(r.Pattern.Text, networkFolder) })
	d := lint.Diagnostic{Span: m.Begin, Missing: "rules of the right kind"}
	switch {
	case ofNetwork && app.Network == model.No:
		d.Message = "block is for a network of sites, and WordPress is one site here: save the permalinks once more after emptying the block"
	case !ofNetwork && app.Network == model.Yes && constantIs(app, "SUBDOMAIN_INSTALL") == model.No:
		d.Message = "block is for one site, and WordPress is a network of folders here, whose wp-admin and files are not found: take the rules from Network Admin, Settings, Network Setup"
	default:
		return
	}
	p.Report(d)
}

// networkFolder begins the patterns of a network of folders: the name of a site.
const networkFolder = "^([_0-9a-zA-Z-]+/)?"
