package expr

// token is one token of httpd's scanner.
type token struct {
	kind kind
	text string // of names, texts, numbers, patterns; the message of an error
	n    int    // of a back reference
}

type kind uint8

const (
	tEnd kind = iota
	tError
	tCrash
	tTrue
	tFalse
	tNumber
	tName
	tText
	tPattern
	tPatternNoCase
	tBackReference
	tUnary
	tBinary
	tTextBegin
	tTextEnd
	tVarBegin
	tVarEnd
	tOr
	tAnd
	tNot
	tConcat
	tIn
	tMatch
	tNoMatch
	// Comparisons: of numbers, then of texts, in the same order.
	tEqual
	tNotEqual
	tLess
	tLessEqual
	tGreater
	tGreaterEqual
	tTextEqual
	tTextNotEqual
	tTextLess
	tTextLessEqual
	tTextGreater
	tTextGreaterEqual
	// The rest stand for themselves.
	tOpen
	tClose
	tBraceOpen
	tBraceClose
	tComma
	tColon
)

// words are the names that are no names.
var words = map[string]kind{
	"true": tTrue, "false": tFalse, "and": tAnd, "or": tOr, "not": tNot, "in": tIn,
	"eq": tEqual, "ne": tNotEqual, "lt": tLess, "le": tLessEqual, "gt": tGreater, "ge": tGreaterEqual,
}

// dashed are the words behind a dash that are operators by themselves.
var dashed = map[string]kind{
	"in": tIn, "eq": tEqual, "ne": tNotEqual, "lt": tLess, "le": tLessEqual, "gt": tGreater, "ge": tGreaterEqual,
}

// signs are the operators of one and two signs; the longer one wins.
var signs = map[string]kind{
	"=": tTextEqual, "==": tTextEqual, "!=": tTextNotEqual, "<": tTextLess, "<=": tTextLessEqual,
	">": tTextGreater, ">=": tTextGreaterEqual, "=~": tMatch, "!~": tNoMatch, "&&": tAnd, "||": tOr,
	"!": tNot, ".": tConcat, "(": tOpen, ")": tClose, "{": tBraceOpen, "}": tBraceClose, ",": tComma, ":": tColon,
}
