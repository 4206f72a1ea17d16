package php

import (
	"bytes"
	"strings"
)

// plain reads a text in single quotes.
func (l *lexer) plain() Token {
	for at := l.pos + 1; at < len(l.data); at++ {
		switch l.data[at] {
		case '\\':
			at++
		case '\'':
			return l.upTo(Text, at+1)
		}
	}
	return l.upTo(Broken, len(l.data))
}

// quoted reads a text in double quotes, or a command in backticks, which is
// never a plain text.
func (l *lexer) quoted(quote byte) Token {
	kind := Text
	if quote == '`' {
		kind = Template
	}
	for at := l.pos + 1; at < len(l.data); {
		switch {
		case l.data[at] == '\\':
			at += 2
		case l.data[at] == quote:
			return l.upTo(kind, at+1)
		default:
			n, ok := l.variable(at)
			if !ok {
				return l.upTo(Broken, len(l.data))
			}
			if n > 0 {
				kind = Template
			}
			at += max(n, 1)
		}
	}
	return l.upTo(Broken, len(l.data))
}

// variable is the length of the variable that begins at a byte of a text, as
// far as other texts may stand in it; 0 for none. It is false where the
// variable has no end.
func (l *lexer) variable(at int) (n int, ok bool) {
	s := l.data[at:]
	switch {
	case len(s) > 1 && s[0] == '$' && nameStart(s[1]):
		return 2, true
	case len(s) > 1 && (s[0] == '$' && s[1] == '{' || s[0] == '{' && s[1] == '$'):
	default:
		return 0, true
	}
	if l.deep == maxNesting {
		return 0, false
	}
	inner := lexer{data: l.data, pos: at, inside: true, deep: l.deep + 1, halting: -1}
	if s[0] == '$' {
		inner.pos++
	}
	for open := 0; ; {
		t, ok := inner.next()
		if !ok || t.Kind == Broken {
			return 0, false
		}
		switch string(l.data[t.Start:t.End]) {
		case "{":
			open++
		case "}":
			open--
		}
		if open == 0 {
			return t.End - at, true
		}
	}
}

// heredoc reads a text behind <<<. It is false where <<< begins none.
func (l *lexer) heredoc() (Token, bool) {
	label, raw, body := heredocHead(l.data[l.pos:])
	if body == 0 {
		return Token{}, false
	}
	kind := Text
	for at := l.pos + body; at < len(l.data); {
		if n := heredocEnd(l.data[at:], label); n > 0 {
			return l.upTo(kind, at+n), true
		}
		for at < len(l.data) && l.data[at] != '\n' {
			n, ok := 0, true
			if !raw {
				if l.data[at] == '\\' {
					at += 2
					continue
				}
				n, ok = l.variable(at)
			}
			if !ok {
				return l.upTo(Broken, len(l.data)), true
			}
			if n > 0 {
				kind = Template
			}
			at += max(n, 1)
		}
		at++
	}
	return l.upTo(Broken, len(l.data)), true
}

// heredocHead reads <<<NAME, <<<"NAME" or <<<'NAME' and the end of its line.
// Body is where the text begins, 0 where there is none.
func heredocHead(s []byte) (label []byte, raw bool, body int) {
	at := 3
	for at < len(s) && (s[at] == ' ' || s[at] == '\t') {
		at++
	}
	quote := byte(0)
	if at < len(s) && (s[at] == '\'' || s[at] == '"') {
		quote = s[at]
		at++
	}
	if at >= len(s) || !nameStart(s[at]) {
		return nil, false, 0
	}
	label = s[at : at+nameLength(s[at:])]
	at += len(label)
	if quote != 0 {
		if at >= len(s) || s[at] != quote {
			return nil, false, 0
		}
		at++
	}
	if at < len(s) && s[at] == '\r' {
		at++
	}
	if at >= len(s) || s[at] != '\n' {
		return nil, false, 0
	}
	return label, quote == '\'', at + 1
}

// heredocEnd is the length of a line's beginning that ends the text: blanks
// and its label, with no more of a name behind it; 0 for none.
func heredocEnd(line, label []byte) int {
	n := indent(line)
	if !bytes.HasPrefix(line[n:], label) {
		return 0
	}
	n += len(label)
	if n < len(line) && (nameStart(line[n]) || digit(line[n])) {
		return 0
	}
	return n
}

func indent(line []byte) int {
	n := 0
	for n < len(line) && (line[n] == ' ' || line[n] == '\t') {
		n++
	}
	return n
}

// castLength is the length of a cast such as "( int )"; 0 for none.
func castLength(s []byte) int {
	end := bytes.IndexByte(s[:min(len(s), 32)], ')')
	if end < 0 {
		return 0
	}
	switch strings.ToLower(strings.Trim(string(s[1:end]), " \t")) {
	case "int", "integer", "bool", "boolean", "float", "double", "real", "string", "binary", "array", "object", "unset":
		return end + 1
	}
	return 0
}

// signs are the operators of several bytes, the longer ones first.
var signs = [...]string{
	"<<=", ">>=", "**=", "...", "<=>", "===", "!==", "??=", "?->",
	"==", "!=", "<>", "<=", ">=", "=>", "->", "::", "++", "--", "+=", "-=", "*=", "/=", ".=", "%=", "&=", "|=", "^=",
	"&&", "||", "??", "<<", ">>", "**", "#[",
}

func signLength(s []byte) int {
	for _, sign := range signs {
		if bytes.HasPrefix(s, []byte(sign)) {
			return len(sign)
		}
	}
	return 1
}
