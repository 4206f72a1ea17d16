package baseline

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
)

func result(prints ...string) *lint.Result {
	r := &lint.Result{}
	for _, p := range prints {
		rule, print, _ := strings.Cut(p, ":")
		r.Findings = append(r.Findings, lint.Finding{
			Rule: &lint.Rule{ID: rule}, Severity: lint.Error, Fingerprint: print, Identity: "b/" + print, Message: "a <b>",
		})
	}
	r.Count()
	return r
}

func encode(t *testing.T, b *Baseline) string {
	t.Helper()
	text, err := b.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const written = `{
  "version": 1,
  "tool": "authlint",
  "findings": [
    {
      "rule": "x",
      "file": "b/1",
      "fingerprint": "1",
      "message": "a <b>"
    },
    {
      "rule": "x",
      "file": "b/2",
      "fingerprint": "2",
      "message": "a <b>"
    }
  ]
}
`

// What counts is written, in an order of its own, and read back.
func TestRoundTrip(t *testing.T) {
	r := result("x:2", "x:3", "x:1")
	r.Findings[1].Suppressed = &lint.Suppression{Kind: lint.InSource, Reason: "known"}
	text := encode(t, Of(r))
	if text != written {
		t.Error(text)
	}
	b, err := Parse("f", []byte(text))
	if err != nil || encode(t, b) != text {
		t.Error(err)
	}
	if empty := encode(t, Of(result())); !strings.Contains(empty, `"findings": []`) {
		t.Error(empty)
	}
}

func TestApply(t *testing.T) {
	b := Of(result("x:1", "x:2", "y:3", "z:4"))
	r := result("x:2", "x:3", "y:3", "x:1")
	r.Findings[3].Suppressed = &lint.Suppression{Kind: lint.InSource, Reason: "known"}
	stale := b.Apply(r, func(Entry) bool { return true })
	var kinds []string
	for _, f := range r.Findings {
		kind := "counts"
		if f.Suppressed != nil {
			kind = f.Suppressed.Kind
		}
		kinds = append(kinds, kind)
	}
	if got := strings.Join(kinds, " "); got != "baseline counts baseline inSource" {
		t.Error(got)
	}
	if r.Summary.Suppressed != 3 || r.Summary.Errors != 1 {
		t.Errorf("%+v", r.Summary)
	}
	if stale.Len() != 1 || stale.entries[0].Rule != "z" {
		t.Errorf("%+v are stale", stale.entries)
	}
	if rest := b.Without(stale); rest.Len() != 3 || strings.Contains(encode(t, rest), `"z"`) {
		t.Errorf("%+v are left", rest.entries)
	}
	if none := b.Apply(result(), func(e Entry) bool { return e.Rule == "y" }); none.Len() != 1 {
		t.Errorf("%d are stale of the one that was looked for", none.Len())
	}
}

func TestMalformed(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "f:1:1: unexpected end of JSON input",
		"[]":                                  `f:1:1: no baseline: "{" belongs here`,
		"{}":                                  "f:1:1: no baseline: its version is missing",
		"{\n \"version\": 2}":                 "f:2:13: version 2 is not the one that this authlint reads, which is 1",
		"{\n \"version\": \"1\"}":             "f:2:13: string does not belong here",
		"{\"version\": 1,\n\n  \"more\": 1}":  `f:3:3: unknown field "more"`,
		"{\"version\": 1, \"findings\": {}}":  `f:1:28: no baseline: "[" belongs here`,
		"{\"version\": 1} {}":                 "f:1:16: invalid character '{' after top-level value",
		"{\"version\": 1, \"findings\": [\n ": "f:2:1: unexpected end of JSON input",
		"{\"version\": 1, \"findings\": [\n {\"rule\": \"x\"}]}":                           "f:2:2: an entry needs rule, file and fingerprint",
		"{\"version\": 1, \"findings\": [{},\n {}]}":                                       "f:1:29: an entry needs rule, file and fingerprint",
		"{\"version\": 1, \"findings\": [\n {\"rule\": 1}]}":                               "f:2:2: number does not belong here",
		"{\"version\": 1, \"findings\": [\n {\"line\": 1}]}":                               `f:2:2: unknown field "line"`,
		"{\"version\": 1,\n \"findings\": [x]}":                                            "f:2:15: invalid character 'x' looking for beginning of value",
		"<<<<<<< HEAD\n{\"version\": 1, \"findings\": []}":                                 "f:1:1: invalid character '<' looking for beginning of value",
		"{\"version\": 1, \"findings\": [\n{\"rule\":\"x\",\n<<<<<<< HEAD\n\"file\":\"\"}": "f:3:1: invalid character '<' looking for beginning of object key string",
	} {
		_, err := Parse("f", []byte(text))
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(written)
	f.Add("{\"version\": 1, \"findings\": [{\"rule\":\"x\",\"file\":\"y\",\"fingerprint\":\"z\"}]}")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := Parse("f", []byte(text))
		if err != nil {
			return
		}
		again, err := Parse("f", []byte(encode(t, b)))
		if err != nil || again.Len() != b.Len() {
			t.Errorf("%v, %d entries of %d", err, again.Len(), b.Len())
		}
	})
}
