package apache

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/pcre"
)

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
	tally := map[pcre.Verdict]int{}
	for i, v := range server.ask(t, texts) {
		got, why := pcre.Judge(patterns[i])
		tally[got]++
		if got != pcre.NotJudged && v.refused() != (got != pcre.Accepted) {
			t.Errorf("%q: %d %s, but httpd: %v", patterns[i], got, why, v)
		}
	}
	t.Logf("%d requests: %d good, %d bad, %d bad today, %d not judged", server.Requests(),
		tally[pcre.Accepted], tally[pcre.Refused], tally[pcre.RefusedToday], tally[pcre.NotJudged])
}
