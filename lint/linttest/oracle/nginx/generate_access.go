package nginx

import (
	"github.com/authlint/authlint/lint/linttest/oracle"
)

// gate draws a password gate that works.
func (g *generator) gate() []node {
	return []node{d("auth_basic", g.One(`"Staff"`, `"Staff"`, "Private", `'Single quotes'`)), d("auth_basic_user_file", oracle.HomeMark+"/passwd")}
}

// basic draws settings of auth_basic, not all of which make sense.
func (g *generator) basic(place) []node {
	switch n := g.IntN(100); {
	case n < 12:
		return []node{d("auth_basic", g.One("off", "off", "off", `"off"`, "OFF"))}
	case n < 16:
		return []node{d("auth_basic", g.realm())}
	case n < 20:
		return []node{d("auth_basic_user_file", g.userFile())}
	}
	nodes := []node{d("auth_basic", g.realm()), d("auth_basic_user_file", g.userFile())}
	if g.Chance(5) {
		nodes = append(nodes, d("auth_delay", g.One("0", "5ms")))
	}
	return nodes
}

// realm is the argument of auth_basic.
func (g *generator) realm() string {
	if g.Chance(60) {
		return g.One(`"Staff"`, `"Staff only"`, "Private", `'Single'`)
	}
	return g.One(`"Say \"hi\""`, `""`, "OFF", "$realm", "$realm", `"Site $host"`, `"Büro"`, `"$site"`, `"off $arg_id"`, `"$mode"`)
}

// userFile is the argument of auth_basic_user_file. A name that does not begin
// with a slash is looked for beside nginx.conf.
func (g *generator) userFile() string {
	if g.Chance(60) {
		return oracle.HomeMark + "/passwd"
	}
	return g.One(oracle.HomeMark+"/missing", oracle.HomeMark+"/salted", oracle.HomeMark+"/salted", oracle.HomeMark+"/crypt", oracle.HomeMark+"/odd", oracle.HomeMark+"/odd",
		oracle.HomeMark+"/windows", oracle.HomeMark+"/empty", oracle.HomeMark, oracle.HomeMark+"/closed", "passwd", "http.conf", oracle.HomeMark+"/$userfile",
		oracle.HomeMark+"/$arg_file", oracle.RootMark+"/.htpasswd", `"`+oracle.HomeMark+`/passwd"`, "off", oracle.HomeMark+"/passwd/below", "$document_root/.htpasswd")
}

// network draws an address or a range as allow and deny take it.
func (g *generator) network() string {
	return g.One("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.0/30", "127.0.0.4/30", "127.0.0.0/8", "::1", "10.0.0.0/8", "10.1.2.3", "192.0.2.7", "2001:db8::/32",
		"203.0.113.0/24", "127.0.0.9", "127.0.0.8/29", "unix:", "0.0.0.0/0", "::/0", "127.0.0.5/30")
}

// access draws rules about addresses.
func (g *generator) access(place) []node {
	var nodes []node
	for range 1 + g.IntN(3) {
		nodes = append(nodes, d(g.One("allow", "allow", "deny"), g.network()))
	}
	switch n := g.IntN(10); {
	case n < 5:
		nodes = append(nodes, d("deny", "all"))
	case n < 6:
		nodes = append(nodes, d("allow", "all"))
	case n < 7:
		nodes = []node{d(g.One("deny", "deny", "allow"), "all")}
	}
	return nodes
}

// satisfy draws gates of which one may be enough.
func (g *generator) satisfy(at place) []node {
	nodes := []node{d("satisfy", g.One("any", "any", "all", "Any"))}
	for _, more := range []func(place) []node{g.basic, g.access, g.authRequest} {
		if g.Chance(60) {
			nodes = append(nodes, more(at)...)
		}
	}
	return nodes
}

// authRequest draws a gate that asks another location.
func (g *generator) authRequest(place) []node {
	name := g.One("204", "204", "200", "401", "403", "404", "302", "500", "if", "if", "if", "file", "basic")
	if g.Chance(5) {
		name = "app"
	}
	uri := "/_auth/" + name
	switch g.IntN(16) {
	case 0:
		uri = "/_auth/missing"
	case 1:
		uri = "off"
	case 2:
		uri = g.One("/page.html", "/admin/", "OFF", "$uri")
	}
	nodes := []node{d("auth_request", uri)}
	if g.Chance(25) {
		nodes = append(nodes, d("auth_request_set", g.One("$mode $upstream_status", "$mode $sent_http_x_user", `$mode "set $uri"`)))
	}
	return nodes
}

// limitExcept draws rules for all but some methods.
func (g *generator) limitExcept(at place) []node {
	methods := g.One("GET", "GET HEAD", "GET POST", "POST", "PUT DELETE", "OPTIONS", "get", "GET POST OPTIONS", "PATCH POST", "PROPFIND")
	inside := g.access(at)
	switch g.IntN(6) {
	case 0, 1:
		inside = g.gate()
	case 2:
		inside = []node{d("deny", "all")}
	case 3:
		inside = []node{d("proxy_pass", "http://"+backendMark)}
	}
	return []node{b("limit_except "+methods, inside...)}
}

// errorPages draws what stands in for errors.
func (g *generator) errorPages(place) []node {
	var nodes []node
	for range 1 + g.IntN(2) {
		codes := g.One("401", "401", "403", "403", "403", "404", "404", "404", "405", "410", "500 502 503 504", "401 403 404", "418", "400", "503")
		target := g.One("/404.html", "/403.html", "/401.html", "/50x.html", "/missing.html", "=200 /page.html", "=404 /404.html", "= /page.txt", "= /index.php?$args",
			"=403 /missing.html", "http://other.test/error", "=301 http://other.test$uri", "=302 /login.html", "/admin/", "/$status.html", "/index.php", "=204 /nothing",
			"$scheme://$host/denied", "=200 http://other.test/x", "/")
		if g.Chance(30) {
			target = g.One("", "", "= ", "=200 ") + g.One("@app", "@denied", "@login", "@login", "@files", "@php")
		}
		nodes = append(nodes, d("error_page", codes, target))
	}
	return nodes
}

func (g *generator) recursiveErrors(at place) []node {
	return append(g.errorPages(at), d("recursive_error_pages", g.One("on", "on", "off")))
}

// realip draws who may name the client.
func (g *generator) realip(place) []node {
	nodes := []node{d("set_real_ip_from", g.One("127.0.0.5", "127.0.0.0/29", "127.0.0.1", "::1", "127.0.0.0/8", "0.0.0.0/0"))}
	if g.Chance(30) {
		nodes = append(nodes, d("set_real_ip_from", g.One("192.0.2.0/24", "10.0.0.0/8", "127.0.0.2")))
	}
	if g.Chance(80) {
		nodes = append(nodes, d("real_ip_header", g.One("X-Forwarded-For", "X-Forwarded-For", "X-Real-IP", "X-Client-Ip")))
	}
	if g.Chance(40) {
		nodes = append(nodes, d("real_ip_recursive", "on"))
	}
	return nodes
}

// headers draws changes of the answer.
func (g *generator) headers(place) []node {
	return []node{d("add_header", g.One("X-A b", `WWW-Authenticate 'Basic realm="Other"'`, `WWW-Authenticate 'Basic realm="Other"' always`, "X-Frame-Options DENY always",
		"Location /elsewhere", "Location /elsewhere always", `WWW-Authenticate "Bearer" always`, `X-Realm $realm always`, `WWW-Authenticate $mode always`))}
}

// redirectOdds draws how redirects are written, and other settings of paths.
func (g *generator) redirectOdds(at place) []node {
	nodes := []node{d(g.One("absolute_redirect off", "absolute_redirect off", "port_in_redirect off", "port_in_redirect off", "server_name_in_redirect on", "server_name_in_redirect on"))}
	if !at.inner && g.Chance(30) {
		nodes = append(nodes, d(g.One("merge_slashes off", "underscores_in_headers on")))
	}
	return nodes
}

// serverOdds draws settings that few people use.
func (g *generator) serverOdds(place) []node {
	return []node{d(g.One("disable_symlinks on", "disable_symlinks if_not_owner", "keepalive_timeout 0", "client_max_body_size 1k", "etag off", "if_modified_since off", "log_not_found off",
		"default_type text/html", "charset utf-8", "sendfile on"))}
}
