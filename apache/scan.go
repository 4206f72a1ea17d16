package apache

import (
	"bytes"
	"sort"
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// Bounds of httpd's own, line ends included: a longer logical line is refused.
const (
	maxLineHtaccess = 8192             // HUGE_STRING_LEN
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
	// expanded counts the bytes that variables stood for.
	expanded int
}

// maxExpanded bounds what the variables of a file stand for: a few Define lines
// that double each other would fill the memory.
const maxExpanded = 4 << 20

// line is one logical line.
type line struct {
	start, end int    // all its bytes in the file, line ends included
	text       string // what httpd sees
	// joins says where runs of text stand in the file, when they are not one
	// run: after a continuation, after ${NAME}. Empty for most lines.
	joins  []join
	off    int // where text begins in the file, when joins is empty
	joined bool
	nul    bool // something after a NUL is not seen
	// tooLong is not 0 when the line is longer than httpd reads: one more
	// than where the piece of it begins that is too much.
	tooLong int
}

// join says that the bytes of a line's text from at on stand at off in the
// file. Where they are what a variable stands for, they all stand at its
// ${NAME}, from off to end.
type join struct {
	at, off int
	end     int // 0 where it is no variable
}

// place is the file's offset of the i-th byte of the text.
func (l *line) place(i int) int {
	start, _ := l.places(i)
	return start
}

// placeAfter is the file's offset behind the i-th byte of the text.
func (l *line) placeAfter(i int) int {
	_, end := l.places(i)
	return end
}

func (l *line) places(i int) (start, end int) {
	if len(l.joins) == 0 {
		return l.off + i, l.off + i + 1
	}
	after := sort.Search(len(l.joins), func(k int) bool { return l.joins[k].at > i })
	if after == 0 {
		return l.start, l.start
	}
	j := l.joins[after-1]
	if j.end > 0 {
		return j.off, j.end
	}
	return j.off + i - j.at, j.off + i - j.at + 1
}

// next reads a logical line. It is false at the end.
func (s *scanner) next(l *line) bool {
	if s.pos >= len(s.text) {
		return false
	}
	*l = line{start: s.pos, off: s.pos}
	text, whole := s.physical(l)
	s.measure(l, l.start, 0)
	l.text = text
	if whole {
		if cut := strings.TrimSuffix(text, "\r"); strings.HasSuffix(cut, "\\") {
			s.join(l, cut[:len(cut)-1])
		}
	}
	l.end = s.pos
	l.trim()
	if strings.Contains(l.text, "${") && l.text[0] != '#' {
		s.expand(l)
	}
	return true
}

// physical reads one line of the file; whole says that a line end ends it, no
// NUL and no end of the file.
func (s *scanner) physical(l *line) (text string, whole bool) {
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
	return text, end >= 0
}

// measure notes that a piece, which begins at start and comes after some bytes
// of the same logical line, makes the line too long.
func (s *scanner) measure(l *line, start, before int) {
	if before+s.pos-start > s.max && l.tooLong == 0 {
		l.tooLong = start + 1
	}
}

// join reads the pieces of a line that a backslash continues. httpd looks for
// the backslash in what it has of the line so far, so that of two of them the
// second stays, and joins once more when an empty line follows.
func (s *scanner) join(l *line, first string) {
	l.joined = true
	l.joins = append(l.joins, join{at: 0, off: l.start})
	b := []byte(first)
	for s.pos < len(s.text) {
		start := s.pos
		l.joins = append(l.joins, join{at: len(b), off: start})
		text, whole := s.physical(l)
		s.measure(l, start, len(b))
		b = append(b, text...)
		if !whole {
			break
		}
		cut := bytes.TrimSuffix(b, []byte("\r"))
		if !bytes.HasSuffix(cut, []byte("\\")) {
			break
		}
		b = cut[:len(cut)-1]
	}
	l.text = string(b)
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
		known = known && s.expanded <= maxExpanded
		joins = append(joins, join{at: b.Len(), off: l.place(at)})
		b.WriteString(rest[:i])
		variable := join{at: b.Len(), off: l.place(at + i)}
		if known {
			variable.end = l.placeAfter(at + i + n)
		} else {
			value = rest[i : i+n+1]
		}
		joins = append(joins, variable)
		s.expanded += len(value)
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
	w.Start, w.End = l.place(start), l.placeAfter(stop-1)
	for stop < end && source.IsSpace(text[stop]) {
		stop++
	}
	return w, stop, true
}

// cut appends all words between two places.
func (l *line) cut(words []Word, from, to int) []Word {
	for at := from; ; {
		w, next, ok := l.word(at, to)
		if !ok {
			return words
		}
		words, at = append(words, w), next
	}
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
