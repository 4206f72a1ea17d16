package model

import "strings"

// owner is a program that marks its part of a file.
type owner struct {
	// begin is how the comment starts, in lower case and without signs; end
	// how its closing comment does. An empty end means "end " and the label.
	begin, end string
	name       string
	app, slug  string
	panel      bool
}

// owners are the programs known by their markers. Source: files those programs
// wrote, and the programs' own code. Longer beginnings come first where one is
// the start of another.
var owners = [...]owner{
	{begin: "begin wordpress", name: "WordPress", app: "wordpress"},
	{begin: "wordfence waf", end: "end wordfence waf", name: "Wordfence", app: "wordpress", slug: "wordfence"},
	{begin: "begin wordfence code execution protection", name: "Wordfence", app: "wordpress", slug: "wordfence"},
	{begin: "begin kadence security", name: "Kadence Security", app: "wordpress", slug: "better-wp-security"},
	{begin: "begin solid security", name: "Solid Security", app: "wordpress", slug: "better-wp-security"},
	{begin: "begin ithemes security", name: "iThemes Security", app: "wordpress", slug: "better-wp-security"},
	{begin: "begin better wp security", name: "Better WP Security", app: "wordpress", slug: "better-wp-security"},
	{begin: "begin all in one wp security", name: "All-In-One Security", app: "wordpress",
		slug: "all-in-one-wp-security-and-firewall"},
	{begin: "begin aiowpsec firewall", name: "All-In-One Security", app: "wordpress",
		slug: "all-in-one-wp-security-and-firewall"},
	{begin: "begin ninjafirewall", name: "NinjaFirewall", app: "wordpress", slug: "ninjafirewall"},
	{begin: "begin shield", name: "Shield Security", app: "wordpress", slug: "wp-simple-firewall"},
	{begin: "siteguard_plugin_settings_start", end: "siteguard_plugin_settings_end", name: "SiteGuard",
		app: "wordpress", slug: "siteguard"},
	{begin: "sgs xmlrpc disable service", end: "sgs xmlrpc disable service end", name: "SiteGround Security",
		app: "wordpress", slug: "sg-security"},
	{begin: "sgs directory hardening", end: "sgs directory hardening end", name: "SiteGround Security",
		app: "wordpress", slug: "sg-security"},
	{begin: "begin really simple security", name: "Really Simple Security", app: "wordpress", slug: "really-simple-ssl"},
	{begin: "begin really simple auto prepend file", name: "Really Simple Security", app: "wordpress",
		slug: "really-simple-ssl"},
	{begin: "begin rlrssslreallysimplessl", name: "Really Simple SSL", app: "wordpress", slug: "really-simple-ssl"},
	{begin: "begin http auth", name: "HTTP Auth", app: "wordpress", slug: "http-auth"},
	{begin: "begin bps", name: "BulletProof Security", app: "wordpress", slug: "bulletproof-security"},
	{begin: "begin cloudsecure wp security", name: "CloudSecure WP Security", app: "wordpress",
		slug: "cloudsecure-wp-security"},
	{begin: "begin w3tc", name: "W3 Total Cache", app: "wordpress", slug: "w3-total-cache"},
	{begin: "begin wpsupercache", name: "WP Super Cache", app: "wordpress", slug: "wp-super-cache"},
	{begin: "begin supercache", name: "WP Super Cache", app: "wordpress", slug: "wp-super-cache"},
	{begin: "begin wpfastestcache", name: "WP Fastest Cache", app: "wordpress", slug: "wp-fastest-cache"},
	{begin: "begin gzipwpfastestcache", name: "WP Fastest Cache", app: "wordpress", slug: "wp-fastest-cache"},
	{begin: "begin lbcwpfastestcache", name: "WP Fastest Cache", app: "wordpress", slug: "wp-fastest-cache"},
	{begin: "begin lscache", name: "LiteSpeed Cache", app: "wordpress", slug: "litespeed-cache"},
	{begin: "begin non_lscache", name: "LiteSpeed Cache", app: "wordpress", slug: "litespeed-cache"},
	{begin: "begin wp rocket", name: "WP Rocket", app: "wordpress", slug: "wp-rocket"},
	{begin: "begin imagify", name: "Imagify", app: "wordpress", slug: "imagify"},
	{begin: "begin ewwwio", name: "EWWW Image Optimizer", app: "wordpress", slug: "ewww-image-optimizer"},
	{begin: "begin webp express", name: "WebP Express", app: "wordpress", slug: "webp-express"},
	{begin: "begin cpanel-generated", name: "cPanel", panel: true},
	{begin: "php -- begin cpanel-generated", end: "php -- end cpanel-generated", name: "cPanel", panel: true},
	{begin: "ispconfig folder protection begin", end: "ispconfig folder protection end", name: "ISPConfig", panel: true},
	{begin: "password protection conf starts", end: "password protection conf ends", name: "CyberPanel", panel: true},
}

// ParseMarker tells whether a comment, its sign included, begins or ends a
// block that some program says it owns. Of the marker only Label, Owner, App,
// Slug and Panel are set. A pair nobody knows, "BEGIN name" and "END name", is
// a marker too; only the words at a comment's start count.
func ParseMarker(comment string) (m *Marker, end, is bool) {
	text := strings.TrimSpace(strings.Trim(comment, "#;/* \t"))
	lower := strings.ToLower(text)
	for i := range owners {
		o := &owners[i]
		switch {
		case o.end != "" && strings.HasPrefix(lower, o.end):
			return o.marker(strings.TrimPrefix(o.begin, "begin ")), true, true
		case o.end != "" && strings.HasPrefix(lower, o.begin):
			return o.marker(strings.TrimPrefix(o.begin, "begin ")), false, true
		case strings.HasPrefix(lower, o.begin) && boundary(lower, len(o.begin)):
			return o.marker(text[labelStart(o.begin):]), false, true
		case o.end == "" && strings.HasPrefix(lower, "end "+strings.TrimPrefix(o.begin, "begin ")) &&
			boundary(lower, len("end ")+len(o.begin)-len("begin ")):
			return o.marker(text[len("end "):]), true, true
		}
	}
	if label, ok := strings.CutPrefix(text, "BEGIN "); ok && label != "" {
		return &Marker{Label: label}, false, true
	}
	if label, ok := strings.CutPrefix(text, "END "); ok && label != "" {
		return &Marker{Label: label}, true, true
	}
	return nil, false, false
}

func (o *owner) marker(label string) *Marker {
	return &Marker{Owner: o.name, Label: label, App: o.app, Slug: o.slug, Panel: o.panel}
}

func labelStart(begin string) int {
	if strings.HasPrefix(begin, "begin ") {
		return len("begin ")
	}
	return 0
}

// boundary says that a word ends at i.
func boundary(s string, i int) bool {
	return i >= len(s) || s[i] < 'a' || s[i] > 'z'
}
