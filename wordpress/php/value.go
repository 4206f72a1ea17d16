package php

import "strings"

// Literal is the value of a definition, as far as it can be told without
// running anything.
type Literal struct {
	Kind LiteralKind
	// Text is the value as PHP makes a string of it; "true" and "false" of a
	// Flag.
	Text string
	// Base is the folder that Text begins with, in place of its name.
	Base Base
	// Start and End are the bytes of the value.
	Start, End int
}

// LiteralKind is a kind of value.
type LiteralKind uint8

// The kinds. The zero value is the one of which nothing is known.
const (
	Computed LiteralKind = iota
	Words
	Flag
	Whole // a number without a fraction
	Nothing
)

// Base is a folder that a program may speak of without its name.
type Base uint8

// The folders.
const (
	NoBase Base = iota
	Here        // the folder of the program, __DIR__
	Home        // the folder of the application, ABSPATH without its slash
)

// maxTerms bounds how deep a value is looked into.
const maxTerms = 32

// maxJoined is how long a text that is put together may become: it may be made
// of itself over and over.
const maxJoined = 1 << 10

// value is the value of the words from one token to another.
func (r *reader) value(from, to int, sure bool) Literal {
	var l Literal
	if from >= to {
		return l
	}
	if sure {
		e := evaluator{r: r, at: from, to: to}
		if v, ok := e.terms(); ok && e.at == to {
			l = v
		}
	}
	l.Start, l.End = r.tokens[from].Start, r.tokens[to-1].End
	return l
}

// evaluator puts plain values together.
type evaluator struct {
	r      *reader
	at, to int
	deep   int
}

// terms is a value, or several that a dot joins.
func (e *evaluator) terms() (Literal, bool) {
	if e.deep++; e.deep > maxTerms {
		return Literal{}, false
	}
	defer func() { e.deep-- }()
	l, ok := e.term()
	for ok && e.at < e.to && e.r.word(e.at) == "." {
		e.at++
		var next Literal
		if next, ok = e.term(); next.Base != NoBase {
			return Literal{}, false
		}
		if len(l.Text)+len(next.Text) > maxJoined {
			return Literal{}, false
		}
		l = Literal{Kind: Words, Text: l.joined() + next.joined(), Base: l.Base}
	}
	return l, ok
}

// joined is the text that a dot makes of a value.
func (l Literal) joined() string {
	if l.Kind == Flag {
		return map[string]string{"true": "1"}[l.Text]
	}
	return l.Text
}

func (e *evaluator) term() (Literal, bool) {
	if e.at >= e.to {
		return Literal{}, false
	}
	t, word := e.r.tokens[e.at], e.r.word(e.at)
	e.at++
	switch t.Kind {
	case Text:
		text, ok := Unquote(e.r.p.Data, t)
		return Literal{Kind: Words, Text: text}, ok
	case Number:
		text, ok := number(string(e.r.p.Data[t.Start:t.End]))
		return Literal{Kind: Whole, Text: text}, ok
	case Name:
		return e.name(word, string(e.r.p.Data[t.Start:t.End]))
	}
	switch word {
	case "(":
		l, ok := e.terms()
		return l, e.sign(")") && ok
	case "-":
		l, ok := e.term()
		if l.Kind != Whole || strings.HasPrefix(l.Text, "-") {
			return Literal{}, false
		}
		if l.Text != "0" {
			l.Text = "-" + l.Text
		}
		return l, ok
	}
	return Literal{}, false
}

// sign passes over a sign that must follow.
func (e *evaluator) sign(sign string) bool {
	ok := e.at < e.to && e.r.word(e.at) == sign
	e.at++
	return ok
}

// name is the value of a constant or of one of the functions that make paths.
func (e *evaluator) name(word, written string) (Literal, bool) {
	switch word {
	case "true", "false":
		return Literal{Kind: Flag, Text: word}, true
	case "null":
		return Literal{Kind: Nothing}, true
	case "__dir__":
		return Literal{Kind: Words, Base: Here}, true
	case "dirname":
		return e.dirname()
	}
	if written = strings.TrimPrefix(written, `\`); written == "ABSPATH" {
		// WordPress defines it before it reads its settings.
		return Literal{Kind: Words, Text: "/", Base: Home}, true
	}
	d := e.r.p.Constant(written)
	if d == nil || d.Value.Kind == Computed {
		return Literal{}, false
	}
	return d.Value, true
}

// dirname reads dirname(__FILE__), dirname(__DIR__), one in the other, and the
// number of levels.
func (e *evaluator) dirname() (Literal, bool) {
	if !e.sign("(") {
		return Literal{}, false
	}
	ups := 1
	l := Literal{Kind: Words, Base: Here}
	if e.at < e.to && e.r.word(e.at) == "__file__" {
		ups = 0
		e.at++
	} else {
		var ok bool
		if l, ok = e.terms(); !ok || l.Base == NoBase || strings.Trim(l.Text, "/.") != "" {
			return Literal{}, false
		}
	}
	if e.at < e.to && e.r.word(e.at) == "," {
		e.at++
		n, ok := e.term()
		if !ok || n.Kind != Whole || len(n.Text) != 1 || n.Text == "0" {
			return Literal{}, false
		}
		ups += int(n.Text[0]-'0') - 1
	}
	// A path of the same meaning: what is asked for is a folder.
	l.Text = strings.TrimSuffix(l.Text, "/") + strings.Repeat("/..", ups)
	return l, e.sign(")")
}
