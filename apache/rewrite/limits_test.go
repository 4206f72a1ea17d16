package rewrite_test

import (
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/apache/rewrite"
)

// TestOwnURLs has the URLs that httpd takes for paths of its own, and those
// that it makes.
func TestOwnURLs(t *testing.T) {
	secure := rewrite.Self{Scheme: "https", Name: "example.org", Port: 443}
	for _, c := range []struct {
		name string
		self rewrite.Self
		rule section
		want string
	}{
		{"own", secure, rules("a https://example.org:80/b"), "file /nowhere/b"},
		{"other port", secure, rules("a https://example.org/b"), "302 https://example.org/b"},
		{"other scheme", secure, rules("a http://example.org:80/b"), "302 http://example.org:80/b"},
		{"no path", secure, rules("a https://example.org:80"), "file /nowhere/"},
		{"port not named", secure, rules("a /b [R]"), "302 https://example.org/b"},
		{"port named", rewrite.Self{Scheme: "https", Name: "example.org", Port: 80}, rules("a /b [R]"), "302 https://example.org:80/b"},
		{"name unknown", rewrite.Self{Scheme: "http", Why: "nobody knows the name"}, rules("a /b [R]"), "unknown: nobody knows the name"},
		{"name not needed", rewrite.Self{Scheme: "http", Why: "nobody knows the name"}, rules("a http://else.test/ [R]"), "302 http://else.test/"},
		{"parts of ldap", secure, rules("a ldap://else.test/a?b{?c{?d{?e{?f"), "302 ldap://else.test/a?b%7b?c%7b?d%7b?e%7b%3ff"},
		{"no host to escape", secure, rules("a mailto:x{@y"), "302 mailto:x%7b@y"},
		{"host alone", secure, rules("a http://el{se.test"), "302 http://el{se.test"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := lookup("/nowhere")
			v.self = c.self
			s := rewrite.State{Method: "GET", URI: "/a"}
			if got := show(c.rule.config(t, "").Server(&s, v), &s); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestLimits has rules that cost httpd, or this package, too much.
func TestLimits(t *testing.T) {
	slowly := strings.Repeat("(a*)*b - [F]\n", 20)
	for _, c := range []struct {
		name  string
		rules section
		path  string
		limit int
		want  string
	}{
		{"own line limit", rules("a bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"), "a", 10, "500"},
		{"usual line limit", rules("a bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"), "a", 0, "internal /d/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"},
		{"slow patterns", rules(strings.Split(strings.TrimSpace(slowly), "\n")...), strings.Repeat("a", 40) + "c", 0, "unknown: a pattern takes too long on what it is compared with"},
		{"counting up", rules("a - [E=n:%{ENV:n}1,N]"), "a", 0, "unknown: the rules start over more often than is followed"},
		{"doubling", rules("a - [E=n:%{ENV:n}%{ENV:n}1,N]"), "a", 0, "unknown: "},
		{"growing query", rules("a a?1234567890123456789012345678901234567890 [QSA,N]"), "a", 0, "unknown: the rules make texts that grow without end"},
		{"standing still", rules("a - [N]"), "a", 0, "500"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := c.rules.config(t, "/root/d/")
			config.LimitRequestLine = c.limit
			s := rewrite.State{Method: "GET", URI: "/d/" + c.path, Filename: "/root/d/" + c.path}
			began := time.Now()
			got := show(config.Directory(&s, lookup("/root")), &s)
			if got != c.want && (c.want != "unknown: " || !strings.HasPrefix(got, c.want)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if took := time.Since(began); took > slow {
				t.Errorf("took %v", took)
			}
		})
	}
}
