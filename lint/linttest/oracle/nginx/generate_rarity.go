package nginx

import (
	"github.com/authlint/authlint/lint/linttest/oracle"
)

// rare is a setting that chance alone would draw too seldom, with the paths that
// it is about.
type rare struct {
	focus []string
	nodes []node
}

// rarity draws one of them, each in its turn.
func (g *generator) rarity() []node {
	// Those that follow each other often stand in one server, where two gates
	// would be in each other's way. Few requests reach each location.
	kinds := [][]rare{g.rareGates(), g.rareConditions(), append(g.rareLocations(), g.rareLocations()...)}
	of := kinds[g.turn%len(kinds)]
	chosen := of[g.turn/len(kinds)%len(of)]
	g.turn++
	g.focus = append(g.focus, chosen.focus...)
	return chosen.nodes
}

// users draws a gate with a file of credentials.
func users(realm, file string) []node {
	return []node{d("auth_basic", realm), d("auth_basic_user_file", file)}
}

// rareGates are gates of whole servers.
func (g *generator) rareGates() []rare {
	const home = oracle.HomeMark
	return []rare{
		{nil, users("OFF", home+"/passwd")}, {nil, users(`""`, home+"/passwd")}, {nil, users("$realm", home+"/passwd")}, {nil, users("Salted", home+"/salted")}, {nil, users("Hashes", home+"/salted")}, {nil, users("Hashes", home+"/$userfile")},
		{nil, users("Crypt", home+"/crypt")}, {nil, users("Odd", home+"/odd")}, {nil, users("Windows", home+"/windows")}, {nil, users("Missing", home+"/missing")},
		{nil, users("Empty", home+"/empty")}, {nil, users(`""`, home+"/missing")}, {nil, users("Closed", home+"/closed")}, {nil, users("Folder", home)}, {nil, users("Beside", g.One("passwd", "http.conf"))},
		{nil, users("Variable", g.One(home+"/$userfile", home+"/$arg_file"))}, {nil, append(users("Slow", home+"/passwd"), d("auth_delay", "1ms"))},
		{[]string{"/admin/", "/admin/page.html"}, append([]node{d("auth_request", "/_auth/if"), b("location /admin/", d("auth_request", "off"))},
			d("auth_request_set", "$mode $upstream_status"))},
		{[]string{"/page.txt", "/files/"}, []node{b("location ^~ /files/", d("auth_request", "/_auth/missing")), b("location ~ \\.(txt|html)$", d("auth_request", "/_auth/missing"))}},
		{nil, []node{d("auth_request", g.One("/_auth/302", "/_auth/404", "/_auth/500"))}},
		{nil, append(users("Any", home+"/passwd"), d("satisfy", "any"), d("allow", "127.0.0.1"), d("deny", "all"))},
		{nil, append(users("All", home+"/passwd"), d("satisfy", "all"), d("allow", "127.0.0.0/29"), d("deny", "all"))},
		{nil, []node{d("allow", "unix:"), d("deny", "::1"), b("location /a", d("deny", "0.0.0.0/0"))}},
		{[]string{"/private/x.html", "/private/", "/private/page.html"}, []node{b("location ^~ /private/", append(g.access(place{}), b(`location ~ \.html$`, g.gate()...))...)}},
		{nil, []node{b("location /", append(g.gate(), b("limit_except GET POST", d("deny", "all")))...)}},
		{nil, append(g.realip(place{}), d("real_ip_header", "X-Real-IP"), d("real_ip_recursive", "on"), d("allow", "10.0.0.0/8"), d("deny", "192.0.2.0/24"))},
		{nil, []node{d("add_header", `WWW-Authenticate 'Basic realm="Other"' always`)}},
	}
}

// rareConditions are conditions and rewrites of whole servers.
func (g *generator) rareConditions() []rare {
	when := func(condition string) rare {
		return rare{nil, []node{b("if ("+condition+")", d("return", g.One("403", "404", "401", "302 /page.html", "503", "444")))}}
	}
	return []rare{
		when("$zone = in"), when("$zone"), when("$client = ten"), when("$client ~ ^t"), when("$site = first"), when("$site != test"), when("$near"), when("$key"), when("$write"),
		when("$request_method = POST"), when("$request_method !~ ^(GET|HEAD)$"),
		when("-f $request_filename"), when("-d $request_filename"), when("!-d $request_filename"), when("!-e $request_filename"), when("-e $document_root/docs$uri"),
		when("!-x $request_filename"), when("-x $document_root$uri"), when("$arg_id = 7"), when("$arg_id != 7"), when("$http_cookie ~* session=ABC"), when("$cookie_session"),
		when("$http_user_agent ~* (bot|curl)"), when("$request_uri !~ ^/(page|index)"), when("$http_x_api_key = 1"),
		{nil, []node{d("underscores_in_headers", "on"), b("if ($http_x_api_key = 1)", d("return", "418"))}},
		{nil, []node{d("rewrite", "^/(page|index)\\.html$ /$1.txt? last")}}, {nil, []node{d("rewrite", "\\.php$ http://other.test$uri?"), d("rewrite", "^/old/(.*)$ /docs/$1? redirect")}},
		{nil, []node{b("if ($uri ~ ^/(\\w+))", d("set", "$mode $1")), b("if ($mode = docs)", d("return", "403"))}},
		{nil, []node{d("break"), d("rewrite", "^ /page.html last")}},
		{nil, []node{d("set", "$mode $http_x_allow"), b("if ($mode)", d("set", `$mode "${mode}x"`)), b("if ($mode ~ 1x$)", d("return", "410"))}},
		{nil, append(g.gate(), d("proxy_set_header", "X-User $remote_user"), b("location /docs/", d("auth_basic", "off")), b(`location ~ \.html$`, d("auth_basic", "off")))},
		{nil, []node{d("index", "missing.html /page.html")}}, {nil, []node{d("merge_slashes", "off")}}, {nil, []node{d("disable_symlinks", g.One("on", "if_not_owner"))}}, {nil, []node{d("port_in_redirect", "off")}},
		{nil, []node{d("server_name_in_redirect", "on")}}, {nil, []node{d("absolute_redirect", "off")}},
		{nil, []node{d("recursive_error_pages", "on"), d("error_page", "404 /missing.html"), d("error_page", "403 =404 /nothing.html")}},
	}
}

// rareLocations are locations for few paths.
func (g *generator) rareLocations() []rare {
	const home = oracle.HomeMark
	return []rare{
		{[]string{"/status", "/status/x"}, []node{b("location = /status", d("stub_status"), d("deny", "127.0.0.3"))}},
		{[]string{"/loop", "/loop/x", "/loop?a=b"}, []node{b("location /loop", d("rewrite", "^/loop(.*)$ /loop$1x last"))}},
		{[]string{"/status"}, append(g.gate(), b("location /status", d("stub_status"), d("auth_basic", "off"), d("allow", "127.0.0.0/29"), d("deny", "all")))},
		{[]string{"/gif", "/gif.gif"}, []node{b("location /gif", d("empty_gif"), d("deny", "127.0.0.5"))}},
		{[]string{"/listing/", "/listing/sub", "/listing"}, []node{b("location /listing/", d("alias", home+"/outside/"), d("autoindex", "on"))}},
		{[]string{"/m/page.txt", "/m/", "/m/sub", "/m/../page.html"}, []node{b("location ~ ^/m/(.*)$", d("alias", home+"/outside/$1"))}},
		{[]string{"/m/page.txt", "/m", "/m../passwd", "/m/sub"}, []node{b("location /m", d("alias", home+"/outside"), b("limit_except GET", d("allow", "127.0.0.0/30"), d("deny", "all")))}},
		{[]string{"/app", "/app/in/x", "/app/in", "/app/x"}, []node{b("location /app", d("proxy_pass", "http://"+backendMark+"/x"),
			b("location /app/in/", append(g.gate(), d("proxy_pass", "http://"+backendMark+"/"))...))}},
		{[]string{"/app", "/app/", "/app/x"}, []node{b("location /app/", d("proxy_pass", "http://"+backendMark+"$request_uri"), d("auth_request", "/_auth/if"))}},
		{[]string{"/page.html", "/api"}, []node{b(`location ~ ^/(api|page)`, d("proxy_pass", "http://"+backendMark+"/$1"), d("allow", "127.0.0.0/29"), d("deny", "all"))}},
		{[]string{"/", "/page.txt", "/img.png"}, []node{b(`location ~* ^/(?!docs|admin)(.*)\.(txt|PNG)$`, d("alias", home+"/outside/$1.$2"))}},
		{[]string{"/app", "/app/"}, []node{b("location /app/", append(g.gate(), d("fastcgi_pass", fastcgiMark))...)}},
		{[]string{"/", "/index.html", "//"}, []node{b("location = /", g.gate()...)}},
		{[]string{"/gif", "/admin/", "/admin/page.html"}, []node{b("location = /gif", append(g.gate(), d("empty_gif"))...), b("location /admin/", d("auth_request", "off"))}},
		{[]string{"/gone", "/gone/x"}, []node{b("location /gone", d("return", g.One("444", "503", "410", `200 "gone"`, `403 "no"`)))}},
		{nil, []node{b("location /", d("root", oracle.SitesMark+"/$server_name"), d("index", "page.html"))}},
		{[]string{"/", "/?a=b", "/page.html"}, []node{b("location = /", append(g.access(place{}), d("index", "page.html"))...), b("location = /page.html", d("root", oracle.SitesMark+"/$host"))}},
		{[]string{"/sym/page.txt", "/sym"}, []node{b("location /sym", d("root", home), d("internal"))}},
		{[]string{"/x/page.html", "/x"}, []node{b("location ~ ^/x(?!/y)", d("error_page", "404 = @app"), d("error_page", "403 @login"))}},
	}
}
