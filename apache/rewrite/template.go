package rewrite

import "strings"

// A template is a text with variables, map look-ups and references to groups,
// cut apart once.
type template []piece

type pieceKind uint8

const (
	literal        pieceKind = iota
	variable                 // %{NAME}
	mapped                   // ${map:key|default}
	ruleGroup                // $0 to $9
	conditionGroup           // %0 to %9
)

// piece is one part of a template.
type piece struct {
	kind  pieceKind
	text  string // of a literal; name of a map; what a variable's name says after a colon
	id    variableID
	group int
	// key and fallback belong to a map. A nil fallback is none.
	key, fallback template
	// asks says that a literal has a "?" that was not written with a backslash.
	asks bool
}

// specials begin everything in a template that is not copied.
const specials = `\$%`

// maxNesting bounds map look-ups within map look-ups.
const maxNesting = 50

// maxTemplate is the longest text that is cut apart: finding the braces that
// close costs the square of the length. httpd knows no such bound.
const maxTemplate = 32 << 10

// parseTemplate cuts a text apart.
func parseTemplate(text string) template {
	if len(text) > maxTemplate {
		return template{{kind: variable, id: longVariable}}
	}
	return cut(text, 0)
}

func cut(text string, depth int) template {
	var t template
	for text != "" {
		span := strings.IndexAny(text, specials)
		if span < 0 {
			span = len(text)
		}
		if span > 0 {
			t = t.literal(text[:span], strings.Contains(text[:span], "?"))
			text = text[span:]
			continue
		}
		var n int
		if t, n = t.special(text, depth); n == 0 {
			break
		}
		text = text[n:]
	}
	return t
}

// literal appends a text that is copied.
func (t template) literal(text string, asks bool) template {
	if n := len(t) - 1; n >= 0 && t[n].kind == literal {
		t[n].text += text
		t[n].asks = t[n].asks || asks
		return t
	}
	return append(t, piece{kind: literal, text: text, asks: asks})
}

// special appends what begins with a backslash, "$" or "%", and says how many
// bytes it takes.
func (t template) special(text string, depth int) (template, int) {
	switch {
	case text[0] == '\\' && len(text) > 1:
		return t.literal(text[1:2], false), 2
	case len(text) == 1:
		return t.literal(text, false), 1
	case text[0] == '\\':
		return t, 0
	case text[1] == '{':
		return t.braces(text, depth)
	case text[1] >= '0' && text[1] <= '9':
		kind := conditionGroup
		if text[0] == '$' {
			kind = ruleGroup
		}
		return append(t, piece{kind: kind, group: int(text[1] - '0')}), 2
	}
	return t.literal(text[:1], false), 1
}

// braces appends a variable or a map look-up. What is not closed, or is no
// look-up for want of a colon, is copied.
func (t template) braces(text string, depth int) (template, int) {
	closing := inBraces(text[2:], '}')
	if closing < 0 || depth == maxNesting {
		return t.literal(text[:2], false), 2
	}
	inner, n := text[2:2+closing], closing+3
	if text[0] == '%' {
		id, rest := variableNamed(inner)
		return append(t, piece{kind: variable, id: id, text: rest}), n
	}
	colon := inBraces(inner, ':')
	if colon < 0 {
		return t.literal(text[:2], false), 2
	}
	p := piece{kind: mapped, text: inner[:colon]}
	key := inner[colon+1:]
	if bar := inBraces(key, '|'); bar >= 0 {
		p.fallback = cut(key[bar+1:], depth+1)
		key = key[:bar]
	}
	p.key = cut(key, depth+1)
	return append(t, p), n
}

// inBraces finds a byte that stands in no braces of its own.
func inBraces(text string, c byte) int {
	depth := 1
	for i := range len(text) {
		switch {
		case text[i] == c && depth == 1:
			return i
		case text[i] == '}':
			if depth--; depth == 0 {
				return -1
			}
		case text[i] == '{':
			depth++
		}
	}
	return -1
}

// constant is the text of a template that nothing is put into.
func (t template) constant() (string, bool) {
	switch {
	case len(t) == 0:
		return "", true
	case len(t) == 1 && t[0].kind == literal:
		return t[0].text, true
	}
	return "", false
}

// refers says whether groups of a kind are put into a template.
func (t template) refers(kind pieceKind) bool {
	for i := range t {
		if t[i].kind == kind || t[i].key.refers(kind) || t[i].fallback.refers(kind) {
			return true
		}
	}
	return false
}
