package rewrite_test

import (
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/apache/rewrite"
)

// slow is longer than any request may take, with a machine that is busy.
const slow = 20 * time.Second

// FuzzRules carries out two rules with a condition in both contexts. Nothing
// may panic or run for long, and a result has what its kind promises.
func FuzzRules(f *testing.F) {
	f.Add("^(.*)$", "/$1?x=%1", "[R=301,QSA,E=a:$1,N]", "%{REQUEST_FILENAME}", "!-f", "[OR]", "/a/b", "q=1")
	f.Add("!x", "http://${t:${lower:$0}|d}", "[P,NE,B]", "%{ENV:a}%{ENV:a}", ">=a", "", "/a", "")
	f.Add(".", "$0$0", "[N,C]", "expr", "%{REQUEST_URI} =~ /(.)/", "[NC]", "*", "a&")
	f.Add("a", "-", "[S=-1,PT,CO=a:b:c,T=x,H=%1]", "$1", "-lt5", "[NV]", "", "?")
	f.Add("", "%{%{${", "[L]", "\\", "=", "", "/~x", "")
	f.Fuzz(func(t *testing.T, pattern, target, flags, test, operand, conditionFlags, uri, args string) {
		first, err := rewrite.CompileRule(pattern, target, flags)
		if err != nil {
			return
		}
		condition, err := rewrite.CompileCondition(test, operand, conditionFlags)
		if err != nil {
			return
		}
		first.Conditions = []*rewrite.Condition{condition}
		second, err := rewrite.CompileRule(".", target, flags)
		if err != nil {
			t.Fatalf("the same words are taken once and refused once: %v", err)
		}
		began := time.Now()
		for _, dir := range []string{"", "/nowhere/", "/"} {
			config := &rewrite.Config{Engine: true, Dir: dir, Base: "/base", Rules: []*rewrite.Rule{first, second}}
			state := rewrite.State{Method: "GET", URI: uri, Args: args, HasArgs: args != ""}
			v := lookup("/nowhere")
			if dir == "" {
				checkResult(t, config.Server(&state, v))
				continue
			}
			state.Filename, state.PathInfo = "/nowhere"+uri, "/x"
			checkResult(t, config.Directory(&state, v))
		}
		if took := time.Since(began); took > slow {
			t.Fatalf("took %v", took)
		}
	})
}

func checkResult(t *testing.T, r rewrite.Result) {
	t.Helper()
	switch r.Kind {
	case rewrite.Unknown:
		if r.Why == "" || strings.HasSuffix(r.Why, ".") {
			t.Fatalf("no reason: %+v", r)
		}
	case rewrite.Redirect:
		if r.Status < 300 || r.Status > 399 {
			t.Fatalf("a redirect with %d", r.Status)
		}
	case rewrite.Refuse:
		if r.Status < 100 || r.Status > 599 {
			t.Fatalf("a status %d", r.Status)
		}
	}
}
