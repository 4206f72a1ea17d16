package pcre

import (
	"strings"
	"testing"
)

// TestRandomPatterns compares what is said of random patterns with what PCRE
// says.
func TestRandomPatterns(t *testing.T) {
	d := newDrawer(t, 1)
	questions := make([]question, randomPatterns)
	for i := range questions {
		q := &questions[i]
		q.pattern, q.flags = d.pattern(), d.flags()
		q.subjects = d.subjects(q.pattern, q.flags, randomSubjects)
	}
	tally := askBoth(t, questions)
	t.Log(tally)
	if tally.pairs < randomPatterns*randomSubjects/2 || tally.matches < tally.pairs/5 {
		t.Errorf("too little is compared: %v", tally)
	}
}

const (
	randomPatterns = 6000
	randomSubjects = 12
)

func (d *drawer) flags() Flags {
	f := Flags(0)
	for _, one := range []Flags{IgnoreCase, DotAll, DollarEndOnly} {
		if d.IntN(3) == 0 {
			f |= one
		}
	}
	for _, one := range []Flags{Multiline, Extended} {
		if d.IntN(10) == 0 {
			f |= one
		}
	}
	return f
}

// pattern draws a pattern of what is judged, and a few of what is not.
func (d *drawer) pattern() string {
	if d.IntN(12) == 0 {
		var b strings.Builder
		for range 1 + d.IntN(7) {
			b.WriteString(d.one(soup...))
		}
		return b.String()
	}
	return d.branches(3)
}

func (d *drawer) branches(depth int) string {
	text := d.items(depth)
	for d.IntN(4) == 0 {
		text += "|" + d.items(depth)
	}
	return text
}

func (d *drawer) items(depth int) string {
	var b strings.Builder
	for range d.IntN(4) {
		b.WriteString(d.item(depth))
	}
	return b.String()
}

func (d *drawer) item(depth int) string {
	switch n := d.IntN(20); {
	case n < 3:
		return d.one("^", "$", `\b`, `\B`, `\A`, `\z`, `\Z`)
	case n < 4:
		return d.one("(?i)", "(?s)", "(?-i)", "(?m)", "(?x)", "(?s-i)", `\Qa.\E`, "(?# )", " ", "# \n")
	case n < 5:
		return d.one(`\1`, `\2`, `\1`, `\3`)
	case n < 6 && depth > 0:
		return d.one("(?=", "(?!") + d.branches(depth-1) + ")"
	case n < 7:
		return d.one("(?<=", "(?<!") + d.one("a", "ab|c", `\d\d`, "[ab]{2}", "(a|b)c", "^", `^a|\n`, "(?i:k)", "x(?=a)", "") + ")"
	case n < 12 && depth > 0:
		open := d.one("(", "(", "(", "(?:", "(?>", "(?i:", "(?<n>", "(?P<a>", "(?s-i:", "(?'q'")
		return open + d.branches(depth-1) + ")" + d.quantifier()
	}
	return d.one("a", "b", "a", "b", "c", "ab", ".", ".", "[ab]", "[^a]", "[a-z0-9_-]", `\d`, `\w`, `\s`, `\W`, `\S`, `\D`, `\h`, `\v`, `\H`, `\V`,
		`\N`, `\.`, "/", "k", "s", "[[:upper:]]", "[^[:alnum:]k]", `[\w.]`, `[\x41-\x5a]`, `\x61`, `\n`, "\xe9", "\x85", "[\x80-\xff]", "[^]a]", `[\]\-a]`, `\-`, "0", "_",
		"[[:^lower:]]", `[\D]`, "[[:punct:][:space:]]", `\012`, "[a-cx-z]") + d.quantifier()
}

func (d *drawer) quantifier() string {
	if d.IntN(2) == 0 {
		return ""
	}
	return d.one("*", "+", "?", "*", "+", "?", "{2}", "{0}", "{1}", "{1,2}", "{0,2}", "{2,}", "{0,}", "{1,3}") + d.one("", "", "", "?", "+")
}

// soup is what patterns are made of that are no patterns, or odd ones.
var soup = strings.Split("a b . ^ $ * + ? ( ) [ ] { } | - a-z [a-z] \\d \\w \\. (?: (?= (?! (?i) (?<n> {2} {2,} {,3} {3,2} "+
	"[^ [:alpha:] [[:digit:]] \\b \\1 \\2 1 9 / % (?<= (?<! (? \\s \\- .* .+ (a) \\Q \\E \\x41 (?> (?P<x> \\/ \\i ! = < > # (?# , : ~ "+
	"_ *? +? ++ \\B \\A z-a 0-9 [\\d- -\\w] [a\\] \\] \\[ [.a.] [[:^word:] \\N \\R \\K \\G \\X \\x \\0 \\8 \\10 (?x) (?^) (?| (*F) (?R) {1,2} } {a "+
	"(?-i) \\cA \\e \\h [a- -] [] [^] \\Z \\z (?<=a) (?<!^) \\g1 \\k<n> \\o{101} \\pL \\C", " ")
