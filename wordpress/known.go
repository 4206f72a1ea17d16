package wordpress

import "strings"

// known is a plugin that bears on who gets in.
type known struct {
	slug, name string
	main       string // the file that describes it
}

// plugins are the known ones. Source: the plugins' own folders.
var plugins = [...]known{
	{"wordfence", "Wordfence", "wordfence.php"},
	{"better-wp-security", "Kadence Security", "better-wp-security.php"},
	{"ithemes-security-pro", "Solid Security Pro", "ithemes-security-pro.php"},
	{"all-in-one-wp-security-and-firewall", "All-In-One Security", "wp-security.php"},
	{"limit-login-attempts-reloaded", "Limit Login Attempts Reloaded", "limit-login-attempts-reloaded.php"},
	{"wps-hide-login", "WPS Hide Login", "wps-hide-login.php"},
	{"sucuri-scanner", "Sucuri Security", "sucuri.php"},
	{"wp-simple-firewall", "Shield Security", "icwp-wpsf.php"},
	{"loginizer", "Loginizer", "loginizer.php"},
	{"ninjafirewall", "NinjaFirewall", "ninjafirewall.php"},
	{"siteguard", "SiteGuard", "siteguard.php"},
	{"sg-security", "SiteGround Security", "sg-security.php"},
	{"really-simple-ssl", "Really Simple Security", "rlrsssl-really-simple-ssl.php"},
	{"password-protected", "Password Protected", "password-protected.php"},
	{"disable-json-api", "Disable REST API", "disable-json-api.php"},
	{"wp-rest-api-authentication", "miniOrange REST API Authentication", "miniorange-api-authentication.php"},
	{"jwt-authentication-for-wp-rest-api", "JWT Authentication", "jwt-auth.php"},
	{"http-auth", "HTTP Auth", "http-auth.php"},
	{"jetpack", "Jetpack", "jetpack.php"},
	{"jetpack-protect", "Jetpack Protect", "jetpack-protect.php"},
	{"defender-security", "Defender", "wp-defender.php"},
	{"bulletproof-security", "BulletProof Security", "bulletproof-security.php"},
	{"cloudsecure-wp-security", "CloudSecure WP Security", "cloudsecure-wp.php"},
}

// knownPlugin is the known plugin in a folder; nil for any other.
func knownPlugin(slug string) *known {
	for i := range plugins {
		if plugins[i].slug == slug {
			return &plugins[i]
		}
	}
	return nil
}

// putAside is the known plugin whose folder was renamed to that, so that
// WordPress finds it no more; nil for none. Plugins of their own whose names
// begin like that of another, such as wordfence-assistant, are none.
func putAside(folder string) *known {
	name := strings.ToLower(folder)
	for i := range plugins {
		at := strings.Index(name, plugins[i].slug)
		if at < 0 || len(name) == len(plugins[i].slug) {
			continue
		}
		before, after := name[:at], name[at+len(plugins[i].slug):]
		if strings.Trim(before, asideSigns) == "" && after == "" || aside(before) && after == "" || before == "" && aside(after) {
			return &plugins[i]
		}
	}
	return nil
}

const asideSigns = "._-~ 0123456789()#!+"

// aside says that what stands before or behind a name says that the thing is
// not in use.
func aside(s string) bool {
	words := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(asideSigns, r) })
	for _, w := range words {
		switch w {
		case "old", "off", "disabled", "disable", "deactivated", "inactive", "bak", "back", "backup", "orig", "original", "x", "xx", "xxx",
			"hold", "tmp", "temp", "test", "broken", "save", "saved", "copy", "alt", "aus", "kopie", "deaktiviert", "removed", "renamed", "no", "not":
		default:
			return false
		}
	}
	return s != ""
}
