package wordpress

import (
	"path"
	"strings"
	"time"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/php"
)

// sucuri reads Sucuri's file of settings. It limits no logins, and closes
// XML-RPC by the server's rules. What it does of itself is from
// src/option.lib.php of 2.7.4.
func (f *finder) sucuri(g *model.Guard) {
	dir := f.uploads()
	if dir != "" {
		dir = path.Join(dir, "sucuri")
	}
	if at, ok := f.config.folder(f.l, "SUCURI_DATA_STORAGE", dir); ok {
		dir = at
	}
	var c values
	if dir != "" {
		if o := f.dataFile(path.Join(dir, "sucuri-settings.php")); o != nil {
			c = within(o, true)
		}
	}
	g.MaxAttempts = model.Setting[int]{State: model.Off}
	g.AddressSource = policy(c.says("sucuriscan_revproxy", false, "enabled"), "HTTP_X_SUCURI_CLIENTIP", "REMOTE_ADDR")
	if g.AddressSource.Value == "HTTP_X_SUCURI_CLIENTIP" {
		g.AddressSource = c.text("sucuriscan_addr_header", "HTTP_X_SUCURI_CLIENTIP")
	}
	g.XMLRPC = policy(c.says("sucuriscan_hardening_xmlrpc", false, "enabled"), model.XMLRPCOff, model.XMLRPCOpen)
}

// shield reads Shield Security: an option of which only those settings are
// stored that somebody touched. A file in its folder takes it out of force.
// What it does of itself is from plugin.json of 22.1.3.
func (f *finder) shield(g *model.Guard) {
	if f.plugins != "" {
		if _, err := f.l.Stat(path.Join(f.plugins, "wp-simple-firewall", "forceoff")); err == nil {
			return
		}
	}
	o := f.networkOr("icwp_wpsf_opts_all")
	c := within(o, f.app.OptionsKnown, "values", "pro").or(within(o, f.app.OptionsKnown, "values", "free"))
	g.LoginSlug = slugOf(c.text("rename_wplogin_path", ""))
	g.HiddenAnswer = usual(404)
	g.XMLRPC = policy(c.says("disable_xmlrpc", false, "Y"), model.XMLRPCOff, model.XMLRPCOpen)
	g.REST = policy(c.says("disable_anonymous_restapi", false, "Y"), model.RESTListed, model.RESTOpen)
	g.MaxAttempts = c.count("transgression_limit", 10)
	g.Lockout = setting(c, "auto_expire", time.Hour, func(v *php.Value) (time.Duration, bool) {
		d, ok := shieldTimes[v.String()]
		return d, ok
	})
	g.BannedAnswer, g.LockoutAnswer = usual(503), usual(503)
	g.Session = c.lasts("session_timeout_interval", 2, 24*time.Hour)
	g.Allowed = addresses(c.list("request_whitelist"))
	g.AddressSource = mapped(c.text("visitor_address_source", "AUTO_DETECT_IP"), func(text string) string {
		if text == "AUTO_DETECT_IP" {
			return "automatic"
		}
		return text
	})
	for _, second := range []string{"enable_google_authenticator", "enable_email_authentication", "enable_passkeys"} {
		if c.says(second, false, "Y").Value && g.SecondFactor == nil {
			g.SecondFactor = c.list("two_factor_auth_user_roles")
		}
	}
}

// shieldTimes are the words for how long a ban lasts.
var shieldTimes = map[string]time.Duration{
	"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour, "week": 7 * 24 * time.Hour, "month": 30 * 24 * time.Hour,
}

// ninjaFirewall reads NinjaFirewall's option, and the program of plain
// assignments that its login protection works with. What it does of itself is
// from lib of 4.8.6.
func (f *finder) ninjaFirewall(g *model.Guard) {
	c := f.array("nfw_options")
	g.XMLRPC = policy(c.yes("no_xmlrpc", false), model.XMLRPCOff, model.XMLRPCOpen)
	if g.XMLRPC.Known() && g.XMLRPC.Value == model.XMLRPCOpen {
		g.XMLRPC = policy(c.yes("no_xmlrpc_pingback", false), model.XMLRPCPingbacks, model.XMLRPCOpen)
	}
	g.ApplicationPasswords = not(c.yes("no_appswd", false))
	g.REST = policy(c.yes("restapi_loggedin", false), model.RESTUsers, model.RESTOpen)
	if off := c.yes("no_restapi", false); off.Known() && off.Value {
		g.REST = policy(off, model.RESTNobody, model.RESTOpen)
	}
	g.BannedAnswer = orUsual(c.count("ret_code", 403), 403)
	g.RESTAnswer, g.XMLRPCAnswer = g.BannedAnswer, g.BannedAnswer
	if dir := f.below("nfwlog"); dir != "" {
		if file := f.open(path.Join(dir, "cache/bf_conf.php")); file != nil {
			maskProgram(file)
			f.ninjaLogin(g, assigned(file))
		}
	}
}

// ninjaLogin is its login protection: a form that stands in front of the login,
// with 401 and without a challenge.
func (f *finder) ninjaLogin(g *model.Guard, c values) {
	on := mapped(c.text("bf_enable", "0"), func(text string) bool { return text == "1" || text == "2" })
	g.MaxAttempts = under(on, c.count("bf_attempt", 8))
	g.Window = under(on, c.lasts("bf_maxtime", 15, time.Second))
	g.Lockout = under(on, c.lasts("bf_bantime", 5, time.Minute))
	g.LockoutAnswer = usual(401)
	g.Password.Backend = mapped(c.text("bf_enable", "0"), func(text string) bool { return text == "2" })
	if kind := c.text("bf_type", "0"); kind.Known() && kind.Value == "1" {
		g.Password.Backend = model.Setting[bool]{State: model.Off, Span: kind.Span}
	}
	g.Password.User = c.text("auth_name", "")
	if s := c.find("auth_pass"); s.v != nil {
		g.Password.Secret = model.SecretState{State: model.Set, Span: s.at}
	}
}

// assigned are the variables that a program of plain assignments sets.
func assigned(file *source.File) values {
	p := php.Read(file.Data)
	return values{read: !p.Open, get: func(name string) stored {
		d := p.Variable(name)
		if d == nil {
			return stored{}
		}
		at := file.Span(d.Start, d.End)
		if d.Value.End > d.Value.Start {
			at = file.Span(d.Value.Start, d.Value.End)
		}
		v := &php.Value{Kind: php.String, Text: d.Value.Text}
		if d.Value.Kind == php.Computed {
			v.Kind = php.Opaque
		}
		return stored{v, at}
	}}
}

// jetpack reads what Jetpack's protection stores: its attempts are counted by
// its maker, whose numbers are not known here. Source: options of 4.4.0.
func (f *finder) jetpack(g *model.Guard) {
	c, modules := f.single("jetpack_"), f.single("jetpack_").list("active_modules")
	guards := false
	for _, m := range modules {
		guards = guards || m.Text == "protect"
	}
	if f.app.OptionsKnown && !guards {
		g.MaxAttempts = model.Setting[int]{State: model.Off}
	}
	g.LockoutAnswer, g.BannedAnswer = usual(403), usual(403)
	if c.yes("waf_ip_allow_list_enabled", false).Value {
		g.Allowed = addresses(c.list("waf_ip_allow_list"))
	}
	if c.yes("waf_ip_block_list_enabled", false).Value {
		g.Banned = addresses(c.list("waf_ip_block_list"))
	}
}

// defender reads Defender, whose options are texts of JSON. What it does of
// itself is from src/model/setting of 6.1.0.
func (f *finder) defender(g *model.Guard) {
	mask, login, lists, wall := f.json("wd_masking_login_settings"), f.json("wd_login_lockout_settings"),
		f.json("wd_blacklist_lockout_settings"), f.json("wd_lockdown_settings")
	moved := mask.yes("enabled", false)
	g.LoginSlug = under(moved, slugOf(mask.text("mask_url", "")))
	g.HiddenAnswer = under(moved, usual(404))
	on := login.yes("enabled", false)
	g.MaxAttempts = under(on, login.count("attempt", 5))
	g.Window = under(on, login.lasts("timeframe", 300, time.Second))
	g.Lockout = under(on, login.lasts("duration", 300, defenderUnit(login.text("duration_unit", "seconds").Value)))
	g.LockoutAnswer, g.BannedAnswer = usual(403), usual(403)
	g.Allowed, g.Banned = addresses(lists.list("ip_whitelist")), addresses(lists.list("ip_blacklist"))
	for _, w := range lists.list("country_blacklist") {
		if !strings.EqualFold(w.Text, "all") {
			g.Countries = append(g.Countries, w)
		}
	}
	g.AddressSource = wall.text("http_ip_header", "REMOTE_ADDR")
	if wall.text("ip_detection_type", "automatic").Value != "manual" && g.AddressSource.State != model.Unset {
		g.AddressSource.Value = "automatic"
	}
	g.Proxies = wall.list("trusted_proxies_ip")
	second := f.json("wd_2auth_settings")
	if second.yes("enabled", false).Value && second.yes("force_auth", false).Value {
		g.SecondFactor = second.list("force_auth_roles")
	}
}

func defenderUnit(unit string) time.Duration {
	switch unit {
	case "minutes":
		return time.Minute
	case "hours":
		return time.Hour
	}
	return time.Second
}

// json are the settings in an option that is a text of JSON, of the network or
// of the site.
func (f *finder) json(name string) values {
	o := f.networkOr(name)
	if o == nil {
		return values{read: f.app.OptionsKnown}
	}
	if o.Value.Kind == php.Array {
		return within(o, true)
	}
	v := inner(o, &o.Value)
	v.read = true
	return v
}

// bulletProof reads BulletProof Security: what it does is for the greatest part
// in the server's files. Source: options of 6.9.
func (f *finder) bulletProof(g *model.Guard) {
	c := f.array("bulletproof_security_options_login_security")
	on := c.says("bps_login_security_OnOff", false, "On", "pwreset")
	g.MaxAttempts = under(on, c.count("bps_max_logins", 3))
	g.Lockout = under(on, c.lasts("bps_lockout_duration", 15, time.Minute))
	g.LockoutAnswer = usual(200)
}
