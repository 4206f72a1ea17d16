package options

import (
	"bytes"
	"encoding/hex"
	"strings"
)

// maxName is how many bytes of a name are kept. MySQL's have 64 letters.
const maxName = 256

// word reads letters, digits and underscores, and gives them in capitals.
func (s *scanner) word() string {
	var b []byte
	for c, ok := s.next(); ok && isWord(c); c, ok = s.next() {
		if len(b) < maxName {
			b = append(b, c)
		}
		s.skip(1)
	}
	return strings.ToUpper(string(b))
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c >= 0x80
}

// name reads the name of a table or column, quoted or not; empty for none.
func (s *scanner) name() string {
	quote, _ := s.next()
	var b []byte
	keep := func(text []byte) { b = append(b, text[:min(len(text), maxName-len(b))]...) }
	if quote != '`' && quote != '"' {
		for c, ok := s.next(); ok && isWord(c); c, ok = s.next() {
			keep([]byte{c})
			s.skip(1)
		}
		return string(b)
	}
	for again := false; ; again = true {
		if c, _ := s.next(); c != quote {
			return string(b)
		}
		if again {
			keep([]byte{quote})
		}
		s.skip(1)
		if !s.quoted(quote, keep) {
			return ""
		}
	}
}

// cell is a value of a row.
type cell struct {
	text []byte
	// null says that there is none, unknown that it is computed, long that it
	// is longer than what is kept.
	null, unknown, long bool
}

// value reads one value of a row into a buffer. A nil buffer steps over it. It
// is false where no value stands.
func (s *scanner) value(into *[]byte, limit int) (cell, bool) {
	s.blank()
	c, ok := s.next()
	switch {
	case !ok:
		return cell{}, false
	case c == '\'' || c == '"':
		return s.text(c, into, limit)
	case c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.':
		return s.number(into, limit)
	case !isWord(c) && c != '(':
		return cell{}, false
	}
	// A name of a character set before a text, X'…', or a word.
	word := s.word()
	if strings.HasPrefix(word, "_") {
		s.blank()
	}
	switch c, _ := s.next(); {
	case c == '\'' || c == '"':
		found, ok := s.text(c, into, limit)
		switch {
		case word == "X":
			found.unhex()
		case word == "B":
			found.unbits()
		}
		return found, ok
	case strings.HasPrefix(word, "_"):
		return s.number(into, limit)
	case word == "NULL":
		return cell{null: true}, true
	case word == "TRUE":
		return cell{text: []byte("1")}, true
	case word == "FALSE":
		return cell{text: []byte("0")}, true
	}
	return cell{unknown: true}, s.expression()
}

// number reads a number, or bytes written in hexadecimal or binary digits.
func (s *scanner) number(into *[]byte, limit int) (cell, bool) {
	start := 0
	if into != nil {
		start = len(*into)
	}
	var found cell
	var last byte
	read := 0
	for c, ok := s.next(); ok && (isWord(c) || c == '-' || c == '+' || c == '.'); c, ok = s.next() {
		rest := s.buf[s.at:s.end]
		n := 1
		for n < len(rest) && isWord(rest[n]) {
			n++
		}
		if into != nil && len(*into)-start+n <= 2*limit+2 {
			*into = append(*into, rest[:n]...)
		} else {
			found.long = into != nil
		}
		last = rest[n-1]
		read += n
		s.skip(n)
	}
	if into == nil || found.long || read == 0 {
		return found, read > 0
	}
	found.text = (*into)[start:]
	switch {
	case bytes.HasPrefix(found.text, []byte("0x")):
		found.text = found.text[2:]
		found.unhex()
	case bytes.HasPrefix(found.text, []byte("0b")):
		found.text = found.text[2:]
		found.unbits()
	case last > '9' || last < '0' && last != '.':
		found.unknown = true
	}
	return found, true
}

// unhex replaces hexadecimal digits by what they stand for.
func (c *cell) unhex() {
	n, err := hex.Decode(c.text, c.text)
	c.text, c.unknown = c.text[:n], err != nil
}

// unbits replaces binary digits by what they stand for.
func (c *cell) unbits() {
	out := make([]byte, (len(c.text)+7)/8)
	for i, digit := range c.text {
		at := len(c.text) - 1 - i
		out[len(out)-1-at/8] |= (digit & 1) << (at % 8)
		c.unknown = c.unknown || digit|1 != '1'
	}
	c.text = out
}

// text reads a quoted text and takes its escapes away.
func (s *scanner) text(quote byte, into *[]byte, limit int) (cell, bool) {
	start := 0
	if into != nil {
		start = len(*into)
	}
	var found cell
	keep := func(piece []byte) {
		room := start + limit + 1 - len(*into)
		if found.long = found.long || len(piece) > room; !found.long {
			*into = append(*into, piece...)
		}
	}
	for again := false; ; again = true {
		if c, _ := s.next(); c != quote {
			break
		}
		if again && into != nil {
			keep([]byte{quote})
		}
		s.skip(1)
		ok := false
		if into == nil {
			ok = s.quoted(quote, nil)
		} else {
			ok = s.quoted(quote, keep)
		}
		if !ok {
			return cell{}, false
		}
	}
	if into == nil || found.long {
		return found, true
	}
	found.text = unescape((*into)[start:])
	found.long = len(found.text) > limit
	return found, true
}

// unescape replaces what stands for a byte by that byte, in place.
func unescape(text []byte) []byte {
	from := bytes.IndexByte(text, '\\')
	if from < 0 {
		return text
	}
	to := from
	for from < len(text) {
		n := bytes.IndexByte(text[from:], '\\')
		if n < 0 || from+n+1 == len(text) {
			n = len(text) - from
		}
		to += copy(text[to:], text[from:from+n])
		if from += n; from == len(text) {
			break
		}
		switch c := text[from+1]; c {
		case '0':
			text[to] = 0
		case 'b':
			text[to] = '\b'
		case 'n':
			text[to] = '\n'
		case 'r':
			text[to] = '\r'
		case 't':
			text[to] = '\t'
		case 'Z':
			text[to] = 26
		case '%', '_':
			// These keep their backslash outside patterns.
			text[to] = '\\'
			to++
			text[to] = c
		default:
			text[to] = c
		}
		to++
		from += 2
	}
	return text[:to]
}

// expression steps over what is computed, up to the comma or the bracket that
// ends it.
func (s *scanner) expression() bool {
	depth := 0
	for {
		c, ok := s.next()
		switch {
		case !ok || s.ended():
			return false
		case depth == 0 && (c == ',' || c == ')'):
			return true
		case c == '\'' || c == '"' || c == '`':
			s.skip(1)
			if !s.quoted(c, nil) {
				return false
			}
			continue
		case s.comment():
			continue
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
		s.skip(1)
	}
}
