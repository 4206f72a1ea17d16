package engine

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// echoes are servers that answer with what nginx has made of a request: two for
// the path, with and without merged slashes, one for what it escapes and one for
// what it takes escapes out of.
const echoes = `absolute_redirect off;
server { listen 127.0.0.1:${PORT}; server_name merged; return 200 "[$uri][$args]"; }
server { listen 127.0.0.1:${PORT2}; merge_slashes off; return 200 "[$uri][$args]"; }
server { listen 127.0.0.1:${PORT}; server_name escaped; rewrite ^(.*)$ /x?$1?; return 200 "[$args]"; }
server { listen 127.0.0.1:${PORT}; server_name redirected; rewrite ^ /$args? redirect; }
`

// uriPieces are what the random targets are made of.
var uriPieces = []string{
	"/", "/", "/", "//", ".", "..", "/.", "/..", "/../", "/./", "a", "B", "...", "%2e", "%2E", "%2f", "%2F", "%5c", "\\", "%25", "%3f", "%3F",
	"%23", "%00", "%zz", "%4", "%", "%41", "%7a", "%2b", "+", "%20", "%C3%A4", "\xe4", "?", "#", "&", "=", ":", "%7f", "%3c", "<", "\"", "%22", "%g1", "%1g",
}

func randomPieces(r *rand.Rand, pieces []string, most int) string {
	var b strings.Builder
	for range r.IntN(most + 1) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// uriTargets are a table of targets, and random ones.
func uriTargets() []string {
	targets := []string{
		"/", "//", "/.", "/..", "/./", "/../", "/a/..", "/a/../", "/a/.", "/a/./", "/a/...", "/a/.b", "/a/..b", "/a//..", "/a//../", "/a/b/../..",
		"/a/b/../../..", "/%2e%2e", "/a/%2e%2e/b", "/a%2f..%2fb", "/a%2f", "/%25", "/%2525", "/a%", "/a%4", "/a%41", "/%3f?x", "/a?x#y", "/a#x?y", "/?",
		"/%", "/%%", "/a/..%", "/a%00", "/.%2e/", "/+", "/%2b", "/a/.%23", "/a/..%3f/../b", "/a/%2e%25", "/%7f", "/a/../?/..",
	}
	r := rand.New(rand.NewPCG(7, 2026))
	for range 3000 {
		targets = append(targets, "/"+randomPieces(r, uriPieces, 9))
	}
	return targets
}

// ask puts a target to a server of the echoes.
func ask(t *testing.T, c *live.Client, host, target string) live.Response {
	t.Helper()
	got, err := c.Do(live.Request{Path: target, Header: map[string][]string{"Host": {host}}})
	if err != nil {
		t.Fatalf("%q: %v", target, err)
	}
	return got
}

// TestPlainPathLive: the paths and arguments of a table and of random targets
// are those of a live nginx, and what it refuses is refused.
func TestPlainPathLive(t *testing.T) {
	n := live.StartNginx(t, live.NginxConfig{HTTP: echoes, LogLevel: "emerg"})
	merged, kept := live.Client{Addr: n.Addr}, live.Client{Addr: n.Addr2}
	defer merged.Close()
	defer kept.Close()
	refused := 0
	for _, target := range uriTargets() {
		for _, c := range []*live.Client{&merged, &kept} {
			got := ask(t, c, "merged", target)
			uri, args, _, _, ok := plainPath(target, c == &kept)
			want := fmt.Sprintf("[%s][%s]", uri, args)
			switch {
			case got.Status != 200 && got.Status != 400:
				t.Fatalf("%q: nginx answers %d", target, got.Status)
			case ok != (got.Status == 200):
				t.Errorf("%q: nginx answers %d, here it is ok %v", target, got.Status, ok)
			case ok && got.Body != want:
				t.Errorf("%q: nginx says %q, here it is %q", target, got.Body, want)
			case !ok:
				refused++
			}
		}
	}
	if refused < 100 {
		t.Errorf("only %d targets are refused", refused)
	}
}

// TestEscapeLive: captures are escaped as nginx escapes them, and only where the
// request line had escapes or a plus sign.
func TestEscapeLive(t *testing.T) {
	n := live.StartNginx(t, live.NginxConfig{HTTP: echoes, LogLevel: "emerg"})
	c := live.Client{Addr: n.Addr}
	defer c.Close()
	asked := 0
	for _, target := range uriTargets() {
		uri, _, quoted, plus, ok := plainPath(target, false)
		if !ok {
			continue
		}
		asked++
		want := uri
		if quoted || plus {
			want = escape(uri, notArgument)
		}
		if got := ask(t, &c, "escaped", target); got.Body != "["+want+"]" {
			t.Errorf("%q: nginx says %q, here it is %q", target, got.Body, want)
		}
	}
	if asked < 500 {
		t.Errorf("only %d targets are asked", asked)
	}
}

// TestRedirectTargetLive: a replacement that becomes a Location loses the escapes
// that nginx takes out of it.
func TestRedirectTargetLive(t *testing.T) {
	n := live.StartNginx(t, live.NginxConfig{HTTP: echoes, LogLevel: "emerg"})
	c := live.Client{Addr: n.Addr}
	defer c.Close()
	for _, target := range uriTargets() {
		_, args, _, _, _ := plainPath("/?"+target[1:], false)
		got := ask(t, &c, "redirected", "/?"+target[1:])
		if want := redirectTarget("/" + args); got.Status != 302 || got.Header.Get("Location") != want {
			t.Errorf("%q: nginx sends to %q, here it is %q", args, got.Header.Get("Location"), want)
		}
	}
}
