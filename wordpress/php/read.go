package php

import (
	"bytes"
	"strings"
)

// Program is what a program of settings defines. Only what stands in plain
// words counts as known: what lies in a condition, a function or a loop, or is
// computed, is Computed.
type Program struct {
	Data []byte
	// Definitions are in the order of the file.
	Definitions []Definition
	Includes    []Include
	Comments    []Token
	// Open says that it may define more than Definitions has: a name is
	// computed, or the program is too large or broken.
	Open bool

	constants, variables map[string]int // the definition in force
}

// Definition is a constant or a variable that is given a value.
type Definition struct {
	Variable bool
	Name     string // without $ and namespace
	Value    Literal
	// From and To are the bytes of the name, without its quotes; Start and End
	// those of the whole statement.
	From, To, Start, End int
}

// Include is another program that is run there.
type Include struct {
	File       Literal
	Start, End int
	// Sure says that it stands under no condition.
	Sure bool
}

// Constant returns the first definition of a constant, which is the one in
// force; nil for none.
func (p *Program) Constant(name string) *Definition {
	if i, ok := p.constants[name]; ok {
		return &p.Definitions[i]
	}
	return nil
}

// Variable returns the last assignment of a variable, which is the one in
// force; nil for none.
func (p *Program) Variable(name string) *Definition {
	if i, ok := p.variables[name]; ok {
		return &p.Definitions[i]
	}
	return nil
}

// MaxProgram is the size of the largest program that is read.
const MaxProgram = 1 << 18

// maxArgument is how many words a value within an expression may have, so that
// expressions of nothing but definitions cost no more than others.
const maxArgument = 512

// reader goes through the statements of a program.
type reader struct {
	p      *Program
	tokens []Token  // without comments
	words  []string // those of names and signs, in lower case
	at     int
	// depth is how many blocks are open; under says that the next statement
	// stands under a condition that has no block; lost that the rest of the
	// program may not be reached.
	depth       int
	under, lost bool
	// function is how many blocks are open in the outermost function or class
	// that is; 0 outside of all.
	function int
}

// Read reads a program of settings.
func Read(data []byte) *Program {
	p := &Program{Data: data, constants: map[string]int{}, variables: map[string]int{}}
	if len(data) > MaxProgram {
		p.Open = true
		return p
	}
	r := reader{p: p}
	for _, t := range Lex(data) {
		switch t.Kind {
		case Comment:
			p.Comments = append(p.Comments, t)
			continue
		case Broken:
			p.Open = true
		case Open:
			// Where <? is not switched on, what follows it is no program.
			r.lost = r.lost || t.End-t.Start == len("<?")
		}
		word := ""
		if t.Kind == Name || t.Kind == Sign {
			word = strings.TrimPrefix(strings.ToLower(string(data[t.Start:t.End])), `\`)
		}
		r.tokens, r.words = append(r.tokens, t), append(r.words, word)
	}
	for r.at < len(r.tokens) && r.statement() {
	}
	return p
}

// word is the text of a name or sign, in lower case; empty of any other token
// and behind the end.
func (r *reader) word(at int) string {
	if at < 0 || at >= len(r.words) {
		return ""
	}
	return r.words[at]
}

func (r *reader) kind(at int) TokenKind {
	if at < 0 || at >= len(r.tokens) {
		return Broken
	}
	return r.tokens[at].Kind
}

// sure says that what stands here is run.
func (r *reader) sure() bool { return r.depth == 0 && !r.under && !r.lost }

// statement reads one statement, or the head of one that holds others. It is
// false when nothing behind it is run.
func (r *reader) statement() bool {
	switch r.kind(r.at) {
	case Open, Close, Inline, Data, Broken:
		r.under = r.under && r.kind(r.at) == Open
		r.at++
		return true
	case Variable:
		r.expression()
		return true
	}
	switch r.word(r.at) {
	case ";":
		r.under = false
		r.at++
	case "{":
		r.depth, r.under = r.depth+1, false
		r.at++
	case "}", "endif", "endwhile", "endfor", "endforeach", "endswitch", "enddeclare":
		r.depth = max(r.depth-1, 0)
		if r.depth < r.function {
			r.function = 0
		}
		r.at++
	case "if", "while", "for", "foreach", "switch", "declare", "catch":
		r.at = r.bracketed(r.at + 1)
		r.block(1)
	case "elseif":
		r.at = r.bracketed(r.at + 1)
		r.block(0)
	case "else", "do", "try", "finally":
		r.at++
		r.block(0)
	case "function", "class", "interface", "trait", "enum", "abstract", "final":
		r.declaration()
		if r.function == 0 && r.word(r.at) == "{" {
			r.function = r.depth + 1
		}
	case "namespace":
		r.lost = true // its constants are others
		r.declaration()
	case "const":
		r.constants()
	case "return", "exit", "die", "goto", "throw", "__halt_compiler":
		if r.sure() {
			return false
		}
		r.lost = r.lost || r.function == 0 && (r.word(r.at) == "return" || r.word(r.at) == "goto")
		r.expression()
	default:
		r.expression()
	}
	return true
}

// block is what follows a condition: a block, a colon, which opens as many as
// are not open yet, or a single statement.
func (r *reader) block(opens int) {
	switch r.word(r.at) {
	case "{":
	case ":":
		r.depth += opens
		r.at++
	default:
		r.under = true
	}
}

// bracketed is the token behind the brackets that open at a token.
func (r *reader) bracketed(at int) int {
	if r.word(at) != "(" {
		return at
	}
	for open := 0; at < len(r.tokens); at++ {
		switch r.word(at) {
		case "(":
			open++
		case ")":
			if open--; open == 0 {
				return at + 1
			}
		}
	}
	return at
}

// declaration passes over the head of a function or class.
func (r *reader) declaration() {
	for r.at < len(r.tokens) && r.word(r.at) != "{" && r.word(r.at) != ";" {
		r.at++
	}
}

// end is the token that ends the expression that begins at a token.
func (r *reader) end(at int) int {
	for open := 0; at < len(r.tokens); at++ {
		if r.kind(at) == Close {
			return at
		}
		switch r.word(at) {
		case "(", "[", "{", "#[":
			open++
		case ")", "]":
			open--
		case "}":
			if open == 0 {
				return at
			}
			open--
		case ";":
			if open <= 0 {
				return at
			}
		}
	}
	return at
}

// expression reads a statement that is none of the above: a definition, an
// assignment, an include, or anything else that may hold one.
func (r *reader) expression() {
	first, end := r.at, r.end(r.at)
	r.at = max(end, first+1)
	at := first
	if r.word(at) == "@" {
		at++
	}
	sure := r.sure()
	switch {
	case r.word(at) == "define" && r.word(at+1) == "(":
		r.define(first, at, end, sure)
		at = r.bracketed(at + 1)
	case r.kind(at) == Variable && r.word(at+1) == "=":
		r.assign(first, at, at+2, end, sure)
		at += 2
	case including(r.word(at)):
		r.include(first, at+1, end, sure)
		at++
	}
	// What stands further in is under a condition of some kind.
	for ; at < end; at++ {
		switch {
		case r.word(at) == "define" && r.word(at+1) == "(" && r.word(at-1) != "->" && r.word(at-1) != "::":
			r.define(first, at, min(end, at+maxArgument), false)
		case r.kind(at) == Variable && assigns(r.word(at+1)):
			r.assign(first, at, at+1, at+1, false)
		case including(r.word(at)):
			r.include(first, at+1, end, false)
		}
	}
	if r.kind(end) == Close {
		r.under = false
	}
}

func including(word string) bool {
	return word == "require" || word == "require_once" || word == "include" || word == "include_once"
}

func assigns(word string) bool {
	return strings.HasSuffix(word, "=") && word != "==" && word != "===" && word != "!=" && word != "!==" &&
		word != "<=" && word != ">=" || word == "++" || word == "--"
}

// define reads define(name, value).
func (r *reader) define(first, at, end int, sure bool) {
	comma := r.argument(at+2, end)
	name, plain := "", false
	if comma == at+3 {
		name, plain = Unquote(r.p.Data, r.tokens[at+2])
	}
	if !plain || r.word(comma) != "," {
		r.p.Open = true
		return
	}
	value := r.argument(comma+1, end)
	r.add(first, value, Definition{
		Name: strings.TrimPrefix(name, `\`), From: r.tokens[at+2].Start + 1, To: r.tokens[at+2].End - 1,
		Value: r.value(comma+1, value, sure),
	})
}

// argument is the token that ends the argument that begins at a token: a comma
// or a bracket.
func (r *reader) argument(at, end int) int {
	for open := 0; at < end; at++ {
		switch r.word(at) {
		case "(", "[", "{", "#[":
			open++
		case ")", "]", "}":
			if open == 0 {
				return at
			}
			open--
		case ",":
			if open == 0 {
				return at
			}
		}
	}
	return at
}

// constants reads const A = 1, B = 2;
func (r *reader) constants() {
	first, end := r.at, r.end(r.at)
	sure := r.sure()
	for at := r.at + 1; at+1 < end && r.kind(at) == Name && r.word(at+1) == "="; {
		stop := r.argument(at+2, end)
		t := r.tokens[at]
		r.add(first, stop, Definition{
			Name: string(r.p.Data[t.Start:t.End]), From: t.Start, To: t.End, Value: r.value(at+2, stop, sure),
		})
		at = stop + 1
	}
	r.at = max(end, first+1)
}

func (r *reader) assign(first, at, value, end int, sure bool) {
	t := r.tokens[at]
	r.add(first, end, Definition{
		Variable: true, Name: string(r.p.Data[t.Start+1 : t.End]), From: t.Start, To: t.End, Value: r.value(value, end, sure),
	})
}

func (r *reader) include(first, at, end int, sure bool) {
	r.p.Includes = append(r.p.Includes, Include{
		File: r.value(at, end, true), Start: r.tokens[first].Start, End: r.tokens[max(end-1, first)].End, Sure: sure,
	})
}

// add takes a definition whose statement goes to a token.
func (r *reader) add(first, end int, d Definition) {
	d.Start, d.End = r.tokens[first].Start, r.tokens[min(max(end-1, first), len(r.tokens)-1)].End
	if end < len(r.tokens) && bytes.Equal(r.p.Data[r.tokens[end].Start:r.tokens[end].End], []byte(")")) {
		d.End = r.tokens[end].End
	}
	in := r.p.constants
	if d.Variable {
		in = r.p.variables
	}
	if _, again := in[d.Name]; !again || d.Variable {
		in[d.Name] = len(r.p.Definitions)
	}
	r.p.Definitions = append(r.p.Definitions, d)
}
