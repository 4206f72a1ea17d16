package php

import "bytes"

// TokenKind is a kind of word.
type TokenKind uint8

// The kinds of words. White space is none.
const (
	Inline   TokenKind = iota // text outside of <?php and ?>
	Open                      // <?php, <?= and <?
	Close                     // ?>
	Comment                   // with its signs, without the end of the line
	Name                      // of a function, a constant, a keyword
	Variable                  // with its $
	Text                      // in quotes or behind <<<, as it stands
	Template                  // the same with variables in it, or a command
	Number
	Cast
	Sign   // operators and brackets
	Data   // what follows __halt_compiler();
	Broken // a text or a comment that has no end
)

// Token is one word: the bytes from Start to End.
type Token struct {
	Kind       TokenKind
	Start, End int
}

// maxNesting bounds how deep texts stand in variables of texts.
const maxNesting = 32

// lexer cuts a program into words.
type lexer struct {
	data   []byte
	pos    int
	inside bool // of <?php
	deep   int
	// halting counts the signs that have followed __halt_compiler; -1 where it
	// was not said.
	halting int
}

// Lex cuts a program into its words. It takes any bytes, and every byte but
// white space of the program is in one of them.
func Lex(data []byte) []Token {
	l := lexer{data: data, halting: -1}
	var tokens []Token
	for {
		t, ok := l.next()
		if !ok {
			return tokens
		}
		tokens = append(tokens, t)
	}
}

// next is false at the end.
func (l *lexer) next() (Token, bool) {
	if l.halting == 3 && l.pos < len(l.data) {
		return l.upTo(Data, len(l.data)), true
	}
	if !l.inside {
		return l.outside()
	}
	for l.pos < len(l.data) && blank(l.data[l.pos]) {
		l.pos++
	}
	if l.pos >= len(l.data) {
		return Token{}, false
	}
	t := l.word()
	l.halt(t)
	return t, true
}

// halt looks out for __halt_compiler, its brackets and its semicolon.
func (l *lexer) halt(t Token) {
	switch {
	case t.Kind == Comment:
	case t.Kind == Name && bytes.EqualFold(l.data[t.Start:t.End], []byte("__halt_compiler")):
		l.halting = 0
	case l.halting >= 0 && l.halting < 2 && string(l.data[t.Start:t.End]) == "()"[l.halting:l.halting+1],
		l.halting == 2 && (t.Kind == Close || string(l.data[t.Start:t.End]) == ";"):
		l.halting++
	default:
		l.halting = -1
	}
}

// upTo makes a token of all bytes before end.
func (l *lexer) upTo(kind TokenKind, end int) Token {
	t := Token{kind, l.pos, end}
	l.pos = end
	return t
}

// outside reads text that is no program, and the sign that begins one.
func (l *lexer) outside() (Token, bool) {
	if l.pos >= len(l.data) {
		return Token{}, false
	}
	for at := l.pos; ; at += 2 {
		i := bytes.Index(l.data[at:], []byte("<?"))
		if i < 0 {
			return l.upTo(Inline, len(l.data)), true
		}
		at += i
		n := opening(l.data[at:])
		if n == 0 {
			continue
		}
		if at > l.pos {
			return l.upTo(Inline, at), true
		}
		l.inside = true
		return l.upTo(Open, at+n), true
	}
}

// opening is the length of the sign that begins a program; 0 for none. The
// short one counts only with a blank behind it, for <?xml is a text.
func opening(s []byte) int {
	switch {
	case len(s) >= 5 && bytes.EqualFold(s[2:5], []byte("php")) && (len(s) == 5 || blank(s[5])):
		return 5
	case len(s) >= 3 && s[2] == '=':
		return 3
	case len(s) >= 3 && blank(s[2]):
		return 2
	}
	return 0
}

// word reads one word of the program; there is one.
func (l *lexer) word() Token {
	rest := l.data[l.pos:]
	switch b := rest[0]; {
	case bytes.HasPrefix(rest, []byte("?>")):
		return l.close()
	case b == '#' && !bytes.HasPrefix(rest, []byte("#[")), bytes.HasPrefix(rest, []byte("//")):
		return l.lineComment()
	case bytes.HasPrefix(rest, []byte("/*")):
		return l.through(Comment, 2, "*/")
	case b == '$' && len(rest) > 1 && nameStart(rest[1]):
		return l.upTo(Variable, l.pos+1+nameLength(rest[1:]))
	case nameStart(b) || b == '\\' && len(rest) > 1 && nameStart(rest[1]):
		return l.name()
	case digit(b) || b == '.' && len(rest) > 1 && digit(rest[1]):
		return l.upTo(Number, l.pos+numberLength(rest))
	case b == '\'':
		return l.plain()
	case b == '"' || b == '`':
		return l.quoted(b)
	case bytes.HasPrefix(rest, []byte("<<<")):
		if t, ok := l.heredoc(); ok {
			return t
		}
	case b == '(':
		if n := castLength(rest); n > 0 {
			return l.upTo(Cast, l.pos+n)
		}
	}
	return l.upTo(Sign, l.pos+signLength(rest))
}

// close ends the program; a newline right behind the sign is a part of it.
func (l *lexer) close() Token {
	end := l.pos + 2
	if bytes.HasPrefix(l.data[end:], []byte("\r\n")) {
		end += 2
	} else if end < len(l.data) && (l.data[end] == '\n' || l.data[end] == '\r') {
		end++
	}
	l.inside = false
	return l.upTo(Close, end)
}

// lineComment ends before the end of the line, and before ?>.
func (l *lexer) lineComment() Token {
	for at := l.pos; at < len(l.data); at++ {
		switch b := l.data[at]; {
		case b == '\n' || b == '\r', b == '?' && at+1 < len(l.data) && l.data[at+1] == '>':
			return l.upTo(Comment, at)
		}
	}
	return l.upTo(Comment, len(l.data))
}

// through reads to the end of a sign that closes what has just begun.
func (l *lexer) through(kind TokenKind, begin int, sign string) Token {
	from := min(l.pos+begin, len(l.data))
	i := bytes.Index(l.data[from:], []byte(sign))
	if i < 0 {
		return l.upTo(Broken, len(l.data))
	}
	return l.upTo(kind, from+i+len(sign))
}

// name reads a name with its namespaces.
func (l *lexer) name() Token {
	at := l.pos
	if l.data[at] == '\\' {
		at++
	}
	for {
		at += nameLength(l.data[at:])
		if at+1 >= len(l.data) || l.data[at] != '\\' || !nameStart(l.data[at+1]) {
			return l.upTo(Name, at)
		}
		at++
	}
}

func blank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

func digit(b byte) bool { return '0' <= b && b <= '9' }

func nameStart(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b == '_' || b >= 0x80
}

// nameLength is how many bytes of a name s begins with.
func nameLength(s []byte) int {
	n := 0
	for n < len(s) && (nameStart(s[n]) || digit(s[n])) {
		n++
	}
	return n
}

// numberLength is the length of the number s begins with. What would be none,
// such as 08, counts too.
func numberLength(s []byte) int {
	if len(s) > 2 && s[0] == '0' && bytes.IndexByte([]byte("xXbBoO"), s[1]) >= 0 && hex(s[2]) {
		n := 2
		for n < len(s) && (hex(s[n]) || s[n] == '_') {
			n++
		}
		return n
	}
	n := digits(s)
	if n < len(s) && s[n] == '.' {
		n += 1 + digits(s[n+1:])
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		sign := 1
		if n+1 < len(s) && (s[n+1] == '+' || s[n+1] == '-') {
			sign = 2
		}
		if d := digits(s[min(n+sign, len(s)):]); d > 0 {
			n += sign + d
		}
	}
	return n
}

func digits(s []byte) int {
	n := 0
	for n < len(s) && (digit(s[n]) || s[n] == '_' && n > 0) {
		n++
	}
	return n
}

func hex(b byte) bool { return digit(b) || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F' }
