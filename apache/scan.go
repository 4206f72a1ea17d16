package apache

import (
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// Bounds of httpd's own: a longer logical line is refused.
const (
	maxLineHtaccess = 8190             // HUGE_STRING_LEN less line end and NUL
	maxLineServer   = 16 * 1024 * 1024 // VARBUF_MAX_LEN
)

// scanner cuts a file into logical lines as httpd's ap_cfg_getline does: a
// backslash right before the line end joins the next line, in comments too; a
// NUL ends the text of a line; white space round the whole is taken off.
type scanner struct {
	text string
	pos  int
	max  int // longest logical line
	vars func(name string) (string, bool)
}

// line is one logical line.
type line struct {
	start, end int    // all its bytes in the file, line ends included
	text       string // what httpd sees
	// joins says where runs of text stand in the file, when they are not one
	// run: after a continuation, after ${NAME}. Empty for most lines.
	joins   []join
	off     int // where text begins in the file, when joins is empty
	joined  bool
	tooLong bool
	nul     bool // something after a NUL is not seen
}

// join says that the bytes of a line's text from at on stand at off in the
// file; fixed that they all stand for one place, the ${NAME} at off.
type join struct {
	at, off int
	fixed   bool
}

// place is the file's offset of the i-th byte of the text.
func (l *line) place(i int) int {
	if len(l.joins) == 0 {
		return l.off + i
	}
	for k := len(l.joins) - 1; k >= 0; k-- {
		if j := l.joins[k]; j.at <= i {
			if j.fixed {
				return j.off
			}
			return j.off + i - j.at
		}
	}
	return l.start
}

// next reads a logical line. It is false at the end.
func (s *scanner) next(l *line) bool {
	if s.pos >= len(s.text) {
		return false
	}
	*l = line{start: s.pos}
	first := s.pos
	text, more := s.physical(l)
	if !more {
		l.text, l.off = text, first
	} else {
		s.join(l, text, first)
	}
	l.end = s.pos
	l.tooLong = len(l.text) > s.max
	l.trim()
	if strings.Contains(l.text, "${") && l.text[0] != '#' {
		s.expand(l)
	}
	return true
}

// physical reads one line of the file; more says that a backslash at its end
// joins the next one.
func (s *scanner) physical(l *line) (text string, more bool) {
	rest := s.text[s.pos:]
	end := strings.IndexByte(rest, '\n')
	if end < 0 {
		s.pos = len(s.text)
		text = rest
	} else {
		s.pos += end + 1
		text = rest[:end]
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		l.nul = true
		return text[:i], false
	}
	if end < 0 {
		return text, false
	}
	text = strings.TrimSuffix(text, "\r")
	if strings.HasSuffix(text, "\\") {
		return text[:len(text)-1], true
	}
	return text, false
}

func (s *scanner) join(l *line, text string, off int) {
	var b strings.Builder
	l.joined = true
	for more := true; ; {
		l.joins = append(l.joins, join{at: b.Len(), off: off})
		b.WriteString(text)
		if !more || s.pos >= len(s.text) {
			break
		}
		off = s.pos
		text, more = s.physical(l)
	}
	l.text = b.String()
}

// trim takes white space off both ends.
func (l *line) trim() {
	end := len(l.text)
	for end > 0 && source.IsSpace(l.text[end-1]) {
		end--
	}
	at := 0
	for at < end && source.IsSpace(l.text[at]) {
		at++
	}
	if len(l.joins) == 0 {
		l.off += at
	}
	for k := range l.joins {
		l.joins[k].at -= at
	}
	l.text = l.text[at:end]
}

// expand replaces every ${NAME} that is known, as httpd does before it looks
// at the words. What is not known stays as it is.
func (s *scanner) expand(l *line) {
	if s.vars == nil {
		return
	}
	var b strings.Builder
	var joins []join
	rest, at := l.text, 0
	for {
		i := strings.Index(rest, "${")
		if i < 0 {
			break
		}
		n := strings.IndexByte(rest[i:], '}')
		if n < 0 {
			break
		}
		value, known := s.vars(rest[i+2 : i+n])
		joins = append(joins, join{at: b.Len(), off: l.place(at)})
		b.WriteString(rest[:i])
		joins = append(joins, join{at: b.Len(), off: l.place(at + i), fixed: known})
		if !known {
			value = rest[i : i+n+1]
		}
		b.WriteString(value)
		at += i + n + 1
		rest = rest[i+n+1:]
	}
	joins = append(joins, join{at: b.Len(), off: l.place(at)})
	b.WriteString(rest)
	l.text, l.joins = b.String(), joins
}

// Word is one word of a line: Text is what httpd makes of the bytes from Start
// to End of the file.
type Word struct {
	Text       string
	Start, End int
	Quote      byte // the quote it begins with, or 0
	Unclosed   bool // the quote runs to the end of the line
}

// word cuts the word at or after i off the line, as ap_getword_conf does: a
// quote counts only as a word's first character, and inside it a backslash
// takes a quote or backslash literally. next is where the word after it
// begins; ok is false at the end of the line.
func (l *line) word(i, end int) (w Word, next int, ok bool) {
	text := l.text[:end]
	for i < end && source.IsSpace(text[i]) {
		i++
	}
	if i >= end {
		return Word{}, end, false
	}
	start, stop := i, i
	if q := text[i]; q == '"' || q == '\'' {
		stop = i + 1
		for stop < end && text[stop] != q {
			if text[stop] == '\\' && stop+1 < end && (text[stop+1] == q || text[stop+1] == '\\') {
				stop++
			}
			stop++
		}
		stop = min(stop, end)
		w.Quote, w.Unclosed = q, stop == end
		w.Text = unescape(text[start+1:stop], q)
		if !w.Unclosed {
			stop++
		}
	} else {
		for stop < end && !source.IsSpace(text[stop]) {
			stop++
		}
		w.Text = unescape(text[start:stop], 0)
	}
	w.Start, w.End = l.place(start), l.place(stop-1)+1
	for stop < end && source.IsSpace(text[stop]) {
		stop++
	}
	return w, stop, true
}

// unescape takes the backslash off "\\" and, inside quotes, off the quote.
func unescape(s string, quote byte) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && (s[i+1] == '\\' || quote != 0 && s[i+1] == quote) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
