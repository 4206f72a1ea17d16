package apache

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestPatternValid(t *testing.T) {
	for _, c := range []struct {
		pattern string
		want    patternVerdict
	}{
		{``, patternGood},
		{`^/a(b|c)*\.php$`, patternGood},
		{`[]a]`, patternGood},
		{`[^]a]`, patternGood},
		{`[a-z0-9_.-]+`, patternGood},
		{`[[:alpha:]]`, patternGood},
		{`a{,`, patternGood},
		{`(?i)a`, patternGood},
		{`(?<n>a)\1`, patternGood},
		{`a(?#c)+`, patternGood},
		{`a*?b++c?+`, patternGood},
		{`*.php`, patternBad},
		{`(*.php)`, patternBad},
		{`a|*b`, patternBad},
		{`^*`, patternBad},
		{`$+`, patternBad},
		{`a**`, patternBad},
		{`a{2}{3}`, patternBad},
		{`(a`, patternBad},
		{`a)`, patternBad},
		{`[a`, patternBad},
		{`[]`, patternBad},
		{`[z-a]`, patternBad},
		{`[[:nope:]]`, patternBad},
		{`[:alpha:]`, patternBad},
		{`a{3,2}`, patternBad},
		{`a{65536}`, patternBad},
		{`a\`, patternBad},
		{`\1`, patternBad},
		{`(?y)`, patternBad},
		{`(?<1>a)`, patternBad},
		{`(?#c`, patternBad},
		{`\u0041`, patternBad},
		{`\i`, patternBadNow},
		{`[\w-.]`, patternBadNow},
		{`[a-\d]`, patternBadNow},
		{`\Qa*\E`, patternUnknown},
		{`(?<=a*)b`, patternUnknown},
		{`(?R)`, patternUnknown},
		{`(*UTF8)a`, patternUnknown},
	} {
		got, why := patternValid(c.pattern)
		if got != c.want || (why != "") != (got == patternBad || got == patternBadNow) {
			t.Errorf("%q: %d %q, want %d", c.pattern, got, why, c.want)
		}
	}
}

// patternParts are what random patterns are made of.
var patternParts = strings.Split("a b . ^ $ * + ? ( ) [ ] { } | - a-z [a-z] \\d \\w \\. (?: (?= (?! (?i) (?<n> {2} {2,} {,3} {3,2} "+
	"[^ [:alpha:] [[:digit:]] \\b \\1 \\2 1 9 / % (?<= (?<! (? \\s \\- .* .+ (a) \\Q \\E \\x41 (?> (?P<x> \\/ \\i ! = < > # (?# , : ~ "+
	"_ *? +? ++ \\B \\A z-a 0-9 [\\d- -\\w] [a\\] \\] \\[ [.a.] [[:^word:]", " ")

// TestPatternsLive compares what is said of random patterns with whether httpd
// compiles them.
func TestPatternsLive(t *testing.T) {
	r := rand.New(rand.NewPCG(mutationSeed, 2))
	patterns, texts := make([]string, 1500), make([]string, 1500)
	for i := range patterns {
		var b strings.Builder
		for range 1 + r.IntN(7) {
			b.WriteString(patternParts[r.IntN(len(patternParts))])
		}
		patterns[i] = strings.TrimLeft(b.String(), "!")
		texts[i] = `RewriteRule "` + patterns[i] + "\" -\n"
	}
	server := newOracle(t, "")
	tally := map[patternVerdict]int{}
	for i, v := range server.ask(t, texts) {
		got, why := patternValid(patterns[i])
		tally[got]++
		if got != patternUnknown && v.refused() != (got != patternGood) {
			t.Errorf("%q: %d %s, but httpd: %v", patterns[i], got, why, v)
		}
	}
	t.Logf("%d requests: %d good, %d bad, %d bad today, %d not judged", server.Requests(),
		tally[patternGood], tally[patternBad], tally[patternBadNow], tally[patternUnknown])
}
