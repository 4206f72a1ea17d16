package engine

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/apache/rewrite"
)

// FuzzNormalize checks the path of any request line.
func FuzzNormalize(f *testing.F) {
	for _, path := range []string{
		"/", "*", "", "/a/../b", "//a//", "/%2e%2e/", "/a/.%2E", "/%", "/%zz", "/%2f%00", "/%252e", "/.../..", "/a/./..//", "/%2e", "/%C3%a9",
	} {
		f.Add(path, true, uint8(0))
	}
	f.Fuzz(func(t *testing.T, path string, merge bool, how uint8) {
		plain, ok := normalize(path, merge, true)
		if !ok {
			return
		}
		if again, ok := normalize(plain, merge, true); !ok || again != plain {
			t.Fatalf("%q becomes %q, and then %q, %t", path, plain, again, ok)
		}
		if path != "*" {
			checkPlain(t, path, plain, merge)
		}
		slashes := EncodedSlashes(how % 3)
		decoded, result := unescape(plain, slashes)
		if result == badEscape || len(decoded) > len(plain) || strings.Contains(decoded, "\x00") && !strings.Contains(plain, "\x00") {
			t.Fatalf("%q is decoded to %q, %d", plain, decoded, result)
		}
		if slashes == SlashesKept && strings.Count(decoded, "/") != strings.Count(plain, "/") {
			t.Fatalf("%q is decoded to %q, with another number of slashes", plain, decoded)
		}
		if escaped := rewrite.EscapePath(decoded); !strings.ContainsAny(decoded, "%\x00") {
			if back, result := unescape(escaped, slashes); back != decoded || result != unescaped {
				t.Fatalf("%q is escaped to %q, which is %q", decoded, escaped, back)
			}
		}
	})
}

// checkPlain says that there is nothing left in a path that leads elsewhere.
func checkPlain(t *testing.T, path, plain string, merge bool) {
	t.Helper()
	if !strings.HasPrefix(plain, "/") || len(plain) > len(path) {
		t.Fatalf("%q becomes %q", path, plain)
	}
	if merge && strings.Contains(plain, "//") {
		t.Fatalf("%q becomes %q, with slashes that follow each other", path, plain)
	}
	for segment := range strings.SplitSeq(plain, "/") {
		if segment == "." || segment == ".." || strings.EqualFold(segment, "%2e") {
			t.Fatalf("%q becomes %q, with dots", path, plain)
		}
	}
}

// FuzzFnmatch checks that any pattern and text are answered, and that a text
// matches itself.
func FuzzFnmatch(f *testing.F) {
	for _, c := range [][2]string{
		{"*.php", "a.php"}, {"[!a-c]?", "dx"}, {"[", "["}, {`\`, `\`}, {"a*b*c*d", "aaaabbbcccd"}, {"/*/", "/a/"}, {"[]-a]", "]"}, {`[\`, "a"},
	} {
		f.Add(c[0], c[1])
	}
	special := strings.NewReplacer("*", `\*`, "?", `\?`, "[", `\[`, `\`, `\\`)
	f.Fuzz(func(t *testing.T, pattern, text string) {
		matched := fnmatch(pattern, text)
		if matched && strings.Count(pattern, "/") != strings.Count(text, "/") && !strings.ContainsAny(pattern, "[") {
			t.Fatalf("%q matches %q across a slash", pattern, text)
		}
		if !fnmatch(special.Replace(text), text) {
			t.Fatalf("%q does not match itself", text)
		}
		if !strings.Contains(text, "/") && !fnmatch("*", text) {
			t.Fatalf("* does not match %q", text)
		}
		if wildcard(pattern, text) && !strings.ContainsAny(pattern, "*?") && pattern != text {
			t.Fatalf("%q, without a sign, matches %q", pattern, text)
		}
		if !wildcard("*", text) || !wildcard("*"+text, text) && !strings.ContainsAny(text, "*?") {
			t.Fatalf("* does not match %q", text)
		}
	})
}
