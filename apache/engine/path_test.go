package engine

import (
	"testing"

	"github.com/authlint/authlint/apache/rewrite"
)

func TestNormalize(t *testing.T) {
	for _, c := range []struct {
		path   string
		keep   bool // MergeSlashes Off
		asIs   bool // nothing is decoded any more
		want   string
		broken bool
	}{
		{path: "/", want: "/"},
		{path: "/a/b.html", want: "/a/b.html"},
		{path: "", want: "", broken: true},
		{path: "*", want: "*"},
		{path: "a/b", want: "a/b", broken: true},
		{path: "//a///b//", want: "/a/b/"},
		{path: "//a///b//", keep: true, want: "//a///b//"},
		{path: "/a/./b/.", want: "/a/b/"},
		{path: "/./", want: "/"},
		{path: "/.", want: "/"},
		{path: "/a/../b", want: "/b"},
		{path: "/a/..", want: "/"},
		{path: "/a/b/../../c", want: "/c"},
		{path: "/..", want: "/", broken: true},
		{path: "/a/../../b", want: "/b", broken: true},
		{path: "/a//../b", keep: true, want: "/a/b"},
		{path: "/...", want: "/..."},
		{path: "/.a/..b/c..", want: "/.a/..b/c.."},
		{path: "/%61%2D%7e", want: "/a-~"},
		{path: "/%2e%2E/a", want: "/a", broken: true},
		{path: "/a/%2e./b", want: "/b"},
		{path: "/a/.%2e/b", want: "/b"},
		{path: "/a/.%2e/b", asIs: true, want: "/a/.%2e/b"},
		{path: "/a/%2e/b", asIs: true, want: "/a/%2e/b"},
		{path: "/a/%2f/%20%25", want: "/a/%2f/%20%25"},
		{path: "/%2561", want: "/%2561"},
		{path: "/%", want: "/%", broken: true},
		{path: "/%4", want: "/%4", broken: true},
		{path: "/%zz", want: "/%zz", broken: true},
		{path: "/%4g", asIs: true, want: "/%4g"},
	} {
		got, ok := normalize(c.path, !c.keep, !c.asIs)
		if got != c.want || ok == c.broken {
			t.Errorf("normalize(%q, %t, %t) = %q, %t, want %q, %t", c.path, !c.keep, !c.asIs, got, ok, c.want, !c.broken)
		}
	}
}

func TestUnescape(t *testing.T) {
	for _, c := range []struct {
		path    string
		slashes EncodedSlashes
		want    string
		result  unescapeResult
	}{
		{path: "/a b", want: "/a b"},
		{path: "/%20%c3%a9", want: "/ \xc3\xa9"},
		{path: "/a%2525", want: "/a%25"},
		{path: "/a%41", want: "/a%41"}, // normalize has decoded what it decodes
		{path: "/a%2fb", want: "/ab", result: badDecoded},
		{path: "/a%2Fb", slashes: SlashesDecoded, want: "/a/b"},
		{path: "/a%2Fb", slashes: SlashesKept, want: "/a%2Fb"},
		{path: "/a%00b", want: "/ab", result: badDecoded},
		{path: "/a%00b", slashes: SlashesDecoded, want: "/ab", result: badDecoded},
		{path: "/a%00b", slashes: SlashesKept, want: "/ab", result: badDecoded},
		{path: "/a%2", want: "/a%2", result: badEscape},
		{path: "/a%", want: "/a%", result: badEscape},
		{path: "/a%2fb%g0", want: "/a%2fb%g0", result: badEscape},
	} {
		if got, result := unescape(c.path, c.slashes); got != c.want || result != c.result {
			t.Errorf("unescape(%q, %d) = %q, %d, want %q, %d", c.path, c.slashes, got, result, c.want, c.result)
		}
	}
}

func TestEscapePath(t *testing.T) {
	for path, want := range map[string]string{
		"":                      "",
		"/a/b":                  "/a/b",
		"/$-_.+!*'(),:;@&=~":    "/$-_.+!*'(),:;@&=~",
		"/a b":                  "/a%20b",
		"/100%":                 "/100%25",
		"/?#[]\"<>\\^`{|}":      "/%3f%23%5b%5d%22%3c%3e%5c%5e%60%7b%7c%7d",
		"\x00\x1f\x7f\x80\xff/": "%00%1f%7f%80%ff/",
	} {
		if got := rewrite.EscapePath(path); got != want {
			t.Errorf("rewrite.EscapePath(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestIsURL(t *testing.T) {
	for text, want := range map[string]bool{
		"":                   false,
		"/a:b":               false,
		":":                  false,
		"http":               false,
		"http:":              true,
		"http://www.test/":   true,
		"mailto:a@www.test":  true,
		"svn+ssh-1.0:x":      true,
		"www.test:80/":       true, // httpd takes the name for a scheme
		"[::1]:80":           false,
		"a b://www.test":     false,
		"%{HTTP_HOST}://x/y": false,
	} {
		if got := IsURL(text); got != want {
			t.Errorf("IsURL(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestCleanSlashes(t *testing.T) {
	for path, want := range map[string]string{"": "", "/": "/", "//": "/", "/a/b": "/a/b", "a//b///": "a/b/", "///a": "/a"} {
		if got := cleanSlashes(path); got != want {
			t.Errorf("cleanSlashes(%q) = %q, want %q", path, got, want)
		}
	}
}
