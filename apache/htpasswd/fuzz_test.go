package htpasswd

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

var (
	allKinds   = []model.StoreKind{model.Passwords, model.Digests, model.Groups}
	allReaders = []model.ServerKind{model.NoServer, model.Apache, model.Nginx}
)

// FuzzParse looks for bytes with which a place lies outside its line, a secret
// is not masked, or two readings differ.
func FuzzParse(f *testing.F) {
	for _, c := range allCases() {
		f.Add([]byte(c.data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, kind := range allKinds {
			for _, reader := range allReaders {
				file := source.NewFile("f", data)
				s := Parse(file, kind, reader)
				checkSpans(t, s)
				if kind != model.Groups {
					checkMasks(t, file, kind)
				}
				checkTexts(t, s)
				again := Parse(source.NewFile("f", data), kind, reader)
				if describe(s) != describe(again) {
					t.Error("two readings differ")
				}
			}
		}
		Match(".htpasswd", data)
		KindOf("htpasswd", data)
	})
}

// checkSpans looks at every place of a store: inside the file, inside its line,
// in order.
func checkSpans(t *testing.T, s *model.Store) {
	t.Helper()
	inside := func(what string, outer, inner source.Span) {
		t.Helper()
		if inner.File != s.File || inner.Start > inner.End || !outer.Contains(inner) {
			t.Errorf("%s at %s is not inside %s", what, place(inner), place(outer))
		}
	}
	end := 0
	line := func(span source.Span) {
		t.Helper()
		inside("line", s.File.Span(end, len(s.File.Data)), span)
		end = span.End
	}
	for _, e := range s.Entries {
		line(e.Span)
		inside("user", e.Span, e.User.Span)
		inside("hash", e.Span, e.Hash.Span)
		inside("secret", s.File.Span(e.User.Span.End, e.Span.End), e.Hash.Secret)
		if e.Realm.Span.File != nil {
			inside("realm", s.File.Span(e.User.Span.End, e.Hash.Secret.Start), e.Realm.Span)
		}
		if e.Shadowed != nil {
			inside("shadow", s.File.Span(0, e.Span.Start), e.Shadowed.Span)
		}
	}
	for _, g := range s.Groups {
		line(g.Span)
		inside("group", g.Span, g.Name.Span)
		at := g.Name.Span.End
		for _, m := range g.Members {
			inside("member", s.File.Span(at, g.Span.End), m.Span)
			at = m.Span.End
		}
	}
	last := 0
	for _, f := range s.Faults {
		inside("fault", s.File.All(), f.Span)
		if f.Span.End < last && f.Kind == model.FaultLongLine {
			t.Errorf("fault at %s stands behind %d", place(f.Span), last)
		}
		last = max(last, f.Span.Start)
	}
}

// checkMasks looks whether all that follows a line's first colon is masked; in
// a digest line what follows the realm.
func checkMasks(t *testing.T, f *source.File, kind model.StoreKind) {
	t.Helper()
	pos := 0
	for _, text := range bytes.SplitAfter(f.Data, []byte("\n")) {
		start := pos
		pos += len(text)
		text = bytes.TrimSuffix(text, []byte("\n"))
		colon := bytes.IndexByte(text, ':')
		if colon < 0 {
			continue
		}
		from := colon + 1
		if kind == model.Digests {
			realm, rest := digestFields(text, colon)
			if publicRealm(realm, rest) {
				from = len(text) - len(rest)
			}
		}
		if from < len(text) && f.Text(start+from, start+len(text)) != source.Mask {
			t.Fatalf("what stands from %d on is not masked to the end of its line", start+from)
		}
	}
}

// checkTexts looks whether a text of the store holds what is masked in the
// file: names must be the text of their places.
func checkTexts(t *testing.T, s *model.Store) {
	t.Helper()
	for _, e := range s.Entries {
		for _, w := range []model.Word{e.User, e.Realm} {
			// What httpd takes for the rest of a joined line is masked, even
			// where nginx sees a name in it, and so is a name whose colon is
			// in the next line.
			joined := bytes.Contains(s.File.Data[:e.Span.End], []byte("\\\n")) ||
				bytes.Contains(s.File.Data[:e.Span.End], []byte("\\\r\n"))
			masked := w.Span.File != nil && s.File.Masked(w.Span.Start, w.Span.End)
			if masked && !joined && w.Text != source.Mask {
				t.Errorf("the text of the word at %s is not hidden", place(w.Span))
			}
		}
	}
	for _, f := range s.Faults {
		if f.Text != "" && s.Kind != model.Groups && !strings.Contains(f.Text, "line") {
			t.Errorf("the fault at %s has a text of the file", place(f.Span))
		}
	}
}

// TestNoSecrets writes whole stores down and looks for the secrets of the
// cases.
func TestNoSecrets(t *testing.T) {
	secrets := []string{apr1, sha1, ssha, bcrypt2y, bcryptHW, md5crypt, sha256, sha512, rounds, yes, gost, nt, bsdiHash, desHash,
		digest32, md5hex, other, "my secret", "administrator", "MIIEvQ", "'secret'", "hunter2"}
	cases := append(allCases(),
		fileCase{name: "passphrase", data: "hunter2\n"},
		fileCase{name: "passphrase with blank behind", data: "hunter2 \nbob hunter2\n"},
		fileCase{name: "joined secret", data: "bob:\\\nhunter2 hunter2\n"},
		fileCase{name: "joined later", data: "bob:x\\\nhunter2 a\\\nhunter2 b\n"},
		fileCase{name: "hash first", data: sha1 + ":hunter2\n" + desHash + "\n" + apr1 + " bob\n"},
		fileCase{name: "commented out", data: "# bob " + apr1 + "\n#bob:hunter2\n"})
	for _, c := range cases {
		for _, kind := range allKinds {
			if kind == model.Groups && c.kind != model.Groups {
				continue
			}
			for _, reader := range allReaders {
				f := source.NewFile("f", []byte(c.data))
				text := describe(Parse(f, kind, reader)) + f.Text(0, len(f.Data))
				for i, secret := range secrets {
					if c.name != "group of thirteen letters" && strings.Contains(text, secret) {
						t.Errorf("%s: secret %d shows with kind %d and %v", c.name, i, kind, reader)
					}
				}
			}
		}
	}
}

// TestMasks checks the masks of all cases, as the fuzz target does for others.
func TestMasks(t *testing.T) {
	for _, c := range allCases() {
		for _, kind := range []model.StoreKind{model.Passwords, model.Digests} {
			t.Run(fmt.Sprintf("%s %d", c.name, kind), func(t *testing.T) {
				f := source.NewFile("f", []byte(c.data))
				Parse(f, kind, model.Apache)
				checkMasks(t, f, kind)
			})
		}
	}
}
