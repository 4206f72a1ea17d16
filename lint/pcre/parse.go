package pcre

import "strings"

// parse makes nodes of a pattern. It takes what it knows and nothing else: the
// parser's why is not empty when there is more.
func parse(pattern string, flags Flags) (*node, *parser) {
	p := &parser{text: pattern, flags: flags, names: []string{""}}
	if len(pattern) > maxPattern {
		return p.fail("the pattern is too large"), p
	}
	if strings.IndexByte(pattern, 0) >= 0 {
		return p.fail("the pattern has a null character"), p
	}
	if why := Invalid(pattern, flags); why != "" {
		return p.fail("PCRE refuses the pattern: " + why), p
	}
	root := p.alternation()
	switch {
	case p.why != "":
	case p.pos < len(p.text):
		p.fail(`a ")" has no "("`)
	case p.reference >= len(p.names):
		p.fail("the pattern refers to a group that does not exist")
	}
	return root, p
}

// parser is in the middle of a pattern.
type parser struct {
	text  string
	pos   int
	flags Flags // as "(?i)" and its kin have changed them
	depth int

	names     []string
	reference int // the highest group that is referred to
	behind    int // how many look-behinds are open
	narrow    bool
	why       string
}

func (p *parser) fail(why string) *node {
	if p.why == "" {
		p.why = why
	}
	return &node{kind: kindEmpty, anything: true}
}

func (p *parser) rest() string { return p.text[p.pos:] }

// take passes over a text if it is next.
func (p *parser) take(text string) bool {
	if !strings.HasPrefix(p.rest(), text) {
		return false
	}
	p.pos += len(text)
	return true
}

// alternation reads up to the end or a ")" that closes what is around it. An
// option that is set in one branch holds in those after it.
func (p *parser) alternation() *node {
	if p.depth++; p.depth > maxGroups+1 {
		return p.fail("its groups stand too deep in each other")
	}
	flags := p.flags
	branches := []*node{p.sequence()}
	for p.take("|") && p.why == "" {
		branches = append(branches, p.sequence())
	}
	p.flags = flags
	p.depth--
	if len(branches) == 1 {
		return branches[0]
	}
	return (&node{kind: kindAlt, subs: branches}).settle()
}

// sequence reads up to the end, a "|" or a ")".
func (p *parser) sequence() *node {
	var items []*node
	for p.skip(); p.pos < len(p.text) && p.text[p.pos] != '|' && p.text[p.pos] != ')' && p.why == ""; p.skip() {
		var more []*node
		if p.take(`\Q`) {
			more = p.quoted()
		} else {
			more = p.item()
		}
		if last := len(more) - 1; last >= 0 {
			more[last] = p.repeated(more[last])
		}
		items = append(items, more...)
	}
	if len(items) == 1 {
		return items[0]
	}
	n := &node{kind: kindCat, subs: items}
	if len(items) == 0 {
		n.kind = kindEmpty
	}
	return n.settle()
}

// skip passes over comments, a "\E" that ends nothing and, in extended
// patterns, white space.
func (p *parser) skip() {
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		switch {
		case p.flags&Extended != 0 && (c == ' ' || '\t' <= c && c <= '\r' || c == 0x85):
			p.pos++
		case p.flags&Extended != 0 && c == '#':
			line, _, _ := strings.Cut(p.rest(), "\n")
			p.pos = min(p.pos+len(line)+1, len(p.text))
		case strings.HasPrefix(p.rest(), "(?#"):
			end := strings.IndexByte(p.rest(), ')')
			if end < 0 {
				p.fail("a comment is not closed")
				return
			}
			p.pos += end + 1
		case !p.take(`\E`):
			return
		}
	}
}

// quoted reads up to "\E", each byte as it is.
func (p *parser) quoted() []*node {
	text, _, closed := strings.Cut(p.rest(), `\E`)
	p.pos += len(text)
	if closed {
		p.pos += 2
	}
	var items []*node
	for i := range len(text) {
		items = append(items, p.byte(text[i]))
	}
	return items
}

// byte is a byte that stands for itself.
func (p *parser) byte(b byte) *node {
	n := &node{kind: kindSet}
	n.set.add(b)
	return p.folded(n)
}

// folded is a set as the flags have it.
func (p *parser) folded(n *node) *node {
	if p.flags&IgnoreCase != 0 {
		n.set.fold()
	}
	return n.settle()
}

func (p *parser) assertion(a assertion) []*node {
	return []*node{(&node{kind: kindAssert, assert: a}).settle()}
}

// item reads one thing that a quantifier could belong to. What stands for
// nothing, such as "(?i)", is no node.
func (p *parser) item() []*node {
	c := p.text[p.pos]
	switch c {
	case '\\':
		return p.escape()
	case '[':
		return []*node{p.class()}
	case '(':
		return p.group()
	case '*', '+', '?':
		return []*node{p.fail("a quantifier has nothing before it to repeat")}
	case '{':
		if _, _, _, quantifier := p.counts(); quantifier {
			return []*node{p.fail("a quantifier has nothing before it to repeat")}
		}
	}
	p.pos++
	switch c {
	case '^':
		if p.flags&Multiline != 0 {
			return p.assertion(assertBeginLine)
		}
		return p.assertion(assertBegin)
	case '$':
		switch {
		case p.flags&Multiline != 0:
			return p.assertion(assertEndLine)
		case p.flags&DollarEndOnly != 0:
			return p.assertion(assertEnd)
		}
		return p.assertion(assertEndBefore)
	case '.':
		n := &node{kind: kindSet}
		if p.flags&DotAll == 0 {
			n.set.add('\n')
		}
		n.set.invert()
		return []*node{n.settle()}
	}
	return []*node{p.byte(c)}
}

// repeated reads a quantifier, if one follows, and what it does to a node.
func (p *parser) repeated(sub *node) *node {
	p.skip()
	if p.pos >= len(p.text) || strings.IndexByte("*+?{", p.text[p.pos]) < 0 {
		return sub
	}
	low, high, length, quantifier := p.counts()
	switch {
	case !quantifier:
		return sub
	case sub.kind == kindAssert:
		return p.fail("a quantifier has nothing before it to repeat")
	case sub.kind == kindLook:
		return p.fail("a look-around is repeated")
	case low > maxRepeat || high > maxRepeat || high >= 0 && high < low:
		return p.fail("a quantifier is out of order")
	case high == 0 && sub.kind != kindSet:
		// PCRE2 10.42 still takes a "^" in the group for the start of the pattern.
		return p.fail("a group is repeated no times")
	}
	p.pos += length
	n := &node{kind: kindRepeat, subs: []*node{sub}, min: low, max: high}
	switch {
	case p.take("?"):
		n.mode = lazy
	case p.take("+"):
		n.mode = possessive
	}
	if n.mode == possessive && sub.kind != kindSet {
		if high < 0 {
			p.checkAtomic(sub)
		} else {
			p.checkAtomic(n)
		}
	}
	if high == 0 {
		return (&node{kind: kindEmpty}).settle()
	}
	return n.settle()
}

// counts reads the quantifier that comes next. A "{" that begins none stands
// for itself.
func (p *parser) counts() (low, high, length int, quantifier bool) {
	switch p.text[p.pos] {
	case '*':
		return 0, -1, 1, true
	case '+':
		return 1, -1, 1, true
	case '?':
		return 0, 1, 1, true
	}
	body, _, closed := strings.Cut(p.rest()[1:], "}")
	from, to, ranged := strings.Cut(body, ",")
	switch {
	case !closed || body == "" || strings.Trim(body, "0123456789, \t") != "":
		return 0, 0, 0, false
	case from == "" || !allDigits(from) || !allDigits(to):
		p.fail("versions of PCRE read {" + body + "} differently")
		return 0, 0, 0, false
	}
	low, high = number(from), number(from)
	if ranged {
		if high = -1; to != "" {
			high = number(to)
		}
	}
	return low, high, len(body) + 2, true
}
