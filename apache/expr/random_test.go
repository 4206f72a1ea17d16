package expr

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// expressionSeed draws the expressions of continuous integration.
// AUTHLINT_SEED draws others.
const (
	expressionSeed = 20260102
	expressions    = 5000
	texts          = 1000
)

func seeded(t testing.TB) *generator {
	seed := uint64(expressionSeed)
	if s := os.Getenv("AUTHLINT_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("AUTHLINT_SEED=%d", seed)
	return &generator{rand.New(rand.NewPCG(seed, 0))}
}

// generator draws expressions, most of which httpd takes.
type generator struct{ *rand.Rand }

// pick draws one of the words.
func (g *generator) pick(words ...string) string { return words[g.IntN(len(words))] }

var randomVariables = []string{
	"REQUEST_METHOD", "REQUEST_URI", "QUERY_STRING", "REMOTE_ADDR", "REMOTE_USER", "SERVER_NAME", "HTTPS",
	"HTTP_HOST", "HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_COOKIE", "HTTP_ACCEPT", "request_scheme",
	"SERVER_PROTOCOL", "THE_REQUEST", "IS_SUBREQ", "REQUEST_FILENAME", "TIME_HOUR", "DOCUMENT_ROOT",
	"CONN_REMOTE_ADDR", "AUTH_TYPE", "PATH_INFO", "CONTEXT_PREFIX", "DOCUMENT_URI",
}

var randomHeaders = []string{
	"X-Name", "x-number", "X-Path", "X-Base", "X-Bytes", "User-Agent", "X-None", "Cookie", "X-Address", "X-V6", "X-Empty",
}

func (g *generator) condition(depth int) string {
	if depth <= 0 || g.IntN(3) == 0 {
		return g.simple()
	}
	a, b := g.condition(depth-1), g.condition(depth-1)
	switch g.IntN(7) {
	case 0:
		return "!" + a
	case 1:
		return "! (" + a + ")"
	case 2:
		return "(" + a + ")"
	case 3:
		return "(" + a + g.pick(" || ", " or ") + b + ")"
	case 4, 5:
		return a + g.pick(" && ", "&&", " and ") + b
	}
	return a + g.pick(" || ", "||", " or ") + b
}

func (g *generator) simple() string {
	switch g.IntN(12) {
	case 0:
		return g.pick("true", "false")
	case 1, 2:
		return "-" + g.pick("n", "z", "T") + " " + g.word(2)
	case 3:
		return "-" + g.pick("f", "d", "e", "s", "L", "h") + " " + g.path()
	case 4:
		return g.word(2) + " " + g.pick("-in", "in") + " {" + g.word(1) + ", " + g.word(1) + ", " + g.text(1) + "}"
	case 5, 6:
		return g.word(1) + " " + g.pick("=~", "!~") + " " + g.pattern()
	case 7:
		return g.word(1) + " " + g.pick("-strmatch", "-strcmatch", "-fnmatch") + " " + g.glob()
	case 8:
		return g.pick("-R", "%{REMOTE_ADDR} -ipmatch", "req('X-Address') -ipmatch", "req('X-V6') -ipmatch") + " '" + g.network() + "'"
	case 9:
		return g.word(1) + " " + g.pick("-eq", "-ne", "-lt", "-le", "-gt", "-ge", "eq", "lt") + " " + g.word(1)
	}
	return g.word(2) + " " + g.pick("==", "=", "!=", "<", "<=", ">", ">=", "==", "!=") + " " + g.word(2)
}

func (g *generator) path() string {
	return `"%{DOCUMENT_ROOT}/` + g.pick("files", "files/full.txt", "files/empty.txt", "files/link", "files/dangling", "none", "") + `"`
}

func (g *generator) network() string {
	if g.IntN(4) == 0 {
		return g.pick("2001:db8::/32", "::1", "::/1", "2001:db8::1", "fe80::/10", "2001:db8::/127", "::/0", "2001:")
	}
	s := ""
	for i := range 1 + g.IntN(4) {
		if i > 0 {
			s += "."
		}
		s += g.pick("127", "10", "0", "1", "2", "3", "010", "255")
	}
	return s + g.pick("", "", ".", "/8", "/24", "/31", "/255.0.0.0", "/255.0.255.255", "/33", "/0")
}

func (g *generator) glob() string {
	s := ""
	for range g.IntN(6) {
		s += g.pick("*", "*", "?", "a", "b", "n", "/", "A", "2", ".", "[a-c]", "[!a-m]", "[^/]", "[]a]", "[a", "\\\\*", "[A-N]", "[/]", "\\\\", "[\\\\]a]", "[a\\\\-z]", "1", "]", "-")
	}
	return "'" + s + "'"
}

var randomPatterns = []string{
	"a", "^a", "z$", "^$", "(a)", "(.)(.)", "^(.*)$", "x(y)?", "(x)?a", "(a|b)", "[a-f]+", "(n+)", "(\\d+)", "(.)$",
	"^127", "([a-z]+)=(\\w+)", "Words", "(words)", ".", "^(?:An)(na)", "A(n*)(x*)", "^.{3}(.)", "\\.(c)",
}

func (g *generator) pattern() string {
	p := g.pick(randomPatterns...)
	return g.pick("/"+p+"/", "m#"+p+"#", "m,"+p+",") + g.pick("", "", "i")
}

func (g *generator) word(depth int) string {
	switch g.IntN(9) {
	case 0:
		return g.pick("0", "1", "42", "-3", "007", "12")
	case 1:
		return "%{" + g.pick(randomVariables...) + "}"
	case 2:
		return g.pick("req", "http", "req_novary", "HTTP") + "('" + g.pick(randomHeaders...) + "')"
	case 3:
		return g.pick("reqenv", "env") + "('" + g.pick("WHO", "seen", "NUMBER", "ZERO", "OFF", "NONE") + "')"
	case 4:
		return "$" + strconv.Itoa(g.IntN(4))
	case 5:
		if depth > 0 {
			return g.function() + "(" + g.word(depth-1) + ")"
		}
	case 6:
		if depth > 0 {
			return g.word(depth-1) + g.pick(" . ", ".") + g.word(depth-1)
		}
	}
	return g.text(depth)
}

func (g *generator) function() string {
	return g.pick("tolower", "toupper", "escape", "unescape", "base64", "unbase64", "sha1", "md5", "ldap", "ToLower")
}

// text draws a text in quotes.
func (g *generator) text(depth int) string {
	if g.IntN(4) == 0 {
		return "''"
	}
	if g.IntN(2) == 0 {
		return "'" + g.inside(depth, `\'`, `"`, "}", "$", "%") + "'"
	}
	return `"` + g.inside(depth, `\"`, "'", "}", "$", "%") + `"`
}

// inside draws what stands in quotes, of which some signs are known to be
// harmless there.
func (g *generator) inside(depth int, harmless ...string) string {
	s := ""
	for range g.IntN(4) {
		switch g.IntN(7) {
		case 0:
			s += "%{" + g.pick(randomVariables...) + "}"
		case 1:
			if depth > 0 {
				s += "%{" + g.pick(g.function(), "HTTP", "reqenv", "req") + ":" + g.inside(depth-1, ":", "%", "$", `\"`, `\}`) + "x}"
			}
		case 2:
			s += "$" + strconv.Itoa(g.IntN(10))
		case 3:
			s += g.pick(`\t`, `\101`, `\n`, `\\`, `\q`, `\0`, `\12`, `\377`)
		case 4:
			s += g.pick(harmless...)
		default:
			s += g.pick("a", "b", "Anna", "GET", "on", "off", "=", "/", "X-Name", "%41", "%2f", " ", "10", "aGVs", "*", "\xc3\xa9", "no", "#", ")", "?")
		}
	}
	return s
}

// spoil changes one byte or a few, which may make it wrong.
func (g *generator) spoil(s string) string {
	const bytes = `'"{}()%$/\.,:!=<>&|-~+_ maintrue19xX`
	for range 1 + g.IntN(2) {
		at := g.IntN(len(s) + 1)
		insert := string(bytes[g.IntN(len(bytes))])
		switch end := min(at+g.IntN(3), len(s)); g.IntN(3) {
		case 0:
			s = s[:at] + s[end:]
		case 1:
			s = s[:at] + insert + s[end:]
		default:
			s = s[:at] + insert + s[at:]
		}
	}
	return s
}

// soup draws tokens in no order at all, few of which make a condition.
func (g *generator) soup() string {
	s := ""
	for range 1 + g.IntN(6) {
		s += g.pick("true", "false", "!", "(", ")", "{", "}", ",", ":", ".", "=", "==", "=~", "!~", "<=", "&&", "or", "not", "in", "-in",
			"-eq", "-n", "-z", "-T", "-f", "-R", "-strmatch", "eq", "'a'", "'", `"`, `""`, "1", "-2", "$1", "%{", "%{HTTPS}", "%{tolower:A}",
			"/a/", "/b/i", "m", "m#(a)#", "m_", "tolower", "tolower('A')", "x", "_", "-", "/", "'10.0.0.0/8'", "\\", "%", "$") + g.pick("", " ", "\t")
	}
	return s
}

// writable says that a configuration line can hold the text as it is: httpd
// would replace ${...}.
func writable(s string) bool { return s != "" && !strings.Contains(s, "${") && len(s) < 4000 }

// crashes are how many expressions may end a worker in one run: the server
// starts others only once a second.
const crashes = 3

func (g *generator) conditions(n int) []string {
	list := make([]string, 0, n)
	for left := crashes; len(list) < n; {
		s := g.condition(g.IntN(4))
		switch g.IntN(8) {
		case 0, 1:
			s = g.spoil(s)
		case 2:
			s = g.soup()
		}
		if !writable(s) {
			continue
		}
		if _, err := Parse(s); err != nil && err.(*Error).Kind == Crash {
			if left--; left < 0 {
				continue
			}
		}
		list = append(list, s)
	}
	return list
}

// TestRandomConditionsLive compares conditions drawn at random with httpd.
func TestRandomConditionsLive(t *testing.T) {
	g := seeded(t)
	s := newSite(t)
	list := g.conditions(expressions)
	decided, undecided := s.compare(t, list)
	t.Logf("%d conditions, %.1f %% decided", len(list), 100*float64(decided)/float64(len(list)))
	if decided < expressions*9/10 {
		t.Errorf("%d conditions were decided and %d were not", decided, undecided)
	}
}

// TestRandomTextsLive compares texts drawn at random with what httpd answers
// when they are its error document.
func TestRandomTextsLive(t *testing.T) {
	g := seeded(t)
	s := newSite(t)
	decided, constant := 0, 0
	for i := range texts {
		raw := "[" + g.inside(3, `"`, "'", "}", "$", "%")
		if g.IntN(6) == 0 {
			raw = "[" + g.spoil(raw)
		}
		if !writable(raw) {
			continue
		}
		dir := fmt.Sprintf("e%d", i)
		r, f := s.request(dir)
		text, err := ParseText(raw)
		if err != nil && err.(*Error).Kind == Crash {
			continue
		}
		var want, why string
		if err == nil {
			if _, ok := text.Constant(); ok {
				constant++
			}
			if want, why = text.Eval(f, nil); why != "" {
				continue
			}
		}
		decided++
		s.Write(t, dir+"/.htaccess", "Require all denied\nErrorDocument 403 "+quoted(raw)+"\n")
		switch got := s.Do(t, r); {
		case (err != nil) != (got.Status == 500):
			t.Errorf("%q: httpd answers %d, here it is %v", raw, got.Status, err)
		case err == nil && got.Body != want:
			t.Errorf("%q\n  httpd: %q\n  here:  %q", raw, got.Body, want)
		}
	}
	t.Logf("%d texts decided, %d of them constant", decided, constant)
	if decided < texts*3/4 || constant < texts/20 {
		t.Errorf("%d texts were decided, %d of them constant", decided, constant)
	}
}
