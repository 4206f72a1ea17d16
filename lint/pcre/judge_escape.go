package pcre

import (
	"strconv"
	"strings"
)

// escape reads a backslash outside a class.
func (p *judge) escape() {
	if p.pos+1 >= len(p.text) {
		p.fail("it ends in a backslash")
		return
	}
	c := p.text[p.pos+1]
	p.pos += 2
	if c == 'E' {
		return // it ends nothing: what came before can still be repeated
	}
	p.repeatable = true
	switch {
	case c == 'Q':
		p.literal()
	case '1' <= c && c <= '9':
		p.backReference(c)
	case c == 'A' || c == 'b' || c == 'B' || c == 'G' || c == 'z' || c == 'Z':
		p.repeatable = false
	case c == 'K':
		p.doubt = true
	default:
		p.character(c)
	}
}

// character reads an escape that means one character, in a class or not.
func (p *judge) character(c byte) {
	switch {
	case !isLetter(c):
	case strings.IndexByte("aefnrtdDwWsShHvV", c) >= 0:
	case strings.IndexByte("RNX", c) >= 0:
		p.doubt = true
	case (c == 'p' || c == 'P') && strings.IndexByte("{CLMNPSZ", p.next()) < 0:
		p.fail(`"\` + string(c) + `" begins no property of characters`)
	case strings.IndexByte("uUlL", c) >= 0 || c == 'o' && !p.has("{") || c == 'k' && strings.IndexByte("{<'", p.next()) < 0:
		p.fail(`PCRE has no "\` + string(c) + `"`)
	case strings.IndexByte("xopPgkcCb", c) >= 0:
		p.doubt = true
		if c == 'c' && p.pos >= len(p.text) {
			p.fail(`it ends in "\c"`)
		}
		p.pos = min(p.pos+braced(p.rest()), len(p.text))
	default:
		p.failAs(RefusedToday, `"\`+string(c)+`" means nothing`)
	}
}

// next is the byte that comes next, or 0 at the end.
func (p *judge) next() byte {
	if p.pos >= len(p.text) {
		return 0
	}
	return p.text[p.pos]
}

// braced is the length of "{...}" at the start, or 0.
func braced(s string) int {
	if s == "" || s[0] != '{' {
		return 0
	}
	return strings.IndexByte(s, '}') + 1
}

// literal reads up to "\E".
func (p *judge) literal() {
	text, _, closed := strings.Cut(p.rest(), `\E`)
	p.pos += len(text)
	if closed {
		p.pos += 2
	}
	p.doubt = true
}

// backReference reads "\1". From 10 on it may be a character instead.
func (p *judge) backReference(first byte) {
	number := string(first)
	for p.pos < len(p.text) && isDigit(p.text[p.pos]) && len(number) < 4 {
		number += string(p.text[p.pos])
		p.pos++
	}
	n, err := strconv.Atoi(number)
	switch octal, bad := strconv.ParseUint(number[:min(3, len(number))], 8, 16); {
	case err == nil && n < 10:
		p.reference = max(p.reference, n)
	case len(number) > 2 && bad == nil && octal > 0o377:
		p.fail(`"\` + number + `" is neither a group nor a character`)
	default:
		p.doubt = true
	}
}

// class reads "[...]".
func (p *judge) class() {
	start := p.pos
	if n := posixClass(p.rest()); n > 0 {
		p.fail(p.rest()[:n] + " stands for a class only inside brackets")
		return
	}
	p.pos++
	if p.has("^") {
		p.pos++
	}
	p.repeatable = true
	c := classReader{judge: p, previous: -1}
	for first := true; p.pos < len(p.text) && p.why == ""; first = false {
		if p.text[p.pos] == ']' && !first {
			p.pos++
			return
		}
		c.member()
	}
	if p.why == "" {
		p.fail(`the "[" at character ` + strconv.Itoa(start+1) + " is not closed")
	}
}

// classReader is in the middle of a class.
type classReader struct {
	*judge
	// previous is the character that may begin a range; -1 when a range has
	// just ended, -2 after what stands for several characters.
	previous int
	ranged   bool // a "-" came after previous
}

// member reads one member of a class.
func (c *classReader) member() {
	ch := c.text[c.pos]
	if ch == '-' && !c.ranged && c.previous != -1 && c.pos+1 < len(c.text) && c.text[c.pos+1] != ']' {
		c.pos++
		c.ranged = true
		return
	}
	value := int(ch)
	switch {
	case ch == '[' && posixClass(c.rest()) > 0:
		value = c.named()
	case ch == '\\':
		value = c.escaped()
	default:
		c.pos++
	}
	c.add(value)
}

// add takes a member that was read; -2 stands for several characters.
func (c *classReader) add(value int) {
	switch {
	case c.ranged && (value == -2 || c.previous == -2):
		c.failAs(RefusedToday, `the "-" after or before a class of characters is no range`)
	case c.ranged && c.previous > value && c.previous >= 0 && value >= 0:
		c.fail("range " + strconv.Quote(string(rune(c.previous))+"-"+string(rune(value))) + " is out of order")
	}
	if c.ranged {
		value = -1
	}
	c.previous, c.ranged = value, false
}

// posixClass is the length of "[:name:]" at the start, or 0.
func posixClass(s string) int {
	if len(s) < 4 || s[1] != ':' && s[1] != '.' && s[1] != '=' {
		return 0
	}
	end := strings.Index(s[2:], string(s[1])+"]")
	if end < 0 || strings.ContainsAny(s[2:2+end], `]\[`) {
		return 0
	}
	return 2 + end + 2
}

func (c *classReader) named() int {
	n := posixClass(c.rest())
	name := strings.TrimPrefix(c.rest()[2:n-2], "^")
	switch {
	case c.rest()[1] != ':':
		c.fail("PCRE has no " + c.rest()[:n])
	case !strings.Contains(" alpha lower upper alnum ascii blank cntrl digit graph print punct space word xdigit ", " "+name+" "):
		c.fail("there is no class " + c.rest()[:n])
	}
	c.pos += n
	return -2
}

// escaped reads a backslash in a class.
func (c *classReader) escaped() int {
	if c.pos+1 >= len(c.text) {
		c.fail("it ends in a backslash")
		return 0
	}
	ch := c.text[c.pos+1]
	c.pos += 2
	switch ch {
	case 'd', 'D', 'w', 'W', 's', 'S', 'h', 'H', 'v', 'V':
		return -2
	case 'b':
		return '\b'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'f':
		return '\f'
	case 'e':
		return 0x1b
	case 'a':
		return '\a'
	case 'N', 'R', 'X', 'B', 'C':
		c.failAs(RefusedToday, `"\`+string(ch)+`" stands for no character in brackets`)
		return -3
	case 'Q', 'E', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		c.doubt = true
		return -3
	}
	if isLetter(ch) {
		c.character(ch)
		return -3
	}
	return int(ch)
}
