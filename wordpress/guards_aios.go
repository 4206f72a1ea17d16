package wordpress

import (
	"path"
	"strings"
	"time"

	"github.com/authlint/authlint/lint/model"
)

// aiosShipped is the password that All-In-One Security comes with. Source:
// classes/wp-security-configure-settings.php of 5.4.9.
const aiosShipped = "aios_http_password!"

// aiosSources are its ways to the client's address by number. Source:
// classes/wp-security-abstract-ids.php.
var aiosSources = [...]string{
	"REMOTE_ADDR", "HTTP_CF_CONNECTING_IP", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED", "HTTP_CLIENT_IP",
	"HTTP_X_REAL_IP", "HTTP_X_CLUSTER_CLIENT_IP",
}

// aios reads All-In-One Security: one option, and the file of its firewall,
// which acts by itself. What it does of itself is from
// classes/wp-security-configure-settings.php of 5.4.9.
func (f *finder) aios(g *model.Guard) {
	c := f.array("aio_wp_security_configs")
	wall := f.aiosFirewall()
	f.aiosLogin(g, c, wall)
	f.aiosLockout(g, c)
	f.aiosLists(g, wall)
	g.ApplicationPasswords = not(c.yes("aiowps_disable_application_password", false))
	g.REST = policy(c.yes("aiowps_disallow_unauthorized_rest_requests", false), model.RESTUsers, model.RESTOpen)
	if g.REST.Value == model.RESTUsers && len(c.list("aios_whitelisted_rest_routes")) > 0 {
		g.REST.Value = model.RESTListed
	}
	g.RESTAnswer = usual(403)
	g.XMLRPC, g.XMLRPCAnswer = f.aiosXMLRPC(c, wall), usual(403)
	source := wall.text("aios_ip_retrieve_method", "0")
	if source.State != model.Set {
		source = c.text("aiowps_ip_retrieve_method", "0")
	}
	g.AddressSource = mapped(source, aiosSource)
	g.Session = under(c.yes("aiowps_enable_forced_logout", false), c.lasts("aiowps_logout_time_period", 60, time.Minute))
	f.aiosPassword(g, c)
}

// aiosFirewall is the file that the firewall works with. Without its loader in
// force nothing of it counts, but PHP alone knows that.
func (f *finder) aiosFirewall() values {
	if o := f.stored.Exported("firewall"); o != nil {
		return within(o, true)
	}
	dir := f.uploads()
	if dir == "" {
		return values{}
	}
	o := f.dataFile(path.Join(dir, "aios/firewall-rules/settings.php"))
	if o == nil || o.Fault != nil {
		return values{}
	}
	return within(o, true)
}

func (f *finder) aiosLogin(g *model.Guard, c, wall values) {
	on := c.yes("aiowps_enable_rename_login_page", false)
	to := slugOf(c.text("aiowps_login_page_slug", ""))
	if on.State == model.Unset && wall.find("aios_enable_rename_login_page").v != nil {
		on, to = wall.yes("aios_enable_rename_login_page", false), slugOf(wall.text("aios_login_page_slug", ""))
	}
	g.LoginSlug = under(on, to)
	g.HiddenAnswer = under(on, usual(404))
}

func (f *finder) aiosLockout(g *model.Guard, c values) {
	on := c.yes("aiowps_enable_login_lockdown", false)
	if f.switchedOff("AIOS_DISABLE_LOGIN_LOCKOUT") {
		on = model.Setting[bool]{State: model.Set}
	}
	g.MaxAttempts = under(on, c.count("aiowps_max_login_attempts", 3))
	g.Window = under(on, c.lasts("aiowps_retry_time_period", 5, time.Minute))
	g.Lockout = under(on, c.lasts("aiowps_lockout_time_length", 5, time.Minute))
	g.LockoutAnswer = usual(200)
	if locked := c.yes("aiowps_lockdown_enable_whitelisting", false); locked.Value {
		g.Allowed = addresses(c.list("aiowps_lockdown_allowed_ip_addresses"))
	}
}

// aiosLists takes bans. They count only where the firewall's own file has them
// switched on: those of the option alone do nothing.
func (f *finder) aiosLists(g *model.Guard, wall values) {
	if f.switchedOff("AIOS_DISABLE_BLACKLIST_IP_MANAGER") {
		return
	}
	g.BannedAnswer = usual(403)
	if on := wall.yes("aiowps_enable_blacklisting", false); on.Known() && on.Value {
		g.Banned = addresses(wall.list("aiowps_blacklist_ips"))
	}
}

func (f *finder) aiosXMLRPC(c, wall values) model.Setting[model.XMLRPCPolicy] {
	closed := wall.or(c).yes("aiowps_enable_pingback_firewall", false)
	if !closed.Known() || closed.Value {
		return policy(closed, model.XMLRPCOff, model.XMLRPCOpen)
	}
	return policy(c.yes("aiowps_disable_xmlrpc_pingback_methods", false), model.XMLRPCPingbacks, model.XMLRPCOpen)
}

func aiosSource(number string) string {
	for i, name := range aiosSources {
		if number == string(rune('0'+i)) || number == name || number == "" && i == 0 {
			return name
		}
	}
	return number
}

// aiosPassword is the HTTP authentication that it asks for by PHP.
func (f *finder) aiosPassword(g *model.Guard, c values) {
	p := &g.Password
	p.Backend, p.Frontend = c.yes("aiowps_http_authentication_admin", false), c.yes("aiowps_http_authentication_frontend", false)
	p.Challenge = true
	if f.switchedOff("AIOS_DISABLE_HTTP_AUTHENTICATION") {
		off := model.Setting[bool]{State: model.Off, Span: f.config.constant("AIOS_DISABLE_HTTP_AUTHENTICATION").Value.Span}
		p.Backend, p.Frontend = off, off
	}
	p.User = c.text("aiowps_http_authentication_username", "root")
	p.Realm = stated(f.single("").text("blogname", ""))
	s := c.find("aiowps_http_authentication_password")
	switch {
	case s.v != nil:
		p.Secret.State, p.Secret.Span = model.Set, s.at
		// To verify a hash costs as much as a login: only where it is asked for.
		if p.Backend.Known() && p.Backend.Value || p.Frontend.Known() && p.Frontend.Value {
			p.Secret.Shipped = isShipped(s.v.String(), aiosShipped)
		}
	case c.read:
		p.Secret = model.SecretState{State: model.Default, Shipped: true}
	}
}

// isShipped says that a stored password is the one a plugin comes with: in
// clear, or as WordPress hashes it.
func isShipped(stored, shipped string) bool {
	switch {
	case strings.HasPrefix(stored, "$wp$"):
		return wpHash(stored, shipped)
	case strings.HasPrefix(stored, "$P$"):
		return phpass(stored, shipped)
	}
	return stored == shipped
}
