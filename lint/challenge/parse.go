package challenge

import (
	"fmt"
	"strings"
)

// maxChallenges and maxParams are more than any server sends. What comes behind
// them is not read.
const (
	maxChallenges = 64
	maxParams     = 64
)

// Parse reads the value of one field, which may hold several challenges. What
// cannot be read is passed over up to the next comma; faults are clauses that
// say so.
func Parse(field string) (all []Challenge, faults []string) {
	p := parser{text: field}
	for p.skip(" \t,"); p.pos < len(p.text); p.skip(" \t,") {
		p.element()
		if p.full {
			p.faultf("there is more of it than a client reads")
			break
		}
	}
	return p.all, p.faults
}

type parser struct {
	text   string
	pos    int
	all    []Challenge
	faults []string
	full   bool // a bound was hit
}

func (p *parser) faultf(format string, args ...any) {
	if len(p.faults) < maxParams {
		p.faults = append(p.faults, fmt.Sprintf(format, args...))
	}
}

func (p *parser) skip(set string) {
	for p.pos < len(p.text) && strings.IndexByte(set, p.text[p.pos]) >= 0 {
		p.pos++
	}
}

// while reads as long as characters are of a kind.
func (p *parser) while(is func(byte) bool) string {
	start := p.pos
	for p.pos < len(p.text) && is(p.text[p.pos]) {
		p.pos++
	}
	return p.text[start:p.pos]
}

// element reads what stands between two commas: a parameter of the challenge
// before it, or the head of the next one.
func (p *parser) element() {
	start := p.pos
	word := p.while(isToken)
	blanks := p.blanks()
	switch {
	case word == "":
		p.faultf("%q stands where a scheme or parameter belongs", p.text[p.pos])
		p.resync()
	case p.at('='):
		if len(p.all) == 0 {
			p.faultf("the parameter %s stands before any scheme", word)
			p.resync()
			return
		}
		p.pos = start
		p.param()
	case len(p.all) == maxChallenges:
		p.full = true
	default:
		p.all = append(p.all, Challenge{Scheme: word})
		switch {
		case p.ended():
		case !blanks:
			p.faultf("%q stands in the scheme %s", p.text[p.pos], word)
			p.resync()
		case !p.token68():
			p.param()
		}
	}
}

// token68 reads one where it is all that stands behind the scheme.
func (p *parser) token68() bool {
	start := p.pos
	text := p.while(isToken68)
	if text != "" {
		text += p.while(func(c byte) bool { return c == '=' })
		if p.blanks(); p.ended() {
			p.all[len(p.all)-1].Token68 = text
			return true
		}
	}
	p.pos = start
	return false
}

// param reads a parameter of the last challenge.
func (p *parser) param() {
	name := p.while(isToken)
	p.blanks()
	if name == "" || !p.at('=') {
		p.faultf("what follows the scheme %s is no parameter", p.all[len(p.all)-1].Scheme)
		p.resync()
		return
	}
	p.pos++
	p.blanks()
	c := &p.all[len(p.all)-1]
	if len(c.Params) == maxParams {
		p.full = true
		return
	}
	one := Param{Name: name}
	if p.at('"') {
		one.Quoted = true
		one.Value = p.quoted(name)
	} else if one.Value = p.while(isToken); one.Value == "" {
		p.faultf("the parameter %s has no value", name)
	}
	c.Params = append(c.Params, one)
	if p.blanks(); !p.ended() {
		p.faultf("more than one word stands behind %s= without quotes, or a comma is missing", name)
		p.resync()
	}
}

// quoted reads a quoted string.
func (p *parser) quoted(name string) string {
	var b strings.Builder
	for p.pos++; p.pos < len(p.text); p.pos++ {
		c := p.text[p.pos]
		switch {
		case c == '"':
			p.pos++
			return b.String()
		case c == '\\' && p.pos+1 < len(p.text):
			p.pos++
			c = p.text[p.pos]
		}
		b.WriteByte(c)
	}
	p.faultf("the quotes round the value of %s are not closed", name)
	return b.String()
}

func (p *parser) at(c byte) bool { return p.pos < len(p.text) && p.text[p.pos] == c }

func (p *parser) ended() bool { return p.pos == len(p.text) || p.text[p.pos] == ',' }

func (p *parser) blanks() bool {
	start := p.pos
	p.skip(" \t")
	return p.pos > start
}

// resync goes on at the next comma that stands in no quotes.
func (p *parser) resync() {
	inside := false
	for ; p.pos < len(p.text); p.pos++ {
		switch c := p.text[p.pos]; {
		case c == '\\' && inside:
			p.pos++
		case c == '"':
			inside = !inside
		case c == ',' && !inside:
			return
		}
	}
	p.pos = min(p.pos, len(p.text))
}

// isToken is a character of a token.
func isToken(c byte) bool {
	return isAlphanumeric(c) || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

// isToken68 is one of a token68, whose "=" stand at its end.
func isToken68(c byte) bool { return isAlphanumeric(c) || strings.IndexByte("-._~+/", c) >= 0 }

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
