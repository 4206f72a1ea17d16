package pcre

import "testing"

func TestPatternValid(t *testing.T) {
	for _, c := range []struct {
		pattern string
		want    Verdict
	}{
		{``, Accepted},
		{`^/a(b|c)*\.php$`, Accepted},
		{`[]a]`, Accepted},
		{`[^]a]`, Accepted},
		{`[a-z0-9_.-]+`, Accepted},
		{`[[:alpha:]]`, Accepted},
		{`a{,`, Accepted},
		{`(?i)a`, Accepted},
		{`(?<n>a)\1`, Accepted},
		{`a(?#c)+`, Accepted},
		{`a*?b++c?+`, Accepted},
		{`*.php`, Refused},
		{`(*.php)`, Refused},
		{`a|*b`, Refused},
		{`^*`, Refused},
		{`$+`, Refused},
		{`a**`, Refused},
		{`a{2}{3}`, Refused},
		{`(a`, Refused},
		{`a)`, Refused},
		{`[a`, Refused},
		{`[]`, Refused},
		{`[z-a]`, Refused},
		{`[[:nope:]]`, Refused},
		{`[:alpha:]`, Refused},
		{`a{3,2}`, Refused},
		{`a{65536}`, Refused},
		{`a\`, Refused},
		{`\1`, Refused},
		{`(?y)`, Refused},
		{`(?<1>a)`, Refused},
		{`(?#c`, Refused},
		{`\u0041`, Refused},
		{`\i`, RefusedToday},
		{`[\w-.]`, RefusedToday},
		{`[a-\d]`, RefusedToday},
		{`\Qa*\E`, NotJudged},
		{`(?<=a*)b`, NotJudged},
		{`(?R)`, NotJudged},
		{`(?x)a#(`, NotJudged},
		{`(*UTF8)a`, NotJudged},
	} {
		got, why := Judge(c.pattern)
		if got != c.want || (why != "") != (got == Refused || got == RefusedToday) {
			t.Errorf("%q: %d %q, want %d", c.pattern, got, why, c.want)
		}
	}
}
