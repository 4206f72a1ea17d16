package engine

import "testing"

func TestFnmatch(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true},
		{"", "a", false},
		{"/srv/*/", "/srv/a/", true},
		{"/srv/*/", "/srv//", true},
		{"/srv/*/", "/srv/a/b/", false},
		{"/srv/*", "/srv/a/", false},
		{"/srv/*", "/srv", false},
		{"*", "a/b", false},
		{"*.php", ".php", true}, // a leading dot is not special
		{"*.php", "a.php.bak", false},
		{"a*b*c", "aXbYbZc", true},
		{"a*b*c", "aXbYbZ", false},
		{"a**b", "ab", true},
		{"?", "", false},
		{"?", "a", true},
		{"?", "/", false},
		{"a?c", "abc", true},
		{"[ab]", "b", true},
		{"[ab]", "c", false},
		{"[!ab]", "c", true},
		{"[!ab]", "a", false},
		{"[^ab]", "c", true},
		{"[^ab]", "b", false},
		{"[a-c]x", "bx", true},
		{"[a-c]x", "dx", false},
		{"[a-]", "-", true},
		{"[]a]", "]", true},
		{"[]a]", "a", true},
		{"[!]]", "]", false},
		{"[!]]", "a", true},
		{`[\]]`, "]", true},
		{"[ab", "a", false},
		{"[", "[", false},
		{`\*`, "*", true},
		{`\*`, "a", false},
		{`\a`, "a", true},
		{`a\`, `a\`, true},
		{"A", "a", false},
		{".ht*", ".htaccess", true},
	} {
		if got := fnmatch(c.pattern, c.text); got != c.want {
			t.Errorf("fnmatch(%q, %q) = %t, want %t", c.pattern, c.text, got, c.want)
		}
	}
}

func TestWildcard(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", "a.b/c", true},
		{"*.test", "www.test", true},
		{"*.test", ".test", true},
		{"*.test", "test", false},
		{"*.test", "www.test.org", false},
		{"www.*.test", "www.a.b.test", true},
		{"a*b*c", "a-b-b-c", true},
		{"a*b*c", "a-c-b", false},
		{"w?w", "wxw", true},
		{"w?w", "ww", false},
		{"?*", "", false},
		{"[a]", "a", false}, // no class
		{"a**", "a", true},
	} {
		if got := wildcard(c.pattern, c.text); got != c.want {
			t.Errorf("wildcard(%q, %q) = %t, want %t", c.pattern, c.text, got, c.want)
		}
	}
}
