package nginx

import (
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// rewrites draws rules that change the path, or answer with another.
func (g *generator) rewrites(place) []node {
	var nodes []node
	for range 1 + g.IntN(2) {
		nodes = append(nodes, g.rewrite())
	}
	if g.Chance(8) {
		nodes = append(nodes, d("break"))
	}
	return nodes
}

func (g *generator) rewrite() node {
	pattern := g.One(`^/page\.html$`, `^(.*)$`, `^/old/(.*)$`, `^/(.+)\.html$`, `\.php$`, `^/admin/(.*)`, `^/$`, `^/go`, `^/([a-z]+)/(\w+)\.txt$`, `^/blog/(\d+)?`,
		`(?i)\.pdf$`, `^/new/([^/]+)/?$`, `^/(?!page|index|docs)(.+)$`, `"^/my dir/"`, `^/(?<rest>x.*)$`, `/x$`, `^/api/(.*)$`, `^/loop`)
	to := g.One("/page.html", "/page.html", "/$1.html", "/index.php?q=$1", "/docs/$1", "/page.txt?", "/missing.html", "/$1", "/index.html?a=$arg_id", "/secret/page.txt",
		"http://other.test/$1", "https://$host$request_uri?", "$scheme://other.test/", "/admin/$1", "/page.html?a=b?", "/a/$2", "/index.php", "/my%20dir/page.html", "/loop$1")
	flag := g.One("", "last", "last", "break", "break", "redirect", "permanent")
	if pattern == "^(.*)$" && strings.HasPrefix(to, "/") && g.Chance(70) {
		flag = g.One("break", "redirect")
	}
	if flag != "" {
		return d("rewrite", pattern, to, flag)
	}
	return d("rewrite", pattern, to)
}

// ifs draws what is done under a condition.
func (g *generator) ifs(at place) []node {
	inside := []node{g.action(at)}
	if g.Chance(25) {
		inside = append(inside, g.action(at))
	}
	nodes := []node{b("if ("+g.condition()+")", inside...)}
	if inside[0].name() == "set" && strings.HasPrefix(inside[0].args(), "$mode") {
		nodes = append(append([]node{d("set", "$mode", `""`)}, nodes...), b("if ("+g.One("$mode", `$mode = "closed"`, "$mode ~ ^cl")+")", d("return", g.One("403", "401", "404"))))
	}
	return nodes
}

// action draws what stands in an if.
func (g *generator) action(at place) node {
	switch n := g.IntN(20); {
	case n < 8:
		return d("return", g.One("403", "403", "404", "204", "301 /page.html", "302 https://$host$request_uri", "410", "444", "405", "401", `200 "if"`))
	case n < 12:
		return g.rewrite()
	case n < 16:
		return d("set", g.One("$mode closed", "$mode $1", "$mode open", "$other $uri"))
	case n < 17:
		return d("break")
	case !at.inner:
		return d("return", "403")
	case n < 18:
		return d("proxy_pass", "http://"+backendMark)
	case n < 19:
		return d("error_page", "403 404 =200 /page.txt")
	}
	return d("root", oracle.HomeMark+"/outside")
}

// condition draws a condition, without its parentheses.
func (g *generator) condition() string {
	return g.One(
		"$request_method = POST", "$request_method !~ ^(GET|HEAD)$", "$request_method = OPTIONS", "$http_user_agent ~* bot", `$http_user_agent = ""`, "$bot", "$near", "$write",
		"$http_x_allow", "$http_x_allow != 1", "$arg_id = 7", "$args ~ id=(\\d+)", "$query_string", `$http_cookie ~* "session=([^;]+)"`, "$cookie_session = abc",
		"$host != "+g.name, "$host ~ ^www\\.", "$http_host = $host", "$scheme = http", "$https = on", "$remote_addr = 127.0.0.3", "$remote_addr ~ ^127\\.0\\.0\\.[12]$",
		"-f $request_filename", "!-f $request_filename", "-d $request_filename", "!-e $request_filename", "-e $document_root$uri", "-x $request_filename", "!-d $document_root/a",
		"-f $document_root/page.html", "!-x $request_filename", "$uri ~ ^/(admin|secret)", "$uri !~* \\.(html|txt)$", "$request_uri ~ \"//|%2e\"", "$http_referer !~ good\\.test",
		`$http_referer ~* "^https?://([^/]+)/"`, "$remote_user = alice", "$http_authorization", "$site = first", "$key", "$zone = in", "$client = ten", "$server_port = 80",
		"$is_args", "$http_x_forwarded_for ~ ^10\\.", "$document_uri = /page.html", "$server_name != $host", "$realm = off", "$http_x_api_key = 1", "$content_length",
		"$request ~ \"^GET /page\"", "$server_addr = 127.0.0.2", "$arg_user ~ (?<who>[a-z]+)", "$request_body", "$http_accept !~* html", "$binary_remote_addr = x",
	)
}

// sets draws variables and what depends on them.
func (g *generator) sets(place) []node {
	nodes := []node{d("set", g.One("$mode open", `$mode ""`, "$mode $arg_id", `$mode "${http_x_allow}x"`, "$mode $uri", "$mode $remote_user"))}
	switch g.IntN(4) {
	case 0:
		nodes = append(nodes, b("if ($mode)", d("return", "403")))
	case 1:
		nodes = append(nodes, b("if ($mode ~ (.*)x$)", d("set", "$other $1")), b("if ($other)", d("return", "302 /other/$other")))
	case 2:
		nodes = append(nodes, b("if ("+g.condition()+")", d("set", `$mode "${mode}2"`)), b("if ($mode ~ 2$)", d("rewrite", "^ /page.html break")))
	}
	return nodes
}
