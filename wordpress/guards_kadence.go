package wordpress

import (
	"time"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/wordpress/options"
)

// kadence reads Kadence Security, before that Solid, iThemes and Better WP
// Security: a map of modules to their settings, of which only those that were
// saved are stored. What it does of itself is from core/modules/*/module.json
// of 10.0.3.
func (f *finder) kadence(g *model.Guard) {
	storage := f.networkOr("itsec-storage")
	module := func(name string) values { return within(storage, f.app.OptionsKnown, name) }
	global, tries, tweaks, hide := module("global"), module("brute-force"), module("wordpress-tweaks"), module("hide-backend")

	g.LoginSlug = under(hide.yes("enabled", false), slugOf(hide.text("slug", "wplogin")))
	g.HiddenAnswer = under(hide.yes("enabled", false), kadenceHidden(hide))

	// Modules that nobody switched are as module.json has them.
	active := within(f.networkOr("itsec_active_modules"), f.app.OptionsKnown)
	on := active.yes("brute-force", true)
	if f.switchedOff("ITSEC_DISABLE_MODULES") {
		on = model.Setting[bool]{State: model.Set}
	}
	g.MaxAttempts = under(on, tries.count("max_attempts_host", 5))
	g.Window = under(on, tries.lasts("check_period", 5, time.Minute))
	g.Lockout = under(on, global.lasts("lockout_period", 15, time.Minute))
	g.LockoutAnswer, g.BannedAnswer = usual(403), usual(403)
	g.Allowed = addresses(global.list("lockout_white_list"))
	bans := under(active.yes("ban-users", true), module("ban-users").yes("enable_ban_lists", true))
	if bans.State != model.Off && (!bans.Known() || bans.Value) {
		g.Banned = kadenceBans(f.tableOf("itsec_bans"))
	}

	g.AddressSource = kadenceSource(global)
	g.REST = policy(tweaks.says("rest_api", false, "restrict-access"), model.RESTUsers, model.RESTOpen)
	g.RESTAnswer = usual(401)
	g.XMLRPC = mapped(tweaks.text("disable_xmlrpc", "enable"), func(text string) model.XMLRPCPolicy {
		switch text {
		case "disable":
			return model.XMLRPCOff
		case "disable_pingbacks":
			return model.XMLRPCPingbacks
		}
		return model.XMLRPCOpen
	})
}

// kadenceHidden is what the usual form answers with while another is in use: a
// page that is not there, or 403 where themes are not cared for. Source:
// core/modules/hide-backend/class-itsec-hide-backend.php.
func kadenceHidden(hide values) model.Setting[int] {
	return policy(hide.yes("theme_compat", true), 302, 403)
}

// kadenceSource is where it takes the client's address from. Source:
// core/modules/global/settings.php.
func kadenceSource(global values) model.Setting[string] {
	proxy := global.text("proxy", "automatic")
	switch proxy.Value {
	case "manual":
		return global.text("proxy_header", "HTTP_X_FORWARDED_FOR")
	case "disabled":
		proxy.Value = "REMOTE_ADDR"
	}
	return proxy
}

func kadenceBans(table options.Rows) []model.GuardAddress {
	var out []model.GuardAddress
	for i := range table.List {
		if host := table.List[i].Get("host"); host != nil {
			out = append(out, addresses(wordsOf(host.Value.String(), host.Span))...)
		}
	}
	return out
}
