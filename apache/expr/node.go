package expr

import "slices"

// node is a part of an expression: a condition or a text.
type node struct {
	op          op
	left, right *node   // of a condition, a comparison or a chain of texts; left is the argument of a function
	parts       []*node // of a list in braces, or of a chain as it is evaluated
	text        string  // of a constant, or the name of what is asked for
	number      int     // of a back reference
	compare     kind    // of a comparison, as the scanner names it
	unary       byte
	between     between
	function    function
	subnet      subnet
	pattern     *pattern
}

type op uint8

const (
	// Conditions.
	opTrue op = iota
	opFalse
	opNot
	opOr
	opAnd
	opUnary
	opBinary
	opCompare
	opIn
	opInFunction
	opMatch
	opNoMatch
	// Texts.
	opConstant // a text
	opNumber
	opVariable
	opHeader
	opFunction
	opBackReference
	opConcat
)

// between is an operator between two texts that is a word.
type between uint8

const (
	opIPMatch between = iota
	opFNMatch
	opStrMatch
	opStrCMatch
)

// settle prepares a tree for evaluation: it finds the chains of texts.
func (n *node) settle() {
	if n == nil {
		return
	}
	if n.op == opConcat {
		n.chain()
	} else {
		n.left.settle()
		n.right.settle()
	}
	for _, part := range n.parts {
		part.settle()
	}
}

// chain lists the texts that a concatenation evaluates at one depth. httpd
// follows its left side if that is a chain, and else the right one; what hangs
// on the other sides is evaluated deeper, which its bound on depth counts.
func (n *node) chain() {
	at := n
	if n.left.op == opConcat {
		for ; at.op == opConcat; at = at.left {
			n.parts = append(n.parts, at.right)
		}
		n.parts = append(n.parts, at)
		slices.Reverse(n.parts)
		return
	}
	for ; at.op == opConcat; at = at.right {
		n.parts = append(n.parts, at.left)
	}
	n.parts = append(n.parts, at)
}
