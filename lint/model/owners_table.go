package model

// The programs that mark their parts of files.
var (
	wordpress       = program{name: "WordPress", app: "wordpress"}
	wordfence       = program{name: "Wordfence", app: "wordpress", slug: "wordfence"}
	kadence         = program{name: "Kadence Security", app: "wordpress", slug: "better-wp-security"}
	solid           = program{name: "Solid Security", app: "wordpress", slug: "better-wp-security"}
	ithemes         = program{name: "iThemes Security", app: "wordpress", slug: "better-wp-security"}
	betterWP        = program{name: "Better WP Security", app: "wordpress", slug: "better-wp-security"}
	aios            = program{name: "All-In-One Security", app: "wordpress", slug: "all-in-one-wp-security-and-firewall"}
	ninja           = program{name: "NinjaFirewall", app: "wordpress", slug: "ninjafirewall"}
	shield          = program{name: "Shield Security", app: "wordpress", slug: "wp-simple-firewall"}
	siteGuard       = program{name: "SiteGuard", app: "wordpress", slug: "siteguard"}
	siteGround      = program{name: "SiteGround Security", app: "wordpress", slug: "sg-security"}
	reallySimple    = program{name: "Really Simple Security", app: "wordpress", slug: "really-simple-ssl"}
	reallySimpleSSL = program{name: "Really Simple SSL", app: "wordpress", slug: "really-simple-ssl"}
	defender        = program{name: "Defender", app: "wordpress", slug: "defender-security"}
	httpAuth        = program{name: "HTTP Auth", app: "wordpress", slug: "http-auth"}
	bulletProof     = program{name: "BulletProof Security", app: "wordpress", slug: "bulletproof-security"}
	cloudSecure     = program{name: "CloudSecure WP Security", app: "wordpress", slug: "cloudsecure-wp-security"}
	w3TotalCache    = program{name: "W3 Total Cache", app: "wordpress", slug: "w3-total-cache"}
	superCache      = program{name: "WP Super Cache", app: "wordpress", slug: "wp-super-cache"}
	fastestCache    = program{name: "WP Fastest Cache", app: "wordpress", slug: "wp-fastest-cache"}
	liteSpeed       = program{name: "LiteSpeed Cache", app: "wordpress", slug: "litespeed-cache"}
	rocket          = program{name: "WP Rocket", app: "wordpress", slug: "wp-rocket"}
	hummingbird     = program{name: "Hummingbird", app: "wordpress", slug: "hummingbird-performance"}
	imagify         = program{name: "Imagify", app: "wordpress", slug: "imagify"}
	ewww            = program{name: "EWWW Image Optimizer", app: "wordpress", slug: "ewww-image-optimizer"}
	webP            = program{name: "WebP Express", app: "wordpress", slug: "webp-express"}
	cPanel          = program{name: "cPanel", panel: true}
	ispConfig       = program{name: "ISPConfig", panel: true}
	cyberPanel      = program{name: "CyberPanel", panel: true}
)

// owners are the programs known by their markers. Source: files those programs
// wrote, and the programs' own code. Longer beginnings come first where one is
// the start of another.
var owners = [...]owner{
	{of: &wordpress, begin: "begin wordpress", purpose: "the pretty addresses of pages"},
	{of: &wordfence, begin: "wordfence waf", end: "end wordfence waf", purpose: "the firewall that runs before every program"},
	{of: &wordfence, begin: "begin wordfence code execution protection", purpose: "no programs among the uploads"},
	// Of versions 5 and 6, when it cached pages.
	{of: &wordfence, begin: "wfcachecode", tail: "- wfcachecode", purpose: "a page cache of old"},
	{of: &wordfence, begin: "wfipblocks", tail: "- wfipblocks", purpose: "a list of banned addresses, of old"},
	// What follows the name is translated.
	{of: &kadence, begin: "begin kadence security", label: "Kadence Security", purpose: "bans and closed files"},
	{of: &solid, begin: "begin solid security", label: "Solid Security", purpose: "bans and closed files"},
	{of: &ithemes, begin: "begin ithemes security", label: "iThemes Security", purpose: "bans and closed files"},
	{of: &betterWP, begin: "begin better wp security", label: "Better WP Security", purpose: "bans and closed files"},
	{of: &aios, begin: "begin all in one wp security", purpose: "bans and closed files"},
	{of: &aios, begin: "begin aiowpsec firewall", purpose: "the firewall that runs before every program"},
	{of: &aios, begin: "aiowps_basic_htaccess_rules_start", end: "aiowps_basic_htaccess_rules_end", purpose: "closed files"},
	{of: &aios, begin: "aiowps_debug_log_block_htaccess_rules_start", end: "aiowps_debug_log_block_htaccess_rules_end", purpose: "a closed log"},
	{of: &aios, begin: "aiowps_disable_index_views_start", end: "aiowps_disable_index_views_end", purpose: "no lists of folders"},
	{of: &aios, begin: "aiowps_disable_trace_track_start", end: "aiowps_disable_trace_track_end", purpose: "closed methods"},
	{of: &aios, begin: "aiowps_five_g_blacklist_start", end: "aiowps_five_g_blacklist_end", purpose: "refused addresses of pages"},
	{of: &aios, begin: "aiowps_prevent_image_hotlinks_start", end: "aiowps_prevent_image_hotlinks_end", purpose: "images for its own pages alone"},
	{of: &aios, begin: "aiowps_custom_rules_start", end: "aiowps_custom_rules_end", purpose: "rules of the owner's own"},
	// Not written any more; the firewall does this in PHP.
	{of: &aios, begin: "aiowps_ip_blacklist_start", end: "aiowps_ip_blacklist_end", purpose: "a list of banned addresses, of old"},
	{of: &aios, begin: "aiowps_login_whitelist_start", end: "aiowps_login_whitelist_end", purpose: "a list of addresses that may log in, of old"},
	{of: &aios, begin: "aiowps_enable_brute_force_prevention_start", end: "aiowps_enable_brute_force_prevention_end", purpose: "a cookie that opens the login, of old"},
	{of: &aios, begin: "aiowps_pingback_htaccess_rules_start", end: "aiowps_pingback_htaccess_rules_end", purpose: "closed XML-RPC, of old"},
	{of: &aios, begin: "aiowps_block_wp_file_access_start", end: "aiowps_block_wp_file_access_end", purpose: "closed files, of old"},
	{of: &aios, begin: "aiowps_user_agent_blacklist_start", end: "aiowps_user_agent_blacklist_end", purpose: "a list of banned programs, of old"},
	{of: &aios, begin: "aiowps_six_g_blacklist_start", end: "aiowps_six_g_blacklist_end", purpose: "refused addresses of pages, of old"},
	{of: &aios, begin: "aiowps_block_spambots_start", end: "aiowps_block_spambots_end", purpose: "comments from its own pages alone, of old"},
	{of: &aios, begin: "aiowps_forbid_proxy_comments_start", end: "aiowps_forbid_proxy_comments_end", purpose: "no comments by way of proxies, of old"},
	{of: &aios, begin: "aiowps_deny_bad_query_strings_start", end: "aiowps_deny_bad_query_strings_end", purpose: "refused queries, of old"},
	{of: &aios, begin: "aiowps_advanced_char_string_filter_start", end: "aiowps_advanced_char_string_filter_end", purpose: "refused addresses of pages, of old"},
	{of: &ninja, begin: "begin ninjafirewall", purpose: "the firewall that runs before every program"},
	{of: &shield, begin: "begin shield", purpose: "closed files"},
	{of: &siteGuard, begin: "siteguard_plugin_settings_start", end: "siteguard_plugin_settings_end", purpose: "the moved login and closed files"},
	{of: &siteGuard, begin: "siteguard_rename_login_settings_start", end: "siteguard_rename_login_settings_end", purpose: "the moved login"},
	{of: &siteGuard, begin: "siteguard_admin_filter_settings_start", end: "siteguard_admin_filter_settings_end", purpose: "addresses that may reach wp-admin"},
	{of: &siteGuard, begin: "siteguard_disable_xmlrpc_settings_start", end: "siteguard_disable_xmlrpc_settings_end", purpose: "closed XML-RPC"},
	{of: &siteGuard, begin: "siteguard_waf_exclude_settings_start", end: "siteguard_waf_exclude_settings_end", purpose: "exceptions of a firewall"},
	{of: &siteGround, begin: "sgs xmlrpc disable service", end: "sgs xmlrpc disable service end", purpose: "closed XML-RPC"},
	{of: &siteGround, begin: "sgs directory hardening", end: "sgs directory hardening end", purpose: "no programs in folders of files"},
	{of: &reallySimple, begin: "begin really simple security session cookie settings", end: "end really simple security cookie settings", purpose: "cookies over TLS alone"},
	{of: &reallySimple, begin: "begin really simple ssl session cookie settings", end: "end really simple ssl cookie settings", purpose: "cookies over TLS alone"},
	{of: &reallySimple, begin: "begin really simple security load balancing fix", purpose: "TLS that a proxy ends"},
	{of: &reallySimple, begin: "begin really simple ssl load balancing fix", purpose: "TLS that a proxy ends"},
	{of: &reallySimple, begin: "begin really simple security", purpose: "TLS and headers"},
	{of: &reallySimple, begin: "begin really simple auto prepend file", purpose: "a program that runs before every other"},
	{of: &reallySimpleSSL, begin: "begin rlrssslreallysimplessl", purpose: "TLS, of old"},
	{of: &defender, begin: "wp defender - protect php executed", end: "wp defender - end", label: "wp defender", purpose: "no programs in folders of files"},
	{of: &defender, begin: "wp defender - prevent information disclosure", end: "wp defender - end", label: "wp defender", purpose: "closed files"},
	{of: &httpAuth, begin: "begin http auth", purpose: "credentials handed on to PHP"},
	{of: &bulletProof, begin: "begin bpsqse", purpose: "refused queries"},
	{of: &bulletProof, begin: "begin bps", purpose: "closed files"},
	{of: &cloudSecure, begin: "begin cloudsecure wp security", purpose: "the moved login and closed files"},
	{of: &w3TotalCache, begin: "begin w3tc", purpose: "a page cache"},
	{of: &superCache, begin: "begin wpsupercache", purpose: "a page cache"},
	{of: &superCache, begin: "begin supercache", purpose: "a page cache"},
	{of: &fastestCache, begin: "begin wpfastestcache", purpose: "a page cache"},
	{of: &fastestCache, begin: "begin gzipwpfastestcache", purpose: "a page cache"},
	{of: &fastestCache, begin: "begin lbcwpfastestcache", purpose: "a page cache"},
	{of: &liteSpeed, begin: "begin lscache", purpose: "a page cache"},
	{of: &liteSpeed, begin: "begin non_lscache", purpose: "a page cache"},
	{of: &rocket, begin: "begin wp rocket", purpose: "a page cache"},
	{of: &hummingbird, begin: "begin wp-hummingbird", purpose: "a page cache"},
	{of: &imagify, begin: "begin imagify", purpose: "images of another kind"},
	{of: &ewww, begin: "begin ewwwio", purpose: "images of another kind"},
	{of: &webP, begin: "begin webp express", purpose: "images of another kind"},
	{of: &cPanel, begin: "begin cpanel-generated", purpose: "settings of PHP"},
	{of: &cPanel, begin: "php -- begin cpanel-generated", end: "php -- end cpanel-generated", purpose: "the version of PHP"},
	{of: &ispConfig, begin: "ispconfig folder protection begin", end: "ispconfig folder protection end", purpose: "the password of a folder"},
	{of: &cyberPanel, begin: "password protection conf starts", end: "password protection conf ends", purpose: "the password of a folder"},
}
