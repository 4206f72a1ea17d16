package rules

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// PluginFolderRenamed reports a security plugin that was switched off by
// renaming its folder: what it wrote elsewhere stays in force, and WordPress
// switches it on again as soon as the folder has its name back.
var PluginFolderRenamed = &lint.Rule{
	ID:      "plugin-folder-renamed",
	Summary: "a security plugin was switched off by renaming its folder, and what it wrote is still in force",
	Outcome: lint.Stale,
	Doc:     doc("plugin-folder-renamed"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			for _, plugin := range app.Plugins {
				left := leftBehind(p.Site, app, plugin.Slug)
				if plugin.Renamed == "" || plugin.Present != model.No || edition(app, plugin.Slug) != nil || len(left) == 0 && plugin.Listed != model.Yes {
					continue
				}
				d := lint.Diagnostic{
					Path:    shownBelow(app, "wp-content/plugins/"+plugin.Renamed),
					Message: "plugin " + quoted(plugin.Slug) + " lies in the folder " + quoted(plugin.Renamed) + ", so that WordPress does not run it",
				}
				if len(left) > 0 {
					d.Span, d.Path = left[0].Begin, ""
					d.Message += ", and this block of it is still in force"
				}
				for _, m := range left[min(1, len(left)):] {
					d.Related = append(d.Related, lint.Related{Span: m.Begin, Message: "a block of it, too"})
				}
				if plugin.Listed == model.Yes {
					d.Message += "; it is listed as active"
				}
				d.Message += ": give the folder its name back and switch the plugin off in WordPress"
				p.Report(d)
			}
		}
	},
}

// leftBehind are the blocks of a plugin that are in force.
func leftBehind(site *model.Site, app *model.App, slug string) []*model.Marker {
	var left []*model.Marker
	for _, m := range slices.Concat(site.Markers, app.Markers) {
		if m.Slug == slug && slug != "" && !m.Begin.IsZero() && m.Outer == nil && m.Scope.Live() && appOf(site, m) == app {
			left = append(left, m)
		}
	}
	return left
}
