package engine

import (
	"math/rand/v2"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// hostPieces are what random Host headers are made of.
var hostPieces = []string{
	"a", "B", "www", "test", ".", ".", "..", ":", ":80", ":x", "[", "]", "::1", "-", "_", "*", "@", "/", "\\", "%41", "\x7f", "\x01", "\xe4", "1", "[::1]",
}

// TestValidHostLive: a Host header is read as a live nginx reads it.
func TestValidHostLive(t *testing.T) {
	n := live.StartNginx(t, live.NginxConfig{LogLevel: "emerg", HTTP: `server { listen 127.0.0.1:${PORT}; server_name fallback; return 200 "$host"; }`})
	c := live.Client{Addr: n.Addr}
	defer c.Close()
	hosts := []string{
		"", ".", "..", "a", "A", "a.", "a..", ".a", "a.b.", "a.b..", "a:80", "a.:80", "a:", ":80", ":", "a:b:c", "a::80", "[::1]", "[::1]:80", "[::1", "::1",
		"[]", "[::1].", "[::1]a", "[A]", "a]", "a[b]", "a/b", "a b", "a\x01", "a\x7f", "\xe4", "a:8 0", "a.:8.0", "a:8..0", "a@b", "[::1]:x", "a:/", "[/]", "[a..b]", "[a.]", "[.:]",
	}
	r := rand.New(rand.NewPCG(8, 2026))
	for range 3000 {
		hosts = append(hosts, randomPieces(r, hostPieces, 6))
	}
	for _, text := range hosts {
		got := ask(t, &c, text, "/")
		host, ok := validHost(text)
		switch {
		case got.Status != 200 && got.Status != 400:
			t.Fatalf("%q: nginx answers %d", text, got.Status)
		case ok != (got.Status == 200):
			t.Errorf("%q: nginx answers %d, here it is ok %v", text, got.Status, ok)
		case ok && got.Body != host:
			t.Errorf("%q: nginx says %q, here it is %q", text, got.Body, host)
		}
	}
}

func TestScheme(t *testing.T) {
	for text, want := range map[string]bool{
		"http": true, "HTTP": true, "x": true, "a1+-.": true, "": false, "1a": false, "-": false, "a b": false, "a_b": false, "a/": false,
	} {
		if got := scheme(text); got != want {
			t.Errorf("scheme(%q) = %v", text, got)
		}
	}
}
