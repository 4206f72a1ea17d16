package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// Text is a text with variables, compiled.
type Text struct {
	// Source is the text as written, escapes undone.
	Source string
	Span   source.Span
	parts  []part // none for a text without variables
}

// part is one piece of a Text: a literal, a variable or a capture.
type part struct {
	literal  string
	variable int // number of a variable; -1 for none
	capture  int // number of a capture; 0 for none
	// question marks the "?" of a replacement, from which on arguments follow.
	question bool
}

// Compiler gives the variables of a configuration their numbers.
type Compiler struct {
	numbers map[string]int
	// Variables are those that were asked for.
	Variables []*Variable
}

// Number is the number of a variable. Names have no case.
func (c *Compiler) Number(name string) int {
	name = Lower(name)
	if n, ok := c.numbers[name]; ok {
		return n
	}
	if c.numbers == nil {
		c.numbers = map[string]int{}
	}
	n := len(c.Variables)
	c.numbers[name] = n
	c.Variables = append(c.Variables, newVariable(name))
	return n
}

// Text compiles a text.
func (c *Compiler) Text(text string, span source.Span) *Text {
	return c.compile(text, span, false)
}

// Replacement compiles what a rewrite puts in place of a path. question says that
// it has a "?"; where arguments is set, what follows it are arguments.
func (c *Compiler) Replacement(text string, span source.Span, arguments bool) (t *Text, question bool) {
	return c.compile(text, span, arguments), strings.Contains(text, "?")
}

// compile reads a text; arguments says that the first "?" begins arguments.
func (c *Compiler) compile(text string, span source.Span, arguments bool) *Text {
	t := &Text{Source: text, Span: span}
	if !strings.Contains(text, "$") && !arguments {
		return t
	}
	for rest := text; rest != ""; {
		stop := "$"
		if arguments {
			stop = "$?"
		}
		i := strings.IndexAny(rest, stop)
		switch {
		case i < 0:
			t.literal(rest)
			return t
		case i > 0:
			t.literal(rest[:i])
			rest = rest[i:]
		}
		if rest[0] == '?' {
			t.parts = append(t.parts, part{variable: -1, question: true})
			arguments, rest = false, rest[1:]
			continue
		}
		name, after := variableName(rest[1:])
		switch {
		case name == "":
			t.literal("$")
			rest = rest[1:]
			continue
		case name[0] >= '1' && name[0] <= '9':
			t.parts = append(t.parts, part{variable: -1, capture: int(name[0] - '0')})
		default:
			t.parts = append(t.parts, part{variable: c.Number(name)})
		}
		rest = after
	}
	return t
}

func (t *Text) literal(text string) {
	t.parts = append(t.parts, part{literal: text, variable: -1})
}

// variableName cuts the name of a variable from what follows its dollar sign.
func variableName(text string) (name, rest string) {
	if text == "" {
		return "", ""
	}
	if text[0] >= '1' && text[0] <= '9' {
		return text[:1], text[1:]
	}
	braces := text[0] == '{'
	if braces {
		text = text[1:]
	}
	end := 0
	for end < len(text) && nameByte(text[end]) {
		end++
	}
	if braces {
		if end == len(text) || text[end] != '}' {
			return "", ""
		}
		return text[:end], text[end+1:]
	}
	return text[:end], text[end:]
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// Lower is a text in small letters as nginx has it: those of ASCII alone, whatever
// bytes stand beside them.
func Lower(text string) string {
	if strings.IndexFunc(text, func(c rune) bool { return c >= 'A' && c <= 'Z' }) < 0 {
		return text
	}
	low := []byte(text)
	for i, c := range low {
		if c >= 'A' && c <= 'Z' {
			low[i] = c | 0x20
		}
	}
	return string(low)
}

// Plain says that the text has no variables.
func (t *Text) Plain() bool {
	for i := range t.parts {
		if t.parts[i].variable >= 0 || t.parts[i].capture > 0 {
			return false
		}
	}
	return true
}

// maxText bounds what variables stand for: a few lines that double each other
// would fill the memory.
const maxText = 1 << 16

const tooLong = "a text with variables grows too long"

// text is a text's value, or why it is not known.
func (q *request) text(t *Text) (value, why string) {
	return q.joinAll(t, false)
}

// joinAll is the whole of a text.
func (q *request) joinAll(t *Text, escaped bool) (value, why string) {
	if len(t.parts) == 0 {
		return t.Source, ""
	}
	return q.join(t.parts, escaped)
}

// join evaluates parts; escaped says that captures are escaped as arguments are.
func (q *request) join(parts []part, escaped bool) (value, why string) {
	if len(parts) == 1 && parts[0].variable < 0 && parts[0].capture == 0 {
		return parts[0].literal, ""
	}
	var b strings.Builder
	for i := range parts {
		p := &parts[i]
		switch {
		case p.capture > 0:
			piece, why := q.capture(p.capture)
			if why != "" {
				return "", why
			}
			if escaped {
				piece = escape(piece, notArgument)
			}
			b.WriteString(piece)
		case p.variable >= 0:
			piece, why := q.variable(p.variable)
			if why != "" {
				return "", why
			}
			b.WriteString(piece)
		default:
			b.WriteString(p.literal)
		}
		if b.Len() > maxText {
			return "", tooLong
		}
	}
	return b.String(), ""
}

// escapes says that captures are escaped where nginx asks: only when the request
// line had escapes of its own.
func (q *request) escapes() bool { return q.quoted || q.plus }

// capture is a group of the last pattern that matched.
func (q *request) capture(n int) (value, why string) {
	if q.captureDoubt != "" {
		return "", q.captureDoubt
	}
	if n < len(q.captures) {
		return q.captures[n], ""
	}
	return "", ""
}
