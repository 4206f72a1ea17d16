package pcre

import (
	"strconv"
	"strings"
)

// Verdict is whether PCRE compiles a pattern.
type Verdict uint8

const (
	// NotJudged is the verdict on a pattern that has what is not judged here.
	NotJudged Verdict = iota
	// Accepted patterns are compiled by PCRE and by PCRE2.
	Accepted
	// Refused patterns are compiled by neither.
	Refused
	// RefusedToday is the verdict on what PCRE2 refuses and the older PCRE did not.
	RefusedToday
)

// Judge says whether PCRE would compile a pattern without flags, and if not,
// why. It reads the pattern once, from left to right.
func Judge(pattern string) (Verdict, string) {
	p := judge{text: pattern}
	p.read()
	switch {
	case p.why != "":
		return p.bad, p.why
	case p.doubt:
		return NotJudged, ""
	case p.reference > p.groups:
		return Refused, `"\` + strconv.Itoa(p.reference) + `" refers to a group that does not exist`
	}
	return Accepted, ""
}

// judge is in the middle of a pattern.
type judge struct {
	text string
	pos  int

	open      []judgedGroup
	behind    int // how many of them are look-behinds
	groups    int // capturing groups so far
	reference int // the highest group that is referred to
	// repeatable says that a quantifier may come now.
	repeatable bool
	doubt      bool
	bad        Verdict
	why        string
}

// judgedGroup is an open parenthesis.
type judgedGroup struct {
	behind bool // a look-behind, which must have a fixed length
}

func (p *judge) fail(why string) { p.failAs(Refused, why) }

func (p *judge) failAs(bad Verdict, why string) {
	if p.why == "" {
		p.bad, p.why = bad, why
	}
}

func (p *judge) rest() string { return p.text[p.pos:] }

func (p *judge) has(prefix string) bool { return strings.HasPrefix(p.rest(), prefix) }

func (p *judge) read() {
	for p.pos < len(p.text) && p.why == "" {
		p.item()
	}
	if p.why == "" && len(p.open) > 0 {
		p.fail(`a "(" is not closed`)
	}
}

// item reads one thing a quantifier could belong to, or a quantifier.
func (p *judge) item() {
	c := p.text[p.pos]
	switch c {
	case '\\':
		p.escape()
	case '[':
		p.class()
	case '(':
		p.group()
	case ')':
		p.close()
	case '*', '+', '?':
		p.pos++
		p.quantifier(string(c))
	case '{':
		p.brace()
	case '|', '^', '$':
		p.pos++
		p.repeatable = false
	default:
		p.pos++
		p.repeatable = true
	}
}

// quantifier takes a quantifier and what may follow it, "?" or "+".
func (p *judge) quantifier(q string) {
	if !p.repeatable {
		p.fail(`"` + q + `" has nothing before it to repeat`)
		return
	}
	if p.behind > 0 {
		p.doubt = true
	}
	for p.has(`\E`) {
		p.pos += 2
	}
	if p.has("?") || p.has("+") {
		p.pos++
	}
	p.repeatable = false
}

// brace reads "{": a quantifier when it looks like one, else a character.
func (p *judge) brace() {
	body, _, closed := strings.Cut(p.rest()[1:], "}")
	low, high, ranged := strings.Cut(body, ",")
	if !closed || !allDigits(low) || low == "" || ranged && high != "" && !allDigits(high) {
		p.pos++
		p.repeatable = true
		if closed && low == "" && allDigits(high) && high != "" {
			p.doubt = true // a quantifier for newer PCRE2 only
		}
		return
	}
	p.pos += len(body) + 2
	from, to := number(low), number(high)
	switch {
	case from > maxRepeat || to > maxRepeat:
		p.fail("{" + body + "} repeats too often")
	case high != "" && from > to:
		p.fail("{" + body + "} is out of order")
	default:
		p.quantifier("{" + body + "}")
	}
}

const maxRepeat = 65535

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// number reads digits; what is more than PCRE's bound is only known to be so.
func number(digits string) int {
	n := 0
	for i := 0; i < len(digits) && n <= maxRepeat; i++ {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// close reads ")".
func (p *judge) close() {
	p.pos++
	if len(p.open) == 0 {
		p.fail(`a ")" has no "("`)
		return
	}
	if p.open[len(p.open)-1].behind {
		p.behind--
	}
	p.open = p.open[:len(p.open)-1]
	p.repeatable = true
}

// enter opens a group. PCRE has a bound of its own.
func (p *judge) enter(g judgedGroup) {
	p.open = append(p.open, g)
	if g.behind {
		p.behind++
	}
	if len(p.open) > maxGroups {
		p.fail("its groups stand too deep in each other")
	}
}

// maxGroups is PCRE's bound on groups in groups, as distributions build it.
const maxGroups = 250

// group reads "(" and what makes a group special.
func (p *judge) group() {
	p.pos++
	if p.has("?#") {
		p.comment()
		return
	}
	p.repeatable = false
	if rest := p.rest(); len(rest) > 1 && rest[0] == '*' && (isLetter(rest[1]) || rest[1] == ':') {
		p.doubt = true
		p.verb()
		return
	}
	if !p.has("?") {
		p.groups++
		p.enter(judgedGroup{})
		return
	}
	p.pos++
	switch {
	case p.has("<=") || p.has("<!"):
		p.pos += 2
		p.enter(judgedGroup{behind: true})
	case p.has(":") || p.has("=") || p.has("!") || p.has(">") || p.has("|"):
		p.pos++
		p.enter(judgedGroup{})
	case p.has("<") || p.has("'") || p.has("P<"):
		p.name()
	default:
		p.options()
	}
}

// giveUp leaves the rest of the pattern unjudged, in which white space and
// comments may be meant.
func (p *judge) giveUp() {
	p.doubt = true
	p.pos = len(p.text)
	p.open = nil
}

// comment passes over "(?#...)": a quantifier behind it belongs to what came
// before it.
func (p *judge) comment() {
	end := strings.IndexByte(p.rest(), ')')
	if end < 0 {
		p.fail("a comment is not closed")
		return
	}
	p.pos += end + 1
}

// verb passes over "*NAME)".
func (p *judge) verb() {
	end := strings.IndexByte(p.rest(), ')')
	if end < 0 {
		p.pos = len(p.text)
		return
	}
	p.pos += end + 1
}

// name reads the name of a capturing group.
func (p *judge) name() {
	until := byte('>')
	switch {
	case p.has("P<"):
		p.pos += 2
	case p.has("'"):
		until = '\''
		fallthrough
	default:
		p.pos++
	}
	end := strings.IndexByte(p.rest(), until)
	if end < 0 {
		p.fail("a group's name is not closed")
		return
	}
	name := p.rest()[:end]
	if name == "" || isDigit(name[0]) || len(name) > 32 || !wordCharacters(name) {
		p.fail("a group's name is none: " + strconv.Quote(name))
		return
	}
	p.pos += end + 1
	p.groups++
	p.enter(judgedGroup{})
}

func wordCharacters(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) && !isLetter(s[i]) && s[i] != '_' {
			return false
		}
	}
	return true
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// options reads "i)" or "i:" after "(?".
func (p *judge) options() {
	rest := p.rest()
	n := 0
	for n < len(rest) && strings.IndexByte("imsxnJU-^", rest[n]) >= 0 {
		n++
	}
	switch {
	case n < len(rest) && (rest[n] == ')' || rest[n] == ':'):
		flags := rest[:n]
		if strings.Contains(flags, "x") {
			p.giveUp()
			return
		}
		if strings.ContainsAny(flags, "n^") || strings.Count(flags, "-") > 1 {
			p.doubt = true
		}
		p.pos += n + 1
		if rest[n] == ':' {
			p.enter(judgedGroup{})
		}
	case rest == "":
		p.fail(`a "(?" is not closed`)
	case strings.IndexByte("RP&C(0123456789+-", rest[0]) >= 0:
		p.doubt = true // recursion, conditions, call-outs
		p.enter(judgedGroup{})
	default:
		p.fail(`nothing is written "(?` + rest[:min(n+1, len(rest))] + `"`)
	}
}
