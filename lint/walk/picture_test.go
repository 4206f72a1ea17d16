package walk

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/source"
)

// told is a story of one request for the tests.
func told(d access.Decision, trace ...access.Passage) *Story {
	return &Story{
		URL: "http://a/b", Decision: d, Trace: trace,
		Request: &access.Request{Method: "GET", Target: "/b", Remote: netip.MustParseAddr(DefaultRemote)},
	}
}

func drawn(t *testing.T, s *Story, o Options) string {
	t.Helper()
	var out bytes.Buffer
	if err := WritePicture(&out, s, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestPicture(t *testing.T) {
	file := source.NewFile("a/.htaccess", []byte("# x\n\tRequire user anna # no\x1b[2J\n\nErrorDocument 401 /e.html\n"))
	s := told(access.Decision{Outcome: access.NotFound, Status: 404, Challenge: []string{"Basic realm=\"S\x1b\""}, Assumptions: []string{"nothing"}},
		access.Passage{Gate: access.GateHtaccess, Note: "these hold", Because: []source.Span{file.Span(0, 0)}},
		access.Passage{Gate: access.GatePassword, Verdict: access.Challenges, Status: 401, Note: "the request carries no credentials", Because: []source.Span{file.Span(5, 22), file.Span(18, 22)}},
		access.Passage{Gate: access.GateErrorDocument, Verdict: access.HandsOn, Status: 401, Note: "an error document", Because: []source.Span{file.Span(33, 58)}},
		access.Passage{Gate: access.GateHtaccess, Note: "these hold", Because: []source.Span{file.Span(0, 0)}, Target: "/e.html"},
		access.Passage{Gate: access.GateFiles, Note: "looked up", Target: "/e.html/index.html"},
		access.Passage{Gate: access.GateHandler, Verdict: access.Refuses, Status: 404, Note: "it does not exist"},
	)
	s.Request.Credentials = &access.Credentials{User: "al\nice", Password: []byte("hush")}
	s.Request.Remote = netip.MustParseAddr("192.0.2.1")
	s.Login = []Told{{Span: file.Span(5, 22), Text: "why"}, {Text: "no place"}}
	s.Realm = []Told{{Span: file.Span(5, 22), Text: "as well"}}
	s.Otherwise = []Variant{
		{"without credentials", access.Decision{Outcome: access.Redirected, Status: 301, Location: "http://b/"}},
		{"from 127.0.0.1", access.Decision{Undecided: "nobody knows"}},
		{"from 10.0.0.1", access.Decision{Outcome: access.Failed}},
	}
	s.Near = []Variant{{"http://a/c", access.Decision{Outcome: access.Upstream}}}
	want := `404 not-found  GET http://a/b as "al\nice" from 192.0.2.1

  htaccess        passes          these hold
    --> a/.htaccess
  password        challenges 401  the request carries no credentials
    --> a/.htaccess:2
    2 | Require user anna # no\x1b[2J
      | ^^^^^^^^^^^^^^^^^
    2 | Require user anna # no\x1b[2J
      |              ^^^^
  error-document  hands-on 401    an error document
    --> a/.htaccess:4
    4 | ErrorDocument 401 /e.html
  goes on as /e.html
    looks for /e.html/index.html
      files           passes          looked up
    handler         refuses 404     it does not exist

note: the answer asks for a password all the same, and browsers show no prompt for it: Basic realm="S\x1b"
login: a/.htaccess:2: why
login: no place
same realm: a/.htaccess:2: as well
otherwise: without credentials  301 redirected  -> http://b/
otherwise: from 127.0.0.1       undecided: nobody knows
otherwise: from 10.0.0.1        no answer
near: http://a/c  upstream
assumed: nothing
`
	if got := drawn(t, s, Options{}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Lines end where the terminal does, as far as words let them.
func TestPictureWidth(t *testing.T) {
	s := told(access.Decision{Outcome: access.Forbidden, Status: 403, Assumptions: []string{strings.Repeat("word ", 30) + "end"}},
		access.Passage{Gate: access.GateAddress, Verdict: access.Refuses, Status: 403, Note: strings.Repeat("note ", 30) + "end"})
	for line := range strings.Lines(drawn(t, s, Options{Width: 60})) {
		if w := report.Width(strings.TrimSuffix(line, "\n")); w > 60 {
			t.Errorf("%d columns: %s", w, line)
		}
	}
	if got := drawn(t, s, Options{Width: 1}); !strings.Contains(got, "end\n") {
		t.Errorf("a narrow terminal loses text:\n%s", got)
	}
}

func TestPictureColor(t *testing.T) {
	for o := access.Undecided; o <= access.Failed; o++ {
		for v := access.Passes; v <= access.Unsure; v++ {
			s := told(access.Decision{Outcome: o, Status: 200, Undecided: "x"}, access.Passage{Gate: access.GateHost, Verdict: v, Note: "x"})
			plain, colored := drawn(t, s, Options{}), drawn(t, s, Options{Color: true})
			if strings.Contains(plain, "\x1b") || strings.Count(colored, "\x1b[") < 4 {
				t.Errorf("%s, %s: %q", o, v, colored)
			}
		}
	}
}

// An answer that nobody can give says why at once, and what would help.
func TestPictureUndecided(t *testing.T) {
	s := told(access.Decision{Undecided: "the module is not known"},
		access.Passage{Gate: access.GateRewrite, Verdict: access.Unsure, Note: "the module is not known"})
	got := drawn(t, s, Options{})
	if !strings.HasPrefix(got, "undecided  GET http://a/b\ncannot say: the module is not known\n") || !strings.Contains(got, "help: --config FILE") {
		t.Error(got)
	}
}

// Every hint is for something that a server says, and none hides another.
func TestHints(t *testing.T) {
	sources := ""
	for _, pattern := range []string{"../access/*.go", "../../apache/*.go", "../../apache/engine/*.go"} {
		for _, name := range globbed(t, pattern) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			sources += string(data)
		}
	}
	for i := range hints {
		h := &hints[i]
		if !strings.Contains(sources, h.note) {
			t.Errorf("no note says %q", h.note)
		}
		gate := access.GateHandler
		if h.gates != nil {
			gate = h.gates[0]
		}
		s := told(access.Decision{}, access.Passage{Gate: gate, Verdict: h.verdict, Note: h.note})
		if got := Advice(s); len(got) != 1 || got[0] != s.fill(h.advice, &s.Trace[0]) {
			t.Errorf("%s %q: %q", h.verdict, h.note, got)
		}
	}
}

func globbed(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v", pattern, err)
	}
	return slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
}

// What goes into a command is one word for a shell.
func TestAdviceWords(t *testing.T) {
	file := source.NewFile("my $files/.htpasswd", []byte("x:y\n"))
	s := told(access.Decision{}, access.Passage{
		Gate: access.GatePassword, Verdict: access.Challenges, Note: "the password is wrong", Because: []source.Span{file.Span(0, 1)},
	})
	for user, want := range map[string]string{
		"bob": "bob", "o'neil": `'o'\''neil'`, "-c": "'-c'", "": "NAME", "a b": "'a b'", "$(x)": "'$(x)'",
	} {
		s.Request.Credentials = &access.Credentials{User: user}
		if got := fmt.Sprint(Advice(s)); got != "[htpasswd -B 'my $files/.htpasswd' "+want+" sets a new password]" {
			t.Errorf("%q: %s", user, got)
		}
	}
}

func TestBreakLines(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"one two three", 0, "one two three"},
		{"aaaaaaaaaa bbbbbbbbbb cccccccccc", 24, "aaaaaaaaaa bbbbbbbbbb|cccccccccc"},
		{strings.Repeat("x", 40) + " y", 24, strings.Repeat("x", 40) + "|y"},
		{"", 24, ""},
	} {
		if got := strings.Join(breakLines(c.text, c.width), "|"); got != c.want {
			t.Errorf("%q: %q", c.text, got)
		}
	}
}
