package expr

import (
	"fmt"
	"strconv"
	"strings"
)

// scanner cuts a text into tokens as httpd's scanner does, one at a time: what
// lies behind an error is never looked at.
type scanner struct {
	text   string
	pos    int
	state  scanState
	outer  []scanState // of variables within texts
	quote  byte        // that ends the text; 0 when only its end does
	buffer []byte      // the text so far
}

// scanState is where the scanner stands.
type scanState uint8

const (
	inCondition scanState = iota
	inText
	inVariable
	inArgument
)

// maxText is the size of httpd's buffers for a text and for a pattern.
const maxText = 8192

// patternQuotes are what may enclose a pattern behind "m".
const patternQuotes = `/#$%^,;:_?|-!.'"`

func newScanner(text string, state scanState) *scanner {
	// httpd reads a C string.
	text, _, _ = strings.Cut(text, "\x00")
	return &scanner{text: text, state: state}
}

func (s *scanner) next() token {
	switch s.state {
	case inCondition:
		return s.conditionToken()
	case inVariable:
		return s.variableToken()
	}
	return s.textToken()
}

func fault(format string, args ...any) token {
	return token{kind: tError, text: fmt.Sprintf(format, args...)}
}

// conditionToken reads outside of texts and variables.
func (s *scanner) conditionToken() token {
	for s.pos < len(s.text) && isBlank(s.text[s.pos]) {
		s.pos++
	}
	rest := s.text[s.pos:]
	if rest == "" {
		return token{kind: tEnd}
	}
	name := nameLength(rest)
	switch c := rest[0]; {
	case c == '"' || c == '\'':
		s.pos++
		s.quote, s.state = c, inText
		return token{kind: tTextBegin}
	case strings.HasPrefix(rest, "%{"):
		return s.enterVariable()
	case c == '$' && len(rest) > 1 && isDigit(rest[1]):
		s.pos += 2
		return token{kind: tBackReference, n: int(rest[1] - '0')}
	case c == '/':
		return s.pattern(1)
	// The longer token wins: "m_" begins a pattern, and "m_x" is a name.
	case c == 'm' && len(rest) > 1 && name <= 2 && strings.IndexByte(patternQuotes, rest[1]) >= 0:
		return s.pattern(2)
	case name > 0:
		s.pos += name
		if k, ok := words[rest[:name]]; ok {
			return token{kind: k}
		}
		return token{kind: tName, text: rest[:name]}
	case isDigit(c):
		return s.number(0)
	case c == '-' && len(rest) > 1:
		return s.dash()
	}
	return s.sign()
}

// number reads digits behind a number of bytes.
func (s *scanner) number(skip int) token {
	start := s.pos
	s.pos += skip
	for s.pos < len(s.text) && isDigit(s.text[s.pos]) {
		s.pos++
	}
	return token{kind: tNumber, text: s.text[start:s.pos]}
}

// dash reads an operator with a dash, or a negative number.
func (s *scanner) dash() token {
	rest := s.text[s.pos+1:]
	if isDigit(rest[0]) {
		return s.number(1)
	}
	if !isNameByte(rest[0]) {
		return s.sign()
	}
	n := 1
	for n < len(rest) && isNameByte(rest[n]) {
		n++
	}
	// "-f1" is an operator of that name, and not -f before a number.
	s.pos += 1 + n
	if k, ok := dashed[rest[:n]]; ok {
		return token{kind: k}
	}
	if n == 1 {
		return token{kind: tUnary, text: rest[:1]}
	}
	return token{kind: tBinary, text: rest[:n]}
}

func (s *scanner) sign() token {
	rest := s.text[s.pos:]
	for n := min(2, len(rest)); n > 0; n-- {
		if k, ok := signs[rest[:n]]; ok {
			s.pos += n
			return token{kind: k}
		}
	}
	return fault("%s has no meaning in a condition", strconv.Quote(rest[:1]))
}

// pattern reads a regular expression up to its delimiter, which nothing in it
// can escape. httpd overlooks one that is not closed.
func (s *scanner) pattern(skip int) token {
	end := s.text[s.pos+skip-1]
	s.pos += skip
	length := strings.IndexByte(s.text[s.pos:], end)
	if length >= maxText || length < 0 && len(s.text)-s.pos >= maxText {
		return fault("the regular expression is too long")
	}
	if length < 0 {
		s.pos = len(s.text)
		return token{kind: tEnd}
	}
	p := token{kind: tPattern, text: s.text[s.pos : s.pos+length]}
	s.pos += length + 1
	if strings.HasPrefix(s.text[s.pos:], "i") {
		p.kind = tPatternNoCase
		s.pos++
	}
	return p
}

// enterVariable reads "%{".
func (s *scanner) enterVariable() token {
	s.pos += len("%{")
	s.outer = append(s.outer, s.state)
	s.state = inVariable
	return token{kind: tVarBegin}
}

// leaveVariable reads "}".
func (s *scanner) leaveVariable() token {
	s.pos++
	s.state = s.outer[len(s.outer)-1]
	s.outer = s.outer[:len(s.outer)-1]
	return token{kind: tVarEnd}
}

// variableToken reads within %{...}, before the argument of a function.
func (s *scanner) variableToken() token {
	rest := s.text[s.pos:]
	if rest == "" {
		return fault(`"%%{" is not closed: it begins a variable, and "\%%{" is the text`)
	}
	if n := nameLength(rest); n > 0 {
		s.pos += n
		return token{kind: tName, text: rest[:n]}
	}
	switch rest[0] {
	case '}':
		return s.leaveVariable()
	case ':':
		s.pos++
		s.state = inArgument
		return token{kind: tColon}
	}
	return fault("%s cannot stand in the name of a variable", strconv.Quote(rest[:1]))
}

// textToken reads a text, or the argument of a function in one: the next run of
// bytes, or what ends it.
func (s *scanner) textToken() token {
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		switch {
		case s.ends(c):
			if len(s.buffer) > 0 {
				return s.flush()
			}
			return s.leaveText()
		case s.special():
			if len(s.buffer) > 0 {
				return s.flush()
			}
			if c == '%' {
				return s.enterVariable()
			}
			s.pos += 2
			return token{kind: tBackReference, n: int(s.text[s.pos-1] - '0')}
		case c == '\n':
			return fault("a line ends within a text")
		case c == '\\':
			if t := s.escape(); t.kind != tEnd {
				return t
			}
		case s.state == inArgument && (c == '"' || c == '\''):
			// httpd has no rule for a quote there, and its scanner then ends
			// the process.
			return token{kind: tCrash, text: "a quote stands in the argument of a function within %{...}"}
		default:
			s.buffer = append(s.buffer, c)
			s.pos++
		}
		if len(s.buffer) >= maxText {
			return fault("the text is too long")
		}
	}
	return s.endOfInput()
}

// ends says that a byte closes the text or the argument.
func (s *scanner) ends(c byte) bool {
	if s.state == inArgument {
		return c == '}'
	}
	return s.quote != 0 && c == s.quote
}

// special says that a variable or a back reference begins.
func (s *scanner) special() bool {
	rest := s.text[s.pos:]
	return len(rest) > 1 && (rest[0] == '%' && rest[1] == '{' || rest[0] == '$' && isDigit(rest[1]))
}

// leaveText reads what ends a text or an argument.
func (s *scanner) leaveText() token {
	if s.state == inArgument {
		return s.leaveVariable()
	}
	s.pos++
	s.state = inCondition
	return token{kind: tTextEnd}
}

// endOfInput ends a text that nothing encloses, and no other.
func (s *scanner) endOfInput() token {
	if s.state == inArgument {
		return fault(`the argument of a function within "%%{...}" is not closed`)
	}
	if s.quote != 0 {
		return fault("a quote is not closed")
	}
	s.state = inCondition
	return s.flush()
}

// flush is the text so far, which ends at a zero byte: httpd copies it as a C
// string.
func (s *scanner) flush() token {
	text, _, _ := strings.Cut(string(s.buffer), "\x00")
	s.buffer = s.buffer[:0]
	return token{kind: tText, text: text}
}

// escape reads a backslash and what it stands before: up to three octal digits
// or one byte. Any token but tEnd is an error.
func (s *scanner) escape() token {
	rest := s.text[s.pos+1:]
	if rest == "" {
		return token{kind: tCrash, text: "text ends in a backslash, at which the httpd worker exits"}
	}
	digits := 0
	for digits < len(rest) && isDigit(rest[digits]) {
		digits++
	}
	if digits == 0 {
		s.buffer = append(s.buffer, escaped(rest[0]))
		s.pos += 2
		return token{kind: tEnd}
	}
	value, err := strconv.ParseUint(rest[:digits], 8, 16)
	if err != nil || digits > 3 || value > 0xff {
		return fault("%s is no escape: a backslash stands before up to three octal digits", strconv.Quote(`\`+rest[:digits]))
	}
	s.buffer = append(s.buffer, byte(value))
	s.pos += 1 + digits
	return token{kind: tEnd}
}

// escaped is what a byte behind a backslash stands for.
func escaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	}
	return c
}

// nameLength measures a name at the start of s.
func nameLength(s string) int {
	n := 0
	for n < len(s) && isNameByte(s[n]) && (n > 0 || isLetter(s[n])) {
		n++
	}
	return n
}

func isBlank(c byte) bool    { return c == ' ' || c == '\t' || c == '\n' }
func isDigit(c byte) bool    { return '0' <= c && c <= '9' }
func isLetter(c byte) bool   { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isNameByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' }
