package wordpress

import (
	"time"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/wordpress/php"
)

// limitLogins reads Limit Login Attempts Reloaded: an option for each setting,
// of which a fresh installation stores none. What it does of itself is from
// core/Config.php of 3.2.3. Its lockouts leave the form's status at 200.
func (f *finder) limitLogins(g *model.Guard) {
	c := f.single("limit_login_")
	if f.app.Network == model.Yes && !c.yes("use_local_options", false).Value {
		c = values{read: f.app.OptionsKnown, get: func(name string) stored { return whole(f.stored.Site("limit_login_" + name)) }}
	}
	g.MaxAttempts = c.count("allowed_retries", 4)
	g.Window = c.lasts("valid_duration", 86400, time.Second)
	g.Lockout = c.lasts("lockout_duration", 1200, time.Second)
	g.LockoutAnswer, g.BannedAnswer = usual(200), usual(200)
	g.Allowed, g.Banned = addresses(c.list("whitelist")), addresses(c.list("blacklist"))
	g.AddressSource = c.text("client_type", "REMOTE_ADDR")
	if g.AddressSource.State == model.Unset {
		return
	}
	// The list of headers that it trusts has taken the place of the type.
	if origins := c.list("trusted_ip_origins"); len(origins) > 0 {
		g.AddressSource = model.Setting[string]{State: model.Set, Value: origins[0].Text, Span: origins[0].Span, Cause: origins[0].Span}
	}
	if c.yes("mfa_enabled", false).Value {
		g.SecondFactor = c.list("mfa_roles")
	}
}

// loginizer reads Loginizer. What it does of itself is from init.php of 2.0.6,
// for which zero is the same as no value.
func (f *finder) loginizer(g *model.Guard) {
	c := f.array("loginizer_options")
	single := f.single("loginizer_")
	on := not(single.yes("disable_brute", false))
	g.MaxAttempts = under(on, orUsual(c.count("max_retries", 3), 3))
	g.Window = under(on, orUsual(c.lasts("reset_retries", 86400, time.Second), 86400*time.Second))
	g.Lockout = under(on, orUsual(c.lasts("lockout_time", 900, time.Second), 900*time.Second))
	g.LockoutAnswer, g.BannedAnswer = usual(200), usual(200)
	g.Allowed, g.Banned = loginizerList(single.find("whitelist")), loginizerList(single.find("blacklist"))
	g.AddressSource = mapped(single.text("ip_method", "0"), func(number string) string {
		switch number {
		case "1":
			return "HTTP_X_FORWARDED_FOR"
		case "2":
			return "HTTP_CLIENT_IP"
		case "3":
			return single.text("custom_ip_method", "").Value
		}
		return "REMOTE_ADDR"
	})
	security := f.array("loginizer_security")
	g.LoginSlug = slugOf(security.text("login_slug", ""))
	g.XMLRPC = policy(security.yes("xmlrpc_disable", false), model.XMLRPCOff, model.XMLRPCOpen)
}

// orUsual is a setting for which zero is no value.
func orUsual[T comparable](s model.Setting[T], usual T) model.Setting[T] {
	var zero T
	if s.State == model.Set && s.Value == zero {
		s.Value = usual
	}
	return s
}

// loginizerList is a list of ranges, each from start to end.
func loginizerList(s stored) []model.GuardAddress {
	if s.v == nil || s.v.Kind != php.Array {
		return nil
	}
	var out []model.GuardAddress
	for i := range s.v.Items {
		item := &s.v.Items[i].Value
		start, end := item.Get("start").String(), item.Get("end").String()
		if start == "" {
			continue
		}
		a := model.GuardAddress{Text: model.Word{Text: start, Span: inside(s, item)}, Prefix: prefix(start)}
		if end != "" && end != start {
			a.Text.Text, a.Prefix = start+"-"+end, between(start, end)
		}
		out = append(out, a)
	}
	return out
}

// wpsHideLogin reads WPS Hide Login, which stores nothing before its page was
// saved: the slug is "login" then. Source: classes/plugin.php of 1.9.17.1.
func (f *finder) wpsHideLogin(g *model.Guard) {
	c := f.single("whl_")
	if page := f.stored.Site("whl_page"); page != nil && f.stored.Get("whl_page") == nil {
		c = values{read: true, get: func(name string) stored { return whole(f.stored.Site("whl_" + name)) }}
	}
	g.LoginSlug = slugOf(c.text("page", "login"))
	if g.LoginSlug.State == model.Off {
		g.LoginSlug = usual("login")
	}
	g.HiddenAnswer = usual(404)
}
