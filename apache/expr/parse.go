package expr

import (
	"slices"
	"strings"
)

// maxTokens bounds what is read. httpd's own bound is that of its parser's
// stack, which a text with fewer tokens does not reach.
const maxTokens = 4096

// A Condition is a condition that httpd takes.
type Condition struct {
	root     *node
	compat   bool // compares as SSLRequire does
	mentions []string
	modules  []string
	files    bool
	doubt    string // why nobody knows whether httpd takes it
}

// A Text is a text with variables in it that httpd takes.
type Text struct {
	root    *node
	modules []string
	files   bool
}

// Parse reads a condition. Its error, an *Error, says why httpd refuses it.
// Patterns mean what they do without the directive RegexDefaultOptions.
func Parse(text string) (*Condition, error) { return parseCondition(text, false) }

// ParseSSLRequire reads the condition of SSLRequire, which is the same language
// but for its comparisons: the longer text is the greater one, for numbers too.
func ParseSSLRequire(text string) (*Condition, error) { return parseCondition(text, true) }

func parseCondition(text string, compat bool) (*Condition, error) {
	p := newParser(text, inCondition)
	root := p.or()
	p.expect(tEnd, "its end")
	if err := p.verdict(); err != nil {
		return nil, err
	}
	root.settle()
	return &Condition{
		root: root, compat: compat,
		mentions: p.mentions, modules: p.modules, files: p.files, doubt: p.doubt,
	}, nil
}

// ParseText reads a text with %{...} in it. Its error, an *Error, says why
// httpd refuses it.
func ParseText(text string) (*Text, error) {
	p := newParser(text, inText)
	root := p.text()
	p.expect(tEnd, "its end")
	if err := p.verdict(); err != nil {
		return nil, err
	}
	root.settle()
	return &Text{root: root, modules: p.modules, files: p.files}, nil
}

// Mentions says whether the condition names a variable, in a place that is
// evaluated or not. A Require expr that names REMOTE_USER asks for a login when
// it is false.
func (c *Condition) Mentions(variable string) bool {
	return slices.Contains(c.mentions, strings.ToUpper(variable))
}

// Modules names the modules ("ssl") without which httpd refuses the condition,
// because it would not know its variables and functions.
func (c *Condition) Modules() []string { return c.modules }

// Modules names the modules ("ssl") without which httpd refuses the text.
func (t *Text) Modules() []string { return t.modules }

// ReadsFiles says that the condition has file() or filesize() in it, evaluated
// or not. httpd refuses both in .htaccess files since 2.4.68.
func (c *Condition) ReadsFiles() bool { return c.files }

// ReadsFiles says that the text has file or filesize in it. httpd refuses both
// in .htaccess files since 2.4.68.
func (t *Text) ReadsFiles() bool { return t.files }

// Constant is the text when there is nothing in it to evaluate.
func (t *Text) Constant() (string, bool) {
	return t.root.text, t.root.op == opConstant
}

// parser reads tokens by httpd's grammar. It looks at one token ahead and at
// none behind the first error, as httpd does.
type parser struct {
	scanner  *scanner
	token    token
	tokens   int
	err      *Error // ends the reading
	late     *Error // a name that nobody knows: httpd reads on and may crash
	mentions []string
	modules  []string
	files    bool
	doubt    string
}

func newParser(text string, state scanState) *parser {
	p := &parser{scanner: newScanner(text, state)}
	p.token = p.scanner.next()
	return p
}

// verdict is the error, as a value that is nil when there is none.
func (p *parser) verdict() error {
	switch {
	case p.err != nil:
		return p.err
	case p.late != nil:
		return p.late
	}
	return nil
}

// advance goes to the next token, unless there was an error.
func (p *parser) advance() {
	if p.err != nil {
		return
	}
	if p.tokens++; p.tokens > maxTokens {
		p.fail(TooLong, "the expression is too long to judge")
		return
	}
	p.token = p.scanner.next()
}

// fail ends the reading: the token that stays fits nowhere.
func (p *parser) fail(k ErrorKind, says string) {
	if p.err == nil {
		p.err = &Error{Kind: k, says: says}
	}
	p.token = token{kind: tError}
}

// unexpected fails because of the token at hand.
func (p *parser) unexpected(wanted string) {
	switch p.token.kind {
	case tError:
		p.fail(Syntax, p.token.text)
	case tCrash:
		p.fail(Crash, p.token.text)
	case tEnd:
		p.fail(Syntax, "the expression ends where "+wanted+" is missing")
	default:
		p.fail(Syntax, "the expression goes on where "+wanted+" is missing")
	}
}

// expect passes over a token of a kind.
func (p *parser) expect(k kind, name string) {
	if p.token.kind != k {
		p.unexpected(name)
		return
	}
	if k != tEnd {
		p.advance()
	}
}

// or reads a condition; "||" binds weakest.
func (p *parser) or() *node {
	left := p.and()
	if p.token.kind != tOr {
		return left
	}
	p.advance()
	return &node{op: opOr, left: left, right: p.or()}
}

func (p *parser) and() *node {
	left := p.not()
	if p.token.kind != tAnd {
		return left
	}
	p.advance()
	return &node{op: opAnd, left: left, right: p.and()}
}

func (p *parser) not() *node {
	switch p.token.kind {
	case tNot:
		p.advance()
		return &node{op: opNot, left: p.not()}
	case tTrue:
		p.advance()
		return &node{op: opTrue}
	case tFalse:
		p.advance()
		return &node{op: opFalse}
	case tOpen:
		p.advance()
		inner := p.or()
		p.expect(tClose, "a closing parenthesis")
		return inner
	case tUnary:
		name := p.token.text
		p.advance()
		return p.unary(name, p.word())
	}
	return p.comparison()
}

// comparison reads an operator between two texts.
func (p *parser) comparison() *node {
	left := p.word()
	t := p.token
	switch {
	case t.kind == tBinary:
		p.advance()
		return p.binary(t.text, left, p.word())
	case t.kind == tIn:
		p.advance()
		return p.list(left)
	case t.kind == tMatch, t.kind == tNoMatch:
		p.advance()
		return p.match(t.kind, left)
	case t.kind >= tEqual && t.kind <= tTextGreaterEqual:
		p.advance()
		return &node{op: opCompare, compare: t.kind, left: left, right: p.word()}
	}
	p.unexpected("an operator")
	return left
}

// list reads what stands behind -in.
func (p *parser) list(left *node) *node {
	if p.token.kind == tName {
		name := p.token.text
		p.advance()
		p.expect(tOpen, "an opening parenthesis")
		argument := p.word()
		p.listFunction(name)
		p.expect(tClose, "a closing parenthesis")
		return &node{op: opInFunction, text: name, left: left, right: argument}
	}
	p.expect(tBraceOpen, "a list in braces")
	n := &node{op: opIn, left: left, parts: []*node{p.word()}}
	for p.token.kind == tComma {
		p.advance()
		n.parts = append(n.parts, p.word())
	}
	p.expect(tBraceClose, "a closing brace")
	// httpd keeps the last word first, and compares in that order.
	slices.Reverse(n.parts)
	return n
}

// match reads the pattern behind =~ or !~.
func (p *parser) match(k kind, left *node) *node {
	n := &node{op: opMatch, left: left}
	if k == tNoMatch {
		n.op = opNoMatch
	}
	if p.token.kind != tPattern && p.token.kind != tPatternNoCase {
		p.unexpected("a regular expression")
		return n
	}
	compiled, err := compile(p.token)
	if err != nil {
		p.fail(err.Kind, err.says)
		return n
	}
	n.pattern = compiled
	if p.doubt == "" {
		p.doubt = compiled.doubt
	}
	p.advance()
	return n
}

// word reads a text: parts that dots join.
func (p *parser) word() *node {
	left := p.atom()
	if p.token.kind != tConcat {
		return left
	}
	p.advance()
	return &node{op: opConcat, left: left, right: p.word()}
}

func (p *parser) atom() *node {
	t := p.token
	switch t.kind {
	case tNumber:
		p.advance()
		return &node{op: opNumber, text: t.text}
	case tName:
		p.advance()
		p.expect(tOpen, "an opening parenthesis")
		argument := p.word()
		n := p.function(t.text, argument)
		p.expect(tClose, "a closing parenthesis")
		return n
	case tTextBegin:
		p.advance()
		n := &node{op: opConstant}
		if p.token.kind != tTextEnd {
			n = p.text()
		}
		p.expect(tTextEnd, "a closing quote")
		return n
	case tVarBegin, tBackReference:
		return p.part()
	}
	p.unexpected("a text or a variable")
	return &node{op: opConstant}
}

// text reads the parts of a text, at least one.
func (p *parser) text() *node {
	n := p.part()
	for p.token.kind == tText || p.token.kind == tVarBegin || p.token.kind == tBackReference {
		n = &node{op: opConcat, left: n, right: p.part()}
	}
	return n
}

func (p *parser) part() *node {
	t := p.token
	switch t.kind {
	case tText:
		p.advance()
		return &node{op: opConstant, text: t.text}
	case tBackReference:
		p.advance()
		return &node{op: opBackReference, number: t.n}
	case tVarBegin:
		p.advance()
		return p.inBraces()
	}
	p.unexpected("a text or a variable")
	return &node{op: opConstant}
}

// inBraces reads what stands in %{...}.
func (p *parser) inBraces() *node {
	if p.token.kind != tName {
		p.unexpected("the name of a variable")
		return &node{op: opConstant}
	}
	name := p.token.text
	p.advance()
	var n *node
	if p.token.kind == tColon {
		p.advance()
		n = p.function(name, p.text())
	} else {
		n = p.variable(name)
	}
	p.expect(tVarEnd, "a closing brace")
	return n
}
