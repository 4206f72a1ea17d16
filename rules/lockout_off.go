package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// LockoutOff notes that nothing in view limits how often a password may be
// guessed. It speaks only where all options were read, and no plugin that it
// does not know may do so.
var LockoutOff = &lint.Rule{
	ID:      "lockout-off",
	Summary: "nothing limits how often somebody may guess a password",
	Outcome: lint.Weakens,
	Doc:     doc("lockout-off"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			if !app.OptionsKnown || !app.PluginsKnown || limitsLogins(app) || limitedByServer(p, app) {
				continue
			}
			p.Report(placed(lint.Diagnostic{
				Severity: lint.Note, Assumption: "nothing in front of the server limits it, such as fail2ban or a proxy",
				Message: "nothing limits how often a password may be guessed at wp-login.php and xmlrpc.php: a plugin or the server can",
			}, app, nil, lockoutSetting(app), "limit of failed logins"))
		}
	},
}

// limitsLogins says that a plugin limits failed logins, or may.
func limitsLogins(app *model.App) bool {
	for g := range guardsOf(app) {
		if g.Plugin != nil && g.MaxAttempts.State != model.Off {
			return true
		}
	}
	for _, plugin := range app.Plugins {
		if plugin.Active == model.No {
			continue
		}
		for _, word := range limitingWords {
			if strings.Contains(plugin.Slug, word) && !hasGuard(app, plugin) {
				return true
			}
		}
	}
	return len(app.MustUse) > 0
}

// limitingWords occur in the names of plugins that limit logins, or ask for
// something else beside the password.
var limitingWords = [...]string{
	"login", "limit", "secur", "guard", "protect", "firewall", "shield", "captcha", "turnstile", "two-factor", "2fa", "factor", "fail2ban", "cerber", "sso", "saml",
}

func hasGuard(app *model.App, plugin *model.Plugin) bool {
	for _, g := range app.Guards {
		if g.Plugin == plugin {
			return true
		}
	}
	return false
}

// lockoutSetting is where somebody switched a limit off.
func lockoutSetting(app *model.App) model.Word {
	for g := range guardsOf(app) {
		if !g.MaxAttempts.Span.IsZero() {
			return model.Word{Span: g.MaxAttempts.Span}
		}
	}
	return model.Word{}
}

// limitedByServer says that the server limits requests, or lets nobody come to
// the form without more ado.
func limitedByServer(p *lint.Pass, app *model.App) bool {
	for _, s := range p.Site.Scopes {
		if len(s.Rates) > 0 {
			return true
		}
	}
	for _, r := range asksBelow(p, app.Dir, loginProgram) {
		if w, _ := refusedAt(p, r); w != nil {
			return true
		}
	}
	return false
}
