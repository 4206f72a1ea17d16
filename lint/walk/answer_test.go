package walk

import (
	"bytes"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/source"
)

// The contract, byte for byte: fields, their order, and what is null.
func TestWriteJSON(t *testing.T) {
	file := source.NewFile("a/.htaccess", []byte("AuthType Basic\n  Require valid-user\n"))
	users := source.NewFile("a/.htpasswd", []byte("alice:hush\x1b\n"))
	users.Mask(users.Span(6, 11))
	for _, c := range []struct {
		point string
		d     access.Decision
		trace []access.Passage
		want  string
	}{
		{
			"a challenge", access.Decision{Outcome: access.Challenged, Status: 401, Challenge: []string{`Basic realm="Staff"`}},
			[]access.Passage{
				{Gate: access.GateHtaccess, Because: []source.Span{file.Span(0, 0)}, Note: "not in the contract"},
				{Gate: access.GatePassword, Verdict: access.Challenges, Status: 401, Because: []source.Span{file.Span(17, 35), users.Span(0, 5)}, Target: "/x"},
			},
			`{"url":"http://a/<b>","status":401,"outcome":"challenged","challenge":["Basic realm=\"Staff\""],"location":null,` +
				`"gates":[{"gate":"htaccess","verdict":"passes","status":null,"because":[{"file":"a/.htaccess","line":1,"text":""}]},` +
				`{"gate":"password","verdict":"challenges","status":401,"because":[{"file":"a/.htaccess","line":2,"text":"Require valid-user"},{"file":"a/.htpasswd","line":1,"text":"alice:****"}]}],` +
				`"undecided":null,"assumptions":[]}`,
		}, {
			"a redirect", access.Decision{Outcome: access.Redirected, Status: 302, Location: "http://b/", Assumptions: []string{"x"}}, nil,
			`{"url":"http://a/<b>","status":302,"outcome":"redirected","challenge":[],"location":"http://b/","gates":[],"undecided":null,"assumptions":["x"]}`,
		}, {
			"a program", access.Decision{Outcome: access.Upstream}, nil,
			`{"url":"http://a/<b>","status":null,"outcome":"upstream","challenge":[],"location":null,"gates":[],"undecided":null,"assumptions":[]}`,
		}, {
			"behind the server", access.Decision{Outcome: access.NotFound, Status: 404},
			[]access.Passage{
				{Gate: access.GateHandler, Verdict: access.HandsOn, Because: []source.Span{source.NewVirtual("a/wp-login.php", nil).Span(0, 0)}},
				{Gate: access.GateApp, Plugin: "wps-hide-login", Verdict: access.Refuses, Status: 404},
			},
			`{"url":"http://a/<b>","status":404,"outcome":"not-found","challenge":[],"location":null,` +
				`"gates":[{"gate":"handler","verdict":"hands-on","status":null,"because":[{"file":"a/wp-login.php","line":1,"text":""}]},` +
				`{"gate":"app/wps-hide-login","verdict":"refuses","status":404,"because":[]}],"undecided":null,"assumptions":[]}`,
		}, {
			"nothing known", access.Decision{Undecided: "because\x1b\xff"}, nil,
			`{"url":"http://a/<b>","status":null,"outcome":"undecided","challenge":[],"location":null,"gates":[],"undecided":"because\u001b\\xff","assumptions":[]}`,
		}, {
			"no answer", access.Decision{Outcome: access.Failed}, nil,
			`{"url":"http://a/<b>","status":0,"outcome":"error","challenge":[],"location":null,"gates":[],"undecided":null,"assumptions":[]}`,
		},
	} {
		var out bytes.Buffer
		if err := WriteJSON(&out, "http://a/<b>", c.d, c.trace); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(out.String(), "\n"); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.point, got, c.want)
		}
	}
}
