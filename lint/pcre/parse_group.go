package pcre

import "strings"

// group reads "(...)".
func (p *parser) group() []*node {
	p.pos++
	if rest := p.rest(); strings.HasPrefix(rest, "*") {
		return []*node{p.fail(`the pattern has a verb, "(*"`)}
	}
	n := &node{kind: kindGroup}
	switch {
	case !p.take("?"):
		p.capture(n, "")
	case p.take(":"):
		n = nil
	case p.take(">"):
		n.kind = kindAtomic
	case p.take("="):
		n.kind = kindLook
	case p.take("!"):
		n.kind, n.negative = kindLook, true
	case p.take("<="):
		n.kind, n.behind = kindLook, true
	case p.take("<!"):
		n.kind, n.behind, n.negative = kindLook, true, true
	case p.take("P<"), p.take("<"):
		p.capture(n, p.name(">"))
	case p.take("'"):
		p.capture(n, p.name("'"))
	default:
		return p.options()
	}
	return []*node{p.body(n)}
}

// body reads the inside of a group up to its ")". Without a node for the group
// it is the inside.
func (p *parser) body(n *node) *node {
	if n != nil && n.behind {
		p.behind++
		defer func() { p.behind-- }()
	}
	inside := p.alternation()
	if p.why == "" && !p.take(")") {
		return p.fail(`a "(" is not closed`)
	}
	if n == nil {
		inside.wraps++
		return inside
	}
	n.subs = []*node{inside}
	if n.behind {
		p.checkBehind(inside)
	}
	if n.kind == kindAtomic {
		p.checkAtomic(inside)
	}
	return n.settle()
}

// checkBehind wants what PCRE wants of a look-behind: a fixed length of every
// branch.
func (p *parser) checkBehind(inside *node) {
	for _, branch := range branchesOf(inside) {
		if _, fixed := branch.length(); !fixed {
			p.fail("a look-behind has no fixed length")
		}
	}
}

// checkAtomic wants that what is atomic matches some byte: PCRE2 10.42 overlooks
// that it need not where it looks for what follows a run, so that a+(b)?+a and
// a*(?>|b)a match nothing.
func (p *parser) checkAtomic(inside *node) {
	if inside.nullable() {
		p.fail("an atomic group may match the empty text")
	}
}

// branchesOf are the branches of an alternation, or the one there is.
func branchesOf(n *node) []*node {
	if n.kind == kindAlt {
		return n.subs
	}
	return []*node{n}
}

// capture gives a group its number.
func (p *parser) capture(n *node, name string) {
	n.group = len(p.names)
	p.names = append(p.names, name)
}

// name reads a group's name up to its end.
func (p *parser) name(end string) string {
	name, _, closed := strings.Cut(p.rest(), end)
	if !closed || name == "" || isDigit(name[0]) || len(name) > maxName || !wordCharacters(name) {
		p.fail("a group's name is none")
		return ""
	}
	p.pos += len(name) + len(end)
	return name
}

// maxName is PCRE's bound on the length of a group's name.
const maxName = 32

// options reads "i)" or "i:" after "(?".
func (p *parser) options() []*node {
	around := p.flags
	off := false
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		p.pos++
		switch c {
		case 'i':
			p.set(IgnoreCase, off)
		case 's':
			p.set(DotAll, off)
		case 'm':
			p.set(Multiline, off)
		case 'x':
			if strings.HasPrefix(p.rest(), "x") {
				return []*node{p.fail(`the pattern has the option "xx"`)}
			}
			p.set(Extended, off)
		case '-':
			if off {
				return []*node{p.fail(`nothing is written "(?--"`)}
			}
			off = true
		case ')':
			return nil // what is set holds up to the end of the group around it
		case ':':
			inside := p.body(nil)
			p.flags = around
			return []*node{inside}
		default:
			return []*node{p.fail("the pattern has what is not judged here, " + construct(c))}
		}
	}
	return []*node{p.fail(`a "(?" is not closed`)}
}

func (p *parser) set(f Flags, off bool) {
	if off {
		p.flags &^= f
	} else {
		p.flags |= f
	}
}

// construct names what begins with "(?" and a byte.
func construct(c byte) string {
	switch {
	case c == 'R' || c == '&' || c == '+' || isDigit(c):
		return "recursion"
	case c == 'P':
		return `"(?P"`
	case c == '(':
		return "a condition"
	case c == 'C':
		return "a call-out"
	case c == '|':
		return "groups that share numbers"
	case isLetter(c) || c == '^':
		return `the option "` + string(c) + `"`
	}
	return `"(?"`
}
