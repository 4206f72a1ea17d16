package pcre

import "strings"

// class reads "[...]".
func (p *parser) class() *node {
	if posixClass(p.rest()) > 0 {
		return p.fail("a class such as [:alpha:] stands outside brackets")
	}
	p.pos++
	negated := p.take("^")
	n := &node{kind: kindSet}
	for first := true; p.why == ""; first = false {
		if p.pos >= len(p.text) {
			return p.fail(`a "[" is not closed`)
		}
		if p.text[p.pos] == ']' && !first {
			break
		}
		p.members(&n.set)
	}
	if p.why != "" {
		return n
	}
	p.pos++
	p.folded(n)
	if negated {
		n.set.invert()
		n.first = n.set
	}
	return n
}

// members reads a member of a class, which may be a range.
func (p *parser) members(s *set) {
	from, single := p.member(s)
	if !strings.HasPrefix(p.rest(), "-") || strings.HasPrefix(p.rest(), "-]") || p.pos+1 >= len(p.text) {
		if single {
			s.add(from)
		}
		return
	}
	if !single {
		// PCRE2 takes "[\d-]" and "[\d-a]" differently from version to version.
		p.fail("a class has a range without a beginning")
		return
	}
	p.pos++
	to, ranged := p.member(s)
	if !ranged || to < from {
		p.fail("a class has a range that is out of order")
		return
	}
	s.addRange(from, to)
}

// member reads a byte, or adds what stands for several.
func (p *parser) member(s *set) (b byte, single bool) {
	switch c := p.text[p.pos]; {
	case c == '[' && posixClass(p.rest()) > 0:
		p.posix(s)
		return 0, false
	case c == '\\':
		return p.classEscape(s)
	default:
		p.pos++
		return c, true
	}
}

func (p *parser) posix(s *set) {
	length := posixClass(p.rest())
	text := p.rest()[:length]
	name, negated := strings.CutPrefix(text[2:length-2], "^")
	class, ok := namedClass(name, p.flags&IgnoreCase != 0)
	if !ok || text[1] != ':' {
		p.fail("there is no class " + text)
		return
	}
	if negated {
		class.invert()
	}
	s.addAll(&class)
	p.pos += length
}

// classEscape reads a backslash in a class.
func (p *parser) classEscape(s *set) (b byte, single bool) {
	if p.pos+1 >= len(p.text) {
		p.fail("it ends in a backslash")
		return 0, false
	}
	c := p.text[p.pos+1]
	if class, ok := p.classOf(c); ok {
		p.pos += 2
		s.addAll(&class)
		return 0, false
	}
	if c == 'b' {
		p.pos += 2
		return '\b', true
	}
	return p.character(), true
}
