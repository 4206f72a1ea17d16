package fix

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/source"
)

func onDisk(t *testing.T, files map[string]string) (root string, d *source.Disk) {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	if d, err = source.NewDisk(root); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return filepath.ToSlash(root), d
}

func change(root, name, old, text string) Changed {
	f := source.NewFile(name, []byte(old))
	f.Path = root + "/" + name
	return Changed{Old: f, Text: []byte(text)}
}

// All files are written, or, where one was changed meanwhile, none.
func TestWrite(t *testing.T) {
	root, d := onDisk(t, map[string]string{"a": "1", "b": "2", "c": "3"})
	err := Write(d, []Changed{change(root, "a", "1", "x"), change(root, "b", "other", "y"), change(root, "c", "3", "z")})
	if !errors.Is(err, source.ErrChanged) || !strings.HasPrefix(err.Error(), "nothing was written: b: ") {
		t.Errorf("said is %v", err)
	}
	for name, want := range map[string]string{"a": "1", "b": "2", "c": "3"} {
		if data, err := os.ReadFile(root + "/" + name); err != nil || string(data) != want {
			t.Errorf("%s holds %q, %v", name, data, err)
		}
	}
	if err := Write(d, []Changed{change(root, "a", "1", "x"), change(root, "c", "3", "")}); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{"a": "x", "b": "2", "c": ""} {
		if data, err := os.ReadFile(root + "/" + name); err != nil || string(data) != want {
			t.Errorf("%s holds %q, %v", name, data, err)
		}
	}
	if entries, err := os.ReadDir(root); err != nil || len(entries) != 3 {
		t.Errorf("left are %v, %v", entries, err)
	}
}

// A diff shows no secret, and nothing that a terminal would obey.
func TestDiff(t *testing.T) {
	masked := func(text, secret string) *source.File {
		f := source.NewFile("a\x1b[0m", []byte(text))
		if at := strings.Index(text, secret); at >= 0 && secret != "" {
			f.Mask(f.Span(at, at+len(secret)))
		}
		return f
	}
	const old = "user:hash\n\tone\x1b[1m\r\ntwo\r\n"
	for _, tt := range []struct {
		name string
		c    Changed
		want string
	}{
		{"masked", Changed{Old: masked(old, "hash"), New: masked("user:hash\nthree\r\n", "hash"), Text: []byte("user:hash\nthree\r\n")},
			"--- a\\x1b[0m\n+++ a\\x1b[0m\n@@ -1,3 +1,2 @@\n user:****\n-\tone\\x1b[1m\r\n-two\r\n+three\r\n"},
		{"not read any more", Changed{Old: masked(old, "hash"), Text: []byte("user:hash\n")},
			"--- a\\x1b[0m\n+++ a\\x1b[0m\n# not shown: it has secrets, and nothing reads it any more that could tell where\n"},
		{"no secret", Changed{Old: masked("a\n", ""), Text: []byte("b\n")}, "--- a\\x1b[0m\n+++ a\\x1b[0m\n@@ -1 +1 @@\n-a\n+b\n"},
		{"nothing but a secret", Changed{Old: masked("u:hash\n", "hash"), New: masked("u:other\n", "other"), Text: []byte("u:other\n")},
			"--- a\\x1b[0m\n+++ a\\x1b[0m\n# not shown: what changes is secret\n"},
	} {
		var b strings.Builder
		if err := Diff(&b, []Changed{tt.c}); err != nil || b.String() != tt.want {
			t.Errorf("%s: %q, %v", tt.name, b.String(), err)
		}
	}
}
