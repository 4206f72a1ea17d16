package expr

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
)

// someone is a request of which some things are not known: what has "unknown"
// in its name, and every variable that is not listed.
func someone() *facts {
	return &facts{
		unknown: "unknown",
		variables: map[string]string{
			"REMOTE_USER": "", "REQUEST_URI": "/a/b", "REMOTE_ADDR": "192.0.2.7", "QUERY_STRING": "id=17&x=y",
		},
		headers:     map[string]string{"User-Agent": "curl/8.0"},
		environment: map[string]string{"SEEN": "yes"},
	}
}

// Shorthands for what is not known.
var unknowns = strings.NewReplacer(
	"U1", "%{HTTP:X-Unknown} == 'a'",
	"UC", "%{HTTP:X-Unknown} =~ /(a)/",
	"SET", "'abc' =~ /(b)/",
	"UNSET", "'abc' =~ /(z)/",
	"FAIL", "file('/no/such/file') == ''",
	"DOUBT", "file('relative') == ''",
)

func TestThreeValues(t *testing.T) {
	for _, c := range []struct {
		condition string
		want      model.Fact
	}{
		{"U1", model.Unknown},
		{"!U1", model.Unknown},
		{"U1 && false", model.No},
		{"false && U1", model.No},
		{"U1 || true", model.Yes},
		{"true || U1", model.Yes},
		{"U1 && true", model.Unknown},
		{"U1 || false", model.Unknown},
		{"U1 && U1 && false", model.No},
		{"(U1 || U1) && false", model.No},
		{"!(U1 && false)", model.Yes},
		{"!U1 && false", model.No},
		{"!U1 || true", model.Yes},
		{"U1 || U1 || !false", model.Yes},
		{"%{HTTP:X-Unknown} in {'a', 'b'}", model.Unknown},
		{"'a' in {%{HTTP:X-Unknown}, 'a'}", model.Yes},
		{"'a' in {'a', %{HTTP:X-Unknown}}", model.Yes},
		{"'a' in {'b', %{HTTP:X-Unknown}}", model.Unknown},
		{"tolower(%{HTTP:X-Unknown}) == 'a'", model.Unknown},
		{`"x%{HTTP:X-Unknown}" == 'a'`, model.Unknown},
		{"%{TIME_HOUR} -lt 6", model.Unknown},
		{"%{TIME_HOUR} -lt 6 && false", model.No},
		{"resp('X') == ''", model.Unknown},
		{"-U '/x'", model.Unknown},
		{"-F '/x'", model.Unknown},
		{"-A '/x'", model.Unknown},
		{"-f 'relative'", model.Unknown},
		{"-x '/'", model.Unknown},
		{"%{HTTP:X-Unknown} -ipmatch '10.0.0.0/8'", model.Unknown},
		{"'localhost' -ipmatch '127.0.0.0/8'", model.Unknown},
		{"'a' -in PeerExtList('b')", model.Unknown},
		{"%{SSL_CIPHER} == ''", model.Unknown},
		{"SSL('SSL_CIPHER') == ''", model.Unknown},
		{"SSL('HTTPS') == ''", model.Unknown},
		{"%{HC_CODE} == ''", model.Unknown},
		{"env('HOME') == ''", model.Unknown},
		{"env('SEEN') == 'yes'", model.Yes},
		{"reqenv('HOME') == ''", model.Yes},

		// Captures of a match that may or may not have been tried.
		{"SET && $1 == 'b'", model.Yes},
		{"(U1 && SET) || $1 == 'b'", model.Unknown},
		{"(U1 && SET) || $1 == 'c'", model.Unknown},
		{"(U1 || UNSET) || $1 == ''", model.Unknown},
		{"(U1 && 'abc' =~ /b/) || $1 == ''", model.Yes},
		{"UC || $1 == 'a'", model.Unknown},
		{"(UC || true) && $1 == 'a'", model.Unknown},
		{"UC && SET && $1 == 'b'", model.Unknown},
		{"(UC || true) && SET && $1 == 'b'", model.Yes},
		{"UC && SET && $1 == 'c'", model.No},

		// A failure is that of the whole condition.
		{"FAIL", model.No},
		{"!FAIL", model.No},
		{"FAIL || true", model.No},
		{"true || FAIL", model.Yes},
		{"false && FAIL", model.No},
		{"U1 && FAIL", model.Unknown},
		{"U1 || FAIL", model.Unknown},
		{"(U1 && FAIL) || true", model.Unknown},
		{"!((U1 && FAIL) && false)", model.Unknown},
		{"DOUBT || true", model.Unknown},
		{"DOUBT && false", model.Unknown},
		{"'a' in {file('/no/such/file'), 'a'}", model.Yes},
		{"'a' in {'a', file('/no/such/file')}", model.No},
		{"'a' in {'a', file('relative')}", model.Unknown},
		{"'a' in {file('/no/such/file'), %{HTTP:X-Unknown}}", model.Unknown},
		{"true || 'a' =~ /(?R)/", model.Unknown},
	} {
		text := unknowns.Replace(c.condition)
		parsed, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, why := parsed.Eval(someone(), nil)
		if got != c.want {
			t.Errorf("%s: %v (%s), want %v", text, got, why, c.want)
		}
		if (got == model.Yes || got == model.No && !strings.Contains(c.condition, "file") && !strings.Contains(c.condition, "FAIL")) && why != "" {
			t.Errorf("%s: %v with the reason %q", text, got, why)
		}
		if got == model.Unknown && why == "" {
			t.Errorf("%s: no reason", text)
		}
	}
}

// TestFailure shows how a caller tells "no" from "httpd fails".
func TestFailure(t *testing.T) {
	for text, failed := range map[string]bool{"FAIL": true, "!FAIL": true, "false": false, "false && FAIL": false} {
		c, err := Parse(unknowns.Replace(text))
		if err != nil {
			t.Fatal(err)
		}
		if got, why := c.Eval(someone(), nil); got != model.No || (why != "") != failed {
			t.Errorf("%s: %v, %q", text, got, why)
		}
	}
}

// TestCaptures hands captures from one expression to the next.
func TestCaptures(t *testing.T) {
	c, err := Parse(`%{QUERY_STRING} =~ /id=(\d+)(z)?/`)
	if err != nil {
		t.Fatal(err)
	}
	text, err := ParseText("<$0,$1,$2,$3>")
	if err != nil {
		t.Fatal(err)
	}
	var captures Captures
	if got, why := text.Eval(someone(), &captures); got != "<,,,>" || why != "" {
		t.Errorf("before: %q, %s", got, why)
	}
	if got, why := c.Eval(someone(), &captures); got != model.Yes {
		t.Fatalf("%v, %s", got, why)
	}
	if got, why := text.Eval(someone(), &captures); got != "<id=17,17,,>" || why != "" {
		t.Errorf("behind: %q, %s", got, why)
	}
	if matched, why := captures.Match(); !matched || why != "" {
		t.Errorf("Match() = %v, %q", matched, why)
	}
	captures.Clear()
	if got, why := text.Eval(someone(), &captures); got != "<,,,>" || why != "" || !captures.Cleared() {
		t.Errorf("cleared: %q, %q", got, why)
	}
	captures.Lose("for a test")
	if got, why := text.Eval(someone(), &captures); got != "" || why != "for a test" {
		t.Errorf("lost: %q, %q", got, why)
	}
	captures.Set("hello", []int{1, 3})
	if got, why := text.Eval(someone(), &captures); got != "<el,,,>" || why != "" {
		t.Errorf("set: %q, %q", got, why)
	}
}

func TestMentions(t *testing.T) {
	c, err := Parse(`false && tolower("%{remote_user}") == 'x' && req('REQUEST_URI') == ''`)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Mentions("REMOTE_USER") || c.Mentions("REQUEST_URI") {
		t.Errorf("Mentions: %v", c.mentions)
	}
}

func TestModules(t *testing.T) {
	for text, want := range map[string]string{
		"%{SSL_PROTOCOL} == ''":             "ssl",
		"SSL('a') == '' && %{SSL:b} == ''":  "ssl",
		"'a' in PeerExtList('b')":           "ssl",
		"%{HC_BODY} == '' || HC('a') == ''": "proxy_hcheck",
		"%{HTTPS} == 'on'":                  "",
	} {
		c, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := strings.Join(c.Modules(), " "); got != want {
			t.Errorf("%s: modules %q, want %q", text, got, want)
		}
	}
	text, err := ParseText("%{SSL_PROTOCOL}")
	if err != nil || strings.Join(text.Modules(), " ") != "ssl" {
		t.Errorf("text: %v, %v", text.Modules(), err)
	}
}

func TestReadsFiles(t *testing.T) {
	for text, want := range map[string]bool{
		"true || file('/a') == ''": true, "%{filesize:/a} == 0": true, "-f '/a'": false, "req('file') == ''": false,
	} {
		c, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if c.ReadsFiles() != want {
			t.Errorf("%s: %v", text, c.ReadsFiles())
		}
	}
	if text, err := ParseText("%{file:/a}"); err != nil || !text.ReadsFiles() {
		t.Errorf("text: %v", err)
	}
}

func TestConstant(t *testing.T) {
	for text, want := range map[string]string{"": "", "Staff only": "Staff only", `a\tb%}$x`: "a\tb%}$x", `\%{A}`: "%{A}", "it's": "it's"} {
		parsed, err := ParseText(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		got, ok := parsed.Constant()
		if value, why := parsed.Eval(someone(), nil); !ok || got != want || value != want || why != "" {
			t.Errorf("%q: %q %v, %q %q", text, got, ok, value, why)
		}
	}
	for _, text := range []string{"%{REMOTE_USER}", "a$1"} {
		parsed, err := ParseText(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if got, ok := parsed.Constant(); ok {
			t.Errorf("%q is the constant %q", text, got)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]ErrorKind{
		"":                                     Syntax,
		"true &&":                              Syntax,
		"%{":                                   Syntax,
		"%{NO_SUCH} == ''":                     NoSuchName,
		"nosuch('a') == ''":                    NoSuchName,
		"-Q 'a'":                               NoSuchName,
		"'a' -nosuch 'a'":                      NoSuchName,
		"'a' in nosuch('a')":                   NoSuchName,
		"%{NO_SUCH} == '' &&":                  Syntax,
		"%{NO_SUCH} == 'a\\":                   Crash,
		"-R 'x' || 'a\\":                       Crash,
		"'a\\":                                 Crash,
		`"%{tolower:it's}" == ''`:              Crash,
		`%{tolower:a"} == ''`:                  Crash,
		") 'a\\":                               Syntax,
		"'a' =~ /(/":                           BadPattern,
		"-R 'localhost'":                       Syntax,
		strings.Repeat("true && ", 5000) + "1": TooLong,
	} {
		_, err := Parse(text)
		if err == nil {
			t.Errorf("%.50s: no error", text)
			continue
		}
		if got := err.(*Error); got.Kind != want {
			t.Errorf("%.50s: kind %d (%v), want %d", text, got.Kind, err, want)
		}
		if says := err.Error(); says == "" || strings.HasSuffix(says, ".") || strings.Contains(says, "\n") {
			t.Errorf("%.50s: %q is no clause", text, says)
		}
	}
}

// TestTextErrors has the errors of texts that nothing encloses.
func TestTextErrors(t *testing.T) {
	for text, want := range map[string]ErrorKind{
		`a\`: Crash, "%{": Syntax, "%{a": Syntax, "%{tolower:a": Syntax, "%{tolower:}": Syntax, "%{no}": NoSuchName,
		`\400`: Syntax, `\8`: Syntax, "%{tolower:'}": Crash, "a\nb": Syntax, strings.Repeat("a", maxText): Syntax,
	} {
		_, err := ParseText(text)
		if err == nil {
			t.Errorf("%.50q: no error", text)
		} else if got := err.(*Error); got.Kind != want {
			t.Errorf("%.50q: kind %d (%v), want %d", text, got.Kind, err, want)
		}
	}
	if _, err := ParseText(strings.Repeat("a", maxText-1)); err != nil {
		t.Error(err)
	}
}

// TestSSLRequire has the comparisons that are SSLRequire's own.
func TestSSLRequire(t *testing.T) {
	for text, want := range map[string]model.Fact{
		"'10' -gt '9'":   model.Yes,
		"'10' > '9'":     model.Yes,
		"'10' -eq '010'": model.No,
		"'b' < 'aa'":     model.Yes,
		"'b' > 'a'":      model.Yes,
		"'a' -eq 'a'":    model.Yes,
		"'a' ne 'b'":     model.Yes,
		"'abc' =~ /b/":   model.Yes,
		"'a' in {'a'}":   model.Yes,
		`'\344' < 'a'`:   model.Unknown,
		`'\344' != 'a'`:  model.Yes,
		`'\344' >= 'aa'`: model.No,
	} {
		c, err := ParseSSLRequire(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got, why := c.Eval(someone(), nil); got != want {
			t.Errorf("%s: %v (%s), want %v", text, got, why, want)
		}
	}
}
