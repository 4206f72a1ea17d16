package expr

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/authlint/authlint/lint/model"
)

// TestCapturesLive shows what SetEnvIfExpr makes of $1 in its value, which is
// all that anybody sees of captures behind a condition.
func TestCapturesLive(t *testing.T) {
	s := newSite(t)
	for i, condition := range []string{
		`'abc' =~ /(b)/`,
		`'abc' =~ /b(x)?/`,
		`'abc' =~ /(a)/ && 'xyz' =~ /(y)(z)/`,
		`'abc' =~ /(a)/ && 'xyz' =~ /y/`,
		`'abc' =~ /(a)/ && !('xyz' =~ /(a)/)`,
		`'abc' !~ /(z)/`,
		`'abc' =~ /(z)/ || true`,
		`'abc' =~ /(a)/ || 'xyz' =~ /(z)/`,
		`'abc' !~ /(a)/ || true`,
		`%{QUERY_STRING} =~ /B=(\w+)%20(\w+)/`,
		`'a/b' =~ m#(.)/(.)# && $2 == 'b'`,
		`'' =~ /(a*)/`,
	} {
		dir := fmt.Sprintf("v%d", i)
		r, f := s.request(dir)
		parsed, err := Parse(condition)
		if err != nil {
			t.Fatal(err)
		}
		var captures Captures
		if got, why := parsed.Eval(f, &captures); got != model.Yes {
			t.Errorf("%s: %v, %s", condition, got, why)
			continue
		}
		want := "[$0,$1,$2,$3]"
		if matched, _ := captures.Match(); matched == captures.Cleared() {
			t.Errorf("%s: matched %v, cleared %v", condition, matched, captures.Cleared())
		} else if matched {
			text, err := ParseText(want)
			if err != nil {
				t.Fatal(err)
			}
			want, _ = text.Eval(f, &captures)
		}
		s.Write(t, dir+"/.htaccess", "SetEnvIfExpr "+quoted(condition)+" A=[$0,$1,$2,$3]\nRequire all denied\nErrorDocument 403 \"%{reqenv:A}\"\n")
		answer := s.Do(t, r)
		if answer.Status != http.StatusForbidden || answer.Body != want {
			t.Errorf("%s: httpd %d %q, here %q", condition, answer.Status, answer.Body, want)
		}
	}
}
