package rules

import "github.com/authlint/authlint/lint/model"

// sameSlug are the folders of plugins that come in several editions, by that of
// the free one. Source: the vendors' downloads.
var sameSlug = map[string][]string{
	"better-wp-security": {"ithemes-security-pro", "solid-security-pro"},
	"defender-security":  {"wp-defender"},
	"really-simple-ssl":  {"really-simple-ssl-pro", "really-simple-security-pro"},
	"ninjafirewall":      {"nfwplus"},
}

// edition is one of a plugin that is there; nil where none is known to be.
func edition(app *model.App, slug string) *model.Plugin {
	for _, name := range append([]string{slug}, sameSlug[slug]...) {
		if found := app.Plugin(name); found != nil && found.Present != model.No {
			return found
		}
	}
	return nil
}

// withoutEdition says that a plugin is not installed.
func withoutEdition(app *model.App, slug string) bool {
	return app.PluginsKnown && edition(app, slug) == nil
}
