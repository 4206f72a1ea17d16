package nginx

import (
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// location draws a location, with others in it now and then.
func (g *generator) location(at place) node {
	words, inside := g.match(at)
	inside.inner = true
	nodes := g.content(inside)
	for range g.IntN(3) {
		nodes = append(nodes, g.weighted(locationKinds(), inside)...)
	}
	if nests(words) && !at.inner && g.Chance(28) {
		nodes = append(nodes, g.location(inside))
		if g.Chance(40) {
			nodes = append(nodes, g.location(inside))
		}
	}
	return b("location "+words, sane(nodes)...)
}

// nests reports whether locations may stand in one that is written so.
func nests(words string) bool {
	return !strings.HasPrefix(words, "=") && !strings.HasPrefix(words, "@")
}

// match draws what a location is for.
func (g *generator) match(at place) (words string, inside place) {
	below := strings.ReplaceAll(at.path, " ", "_")
	if !at.regex && g.Chance(62) {
		path := g.prefix(at)
		if strings.Contains(path, " ") {
			path = `"` + path + `"`
		}
		bare := strings.Trim(path, `"`)
		g.mounts = append(g.mounts, bare, bare, strings.TrimSuffix(bare, "/"), bare+g.One("x", "page.html", "/page.txt", "page.php", "../page.html"))
		switch n := g.IntN(10); {
		case n < 2:
			return "= " + path, place{path: bare}
		case n < 4:
			return "^~ " + path, place{path: bare}
		case n < 5 && !strings.HasPrefix(path, `"`):
			return path, place{path: bare}
		}
		return path, place{path: bare}
	}
	regex := g.One(`~ \.php$`, `~ \.php$`, `~* \.(png|css|js)$`, `~ /\.(?!well-known)`, `~ /\.`, `~ ^/(admin|secret)/`, `~* \.PDF$`, `~ ^/docs/(.*)\.html$`, `~* ^/FILES`,
		`~ \.(?:txt|bak)$`, `~ ^/(?<area>a|b)/`, `~* "^/.{1,5}$"`, `~ ^(?!/page)`, `~ /(?i)readme`, `~ ^/$`, `~ \.html$`, `~ "page\.(html|txt)$"`,
		`~* (wp-login|xmlrpc)\.php`, `~ ^/api/v(\d+)/`, `~ ^/old(/.*)?$`, `~* /uploads/.*\.(php|cgi)$`, `~ [^/]{9,}`, `~\.bak$`, `~* \.(git|svn|ht)`, `~ ^`+below)
	g.mounts = append(g.mounts, "/api/v1/x", "/old/page", "/docs/x.html", "/FILES/page.txt")
	if strings.ContainsAny(regex, "{") && !strings.Contains(regex, `"`) {
		regex = `~ "[^/]{9,}"`
	}
	return regex, place{path: at.path, regex: true}
}

// prefix draws the beginning of paths, below what the place is about.
func (g *generator) prefix(at place) string {
	if at.path != "" && at.inner {
		return strings.TrimSuffix(at.path, "/") + g.One("/a/", "/page.html", "/sub/", "/", "/docs/", "/b")
	}
	folder := g.folder()
	return g.One(folder+"/", folder+"/", folder+"/page.html", "/", "/", "/admin/", "/admin", "/secret", "/secret/", "/docs/", "/api/", "/go/", "/go", "/m/",
		"/index.html", "/index.php", "/page", "/blog", "/missing/", "/wp-login.php", "/status", "/x%20y/", "/a//b", "/files/", "/page.txt", "/loop")
}

// content draws who answers in a location; mostly it is nginx with a file.
func (g *generator) content(at place) []node {
	if g.Chance(35) {
		return nil
	}
	return g.weighted([]kind{
		{8, (*generator).tryFiles}, {9, (*generator).proxy}, {6, (*generator).fastcgi}, {7, (*generator).returns}, {7, (*generator).alias},
		{3, (*generator).root}, {3, (*generator).autoindex}, {1, (*generator).gif}, {2, (*generator).status}, {3, (*generator).index},
		{4, (*generator).internal},
	}, at)
}

// locationKinds are the settings of locations.
func locationKinds() []kind {
	return []kind{
		{18, (*generator).basic}, {12, (*generator).access}, {7, (*generator).satisfy}, {8, (*generator).authRequest}, {8, (*generator).limitExcept},
		{7, (*generator).errorPages}, {7, (*generator).rewrites}, {6, (*generator).ifs}, {3, (*generator).sets}, {3, (*generator).headers},
		{2, (*generator).realip}, {2, (*generator).recursiveErrors}, {2, (*generator).redirectOdds}, {2, (*generator).include},
	}
}

func (g *generator) tryFiles(at place) []node {
	return []node{d("try_files", g.One("$uri $uri/ =404", "$uri $uri/ /index.html", "$uri $uri/ /index.php?$args", "$uri /page.html", "$uri =403", "$uri $uri.html =404",
		"$uri/index.html $uri.html @app", "/missing @denied", "$uri @files", "$uri $uri/ @rewrite", "/page.html /page.txt /missing.html",
		"/nothing/ =410", "$uri/ =404", "$document_root$uri =404", "$uri.php $uri =405", "/docs$uri $uri /index.html", "$uri $uri/ @php", "/index.html =444"))}
}

func (g *generator) proxy(at place) []node {
	to := "http://" + backendMark
	if !at.regex && !at.named {
		to += g.One("", "", "", "/", "/app/", "/app", "/status/404", "$request_uri", "/x$uri")
	} else {
		to += g.One("", "", "$request_uri")
	}
	nodes := []node{d("proxy_pass", to)}
	if g.Chance(30) {
		nodes = append(nodes, g.Pick([]node{d("proxy_intercept_errors", "on")}, []node{d("proxy_set_header", `Authorization ""`)},
			[]node{d("proxy_set_header", "X-User $remote_user")}, []node{d("include", oracle.HomeMark+"/snippets/proxy.conf")}, []node{d("proxy_http_version", "1.1")})...)
	}
	return nodes
}

// Pick draws one of several.
func (g *generator) Pick(from ...[]node) []node { return from[g.IntN(len(from))] }

func (g *generator) fastcgi(place) []node {
	nodes := []node{d("fastcgi_pass", fastcgiMark)}
	if g.Chance(30) {
		nodes = append(nodes, d("fastcgi_param", "SCRIPT_FILENAME $document_root$fastcgi_script_name"))
	}
	if g.Chance(15) {
		nodes = append(nodes, d("fastcgi_split_path_info", `^(.+\.php)(/.+)$`), d("try_files", "$fastcgi_script_name", "=404"))
	}
	return nodes
}

func (g *generator) alias(at place) []node {
	if at.named || at.path == "" && !at.regex {
		return g.root(at)
	}
	g.mounts = append(g.mounts, at.path+"/page.txt", at.path+"sub/page.html", at.path+"../passwd")
	if at.regex {
		return []node{d("alias", g.One(oracle.HomeMark+"/outside/page.html", oracle.HomeMark+"/outside/$1", oracle.RootMark+"/page.txt", oracle.HomeMark+"/outside/"))}
	}
	to := g.One(oracle.HomeMark+"/outside", oracle.RootMark+g.folder(), oracle.HomeMark+"/missing", oracle.HomeMark+"/outside") + g.One("", "/", "/")
	if strings.Contains(to, " ") {
		to = `"` + to + `"`
	}
	return []node{d("alias", to)}
}

func (g *generator) root(place) []node {
	return []node{d("root", g.One(oracle.HomeMark+"/outside", oracle.RootMark+"/a", oracle.SitesMark+"/"+g.name, oracle.HomeMark+"/missing", oracle.SitesMark+"/$host", oracle.HomeMark+"/outside/"))}
}

func (g *generator) autoindex(place) []node {
	return []node{d("autoindex", g.One("on", "on", "on", "off"))}
}

func (g *generator) gif(place) []node { return []node{d("empty_gif")} }

func (g *generator) status(place) []node {
	g.mounts = append(g.mounts, "/status")
	return append([]node{d("stub_status")}, g.maybe(50, d("allow", "127.0.0.1"), d("deny", "all"))...)
}

func (g *generator) index(place) []node {
	return []node{d("index", g.One("index.html", "index.php index.html", "missing.html page.html", "home.html", "/page.html", "nothing", "index.$site.html index.html",
		"page.txt", "missing.html /index.php", "login.html index.html", "/missing.html"))}
}

func (g *generator) internal(place) []node { return []node{d("internal")} }

func (g *generator) returns(place) []node {
	return []node{d("return", g.One(`200 "ok"`, "204", "301 /page.html", "302 http://other.test$uri", "https://$host$request_uri", "403", "404", "410", "401",
		"444", "503", "418", "307 $scheme://$http_host/new$is_args$args", "302 page.html", "405", "400", "500", "308 /a?$args", `403 "no"`, "301 //other.test$request_uri",
		"303 $1", "http://$server_name:$server_port/", "451", "200 $realm", "302 /$site/$near/$key", "402"))}
}

// include draws a piece that several sites share.
func (g *generator) include(at place) []node {
	names := []string{"auth.conf", "local.conf", "*h.conf"}
	if !at.inner {
		names = append(names, "deny.conf", "php.conf", "deny.conf")
	}
	return []node{d("include", oracle.HomeMark+"/snippets/"+g.One(names...))}
}
