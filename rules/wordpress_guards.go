package rules

import (
	"iter"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// guardsOf are WordPress itself and its plugins, as far as they say who gets in
// and are not known to be switched off.
func guardsOf(app *model.App) iter.Seq[*model.Guard] {
	return func(yield func(*model.Guard) bool) {
		for _, g := range app.Guards {
			if (g.Plugin == nil || g.Plugin.Active != model.No) && !yield(g) {
				return
			}
		}
	}
}

// ifActive is the assumption that plugins are switched on, where that is not
// known.
func ifActive(guards ...*model.Guard) string {
	var names []string
	for _, g := range guards {
		if g.Plugin != nil && g.Plugin.Active == model.Unknown {
			names = append(names, g.Name)
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0] + " is switched on"
	}
	return strings.Join(names, " and ") + " are switched on"
}

// both joins two assumptions.
func both(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + ", and " + b
}

// placed gives a place to a diagnostic about a setting of a plugin. One that nobody wrote is
// shown where the plugin, or WordPress, tells its version.
func placed(d lint.Diagnostic, app *model.App, g *model.Guard, written model.Word, setting string) lint.Diagnostic {
	if d.Span = written.Span; !d.Span.IsZero() {
		return d
	}
	d.Missing = setting
	if g != nil && g.Plugin != nil {
		d.Missing += " of " + g.Plugin.Slug
		d.Span = g.Plugin.Version.Span
	}
	if d.Span.IsZero() {
		d.Span = app.Version.Span
	}
	if d.Span.IsZero() {
		d.Path = shownBelow(app, "wp-includes/version.php")
	}
	return d
}

// on says that a switch is known to be on.
func on(s model.Setting[bool]) bool { return s.Known() && s.Value }

// activePlugin is the first of several plugins that is switched on; empty for
// none.
func activePlugin(app *model.App, slugs ...string) string {
	for _, slug := range slugs {
		if p := app.Plugin(slug); p != nil && p.Active == model.Yes {
			return slug
		}
	}
	return ""
}

// refersTo shows another place, where there is one.
func refersTo(at model.Word, what string) []lint.Related {
	if at.Span.IsZero() {
		return nil
	}
	return []lint.Related{{Span: at.Span, Message: what}}
}
