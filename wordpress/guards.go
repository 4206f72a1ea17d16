package wordpress

import (
	"strconv"
	"strings"
	"time"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/wordpress/options"
)

// builder reads what one plugin says of who gets in.
type builder struct {
	slug  string
	build func(*finder, *model.Guard)
	// signs are options that tell of the plugin where the list of active ones
	// is not known; tables are the same in names of tables.
	signs, tables []string
}

// builders are those of all plugins, in the order of known.go. Each takes what
// a plugin does of itself from the version that its file names.
var builders = [...]builder{
	{"wordfence", (*finder).wordfence, []string{"wordfence_version"}, []string{"wfconfig"}},
	{"better-wp-security", (*finder).kadence, []string{"itsec-storage"}, []string{"itsec_bans"}},
	{"ithemes-security-pro", (*finder).kadence, nil, nil},
	{"all-in-one-wp-security-and-firewall", (*finder).aios, []string{"aio_wp_security_configs"}, nil},
	{"limit-login-attempts-reloaded", (*finder).limitLogins, []string{"limit_login_allowed_retries"}, nil},
	{"wps-hide-login", (*finder).wpsHideLogin, []string{"whl_page"}, nil},
	{"sucuri-scanner", (*finder).sucuri, nil, nil},
	{"wp-simple-firewall", (*finder).shield, []string{"icwp_wpsf_opts_all"}, nil},
	{"loginizer", (*finder).loginizer, []string{"loginizer_options"}, nil},
	{"ninjafirewall", (*finder).ninjaFirewall, []string{"nfw_options"}, nil},
	{"siteguard", (*finder).siteGuard, []string{"siteguard_config"}, nil},
	{"sg-security", (*finder).siteGround, []string{"sg_security_login_attempts"}, nil},
	{"really-simple-ssl", (*finder).reallySimple, []string{"rsssl_options"}, nil},
	{"password-protected", (*finder).passwordProtected, []string{"password_protected_status"}, nil},
	{"disable-json-api", (*finder).disableREST, []string{"disable_rest_api_options"}, nil},
	{"wp-rest-api-authentication", (*finder).miniOrange, []string{"mo_api_authentication_selected_authentication_method"}, nil},
	{"jwt-authentication-for-wp-rest-api", (*finder).jwt, []string{"jwt_auth_options"}, nil},
	{"http-auth", (*finder).httpAuth, []string{"http_auth_settings"}, nil},
	{"jetpack", (*finder).jetpack, nil, nil},
	{"jetpack-protect", (*finder).jetpack, []string{"jetpack_waf_mode"}, nil},
	{"defender-security", (*finder).defender, []string{"wd_login_lockout_settings"}, nil},
	{"bulletproof-security", (*finder).bulletProof, []string{"bulletproof_security_options_login_security"}, nil},
}

// guards asks WordPress itself and every plugin that may be in force.
func (f *finder) guards() {
	f.app.Guards = append(f.app.Guards, f.core())
	for i := range builders {
		b := &builders[i]
		p := f.app.Plugin(b.slug)
		if p == nil && f.told(b) && !f.app.Missing(b.slug) {
			p = &model.Plugin{Slug: b.slug}
			f.app.Plugins = append(f.app.Plugins, p)
		}
		if p == nil || p.Active == model.No || p.Present == model.No {
			continue
		}
		g := &model.Guard{Plugin: p, Name: knownPlugin(b.slug).name}
		b.build(f, g)
		f.app.Guards = append(f.app.Guards, g)
	}
	f.noteVersions()
}

// told says that stored options tell of a plugin although nothing says whether
// it is switched on.
func (f *finder) told(b *builder) bool {
	if f.stored == nil || f.stored.Whole || f.stored.Get("active_plugins") != nil {
		return false
	}
	for _, name := range b.signs {
		if f.stored.Get(name) != nil || f.stored.Site(name) != nil {
			return true
		}
	}
	for _, name := range b.tables {
		if f.stored.Table(name).Known {
			return true
		}
	}
	return false
}

// noteVersions takes versions of plugins that could not be seen from what
// Wordfence wrote of them, and its own from what it stored.
func (f *finder) noteVersions() {
	for _, p := range f.app.Plugins {
		if p.Version.State != model.Unset {
			continue
		}
		if p.Slug == "wordfence" {
			p.Version = stated(f.single("").text("wordfence_version", ""))
		}
		if f.versions != nil && p.Version.State == model.Unset {
			p.Version = stated(within(f.versions, false, "wordpressPluginVersions").text(p.Slug, ""))
		}
	}
}

// stated is a setting as somebody wrote it, and Unset else.
func stated(s model.Setting[string]) model.Setting[string] {
	if s.State != model.Set || s.Value == "" {
		return model.Setting[string]{}
	}
	return s
}

// core is what WordPress does of itself. Source: wp-includes of 6.8 and 7.1:
// wp_set_auth_cookie for the length of logins, wp_is_application_passwords_available.
func (f *finder) core() *model.Guard {
	g := &model.Guard{
		Name:        "WordPress",
		MaxAttempts: model.Setting[int]{State: model.Off},
		REST:        usual(model.RESTOpen), XMLRPC: usual(model.XMLRPCOpen),
		Session: usual(48 * time.Hour), Remember: usual(14 * 24 * time.Hour),
	}
	switch environment := f.config.text("WP_ENVIRONMENT_TYPE"); {
	case f.app.Version.Known() && olderThan(f.app.Version.Value, 5, 6):
		g.ApplicationPasswords = model.Setting[bool]{State: model.Off}
	case environment.State == model.Set && environment.Value == "local", strings.HasPrefix(f.app.HomeURL.Value, "https://"):
		g.ApplicationPasswords = usual(true)
	case environment.State == model.Unset && strings.HasPrefix(f.app.HomeURL.Value, "http://"):
		g.ApplicationPasswords = usual(false)
	}
	return g
}

// olderThan compares a version with one of two parts; one that is no version is
// not older.
func olderThan(version string, major, minor int) bool {
	parts := strings.SplitN(version, ".", 3)
	first, err := strconv.Atoi(parts[0])
	if err != nil || len(parts) < 2 {
		return err == nil && first < major
	}
	second, err := strconv.Atoi(strings.TrimRight(parts[1], "-abcdefghijklmnopqrstuvwxyz"))
	return first < major || first == major && err == nil && second < minor
}

// switchedOff says that a constant takes a plugin's feature out of force.
func (f *finder) switchedOff(name string) bool {
	k := f.config.constant(name)
	return k != nil && k.Value.State == model.Set && truth(k)
}

// tableOf is a table of the installation's database.
func (f *finder) tableOf(name string) options.Rows { return f.stored.Table(name) }
