package nginx

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// httpLevel draws what stands before the sites, which all of them inherit.
func (g *generator) httpLevel() []node {
	nodes := []node{
		b("map $http_x_allow $realm", d("default", `"Staff"`), d("1", "off"), d("0", `""`), d("yes", g.One("OFF", "Off", `"off "`))),
		b("map $uri $userfile", d("default", g.One("passwd", "passwd", "missing")), d(`~^/(admin|wp-admin)`, "salted"), d("~*secret", "missing"),
			d("/page.html", `""`), d(`~\.PHP$`, "empty")),
		b("map $host $site", d("hostnames"), d("default", "none"), d("*.test", "test"), d(".siteaa.test", "first"), d("siteab.*", "second"),
			d("siteac.test", "$host"), d("~^www", "www")),
		b("map $http_user_agent $bot", append(g.volatile(), d("default", "0"), d("~*bot", "1"), d("curl/8", "1"), d(`""`, "1"), d(`~^(?<brand>[a-z]+)$`, "$brand"))...),
		b("map $request_method $write", d("default", "1"), d("GET", `""`), d("HEAD", `""`)),
		b("map $arg_id$cookie_session $key", d("default", `""`), d("7", "seven"), d("abc", "$arg_id"), d(`~*^(\w)x$`, "$1")),
		b("geo $near", d("default", "0"), d("127.0.0.0/29", "1"), d("127.0.0.9", `""`), d("::1", "1"), d("127.0.0.5", "five"), g.without("127.0.0.6")),
		b("geo $arg_ip $zone", d("ranges"), d("default", "out"), d("127.0.0.1-127.0.0.3", "in"), d("10.0.0.0-10.255.255.255", "ten")),
		b("geo $client", d("proxy", "127.0.0.2"), d("proxy", "127.0.0.4/30"), g.recursive(), d("default", "far"), d("10.0.0.0/8", "ten"), d("127.0.0.0/8", "near"),
			d("2001:db8::/32", "six")),
	}
	for range g.IntN(4) {
		nodes = append(nodes, g.weighted([]kind{
			{4, (*generator).errorPages}, {2, (*generator).realip}, {2, (*generator).index}, {2, (*generator).headers}, {2, (*generator).redirectOdds},
			{1, (*generator).access}, {1, (*generator).basic}, {2, (*generator).recursiveErrors},
		}, place{})...)
	}
	return sane(nodes)
}

func (g *generator) volatile() []node {
	if g.Chance(30) {
		return []node{d("volatile")}
	}
	return nil
}

func (g *generator) recursive() node {
	if g.Chance(40) {
		return d("proxy_recursive")
	}
	return d("127.0.0.9", "nine")
}

// without takes an address out of a geo, which few people do.
func (g *generator) without(address string) node {
	if g.Chance(10) {
		return d("delete", address)
	}
	return d(address, "six")
}

// servers draws the site's servers: the site itself and, now and then, another
// one that shares its name or its port.
func (g *generator) servers(real, first bool) []node {
	var main node
	if real {
		main = g.realServer(first)
	} else {
		main = g.server(first)
	}
	out := []node{main}
	if g.Chance(22) {
		out = append(out, g.second())
	}
	if g.Chance(10) {
		slices.Reverse(out)
	}
	return out
}

// server draws a server from nothing.
func (g *generator) server(first bool) node {
	head := append(g.listen(first), d("root", oracle.RootMark))
	var nodes []node
	if g.Chance(28) {
		nodes = append(nodes, g.wordpress()...)
	} else {
		nodes = append(nodes, g.plainServer()...)
	}
	for range 2 + g.IntN(2) {
		nodes = append(g.rarity(), nodes...)
	}
	nodes = append(append(head, nodes...), g.needed(nodes)...)
	return b("server", sane(nodes)...)
}

// plainServer draws settings of the server and locations, in any order.
func (g *generator) plainServer() []node {
	var nodes []node
	for range g.IntN(4) {
		nodes = append(nodes, g.weighted(serverKinds(), place{})...)
	}
	for range 2 + g.IntN(4) {
		nodes = append(nodes, g.location(place{}))
	}
	g.Shuffle(len(nodes), func(i, k int) {
		if nodes[i].name() != "break" && nodes[k].name() != "break" {
			nodes[i], nodes[k] = nodes[k], nodes[i]
		}
	})
	return nodes
}

// serverKinds are the settings of servers.
func serverKinds() []kind {
	return []kind{
		{10, (*generator).basic}, {8, (*generator).access}, {5, (*generator).satisfy}, {6, (*generator).authRequest}, {10, (*generator).errorPages},
		{7, (*generator).rewrites}, {7, (*generator).ifs}, {5, (*generator).index}, {5, (*generator).realip}, {4, (*generator).headers},
		{4, (*generator).sets}, {3, (*generator).autoindex}, {4, (*generator).redirectOdds}, {3, (*generator).recursiveErrors},
		{3, (*generator).tryFiles}, {4, (*generator).include}, {2, (*generator).serverOdds},
	}
}

// listen draws where a server listens and what it is called.
func (g *generator) listen(first bool) []node {
	listens := []string{"127.0.0.1:${PORT}"}
	switch n := g.IntN(10); {
	case n < 3:
		listens = append(listens, "127.0.0.2:${PORT}")
	case n < 5:
		listens = append(listens, "127.0.0.1:${PORT2}")
	case n < 6:
		listens = []string{"127.0.0.1:${PORT2}"}
	}
	if g.tls && !slices.Contains(listens, "127.0.0.1:${PORT2}") {
		listens = append(listens, "127.0.0.1:${PORT2}")
	}
	if g.ipv6 && g.Chance(50) {
		listens = append(listens, "[::1]:${PORT}")
	}
	g.listens = listens
	var nodes []node
	secure := false
	for _, l := range listens {
		words := []string{l}
		if g.tls && strings.HasSuffix(l, "${PORT2}") {
			secure = true
			words = append(words, "ssl")
		}
		if first && g.Chance(60) {
			words = append(words, g.One("default_server", "default_server", "default"))
		}
		nodes = append(nodes, d("listen", strings.Join(words, " ")))
	}
	if secure {
		nodes = append(nodes, g.certificate()...)
	}
	return append(nodes, g.serverName())
}

// certificate draws what a server says about TLS.
func (g *generator) certificate() []node {
	nodes := []node{d("ssl_certificate", oracle.HomeMark+"/server.pem"), d("ssl_certificate_key", oracle.HomeMark+"/server.key")}
	if g.Chance(80) {
		nodes = append(nodes, d("ssl_verify_client", g.One("on", "on", "on", "optional", "optional", "off", "optional_no_ca")),
			d("ssl_client_certificate", oracle.HomeMark+"/authority.pem"))
		if g.Chance(50) {
			nodes = append(nodes, b("if ($ssl_client_verify != SUCCESS)", d("return", "403")))
		}
	}
	if g.Chance(40) {
		nodes = append(nodes, d("error_page", "497", g.One("https://$host:${PORT2}$request_uri", "=301 https://$host$request_uri", "=200 /page.html", "/404.html")))
	}
	return nodes
}

// serverName draws the names of a server, and notes the hosts it answers for.
func (g *generator) serverName() node {
	bare := strings.TrimSuffix(g.name, ".test")
	g.hosts = []string{g.name, g.name, g.name}
	names := []string{g.name}
	switch g.IntN(14) {
	case 0, 1:
		names, g.hosts = []string{g.name, "www." + g.name}, append(g.hosts, "www."+g.name)
	case 2:
		names, g.hosts = []string{"*." + g.name, g.name}, append(g.hosts, "www."+g.name, "a.b."+g.name)
	case 3:
		names, g.hosts = []string{"." + g.name}, append(g.hosts, "api."+g.name)
	case 4:
		names, g.hosts = []string{bare + ".*"}, append(g.hosts, bare+".org", bare+".co.test")
	case 5:
		names, g.hosts = []string{`"~^(www\.|api\.)?` + bare + `\.test$"`}, append(g.hosts, "api."+g.name)
	case 6:
		names, g.hosts = []string{`~^(?<sub>[a-z]+)\.` + bare + `\.`, g.name}, append(g.hosts, "x."+g.name)
	case 7:
		names, g.hosts = []string{strings.ToUpper(g.name), `""`}, append(g.hosts, strings.ToUpper(g.name))
	case 8:
		names = []string{"first." + g.name, g.name, "_"}
	}
	return d("server_name", strings.Join(names, " "))
}

// second draws another server of the site.
func (g *generator) second() node {
	host := "other." + g.name
	g.hosts = append(g.hosts, host)
	switch g.IntN(4) {
	case 0:
		return b("server", append(g.listenAt(g.listens[0]), d("server_name", host), d("return", g.One("301", "302", "308"), g.One("$scheme://"+g.name+"$request_uri", "https://"+g.name+"/", "http://$server_name$uri")))...)
	case 1:
		return b("server", append(g.listenAt("127.0.0.2:${PORT}"), d("server_name", g.name, host), d("root", oracle.RootMark), b("location /", g.gate()...))...)
	case 2:
		return b("server", append(g.listenAt(g.listens[0]), d("server_name", host), d("root", oracle.RootMark+g.plainFolder()),
			b(`location ~ \.php$`, d("fastcgi_pass", fastcgiMark)), b("location /", g.gate()...))...)
	}
	return b("server", sane(append(append(g.listenAt("127.0.0.1:${PORT2}"), d("server_name", g.name, host), d("root", oracle.RootMark)), g.gate()...))...)
}

// listenAt has a server listen at an address.
func (g *generator) listenAt(address string) []node {
	if !g.tls || !strings.HasSuffix(address, "${PORT2}") {
		return []node{d("listen", address)}
	}
	return []node{d("listen", address, "ssl"), d("ssl_certificate", oracle.HomeMark+"/server.pem"), d("ssl_certificate_key", oracle.HomeMark+"/server.key")}
}

// wordpress draws a server as WordPress's users have it.
func (g *generator) wordpress() []node {
	php := func(more ...node) node {
		return b(g.One(`location ~ \.php$`, `location ~ \.php$`, `location ~ \.php(/|$)`, `location ~* \.php$`, `location ~ [^/]\.php(/|$)`),
			append(more, d("fastcgi_pass", fastcgiMark))...)
	}
	g.mounts = append(g.mounts, "/wp-login.php", "/wp-admin/", "/wp-admin/index.php", "/xmlrpc.php", "/uploads/data.php", "/wp-admin/style.css", "/.hidden",
		"/hello-world/", "/wp-login.php/x", "/index.php", "/wp-admin/admin-ajax.php", "/wp-admin")
	nodes := []node{d("index", g.One("index.php index.html", "index.php")),
		b("location /", d("try_files", g.One("$uri $uri/ /index.php?$args", "$uri $uri/ /index.php$is_args$args", "$uri /index.php", "$uri $uri/ =404")))}
	if g.Chance(90) {
		if g.Chance(50) {
			nodes = append(nodes, php(d("try_files", "$uri", "=404")))
		} else {
			nodes = append(nodes, php())
		}
	} else {
		nodes = append(nodes, d("include", oracle.HomeMark+"/snippets/php.conf"))
	}
	admin := append(g.gate(), g.maybe(30, b(`location ~ \.php$`, d("fastcgi_pass", fastcgiMark)))...)
	for _, extra := range []node{
		b(`location ~* \.(js|css|png|jpg|gif|ico)$`, d("expires", "max"), d("log_not_found", "off")),
		b(`location ~ /\.(?!well-known)`, d("deny", "all")),
		b("location = /xmlrpc.php", d("deny", "all")),
		b(g.One("location /wp-admin/", "location ^~ /wp-admin/", "location ~ ^/wp-admin", "location /wp-admin", "location ~* /wp-admin/"), admin...),
		b("location = /wp-login.php", append(g.gate(), g.maybe(60, d("fastcgi_pass", fastcgiMark))...)...),
		b(`location ~* /(?:uploads|files)/.*\.php$`, d("deny", "all")),
		b("location = /robots.txt", d("allow", "all"), d("log_not_found", "off")),
		b("location = /wp-admin/admin-ajax.php", d("auth_basic", "off"), d("allow", "all"), d("satisfy", "any"), d("fastcgi_pass", fastcgiMark)),
	} {
		if g.Chance(50) {
			nodes = slices.Insert(nodes, g.IntN(len(nodes)+1), extra)
		}
	}
	return nodes
}

// maybe is some nodes, in so many of a hundred cases.
func (g *generator) maybe(percent int, nodes ...node) []node {
	if g.Chance(percent) {
		return nodes
	}
	return nil
}

// leads finds the locations that others lead to.
var leads = regexp.MustCompile(`(?:^|\s)(@(?:app|php|denied|login|files|rewrite)|/_auth/\w+)`)

// needed draws the locations that others of a server lead to. Now and then one
// is forgotten.
func (g *generator) needed(nodes []node) []node {
	var names []string
	walk(nodes, func(n node) {
		if m := leads.FindStringSubmatch(n.words); m != nil && n.name() != "location" {
			names = append(names, m[1])
		}
	})
	slices.Sort(names)
	var out []node
	for _, name := range slices.Compact(names) {
		if name == "/_auth/missing" || g.Chance(4) {
			continue
		}
		if strings.HasPrefix(name, "/") {
			g.mounts = append(g.mounts, name)
			name = "= " + name
		}
		out = append(out, b("location "+name, g.answer(name)...))
	}
	return out
}

// answer is the inside of a location that others lead to.
func (g *generator) answer(name string) []node {
	switch name {
	case "@app":
		return []node{d("proxy_pass", "http://"+backendMark)}
	case "@php":
		return []node{d("fastcgi_pass", fastcgiMark)}
	case "@denied":
		return append(g.access(place{named: true}), d("return", g.One("403", "200 \"named\"", "404")))
	case "@login":
		return []node{d("return", "302", g.One("/login.html", "http://other.test/login?next=$request_uri", "$scheme://$host/login.html"))}
	case "@files":
		return append(g.gate(), d("try_files", g.One("/page.html", "$uri.html /404.html", "/404.html /page.txt"), "=404"))
	case "@rewrite":
		return []node{d("rewrite", g.One("^/(.*)$ /page.html last", "^ /index.php?q=$uri last", `^/(.+)\.x$ /$1 last`, "^ /docs$uri break"))}
	}
	var inside []node
	if g.Chance(80) {
		inside = []node{d("internal")}
	}
	switch strings.TrimPrefix(name, "= /_auth/") {
	case "if":
		return append(inside, b("if ($http_x_allow)", d("return", "204")), d("return", g.One("401", "403")))
	case "file":
		return append(inside, d("root", oracle.HomeMark+"/outside"), d("try_files", g.One("/page.txt", "/page.html", "/missing"), "=403"))
	case "app":
		return append(inside, d("proxy_pass", fmt.Sprintf("http://%s/status/%s", backendMark, g.One("204", "401", "403"))), d("proxy_pass_request_body", "off"),
			d("proxy_set_header", `Content-Length ""`))
	case "basic":
		return append(append(inside, g.gate()...), d("return", "204"))
	}
	return append(inside, d("return", strings.TrimPrefix(name, "= /_auth/")))
}
