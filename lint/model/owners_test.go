package model

import (
	"testing"

	"github.com/authlint/authlint/lint/source"
)

// TestPairs reads the pairs of comments that programs write, and wrote once.
func TestPairs(t *testing.T) {
	for _, c := range []struct{ begin, end, owner, slug string }{
		{"# BEGIN WordPress", "# END WordPress", "WordPress", ""},
		{"# Wordfence WAF", "# END Wordfence WAF", "Wordfence", "wordfence"},
		{"; Wordfence WAF", "; END Wordfence WAF", "Wordfence", "wordfence"},
		{"# BEGIN Wordfence code execution protection", "# END Wordfence code execution protection", "Wordfence", "wordfence"},
		{
			"#WFCACHECODE - Do not remove this line. Disable Web Caching in Wordfence to remove this data.",
			"#Do not remove this line. Disable Web caching in Wordfence to remove this data - WFCACHECODE", "Wordfence", "wordfence",
		},
		{"#WFIPBLOCKS - Do not remove this line.", "#Do not remove this line - WFIPBLOCKS", "Wordfence", "wordfence"},
		{
			"# BEGIN Kadence Security - Do not modify or remove this line",
			"# END Kadence Security - Do not modify or remove this line", "Kadence Security", "better-wp-security",
		},
		{"# BEGIN Solid Security - Ne pas modifier", "# END Solid Security - Ne pas toucher", "Solid Security", "better-wp-security"},
		{"// BEGIN iThemes Security - x", "// END iThemes Security - x", "iThemes Security", "better-wp-security"},
		{"//BEGIN Better WP Security", "//END Better WP Security", "Better WP Security", "better-wp-security"},
		{"# BEGIN All In One WP Security", "# END All In One WP Security", "All-In-One Security", "all-in-one-wp-security-and-firewall"},
		{"#AIOWPS_CUSTOM_RULES_START", "#AIOWPS_CUSTOM_RULES_END", "All-In-One Security", "all-in-one-wp-security-and-firewall"},
		{"#AIOWPS_LOGIN_WHITELIST_START", "#AIOWPS_LOGIN_WHITELIST_END", "All-In-One Security", "all-in-one-wp-security-and-firewall"},
		{"# Begin AIOWPSEC Firewall", "# End AIOWPSEC Firewall", "All-In-One Security", "all-in-one-wp-security-and-firewall"},
		{"; BEGIN NinjaFirewall", "; END NinjaFirewall", "NinjaFirewall", "ninjafirewall"},
		{"# BEGIN SHIELD", "# END SHIELD", "Shield Security", "wp-simple-firewall"},
		{"#SITEGUARD_PLUGIN_SETTINGS_START", "#SITEGUARD_PLUGIN_SETTINGS_END", "SiteGuard", "siteguard"},
		{"#==== SITEGUARD_RENAME_LOGIN_SETTINGS_START", "#==== SITEGUARD_RENAME_LOGIN_SETTINGS_END", "SiteGuard", "siteguard"},
		{"# SGS XMLRPC Disable Service", "# SGS XMLRPC Disable Service END", "SiteGround Security", "sg-security"},
		{"# SGS Directory Hardening", "# SGS Directory Hardening END", "SiteGround Security", "sg-security"},
		{"## WP Defender - Protect PHP Executed ##", "## WP Defender - End ##", "Defender", "defender-security"},
		{"## WP Defender - Prevent information disclosure ##", "## WP Defender - End ##", "Defender", "defender-security"},
		{"#Begin Really Simple Security", "#End Really Simple Security", "Really Simple Security", "really-simple-ssl"},
		{
			"//Begin Really Simple Security session cookie settings", "//END Really Simple Security cookie settings",
			"Really Simple Security", "really-simple-ssl",
		},
		{
			"//Begin Really Simple Security Load balancing fix", "//END Really Simple Security",
			"Really Simple Security", "really-simple-ssl",
		},
		{
			"# BEGIN rlrssslReallySimpleSSL rsssl_version[3.2.3]", "# END rlrssslReallySimpleSSL",
			"Really Simple SSL", "really-simple-ssl",
		},
		{"# BEGIN HTTP Auth", "# END HTTP Auth", "HTTP Auth", "http-auth"},
		{"# BEGIN BPS WPADMIN DENY ACCESS TO FILES", "# END BPS WPADMIN DENY ACCESS TO FILES", "BulletProof Security", "bulletproof-security"},
		{"# BEGIN BPSQSE BPS QUERY STRING EXPLOITS", "# END BPSQSE BPS QUERY STRING EXPLOITS", "BulletProof Security", "bulletproof-security"},
		{
			"# BEGIN CloudSecure WP Security Settings", "# END CloudSecure WP Security Settings",
			"CloudSecure WP Security", "cloudsecure-wp-security",
		},
		{"# php -- BEGIN cPanel-generated handler, do not edit", "# php -- END cPanel-generated handler, do not edit", "cPanel", ""},
		{"### ISPConfig folder protection begin ###", "### ISPConfig folder protection end ###", "ISPConfig", ""},
		{"### PASSWORD PROTECTION CONF STARTS /a", "### PASSWORD PROTECTION CONF ENDS /a", "CyberPanel", ""},
	} {
		text := c.begin + "\nx\n" + c.end + "\n"
		f := source.NewFile("a", []byte(text))
		site, pairs := &Site{}, Pairs{}
		at := len(c.begin) + len("\nx\n")
		if !pairs.Comment(site, nil, c.begin, f.Span(0, len(c.begin))) || !pairs.Comment(site, nil, c.end, f.Span(at, at+len(c.end))) {
			t.Errorf("%q and %q are no markers", c.begin, c.end)
			continue
		}
		pairs.Finish(len(text))
		m := site.Markers[0]
		if len(site.Markers) != 1 || m.Fault != MarkerWhole || m.Owner != c.owner || m.Slug != c.slug || m.Purpose == "" {
			t.Errorf("%q and %q: %d markers, fault %d, of %q, folder %q, for %q",
				c.begin, c.end, len(site.Markers), m.Fault, m.Owner, m.Slug, m.Purpose)
		}
	}
}
