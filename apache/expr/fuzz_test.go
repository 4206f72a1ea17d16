package expr

import (
	"testing"
	"time"

	"github.com/authlint/authlint/lint/model"
)

// longest is what one expression may take under the fuzzer on a slow machine.
const longest = 5 * time.Second

// FuzzExpressions shows that nothing panics, that an answer comes with a reason
// where one is due, and that parsing twice gives the same.
func FuzzExpressions(f *testing.F) {
	for _, c := range handWritten() {
		f.Add(c)
	}
	request := someone()
	f.Fuzz(func(t *testing.T, text string) {
		begin := time.Now()
		for _, parse := range []func(string) (*Condition, error){Parse, ParseSSLRequire} {
			c, err := parse(text)
			if err != nil {
				if err.Error() == "" {
					t.Error("an error says nothing")
				}
				continue
			}
			first, why := c.Eval(request, &Captures{})
			if again, _ := c.Eval(request, nil); again != first {
				t.Errorf("%v, then %v", first, again)
			}
			if (first == model.Unknown && why == "") || (first == model.Yes && why != "") {
				t.Errorf("%v: %q", first, why)
			}
		}
		if parsed, err := ParseText(text); err == nil {
			value, why := parsed.Eval(request, nil)
			if constant, ok := parsed.Constant(); ok && (value != constant || why != "") {
				t.Errorf("%q, %q is not the constant %q", value, why, constant)
			}
		}
		if took := time.Since(begin); took > longest {
			t.Errorf("took %v", took)
		}
	})
}
