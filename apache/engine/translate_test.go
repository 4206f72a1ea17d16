package engine

import (
	"testing"

	"github.com/authlint/authlint/lint/pcre"
)

func TestAliasMatches(t *testing.T) {
	for _, c := range []struct {
		uri, from string
		n         int
	}{
		{"/a", "/a", 2},
		{"/a/b", "/a", 2},
		{"/ab", "/a", 0},
		{"/a", "/a/", 0},
		{"/a/", "/a/", 3},
		{"/a/b", "/a/", 3},
		{"/a//b", "/a/", 4},
		{"/a//b/c", "/a/b", 5},
		{"//a/b", "/a", 3},
		{"/a/b", "//a", 2},
		{"/a/b", "/a//b", 4},
		{"/", "/", 1},
		{"/x", "/", 1},
		{"/x", "", 0},
		{"", "/", 0},
		{"/A", "/a", 0},
		{"/a", "/ab", 0},
	} {
		n, fits := aliasMatches(c.uri, c.from)
		if n != c.n || fits != (c.n > 0) {
			t.Errorf("aliasMatches(%q, %q) = %d, %t, want %d", c.uri, c.from, n, fits, c.n)
		}
	}
}

func TestSubstitute(t *testing.T) {
	const subject = "/one/two"
	groups := []int{0, 8, 1, 4, -1, -1, 5, 8}
	for text, want := range map[string]string{
		"":               "",
		"/plain":         "/plain",
		"$1-$3":          "one-two",
		"$0":             subject,
		"a&b":            "a" + subject + "b",
		"$2$4$9":         "", // without a part in the match, or without a group
		"$":              "$",
		"$a":             "$a",
		"$$1":            "$one",
		`\$1`:            "$1",
		`\&`:             "&",
		`\\`:             `\`,
		`a\`:             `a\`,
		"$10":            "one0",
		"http://x/$1?$3": "http://x/one?two",
	} {
		if got := substitute(text, subject, groups); got != want {
			t.Errorf("substitute(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestRedirectTarget(t *testing.T) {
	for _, c := range []struct {
		name     string
		redirect Redirect
		uri      string
		want     string
		fits     bool
	}{
		{"the rest is added", Redirect{From: "/a", To: "http://x/y"}, "/a/b c", "http://x/y/b%20c", true},
		{"whole segments", Redirect{From: "/a", To: "http://x/y"}, "/ab", "", false},
		{"of a pattern the target is all", Redirect{Pattern: pcre.Compile("^/a/(.*)", 0), To: "/b/$1", HasTo: true}, "/a/x y", "/b/x%20y", true},
		{"its query is kept", Redirect{Pattern: pcre.Compile("^/a", 0), To: "/b c?d e#f g", HasTo: true}, "/a", "/b%20c?d e#f g", true},
		{"without a target", Redirect{Pattern: pcre.Compile("^/a", 0)}, "/a", "", true},
		{"a pattern that does not match", Redirect{Pattern: pcre.Compile("^/b", 0), To: "/c", HasTo: true}, "/a", "", false},
	} {
		to, fits, why := c.redirect.target(c.uri)
		if to != c.want || fits != c.fits || why != "" {
			t.Errorf("%s: %q, %t, %q, want %q, %t", c.name, to, fits, why, c.want, c.fits)
		}
	}
	unknown := Redirect{Pattern: pcre.Compile("^/(?R)", 0)}
	if _, _, why := unknown.target("/a"); why == "" {
		t.Error("a pattern that cannot be judged gives no reason")
	}
}

func TestPrefixOf(t *testing.T) {
	for _, c := range []struct {
		path, uri string
		want      bool
	}{
		{"/a", "/a", true}, {"/a", "/a/b", true}, {"/a", "/ab", false}, {"/a/", "/a", false}, {"/a/", "/a/b", true},
		{"/", "/a", true}, {"", "/a", true}, {"/a", "/", false},
	} {
		if got := prefixOf(c.path, c.uri); got != c.want {
			t.Errorf("prefixOf(%q, %q) = %t, want %t", c.path, c.uri, got, c.want)
		}
	}
}
