package rules

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// PluginBlockStale reports what a security plugin left behind: its block in a
// .htaccess, or a program of its own that PHP runs first. A block that still
// refuses people is worse than one that does nothing.
var PluginBlockStale = &lint.Rule{
	ID:      "plugin-block-stale",
	Summary: "a security plugin that is gone or switched off has left its rules in force",
	Outcome: lint.Stale,
	Doc:     doc("plugin-block-stale"),
	Run: func(p *lint.Pass) {
		scopes := byFile(p.Site)
		for _, m := range p.Site.Markers {
			if !m.Begin.IsZero() && m.Scope.Live() {
				reportStale(p, scopes, appOf(p.Site, m), m)
			}
		}
		for app := range wordpresses(p.Site) {
			for _, m := range app.Markers {
				reportStale(p, nil, app, m)
			}
			for _, f := range app.Prepends {
				if why := outOfUse(app, f.Owner); why != "" && f.File.Status == model.FilePresent && blockAround(p.Site, app, f) == nil {
					p.Report(lint.Diagnostic{
						Span:    f.Span,
						Message: "program of " + quoted(f.Owner) + " runs before every other, and its plugin " + why + ": take the line out",
						Fixes:   prependOut(p, app, f),
					})
				}
			}
		}
	},
}

// reportStale reports the block of a plugin that is out of use.
func reportStale(p *lint.Pass, scopes map[string][]*model.Scope, app *model.App, m *model.Marker) {
	if app == nil || m.Begin.IsZero() || m.Outer != nil || !guards(m.Slug) {
		return
	}
	why := outOfUse(app, m.Slug)
	if why == "" {
		return
	}
	d := lint.Diagnostic{
		Span:    m.Begin,
		Message: "block is of " + m.Owner + ", which " + why + ": nobody keeps it up to date, delete it or use the plugin again",
	}
	if w := turnedAway(p, scopes[m.Begin.File.Name], m, app.Dir); w != nil {
		d.Outcome, d.Witness = lint.LocksOut, w
		d.Message = "block is of " + m.Owner + ", which " + why + ", and it still turns people away with " + statusOf(w) + ": delete it"
	}
	if withoutEdition(app, m.Slug) {
		d.Fixes = blockOut(p, m)
	}
	p.Report(d)
}

// guards says that a plugin is there to keep people out. Caches and the like
// are not.
func guards(slug string) bool {
	return slices.Contains([]string{
		"wordfence", "better-wp-security", "all-in-one-wp-security-and-firewall", "ninjafirewall", "wp-simple-firewall", "siteguard",
		"sg-security", "really-simple-ssl", "defender-security", "http-auth", "bulletproof-security", "cloudsecure-wp-security",
	}, slug)
}

// outOfUse says why nobody keeps what a plugin wrote up to date; empty where the
// plugin runs, or may. One whose folder was renamed is told of elsewhere.
func outOfUse(app *model.App, slug string) string {
	plugin := edition(app, slug)
	switch was := app.Plugin(slug); {
	case slug == "" || was != nil && was.Renamed != "":
		return ""
	case withoutEdition(app, slug):
		return "is not among the plugins"
	case plugin != nil && plugin.Active == model.No:
		return "is switched off"
	}
	return ""
}

// blockAround is the block that a line of PHP's settings stands in; nil for none.
func blockAround(site *model.Site, app *model.App, f *model.Prepend) *model.Marker {
	for _, m := range slices.Concat(site.Markers, app.Markers) {
		if m.Body.Contains(f.Span) {
			return m
		}
	}
	return nil
}
