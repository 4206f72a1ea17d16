package wordpress

import (
	"bytes"
	"path"
	"regexp"
	"time"

	"github.com/authlint/authlint/lint/model"
)

// siteGuard reads SiteGuard, whose login is moved by rules of the server. What
// it does of itself is from classes/siteguard-*.php of 1.7.8,
// where a setting without a value is off.
func (f *finder) siteGuard(g *model.Guard) {
	c := f.array("siteguard_config")
	on := c.says("renamelogin_enable", false, "1")
	g.LoginSlug = under(on, slugOf(c.text("renamelogin_path", "")))
	if g.LoginSlug.State == model.Unset {
		g.LoginSlug = f.siteGuardRule()
	}
	g.LoginSlugByServer = true
	g.HiddenAnswer = under(on, usual(404))
	locks := c.says("loginlock_enable", false, "1")
	g.MaxAttempts = under(locks, c.count("loginlock_threshold", 3))
	g.Window = under(locks, c.lasts("loginlock_interval", 5, time.Second))
	g.Lockout = under(locks, c.lasts("loginlock_locksec", 60, time.Second))
	g.LockoutAnswer = usual(200)
	closed := c.says("disable_xmlrpc_enable", false, "1")
	g.XMLRPC = policy(closed, model.XMLRPCOff, model.XMLRPCOpen)
	if closed.Known() && !closed.Value {
		g.XMLRPC = policy(c.says("disable_pingback_enable", false, "1"), model.XMLRPCPingbacks, model.XMLRPCOpen)
	}
	users := under(c.says("block_author_query_enable", false, "1"), c.says("disable_restapi_enable", false, "1"))
	g.REST = mapped(users, func(on bool) model.RESTPolicy {
		if on {
			return model.RESTListed
		}
		return model.RESTOpen
	})
	if users.State == model.Off {
		g.REST = usual(model.RESTOpen)
	}
}

// siteGuardSlug is the rule by which the server leads to the login.
var siteGuardSlug = regexp.MustCompile(`(?m)^[ \t]*RewriteRule \^([0-9A-Za-z_-]+)\(\.\*\)\$ wp-login\.php\$1 \[L\]`)

// siteGuardRule is the slug as the rules of the server have it.
func (f *finder) siteGuardRule() model.Setting[string] {
	file := f.open(path.Join(f.app.Dir, ".htaccess"))
	if file == nil || !bytes.Contains(file.Data, []byte("SITEGUARD_RENAME_LOGIN_SETTINGS_START")) {
		return model.Setting[string]{}
	}
	m := siteGuardSlug.FindSubmatchIndex(file.Data)
	if m == nil {
		return model.Setting[string]{}
	}
	at := file.Span(m[2], m[3])
	return model.Setting[string]{State: model.Set, Value: string(file.Data[m[2]:m[3]]), Span: at, Cause: file.LineSpan(m[2])}
}

// siteGround reads SiteGround's plugin: an option for each setting. What it
// does of itself, and what it stores when it is switched on, is from
// core/Install_Service and core/Login_Service of 1.6.1.
func (f *finder) siteGround(g *model.Guard) {
	c := f.single("sg_security_")
	moved := c.says("login_type", false, "custom")
	g.LoginSlug = under(moved, slugOf(c.text("login_url", "login")))
	g.HiddenAnswer = under(moved, usual(302))
	tries := c.count("login_attempts", 0)
	g.MaxAttempts = tries
	if tries.Known() && tries.Value == 0 {
		g.MaxAttempts.State = model.Off
	} else if tries.Known() {
		g.Lockout = usual(time.Hour)
	}
	g.LockoutAnswer, g.BannedAnswer = usual(403), usual(403)
	// Where addresses are listed, nobody else reaches the login.
	g.Allowed = addresses(f.single("sg_").list("login_access"))
	g.XMLRPC = policy(c.says("disable_xml_rpc", false, "1"), model.XMLRPCOff, model.XMLRPCOpen)
	if c.says("sg2fa", false, "1").Value {
		g.SecondFactor = []model.Word{{Text: "administrator", Span: c.find("sg2fa").at}}
	}
}

// reallySimple reads Really Simple Security. What it does of itself is from
// settings/config/fields of 9.5.8.
func (f *finder) reallySimple(g *model.Guard) {
	c := within(f.networkOr("rsssl_options"), f.app.OptionsKnown)
	moved := c.yes("change_login_url_enabled", false)
	g.LoginSlug = under(moved, slugOf(c.text("change_login_url", "")))
	on := c.yes("enable_limited_login_attempts", false)
	g.MaxAttempts = under(on, c.count("limit_login_attempts_amount", 5))
	g.Window = under(on, c.lasts("limit_login_attempts_duration", 15, time.Minute))
	g.Lockout = under(on, c.lasts("limit_login_attempts_locked_out_duration", 30, time.Minute))
	g.ApplicationPasswords = not(c.yes("disable_application_passwords", false))
	g.XMLRPC = policy(c.yes("disable_xmlrpc", false), model.XMLRPCOff, model.XMLRPCOpen)
}
