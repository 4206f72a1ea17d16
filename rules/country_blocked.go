package rules

import (
	"path"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// CountryBlocked reports lists of countries that shut out everybody, or the
// people that the site's own name speaks to.
var CountryBlocked = &lint.Rule{
	ID:      "country-blocked",
	Summary: "a plugin's list of countries shuts out everybody, or the site's own country",
	Outcome: lint.LocksOut,
	Doc:     doc("country-blocked"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			own := ownCountry(app)
			for g := range guardsOf(app) {
				codes := map[string]bool{}
				for _, w := range g.Countries {
					code := strings.ToUpper(w.Text)
					if code == own && !codes[code] {
						p.Report(placed(lint.Diagnostic{
							Assumption: both(ifActive(g), "the site is for people of that country, as its name says"),
							Related:    refersTo(model.Word{Span: app.HomeURL.Span}, "the site's name"),
							Message:    g.Name + " shuts out everybody from " + own + ", the country of the site's own name: take it out of the list",
						}, app, g, w, "country "+own))
					}
					codes[code] = true
				}
				if len(codes) >= nearlyAll {
					p.Report(placed(lint.Diagnostic{
						Assumption: ifActive(g),
						Message:    g.Name + " shuts out " + strconv.Itoa(len(codes)) + " countries, which is all of the world: list those that may come in, or fewer",
					}, app, g, model.Word{Span: g.Countries[0].Span}, "all countries"))
				}
			}
		}
	},
}

// nearlyAll is how many countries are as good as all: ISO 3166 has 249.
const nearlyAll = 240

// ownCountry is the country of the site's top-level domain; empty for none.
// Those that are used for their sound are no country's.
func ownCountry(app *model.App) string {
	if !app.HomeURL.Known() {
		return ""
	}
	top := strings.TrimPrefix(path.Ext(hostOf(app.HomeURL.Value)), ".")
	switch {
	case len(top) != 2 || strings.Trim(top, "abcdefghijklmnopqrstuvwxyz") != "":
		return ""
	case strings.Contains(" io co me tv ai fm ly gg eu cc ws to la ", " "+top+" "):
		return ""
	case top == "uk":
		return "GB"
	}
	return strings.ToUpper(top)
}
