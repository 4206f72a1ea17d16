package linttest

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

func TestParse(t *testing.T) {
	c, err := Parse([]byte(`What it shows.
More about it.
path-map: /var/www=site/public
named: site/a.conf site/b.conf
-- site/a.conf mode=0600 uid=33 --
A
-- "site/with blank" enc=go --
"\xef\xbb\xbfone\r\n"
"two"
-- site/link link=../outside/secret --
-- outside/secret --
S
-- site/closed dir deny --
-- want --
W
`))
	if err != nil {
		t.Fatal(err)
	}
	if c.Point != "What it shows." || c.Want != "W\n" || !c.HasWant {
		t.Errorf("point %q, want %q", c.Point, c.Want)
	}
	if got := strings.Join(c.Roots, " "); got != "/site" {
		t.Errorf("roots %s", got)
	}
	if got := c.Paths(); len(got) != 2 || got[1] != (scan.Path{Tree: "/site/b.conf", Name: "site/b.conf"}) {
		t.Errorf("paths %v", got)
	}
	if got := c.PathMap; len(got) != 1 || got[0] != (scan.Mapping{Server: "/var/www", Tree: "/site/public"}) {
		t.Errorf("path map %v", got)
	}
	tree := c.Tree(true)
	data, _, err := tree.ReadFile("/site/with blank", 100)
	if err != nil || string(data) != "\xef\xbb\xbfone\r\ntwo" {
		t.Errorf("encoded file: %q, %v", data, err)
	}
	info, err := tree.Stat("/site/a.conf")
	if err != nil || info.Mode != 0o600 || info.UID != 33 || info.GID != -1 {
		t.Errorf("a.conf: %+v, %v", info, err)
	}
	for name, want := range map[string]error{
		"/site/link":      source.ErrOutside,
		"/outside/secret": source.ErrOutside,
		"/site/missing":   fs.ErrNotExist,
	} {
		if _, err := tree.Stat(name); !isError(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := tree.ReadDir("/site/closed"); !isError(err, fs.ErrPermission) {
		t.Errorf("closed folder: %v", err)
	}
}

func isError(err, want error) bool { return err != nil && strings.HasSuffix(err.Error(), want.Error()) }

func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no point":        "\n-- site/a --\n",
		"no files":        "Point.\n-- want --\n",
		"nothing to read": "Point.\n-- outside/a --\n",
		"top-level file":  "Point.\n-- a --\n",
		"unclean path":    "Point.\n-- site/../a --\n",
		"twice":           "Point.\n-- site/a --\n-- site/a --\n",
		"header option":   "Point.\n-- site/a owner=root --\n",
		"mode":            "Point.\n-- site/a mode=rw --\n",
		"encoding":        "Point.\n-- site/a enc=go --\nplain\n",
		"full link":       "Point.\n-- site/a link=b --\ntext\n",
		"option":          "Point.\npath_map: a\n-- site/a --\n",
		"path map":        "Point.\npath-map: site\n-- site/a --\n",
	} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestFormat(t *testing.T) {
	const text = "Point.\n-- site/a mode=0600 --\nA\n-- want --\n"
	c, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(c.format("line\n", "")); got != text+"line\n" {
		t.Errorf("%q", got)
	}
}

func TestDifference(t *testing.T) {
	got := difference("a\nb\nb\n", "a\nb\nc\n")
	if want := "  want: b\n  got:  c\n"; got != want {
		t.Errorf("%q", got)
	}
}

func TestSecretsHide(t *testing.T) {
	s := secrets{"longer-secret", "secret-1"}
	if got := s.hide("a longer-secret b secret-1"); got != "a **** b ****" {
		t.Errorf("%q", got)
	}
}

func TestApply(t *testing.T) {
	c, err := Parse([]byte("Point.\n-- site/a --\none two three\n"))
	if err != nil {
		t.Fatal(err)
	}
	edit := func(from, to int, text string) lint.EditPlace {
		return lint.EditPlace{
			File:    "site/a",
			Start:   source.Position{Offset: from},
			End:     source.Position{Offset: to},
			NewText: text,
		}
	}
	for name, test := range map[string]struct {
		edits []lint.EditPlace
		want  string // empty for edits that are refused
	}{
		"two":           {[]lint.EditPlace{edit(0, 3, "1"), edit(8, 13, "3")}, "1 two 3\n"},
		"other order":   {[]lint.EditPlace{edit(8, 13, "3"), edit(0, 3, "1")}, "1 two 3\n"},
		"overlapping":   {[]lint.EditPlace{edit(0, 5, ""), edit(4, 7, "")}, ""},
		"out of bounds": {[]lint.EditPlace{edit(0, 15, "")}, ""},
		"no such file":  {[]lint.EditPlace{{File: "site/b"}}, ""},
	} {
		mended, problem := apply(c, lint.FixPlace{Edits: test.edits})
		switch {
		case test.want == "" && problem == "":
			t.Errorf("%s: accepted", name)
		case test.want != "" && problem != "":
			t.Errorf("%s: %s", name, problem)
		case test.want != "" && string(mended.Nodes[0].Data) != test.want:
			t.Errorf("%s: %q", name, mended.Nodes[0].Data)
		}
	}
	if got := string(c.Nodes[0].Data); got != "one two three\n" {
		t.Errorf("the case itself was changed: %q", got)
	}
}
