package expr

import (
	"errors"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// maxDepth is httpd's bound on nested evaluation. At the bound it gives up the
// whole expression.
const maxDepth = 20

// evaluation is in the middle of an expression.
type evaluation struct {
	request  Request
	captures Captures // a copy: what the caller has need not be on the heap
	depth    int
	compat   bool
}

// Eval answers for a request. captures has $0 to $9 from before and after; nil
// stands for none. A reason comes with Unknown, and with a No that means that
// httpd fails to evaluate the condition: it then skips an <If> and a
// SetEnvIfExpr, and answers 500 to a Require expr.
func (c *Condition) Eval(r Request, captures *Captures) (model.Fact, string) {
	if c.doubt != "" {
		if captures != nil {
			captures.Lose(c.doubt)
		}
		return model.Unknown, c.doubt
	}
	e := evaluation{request: r, compat: c.compat}
	if captures != nil {
		e.captures = *captures
	}
	a := e.condition(c.root)
	if captures != nil {
		*captures = e.captures
	}
	return a.fact()
}

// Eval is the text for a request. captures may be nil. why says why the text
// is not known, or that httpd fails to evaluate it.
func (t *Text) Eval(r Request, captures *Captures) (text, why string) {
	if t.root.op == opConstant {
		return t.root.text, ""
	}
	e := evaluation{request: r}
	if captures != nil {
		e.captures = *captures // a text changes none
	}
	v := e.word(t.root)
	return v.text, v.why
}

// deep is the failure at httpd's bound.
const deep = "httpd gives up an expression that nests deeper than 20 levels"

// condition evaluates one level deeper.
func (e *evaluation) condition(n *node) answer {
	if e.depth == maxDepth {
		return answer{failed, deep}
	}
	e.depth++
	a := e.inside(n)
	e.depth--
	return a
}

// inside evaluates a condition on the level it is on: a negation and the right
// side of "and" and "or" do not go deeper.
func (e *evaluation) inside(n *node) answer {
	switch n.op {
	case opTrue:
		return answer{truth: yes}
	case opNot:
		return e.inside(n.left).not()
	case opOr:
		return e.junction(n, yes)
	case opAnd:
		return e.junction(n, no)
	case opUnary:
		return e.unary(n)
	case opBinary:
		return e.binary(n)
	case opCompare:
		return e.compare(n)
	case opIn:
		return e.in(n)
	case opInFunction:
		return e.inFunction(n)
	case opMatch:
		return e.match(n)
	case opNoMatch:
		return e.match(n).not()
	}
	return answer{truth: no}
}

// junction evaluates "and" and "or", which one side decides alone.
func (e *evaluation) junction(n *node, decisive truth) answer {
	left := e.side(n.left)
	switch left.truth {
	case decisive, doubtful, failed:
		return left
	case unknown:
	default:
		return e.inside(n.right)
	}
	// Whether httpd looks at the right side is not known.
	before := e.captures.changes
	right := e.inside(n.right)
	if e.captures.changes != before {
		e.captures.Lose(left.why)
	}
	switch right.truth {
	case decisive:
		return right
	case doubtful, failed:
		return answer{doubtful, right.why}
	}
	return left
}

// side is the left side of a junction, whose negation goes no deeper.
func (e *evaluation) side(n *node) answer {
	if n.op == opNot {
		return e.condition(n.left).not()
	}
	return e.condition(n)
}

// compare evaluates a comparison of two texts or two numbers.
func (e *evaluation) compare(n *node) answer {
	left, right := e.word(n.left), e.word(n.right)
	if w := worse(left, right); !w.known() {
		return w.lost()
	}
	sign := n.compare
	switch {
	case e.compat:
		order, ok := compareCompat(left.text, right.text)
		if sign >= tTextEqual {
			sign -= tTextEqual - tEqual
		}
		if !ok && sign != tEqual && sign != tNotEqual {
			return answer{unknown, "the order of bytes above 127 depends on the machine in SSLRequire"}
		}
		return says(holds(sign, order))
	case sign >= tTextEqual:
		return says(holds(sign-(tTextEqual-tEqual), strings.Compare(left.text, right.text)))
	}
	return says(holds(sign, compareNumbers(left.text, right.text)))
}

// holds says whether an order fits a comparison.
func holds(sign kind, order int) bool {
	switch sign {
	case tEqual:
		return order == 0
	case tNotEqual:
		return order != 0
	case tLess:
		return order < 0
	case tLessEqual:
		return order <= 0
	case tGreater:
		return order > 0
	}
	return order >= 0
}

// in compares a text with those of a list until one is equal.
func (e *evaluation) in(n *node) answer {
	needle := e.word(n.left)
	found := answer{truth: no}
	for _, part := range n.parts {
		v := worse(e.word(part), needle)
		switch {
		case !v.known():
			if found.truth == no && v.truth == failed {
				return v.lost()
			}
			if v.truth == failed {
				v.truth = doubtful
			}
			if v.truth > found.truth {
				found = v.lost()
			}
		case v.text == needle.text:
			if found.truth < doubtful {
				return answer{truth: yes}
			}
			return found
		}
	}
	return found
}

// inFunction looks into the list that a function makes. The only one lists
// fields of the client's certificate.
func (e *evaluation) inFunction(n *node) answer {
	left, right := e.word(n.left), e.word(n.right)
	if w := worse(left, right); w.truth >= doubtful {
		return w.lost()
	}
	return answer{unknown, "extensions of client certificates are not known"}
}

// match applies a pattern.
func (e *evaluation) match(n *node) answer {
	subject := e.word(n.left)
	if subject.known() {
		return n.pattern.match(subject.text, &e.captures)
	}
	if n.pattern.captures() {
		e.captures.Lose(subject.why)
	}
	return subject.lost()
}

// word evaluates a text one level deeper.
func (e *evaluation) word(n *node) value {
	if (n.op == opConstant || n.op == opNumber) && e.depth < maxDepth {
		return value{text: n.text}
	}
	if e.depth == maxDepth {
		return value{truth: failed, why: deep}
	}
	e.depth++
	v := e.inner(n)
	e.depth--
	return v
}

func (e *evaluation) inner(n *node) value {
	switch n.op {
	case opVariable:
		return orWhy(e.request.Variable(n.text))
	case opHeader:
		return orWhy(e.request.Header(n.text))
	case opBackReference:
		return orWhy(e.captures.Group(n.number))
	case opFunction:
		return e.call(n)
	}
	return e.concat(n)
}

// concat joins the texts of a chain. All of them are evaluated, so that the one
// that is known least speaks for the chain.
func (e *evaluation) concat(n *node) value {
	var space [128]byte
	joined := space[:0]
	least := value{}
	for _, part := range n.parts {
		v := e.word(part)
		least = worse(least, v)
		joined = append(joined, v.text...)
	}
	if !least.known() {
		return least
	}
	return value{text: string(joined)}
}

// compareNumbers compares what the texts begin with as numbers.
func compareNumbers(a, b string) int {
	x, y := number(a), number(b)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// number is what C reads as a number at the start of a text: 0 when there is
// none, and the nearest one when it is too large.
func number(s string) int64 {
	i := 0
	for i < len(s) && (s[i] == ' ' || '\t' <= s[i] && s[i] <= '\r') {
		i++
	}
	start := i
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	v, err := strconv.ParseInt(s[start:i], 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0
	}
	return v
}

// compareCompat is the comparison of SSLRequire: the longer text is greater.
// ok is false where the order depends on whether the machine's bytes have
// signs.
func compareCompat(a, b string) (order int, ok bool) {
	if len(a) != len(b) {
		return len(a) - len(b), true
	}
	for i := range len(a) {
		if a[i] != b[i] {
			return int(a[i]) - int(b[i]), (a[i] | b[i]) < 0x80
		}
	}
	return 0, true
}
