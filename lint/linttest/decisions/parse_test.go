package decisions

import (
	"net/http"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

func TestParseLine(t *testing.T) {
	passwords := map[string]string{"alice": "wonder"}
	for _, c := range []struct {
		line string
		want Request
	}{
		{"GET /a", Request{Method: "GET", Target: "/a", Host: "own.test:${PORT}", From: "127.0.0.1"}},
		{"GET /a?b=c&d=e host=x.test", Request{Method: "GET", Target: "/a?b=c&d=e", Host: "x.test:${PORT}", From: "127.0.0.1"}},
		{`GET "/a\tb" rawhost="x test"`, Request{Method: "GET", Target: "/a\tb", Host: "x test", From: "127.0.0.1"}},
		{"FOO /a to=127.0.0.2:${PORT2} from=127.0.0.5", Request{
			Method: "FOO", Target: "/a", Host: "own.test:${PORT2}", From: "127.0.0.5", To: "127.0.0.2:${PORT2}"}},
		{"GET /a user=alice", Request{
			Method: "GET", Target: "/a", Host: "own.test:${PORT}", From: "127.0.0.1",
			Login: &Login{User: "alice", Password: "wonder", Assumed: true}}},
		{"GET /a user=bob:", Request{
			Method: "GET", Target: "/a", Host: "own.test:${PORT}", From: "127.0.0.1", Login: &Login{User: "bob"}}},
		{`GET /a digest=bob:x "user=b b:y"`, Request{
			Method: "GET", Target: "/a", Host: "own.test:${PORT}", From: "127.0.0.1", Login: &Login{User: "b b", Password: "y"}}},
		{`GET /a header="X-A: 1 \"2\"" header="X-A: 3"`, Request{
			Method: "GET", Target: "/a", Host: "own.test:${PORT}", From: "127.0.0.1",
			Header: []Field{{"X-A", `1 "2"`}, {"X-A", "3"}}}},
		{`PUT /a tls cert=valid sni=y.test http=1.0 body="a b" nohost`, Request{
			Method: "PUT", Target: "/a", From: "127.0.0.1", NoHost: true, Version: "1.0", Body: "a b",
			TLS: true, SNI: "y.test", Certificate: "valid"}},
	} {
		got, err := parseLine(c.line, "own.test", passwords)
		if err != nil || !reflect.DeepEqual(*got.request, c.want) {
			t.Errorf("%s: %+v, %v", c.line, got.request, err)
		}
	}
}

func TestParseLineAnswer(t *testing.T) {
	const text = "# password alice wonder\n\nGET /a user=alice undecided-ok=\"dns\" => 401 challenge=\"Basic realm=\\\"=> x\\\"\"\nGET /b\n"
	lines, err := parseLines(text, "own.test")
	if err != nil {
		t.Fatal(err)
	}
	if got := lines[2]; got.undecidedOK != "dns" || got.answer != `401 challenge="Basic realm=\"=> x\""` {
		t.Errorf("%+v", got)
	}
	if got := formatLines(lines); got != text {
		t.Errorf("written again: %q", got)
	}
}

func TestShown(t *testing.T) {
	for left, want := range map[string]string{
		"GET /a user=alice":                                         "GET /a user=alice",
		"GET /a user=alice:wonder from=127.0.0.5":                   "GET /a user=alice:*** from=127.0.0.5",
		`GET /a "user=al ice:wonder"`:                               `GET /a "user=al ice:***"`,
		"GET /a digest=bob: x=y":                                    "GET /a digest=bob:*** x=y",
		`GET /a header="Authorization: Basic eDp5" header="X-A: b"`: `GET /a header="Authorization: ***" header="X-A: b"`,
		`GET /a header="Proxy-Authorization: x"`:                    `GET /a header="Proxy-Authorization: ***"`,
	} {
		if got := (&line{left: left}).shown(); got != want {
			t.Errorf("%s: %s, want %s", left, got, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	const requests = "-- requests --\n"
	for _, c := range []struct{ archive, want string }{
		{"", "the first line is empty"},
		{"A point.\n", "no request"},
		{"A point.\n" + requests + "# nothing\n", "no request"},
		{"A point.\nneeds: gold\n" + requests + "GET /\n", "is not root or ipv6"},
		{"A point.\n-- etc/passwd --\n" + requests + "GET /\n", "htdocs/ and home/"},
		{"A point.\n-- htdocs/a --\n-- htdocs/a --\n" + requests + "GET /\n", "twice"},
		{"A point.\n" + requests + "GET\n", "line 1: a request has a method and a target"},
		{"A point.\n" + requests + "GET / user=alice\n", "no comment"},
		{"A point.\n" + requests + "GET / from=here\n", "here"},
		{"A point.\n" + requests + "GET / header=X\n", "is not name, colon, blank, value"},
		{"A point.\n" + requests + "GET / colour=red\n", `no key "colour"`},
		{"A point.\n" + requests + "GET / tls cert=good\n", "valid or invalid"},
		{"A point.\n" + requests + "GET / cert=valid\n", "go with tls"},
		{"A point.\n" + requests + "GET / host=\"x\n", "quotes in"},
		{"A point.\n" + requests + "GET / host=\"x\"y\n", "no blank before"},
		{"A point.\n" + requests + "GET / ho\"st\"\n", "quotes in"},
	} {
		_, err := httpd().parse("area/slug.txtar", []byte(c.archive))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.archive, err, c.want)
		}
	}
}

func TestLoadNothing(t *testing.T) {
	if _, err := httpd().load(filepath.Join(t.TempDir(), "*.txtar")); err == nil {
		t.Error("a glob that names no file is no error")
	}
}

func TestNeedsServer(t *testing.T) {
	for archive, want := range map[string]bool{
		"P.\n-- requests --\nGET /\n":                                              false,
		"P.\n-- directory.conf --\nRequire all denied\n-- requests --\nGET /\n":    false,
		"P.\n-- directory.conf --\nRedirect / /${PORT}\n-- requests --\nGET /\n":   true,
		"P.\n-- server.conf --\nDefine x\n-- requests --\nGET /\n":                 true,
		"P.\nwithout: rewrite\n-- requests --\nGET /\n":                            true,
		"P.\n-- requests --\nGET / host=x.test\n":                                  true,
		"P.\n-- requests --\nGET / to=127.0.0.2:${PORT}\n":                         true,
		"P.\n-- requests --\nGET / host=slug.area.test from=127.0.0.2\n":           false,
		"P.\n-- htdocs/.htaccess --\nRedirect / /${PORT}\n-- requests --\nGET /\n": false,
	} {
		c, err := httpd().parse("area/slug.txtar", []byte(archive))
		if err != nil || c.needsHttpd() != want {
			t.Errorf("%q: want %v, %v", archive, want, err)
		}
	}
}

func TestNeedsNginx(t *testing.T) {
	for archive, want := range map[string]bool{
		"P.\n-- requests --\nGET /\n":                                        false,
		"P.\n-- server.conf --\nreturn 404;\n-- requests --\nGET /\n":        false,
		"P.\n-- server.conf --\n# ${PORT}\n-- requests --\nGET /\n":          false,
		"P.\n-- http.conf --\n-- requests --\nGET /\n":                       true,
		"P.\n-- servers.conf --\n-- requests --\nGET /\n":                    true,
		"P.\n-- conf/users --\n-- requests --\nGET /\n":                      true,
		"P.\n-- requests --\nGET / nohost\n":                                 true,
		"P.\n-- requests --\nGET / host=slug.area.test from=127.0.0.2\n":     false,
		"P.\n-- requests --\nPOST / http=1.0 body=\"a b\" header=\"X: y\"\n": false,
	} {
		c, err := nginx().parse("area/slug.txtar", []byte(archive))
		if err != nil || c.needsNginx() != want {
			t.Errorf("%q: want %v, %v", archive, want, err)
		}
	}
}

func TestAnswerText(t *testing.T) {
	header := http.Header{"Www-Authenticate": {`Basic realm="a"`, `Digest realm="b", nonce="xyz=", qop="auth"`}, "Location": {"http://h:81/srv/r/t"}}
	p := place{root: "/srv/r", home: "/srv/h", port: "81"}
	for _, c := range []struct {
		answer Answer
		want   string
	}{
		{Answer{Outcome: live.Served, Status: 200}, "200"},
		{Answer{Outcome: live.Error}, "closed"},
		{Answer{Outcome: live.Upstream}, "upstream"},
		{p.answer(live.Response{Status: 401, Header: header}.Answer()),
			`401 challenge="Basic realm=\"a\"" challenge="Digest realm=\"b\", qop=\"auth\"" location="http://h:${PORT}${ROOT}/t"`},
		{Answer{Outcome: live.Undecided, Undecided: "dns"}, "undecided (dns)"},
	} {
		if got := text(c.answer); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}
