package nginx

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// request draws a request for the site that was drawn last.
func (g *generator) request() oracle.Request {
	r := oracle.Request{Method: "GET", Target: g.target(), From: fmt.Sprintf("127.0.0.%d", 1+g.IntN(9))}
	if g.Chance(25) {
		r.Method = g.One("HEAD", "HEAD", "POST", "POST", "POST", "POST", "OPTIONS", "OPTIONS", "PUT", "FOO", "DELETE", "PATCH", "get", "TRACE", "PROPFIND")
	}
	g.destination(&r)
	g.host(&r)
	g.credentials(&r)
	g.fields(&r)
	return r
}

// destination draws where the request is sent, mostly where the site listens.
func (g *generator) destination(r *oracle.Request) {
	r.To = g.One(g.listens...)
	if g.Chance(3) {
		r.To = g.One(addresses(g.ipv6)...)
	}
	if strings.HasPrefix(r.To, "[") {
		r.From = "::1"
	}
	if g.tls && strings.HasSuffix(r.To, "${PORT2}") && g.Chance(80) {
		r.TLS = true
		r.Cert = oracle.Cert(g.One("", "", "valid", "valid", "invalid"))
	}
}

// host draws the Host header: mostly one of the site's names, with the port
// where it is not the usual one, as clients do.
func (g *generator) host(r *oracle.Request) {
	port := r.To[strings.LastIndexByte(r.To, ':'):]
	r.Host = g.One(g.hosts...) + port
	switch n := g.IntN(100); {
	case n < 8:
		r.Host = g.One(g.hosts...)
	case n < 12:
		r.Host = g.One("nowhere.test", "nowhere.test"+port, "127.0.0.1"+port, "localhost", "www."+g.name, "a.b.c."+g.name, "sitea.test")
	case n < 15:
		r.Host = g.One(strings.ToUpper(g.name), g.name+".", g.name+"."+port, g.name+":1234", g.name+":", "", "[::1]"+port, g.name+"/x", "a..b", g.name+"..", "-"+g.name, "x_y.test")
	case n < 16:
		r.NoHost = true
		r.Host = ""
	}
}

// credentials draws who asks.
func (g *generator) credentials(r *oracle.Request) {
	known := oracle.Logins()[g.IntN(len(oracle.Logins()))]
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	right := encode(known.User + ":" + known.Password)
	switch n := g.IntN(100); {
	case n < 48:
	case n < 80:
		r.Login = &known
	case n < 86:
		r.Login = &oracle.Login{User: known.User, Password: "guess"}
	case n < 91:
		r.Login = &oracle.Login{User: g.One("dave", "Alice", "alice ", "guest", "nobody", "", " alice", "#carol"), Password: known.Password}
	case n < 93:
		r.Login = &oracle.Login{User: g.One(known.User, "guest", "dave"), Password: ""}
	case n < 95:
		r.Login = &oracle.Login{User: known.User, Password: known.Password + g.One(" ", ":Carol", "x")}
	default:
		r.Header = append(r.Header, oracle.Field{Name: "Authorization", Value: g.One("Bearer abc", "Basic", "Basic !!!", "basic "+right, "BASIC "+right, "Basic  "+right,
			"Basic "+encode(known.User), `Digest username="alice"`, "Basic "+strings.TrimRight(right, "="), "Basic "+encode(":"+known.Password), "Negotiate abc", right,
			"Basic "+right+" ", "Basic "+right+" x")})
	}
}

// fields draws header fields that conditions look at.
func (g *generator) fields(r *oracle.Request) {
	for _, f := range []struct {
		percent int
		name    string
		values  []string
	}{
		{40, "User-Agent", []string{"Mozilla/5.0", "BadBot/1.0", "curl/8", "Googlebot", "wget", "Mozilla/5.0 (MSIE 6.0)"}},
		{25, "Referer", []string{"http://good.test/", "http://www.good.test/x", "http://evil.test/", "http://" + g.name + "/"}},
		{25, "X-Allow", []string{"1", "0", "yes"}},
		{15, "Cookie", []string{"session=abc", "a=b; session=1", "x=y", "wordpress_logged_in_1=a"}},
		{30, "X-Forwarded-For", []string{"10.1.2.3", "192.0.2.7, 127.0.0.2", "127.0.0.3", "203.0.113.9", "nonsense", "2001:db8::1", "10.1.2.3, 192.0.2.7", "127.0.0.1:80", "10.1.2.3, junk, 127.0.0.1"}},
		{12, "X-Real-IP", []string{"10.1.2.3", "192.0.2.7", "127.0.0.1", "x"}},
		{5, "X-Client-Ip", []string{"10.1.2.3", "192.0.2.7"}},
		{5, "X-Forwarded-Proto", []string{"https", "http"}},
		{6, "X_Api_Key", []string{"1", "2"}},
		{10, "Accept", []string{"text/html", "*/*", "image/png"}},
	} {
		if g.Chance(f.percent) {
			r.Header = append(r.Header, oracle.Field{Name: f.name, Value: g.One(f.values...)})
		}
	}
}

// target draws the path and the query.
func (g *generator) target() string {
	target := g.spell(g.path())
	if g.Chance(20) {
		target += "?" + g.One("id=7", "a=b", "", "file=passwd", "file=salted", "id=7&x=%20", "q=a+b", "author=1", "ip=127.0.0.2", "ip=10.1.2.3&id=abc", "user=bob", "file=../passwd")
	}
	return target
}

// path draws a path: of what is there, and of what is not.
func (g *generator) path() string {
	folder := g.folder()
	if len(g.focus) > 0 && g.Chance(45) {
		return g.One(g.focus...)
	}
	switch n := g.IntN(100); {
	case n < 34:
		return g.One(g.files...)
	case n < 46:
		return folder + "/"
	case n < 52:
		return "/" + strings.TrimPrefix(folder, "/")
	case n < 57:
		return folder + "/" + g.One("missing.html", "missing", "nothing/here.txt", "hello-world/", "2024/", "missing.php", "missing.bak")
	case n < 61:
		return g.One(g.files...) + "/" + g.One("extra", "more/path", "", "page.html")
	case n < 64:
		return folder + "/" + g.One(".htaccess", ".htpasswd", ".hidden", ".git/config", ".well-known/acme-challenge/x")
	case n < 84 && len(g.mounts) > 0:
		return g.One(g.mounts...)
	case n < 92:
		return g.One("/old/x", "/old", "/go", "/blog/12", "/new/a/", "/page", "/a/b", "/login", "/x-y-z.html", "/admin/", "/secret/", "/secret/page.txt", "/docs/a.html",
			"/Page.html", "/PAGE.HTML", "/wp-login.php", "/xmlrpc.php", "/api/v1", "/loop", "/status", "/wp-admin/")
	case n < 94:
		return "/" + g.One("401.html", "403.html", "404.html", "50x.html", "index.php", "home.html")
	}
	return "/" + g.One("page.html", "page.txt", "index.html", "")
}

// spell writes a path as clients do, and now and then otherwise.
func (g *generator) spell(p string) string {
	return g.Spell(p, []string{"%00", "%", "%zz", "%20", ".", "%3f", "~", ";a=b", "%0a", "/..", "/.", "%c3%a4", "#x", "%25"}, func(p string) []string {
		return []string{"*", "http://" + g.name + ":${PORT}" + p, "http://other.test" + p, "http://" + g.name + p, "http://" + strings.ToUpper(g.name) + ":${PORT}" + p, "/../" + p, "page.html", p + "%2f", p + "%2e", "/%2e/" + p, "http://" + g.name,
			"https://" + g.name + p, "ftp://" + g.name + p, "/" + g.name + p + "/../../..", "\\" + p}
	})
}
