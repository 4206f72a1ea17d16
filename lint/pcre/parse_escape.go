package pcre

import "strings"

// escape reads a backslash outside a class.
func (p *parser) escape() []*node {
	if p.pos+1 >= len(p.text) {
		return []*node{p.fail("it ends in a backslash")}
	}
	c := p.text[p.pos+1]
	switch c {
	case 'A':
		p.pos += 2
		return p.assertion(assertBegin)
	case 'z':
		p.pos += 2
		return p.assertion(assertEnd)
	case 'Z':
		p.pos += 2
		return p.assertion(assertEndBefore)
	case 'b':
		p.pos += 2
		return p.assertion(assertWord)
	case 'B':
		p.pos += 2
		return p.assertion(assertNotWord)
	case 'N':
		p.pos += 2
		if strings.HasPrefix(p.rest(), "{") {
			return []*node{p.fail(`the pattern has "\N{"`)}
		}
		n := &node{kind: kindSet}
		n.set.add('\n')
		n.set.invert()
		return []*node{n.settle()}
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return []*node{p.backReference()}
	}
	if class, ok := p.classOf(c); ok {
		p.pos += 2
		return []*node{(&node{kind: kindSet, set: class}).settle()}
	}
	return []*node{p.byte(p.character())}
}

// classOf is the set that an escape such as \d stands for, in the C locale.
// The upper case letter is the complement.
//
// PCRE takes every \v and \h for one of \s when it looks for runs that need not
// end earlier, which is wrong for 0x85 and 0xa0: \S?\v does not match 0x85.
func (p *parser) classOf(letter byte) (set, bool) {
	var s set
	lower := letter | 0x20
	switch lower {
	case 'd':
		s = ranges("09")
	case 'w':
		s = ranges("09AZaz__")
	case 's':
		s = ranges("\t\r  ")
	case 'h':
		s = ranges("\t\t  \xa0\xa0")
	case 'v':
		s = ranges("\n\r\x85\x85")
	default:
		return s, false
	}
	p.narrow = p.narrow || lower == 'h' || lower == 'v'
	if letter < 'a' {
		s.invert()
	}
	return s, true
}

// backReference reads "\1". From 10 on it may be a character instead.
func (p *parser) backReference() *node {
	n := &node{kind: kindRef, group: int(p.text[p.pos+1] - '0'), fold: p.flags&IgnoreCase != 0}
	p.pos += 2
	if p.pos < len(p.text) && isDigit(p.text[p.pos]) {
		return p.fail("the pattern has a back-reference of two digits")
	}
	if p.behind > 0 {
		return p.fail("a look-behind has a back-reference")
	}
	p.reference = max(p.reference, n.group)
	return n.settle()
}

// character reads an escape that stands for one byte, in a class or not.
func (p *parser) character() byte {
	c := p.text[p.pos+1]
	p.pos += 2
	switch c {
	case 'a':
		return '\a'
	case 'e':
		return 0x1b
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'x':
		return p.hexadecimal()
	case '0':
		return p.octal()
	}
	if isLetter(c) || isDigit(c) {
		p.fail(`the pattern has what is not judged here, "\` + string(c) + `"`)
	}
	return c
}

// hexadecimal reads the two digits of "\x41". Fewer, or more in braces, are
// written by nobody.
func (p *parser) hexadecimal() byte {
	rest := p.rest()
	if len(rest) < 2 || hexDigit(rest[0]) < 0 || hexDigit(rest[1]) < 0 {
		p.fail(`the pattern has "\x" without two digits`)
		return 0
	}
	p.pos += 2
	return byte(hexDigit(rest[0])<<4 | hexDigit(rest[1]))
}

func hexDigit(b byte) int {
	switch {
	case isDigit(b):
		return int(b - '0')
	case 'a' <= b|0x20 && b|0x20 <= 'f':
		return int(b|0x20-'a') + 10
	}
	return -1
}

// octal reads up to two digits after "\0".
func (p *parser) octal() byte {
	value := 0
	for range 2 {
		if p.pos < len(p.text) && '0' <= p.text[p.pos] && p.text[p.pos] <= '7' {
			value = value<<3 | int(p.text[p.pos]-'0')
			p.pos++
		}
	}
	return byte(value)
}
