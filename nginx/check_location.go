package nginx

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// sign takes a location's arguments apart: what kind of match it is, and what
// is matched. The two may be one word.
func sign(n *Node) (sign, name string) {
	if len(n.Words) > 1 {
		return n.Arg(0), n.Arg(1)
	}
	sign = joinedSign(n.Arg(0))
	return sign, n.Arg(0)[len(sign):]
}

// isNamed says that a location is one that only nginx itself sends requests to.
func isNamed(n *Node) bool { return len(n.Words) == 1 && strings.HasPrefix(n.Arg(0), "@") }

func isPattern(sign string) bool { return sign == "~" || sign == "~*" }

// checkLocation says what nginx has against the head of a location.
func checkLocation(n *Node) objection {
	sign, name := sign(n)
	last := len(n.Words) - 1
	switch sign {
	case "", "=", "^~":
		if sign == "" && len(n.Words) == 2 {
			break
		}
		return objection{}
	case "~":
		return checkPattern(last, name, 0)
	case "~*":
		return checkPattern(last, name, pcre.IgnoreCase)
	}
	return wrongWord(0, "before what a location matches only =, ~, ~* or ^~ may stand")
}

// checkNested says what nginx has against a location in another one.
func checkNested(inner, outer *Node) objection {
	sign1, name := sign(inner)
	sign2, around := sign(outer)
	switch {
	case sign2 == "=":
		return wholeHead(inner, "no location may stand in one that matches exactly")
	case isNamed(outer):
		return wholeHead(inner, "no location may stand in a named one")
	case isNamed(inner):
		return wholeHead(inner, "a named location stands directly in a server")
	case !isPattern(sign1) && !strings.HasPrefix(name, around):
		return wholeHead(inner, "what it matches must begin with what the location round it matches")
	}
	return objection{}
}

func wholeHead(n *Node, says string) objection {
	return objection{model.RefusedValue, 1, len(n.Words), says}
}

// twin is what two locations of one block may not have in common.
type twin struct {
	exact bool
	name  string
}

// twinOf is that of a location; it is false where two may be alike.
func twinOf(n *Node) (twin, bool) {
	sign, name := sign(n)
	return twin{sign == "=", name}, !isPattern(sign) && !isNamed(n)
}
