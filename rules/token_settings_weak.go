package rules

import (
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// TokenSettingsWeak reports tokens of interfaces that can be forged, because
// their secret is missing, known or short, or that live too long or too short a
// time.
var TokenSettingsWeak = &lint.Rule{
	ID:      "token-settings-weak",
	Summary: "tokens can be forged because of their secret, or last for years or minutes",
	Outcome: lint.Weakens,
	Doc:     doc("token-settings-weak"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			for g := range guardsOf(app) {
				reportTokenSecret(p, app, g)
				d := lint.Diagnostic{Assumption: ifActive(g)}
				switch last := g.Token; {
				case !last.Known() || last.Value <= 0:
					continue
				case last.Value > longToken:
					d.Message = "tokens of " + g.Name + " last for " + span(last.Value) + ", and one that got lost opens the site as long: days are enough"
				case last.Value < shortToken:
					d.Outcome = lint.LocksOut
					d.Message = "tokens of " + g.Name + " last for " + span(last.Value) + ", so that programs lose their login all the time: let them last for an hour or more"
				default:
					continue
				}
				p.Report(placed(d, app, g, model.Word{Span: g.Token.Span}, "length of tokens"))
			}
		}
	},
}

const (
	longToken  = 365 * 24 * time.Hour
	shortToken = 5 * time.Minute
)

// jwtPlugin answers 403 to everybody without its secret.
const jwtPlugin = "jwt-authentication-for-wp-rest-api"

func reportTokenSecret(p *lint.Pass, app *model.App, g *model.Guard) {
	d := lint.Diagnostic{Assumption: ifActive(g)}
	switch secret := g.TokenSecret; {
	case secret.State == model.Off:
		d.Message = "secret for tokens of " + g.Name + " is empty: it needs 32 characters or more that nobody can guess"
	case secret.State == model.Unset && app.ConstantsKnown && g.Plugin != nil && g.Plugin.Slug == jwtPlugin:
		d.Outcome = lint.LocksOut
		d.Message = "JWT_AUTH_SECRET_KEY is not defined, without which " + g.Name + " answers 403 to everybody: define it with 32 characters or more"
	case secret.State != model.Set:
		return
	case secret.Placeholder, secret.Shipped:
		d.Message = "secret for tokens of " + g.Name + " is the one of the documentation, with which everybody can make a token for any user: make one up"
	case secret.Short:
		d.Message = "secret for tokens of " + g.Name + " has fewer than 32 characters, which can be tried out by who has a token: make a longer one up"
	default:
		return
	}
	p.Report(placed(d, app, g, model.Word{Span: g.TokenSecret.Span}, "secret for tokens"))
}
