package httpd

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// request draws a request for the site that was drawn last.
func (g *generator) request(site string, tls bool) oracle.Request {
	r := oracle.Request{Method: "GET", Target: g.target(), Host: site, From: fmt.Sprintf("127.0.0.%d", 1+g.IntN(9)), TLS: tls}
	if g.Chance(25) {
		r.Method = g.One("HEAD", "HEAD", "POST", "POST", "POST", "OPTIONS", "OPTIONS", "PUT", "FOO", "DELETE", "PROPFIND", "get", "TRACE")
	}
	if g.Chance(6) {
		r.From = "::1"
	}
	if g.Chance(5) {
		r.Host = g.One("www."+site, "alias."+site, strings.ToUpper(site), "x."+site, "nowhere.test", site+".")
	}
	g.credentials(&r)
	g.fields(&r)
	if tls {
		r.Cert = oracle.Cert(g.One("", "", "valid", "invalid"))
	}
	return r
}

// credentials draws who asks.
func (g *generator) credentials(r *oracle.Request) {
	known := oracle.Logins()[g.IntN(len(oracle.Logins()))]
	switch n := g.IntN(100); {
	case n < 52:
	case n < 80:
		r.Login = &known
	case n < 88:
		r.Login = &oracle.Login{User: known.User, Password: "guess"}
	case n < 95:
		r.Login = &oracle.Login{User: g.One("dave", "Alice", "alice ", "guest", "nobody", ""), Password: known.Password}
	case n < 96:
		r.Login = &oracle.Login{User: known.User, Password: ""}
	default:
		field := g.One("Bearer abc", "Basic", "Basic !!!", "basic "+base64.StdEncoding.EncodeToString([]byte(known.User+":"+known.Password)),
			`Digest username="alice"`, "Basic "+base64.StdEncoding.EncodeToString([]byte("alice")), "Negotiate abc")
		r.Header = append(r.Header, oracle.Field{Name: "Authorization", Value: field})
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
		{25, "Referer", []string{"http://good.test/", "http://www.good.test/x", "http://evil.test/", "http://" + r.Host + "/"}},
		{20, "X-Allow", []string{"1", "0", "yes"}},
		{15, "Cookie", []string{"session=abc", "a=b; session=1", "x=y", "wordpress_logged_in_1=a"}},
		{25, "X-Forwarded-For", []string{"10.1.2.3", "192.0.2.7, 127.0.0.2", "127.0.0.3", "203.0.113.9", "nonsense", "2001:db8::1"}},
		{5, "X-Client-Ip", []string{"10.1.2.3", "192.0.2.7"}},
		{5, "X-Forwarded-Proto", []string{"https", "http"}},
		{8, "Accept-Language", []string{"de", "en", "fr"}},
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
	if g.Chance(18) {
		target += "?" + g.One("id=7", "a=b", "", "page=/etc/passwd", "id=7&x=%20", "q=a+b", "author=1")
	}
	return target
}

// path draws a path: of what is there, and of what is not.
func (g *generator) path() string {
	folder := g.One(g.folders...)
	switch n := g.IntN(100); {
	case n < 38:
		return g.One(g.files...)
	case n < 54:
		return folder + "/"
	case n < 59:
		return "/" + strings.TrimPrefix(folder, "/")
	case n < 65:
		return folder + "/" + g.One("missing.html", "missing", "nothing/here.txt", "hello-world/", "2024/", "missing.php", "missing.bak")
	case n < 71:
		return g.One(g.files...) + "/" + g.One("extra", "more/path", "", "page.html")
	case n < 74:
		return folder + "/" + g.One(".htaccess", ".htpasswd", ".hidden", ".git/config", ".htgroup")
	case n < 83 && len(g.mounts) > 0:
		return g.One(g.mounts...)
	case n < 90:
		return g.One("/old/x", "/old", "/go", "/blog/12", "/new/a/", "/page", "/a/b", "/login", "/missing.html", "/x-y-z.html", "/admin/", "/secret/",
			"/secret/page.txt", "/docs/a.html", "/Page.html", "/PAGE.HTML", "/wp-login.php", "/xmlrpc.php", "/cgi-bin/app.cgi", "/legacy/page.html")
	case n < 93:
		return "/" + g.One("401.html", "403.html", "404.html", "500.html", "index.php", "home.html")
	}
	return "/" + g.One("page.html", "page.txt", "index.html", "")
}

// spell writes a path as clients do, and now and then otherwise.
func (g *generator) spell(p string) string {
	return g.Spell(p, []string{"%00", "%", "%zz", "%20", ".", "%3f", "~", ";a=b", "%0a", "/..", "/.", "%c3%a4"}, func(p string) []string {
		return []string{"*", "http://other.test" + p, "/../" + p, "page.html", p + "%2f", p + "%2e", "/%2e/" + p}
	})
}
