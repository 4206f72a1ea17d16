package options

import (
	"bytes"
	"io"
)

// scanner goes through SQL with a buffer of one size, however long the file, a
// line or a text in it is.
type scanner struct {
	r      io.Reader
	buf    []byte
	at     int // what comes next
	end    int // of what was read
	before int64
	err    error // what the reader said last
	// delimiter ends a statement.
	delimiter []byte
	// whole says that no line ends within a text: the program that wrote the
	// dump writes \n there.
	whole bool
	// completed says that the last line of such a dump was seen.
	completed bool
}

// bufferSize is what is read at once.
const bufferSize = 256 << 10

func newScanner(r io.Reader, size int) *scanner {
	return &scanner{r: r, buf: make([]byte, size), delimiter: []byte{';'}}
}

// offset is the place in the file of what comes next.
func (s *scanner) offset() int64 { return s.before + int64(s.at) }

// maxEmptyReads is how often in a row a reader may give nothing.
const maxEmptyReads = 100

// peek returns at least n bytes that come next, all in the buffer, or fewer at
// the end. n is far less than the buffer.
func (s *scanner) peek(n int) []byte {
	for tries := 0; s.end-s.at < n && s.err == nil && tries < maxEmptyReads; tries++ {
		if s.at > 0 {
			copy(s.buf, s.buf[s.at:s.end])
			s.before += int64(s.at)
			s.at, s.end = 0, s.end-s.at
		}
		var got int
		got, s.err = s.r.Read(s.buf[s.end:])
		if s.end += got; got > 0 {
			tries = 0
		}
	}
	if s.end-s.at < n && s.err == nil {
		s.err = io.ErrNoProgress
	}
	return s.buf[s.at:s.end]
}

// skip takes n bytes of those that peek gave.
func (s *scanner) skip(n int) { s.at += n }

// next is the byte that comes next; 0, false at the end.
func (s *scanner) next() (byte, bool) {
	if s.at == s.end && len(s.peek(1)) == 0 {
		return 0, false
	}
	return s.buf[s.at], true
}

// is says whether a text comes next.
func (s *scanner) is(text string) bool {
	return len(text) <= len(s.buf) && bytes.HasPrefix(s.peek(len(text)), []byte(text))
}

// take is is, and steps over the text.
func (s *scanner) take(text string) bool {
	if !s.is(text) {
		return false
	}
	s.skip(len(text))
	return true
}

// ended says whether the statement is over, or the file.
func (s *scanner) ended() bool {
	return bytes.HasPrefix(s.peek(len(s.delimiter)), s.delimiter) || s.at == s.end
}

// skipTo steps over all up to and with a byte; false at the end of the file.
func (s *scanner) skipTo(c byte) bool {
	for {
		rest := s.peek(1)
		if len(rest) == 0 {
			return false
		}
		if n := bytes.IndexByte(rest, c); n >= 0 {
			s.skip(n + 1)
			return true
		}
		s.skip(len(rest))
	}
}

// quoted steps over the rest of a text that a quote began, up to and with the
// quote that ends it, and hands the pieces of it to keep, if there is one. Of a
// quote written twice it is the first half: the second begins a text again.
// It is false where the file ends before.
func (s *scanner) quoted(quote byte, keep func([]byte)) bool {
	escaped := false // what comes next is, by a backslash before it
	for {
		rest := s.peek(1)
		if len(rest) == 0 {
			return false
		}
		from := 0
		for {
			n := bytes.IndexByte(rest[from:], quote)
			if n < 0 {
				break
			}
			from += n
			if quote == '`' || !oddBackslashes(rest[:from], escaped) {
				if keep != nil {
					keep(rest[:from])
				}
				s.skip(from + 1)
				return true
			}
			from++
		}
		escaped = quote != '`' && oddBackslashes(rest, escaped)
		if keep != nil {
			keep(rest)
		}
		s.skip(len(rest))
	}
}

// oddBackslashes says whether what follows the text is escaped by the last
// backslash in it. escaped says that of its first byte.
func oddBackslashes(text []byte, escaped bool) bool {
	n := len(text)
	for n > 0 && text[n-1] == '\\' {
		n--
	}
	odd := (len(text)-n)%2 == 1
	if n == 0 && escaped {
		return !odd
	}
	return odd
}

// comment steps over a comment, if one comes next. What MySQL runs although it
// stands in one, /*!40101 … */, is no comment: only its marks are stepped over.
func (s *scanner) comment() bool {
	c, _ := s.next()
	switch {
	case c == '#':
		s.skipTo('\n')
	case c == '-':
		// Behind the two dashes a blank has to stand.
		if text := s.peek(3); !bytes.HasPrefix(text, []byte("--")) || len(text) > 2 && text[2] > ' ' {
			return false
		}
		s.completed = s.is("-- Dump completed") || s.completed
		s.skipTo('\n')
	case c == '*':
		return s.take("*/")
	case c != '/' || !s.is("/*"):
		return false
	case s.is("/*!") && !s.is("/*!999999"):
		s.skip(len("/*!"))
		for c, ok := s.next(); ok && c >= '0' && c <= '9'; c, ok = s.next() {
			s.skip(1)
		}
	default:
		s.skip(len("/*"))
		for s.skipTo('*') && !s.take("/") {
		}
	}
	return true
}

// blank steps over blanks and comments.
func (s *scanner) blank() {
	for {
		c, ok := s.next()
		switch {
		case !ok:
			return
		case c <= ' ':
			s.skip(1)
		case !s.comment():
			return
		}
	}
}

// special are the bytes that skipStatement has to look at outside texts.
var special = [256]bool{'\'': true, '"': true, '`': true, '#': true, '-': true, '/': true}

// skipStatement steps over the rest of a statement and its end, and minds texts
// and comments in it. It is false where the file ends before.
func (s *scanner) skipStatement() bool {
	for {
		rest := s.peek(len(s.delimiter))
		if len(rest) == 0 {
			return false
		}
		n := 0
		for n < len(rest) && !special[rest[n]] && rest[n] != s.delimiter[0] {
			n++
		}
		s.skip(n)
		c, ok := s.next()
		if n == len(rest) || !ok {
			continue
		}
		switch {
		case bytes.HasPrefix(s.peek(len(s.delimiter)), s.delimiter):
			s.skip(len(s.delimiter))
			return true
		case c == '\'' || c == '"' || c == '`':
			s.skip(1)
			if !s.quoted(c, nil) {
				return false
			}
		case !s.comment():
			s.skip(1)
		}
	}
}

// skipLines steps over the rest of a statement whose end stands at the end of a
// line, and looks at nothing but the ends of lines.
func (s *scanner) skipLines() bool {
	last, before := byte(0), byte(0) // the two bytes before what comes next
	for {
		rest := s.peek(1)
		if len(rest) == 0 {
			return last == ';'
		}
		n := 0
		for {
			i := bytes.IndexByte(rest[n:], '\n')
			if i < 0 {
				break
			}
			n += i
			switch {
			case n > 1:
				before, last = rest[n-2], rest[n-1]
			case n == 1:
				before, last = last, rest[0]
			}
			if last == ';' || last == '\r' && before == ';' {
				s.skip(n + 1)
				return true
			}
			n++
		}
		if n = len(rest); n > 1 {
			before, last = rest[n-2], rest[n-1]
		} else {
			before, last = last, rest[0]
		}
		s.skip(n)
	}
}
