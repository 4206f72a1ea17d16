package apache

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
)

// refusalCase is a .htaccess file and what httpd says to it.
type refusalCase struct {
	place string // file and line
	mark  byte
	text  string
}

// The marks of a case.
const (
	markAccepted = '+'
	markRefused  = '-'
	markEnds     = '!' // httpd's worker ends
	// markUnsure is a file that a httpd with the usual modules refuses, of
	// which the front end is not sure: a module may or may not be loaded, or
	// another one may know a name in an expression.
	markUnsure = '?'
)

// refusalCases reads all cases. Every file begins with how it is written.
func refusalCases(tb testing.TB) []refusalCase {
	tb.Helper()
	names, err := filepath.Glob("../testdata/conformance/apache-refusals/*.txt")
	if err != nil || len(names) == 0 {
		tb.Fatalf("no cases: %v", err)
	}
	var cases []refusalCase
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		number := 0
		for line := range strings.Lines(string(data)) {
			number++
			line = strings.TrimSuffix(line, "\n")
			switch {
			case line == "" || line[0] == '#':
			case line[0] == '|':
				cases[len(cases)-1].text += strings.TrimPrefix(line[1:], " ") + "\n"
			default:
				c := refusalCase{place: filepath.Base(name) + ":" + strconv.Itoa(number), mark: line[0]}
				c.text, err = caseText(line[1:])
				if err != nil || strings.IndexByte("+-!?", line[0]) < 0 {
					tb.Fatalf("%s: no case: %q", c.place, line)
				}
				cases = append(cases, c)
			}
		}
	}
	return cases
}

// caseText is what stands behind the mark: the first line, or, behind a "q",
// the bytes of the whole file in Go's quotes.
func caseText(s string) (string, error) {
	if quoted, is := strings.CutPrefix(s, "q "); is {
		return strconv.Unquote(quoted)
	}
	text, ok := strings.CutPrefix(s, " ")
	if !ok {
		return "", fmt.Errorf("no blank behind the mark")
	}
	return text + "\n", nil
}

// TestRefusals compares the front end's opinion of every case with its mark.
// One mistake has one refusal.
func TestRefusals(t *testing.T) {
	counts := map[byte]int{}
	for _, c := range refusalCases(t) {
		counts[c.mark]++
		o := opinionOf(c.text)
		sure := o.first != nil
		switch {
		case sure != (c.mark == markRefused || c.mark == markEnds):
			t.Errorf("%s: %q is marked %q and %v", c.place, c.text, c.mark, o)
		case sure && (c.mark == markEnds) != (o.first.Kind == model.RefusedCrash):
			t.Errorf("%s: %q is marked %q and %v", c.place, c.text, c.mark, o)
		case o.sure+o.assumed > 1:
			t.Errorf("%s: %q has %d refusals, all for one mistake", c.place, c.text, o.sure+o.assumed)
		}
	}
	t.Logf("%d accepted, %d refused, %d end the worker, %d not sure",
		counts[markAccepted], counts[markRefused], counts[markEnds], counts[markUnsure])
}

// TestRefusalsLive asks a live httpd whether the marks are right.
func TestRefusalsLive(t *testing.T) {
	cases := refusalCases(t)
	texts := make([]string, len(cases))
	for i, c := range cases {
		texts[i] = c.text
	}
	server := newOracle(t, "")
	for i, v := range server.ask(t, texts) {
		want := map[bool]string{true: "-?", false: "+"}[v.refused()]
		if v.closed {
			want = "!"
		}
		if c := cases[i]; strings.IndexByte(want, c.mark) < 0 {
			t.Errorf("%s: %q is marked %q, but httpd: %v", c.place, c.text, c.mark, v)
		}
	}
	t.Logf("%d cases, %d requests", len(cases), server.Requests())
	if server.Requests() < len(cases) {
		t.Errorf("%d requests for %d cases", server.Requests(), len(cases))
	}
}

// TestMacrosLive shows that the lines of a macro are no business of the parser:
// a httpd with mod_macro accepts whatever stands there.
func TestMacrosLive(t *testing.T) {
	texts := []string{
		"<Macro m>\nOptions None\n</Macro>\nUse m\n",
		"<Macro m $a>\nFoo \"$a\n<Files x>\n</Limit>\n</macro>\nOptions None\n",
		"<Macro m>\n<Macro n>\nOptions Foo\n</Macro>\n</Macro>\nOptions None\n",
		"<Macro m>\n<IfModule mod_access.c>\n</Macro>\nOptions None\n",
	}
	server := newOracle(t, "", "macro")
	for i, v := range server.ask(t, texts) {
		if o := opinionOf(texts[i]); o.first != nil || v.refused() {
			t.Errorf("%q: %v, and httpd: %v", texts[i], o, v)
		}
	}
}
