package htpasswd

import (
	"bytes"
	"sort"
	"strconv"

	"github.com/authlint/authlint/lint/source"
)

// The buffers that httpd reads a line into. A line that does not fit ends the
// reading without a word.
const (
	passwordLine = 8 << 10
	groupLine    = 16 << 20
)

// A line is one line as a server sees it.
type line struct {
	text []byte
	// start and end are its place in the file, without the line ending; for
	// joined lines from the first to the end of the last.
	start, end int
	comment    bool

	// What may be wrong with it, as offsets into the file, or -1.
	nul  int // a NUL, which ends the text
	join int // a backslash that joins the next line, which has something in it
	// takes says that the line joined would have been one of its own, an
	// entry or a comment.
	takes bool
	cr    int // a carriage return with more text behind it
	long  bool

	at    int       // place of text[0] in the file, when parts is nil
	shift int       // bytes of the joined text before text[0]
	parts []segment // where the bytes of a joined line come from
}

// A segment says that from a byte of the joined text on, its bytes lie at an
// offset of the file.
type segment struct{ text, file int }

// offset is the place in the file of text[i].
func (l *line) offset(i int) int {
	if l.parts == nil {
		return l.at + i
	}
	i += l.shift
	n := sort.Search(len(l.parts), func(n int) bool { return l.parts[n].text > i })
	part := l.parts[max(n-1, 0)]
	return min(part.file+i-part.text, l.end)
}

// span is the place in the file of text[from:to].
func (l *line) span(f *source.File, from, to int) source.Span {
	start := l.offset(from)
	if to <= from {
		return f.Span(start, start)
	}
	return f.Span(start, l.offset(to-1)+1)
}

// loneReturn is the place of the first carriage return that has more than
// blanks behind it, or -1.
func (l *line) loneReturn() int {
	i := bytes.IndexByte(l.text, '\r')
	if i < 0 || len(trimRight(l.text[i:])) == 0 {
		return -1
	}
	return l.offset(i)
}

// blanks is what C's isspace takes for white space.
const blanks = " \t\n\v\f\r"

// trimLeft, trimRight and trim take off blanks. Those of package bytes build
// a set at each call, which is most of their time on a short line.
func trimLeft(text []byte) []byte {
	for len(text) > 0 && source.IsSpace(text[0]) {
		text = text[1:]
	}
	return text
}

func trimRight(text []byte) []byte {
	for len(text) > 0 && source.IsSpace(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	return text
}

func trim(text []byte) []byte { return trimLeft(trimRight(text)) }

// firstBlank is the place of the first blank, or -1.
func firstBlank(text []byte) int {
	for i, b := range text {
		if source.IsSpace(b) {
			return i
		}
	}
	return -1
}

// nginxReader cuts a file into lines as nginx does. It trims nothing.
type nginxReader struct {
	data []byte
	pos  int
}

func (r *nginxReader) next() (line, bool) {
	if r.pos >= len(r.data) {
		return line{}, false
	}
	l := line{start: r.pos, at: r.pos, end: len(r.data), nul: -1, join: -1, cr: -1}
	r.pos = len(r.data)
	if n := bytes.IndexByte(r.data[l.start:], '\n'); n >= 0 {
		l.end = l.start + n
		r.pos = l.end + 1
	}
	l.text = r.data[l.start:l.end]
	if n := bytes.IndexByte(l.text, 0); n >= 0 {
		l.nul = l.start + n
	}
	if len(l.text) > 0 {
		// An indented comment is a line like another to nginx, but nobody
		// has a name that begins so.
		body := trimLeft(l.text)
		hash := len(body) > 0 && body[0] == '#'
		l.comment = hash || l.text[0] == '\r'
		if !hash {
			l.cr = l.loneReturn()
		}
	}
	if l.end > l.start && r.data[l.end-1] == '\r' {
		l.end--
	}
	return l, true
}

// httpdReader cuts a file into lines as httpd's ap_cfg_getline does.
type httpdReader struct {
	data  []byte
	pos   int
	limit int // size of the buffer
	nuls  bool
	done  bool

	buf   []byte    // the line at hand, where it is not one run of the file
	parts []segment // where its bytes come from
}

func newHttpdReader(data []byte, limit int) *httpdReader {
	return &httpdReader{data: data, limit: limit, nuls: bytes.IndexByte(data, 0) >= 0}
}

func (r *httpdReader) next() (line, bool) {
	if r.done || r.pos >= len(r.data) {
		return line{}, false
	}
	l := line{start: r.pos, nul: -1, join: -1, cr: -1}
	if size, ok := r.simple(); ok {
		l.text, l.at = r.data[r.pos:r.pos+size], r.pos
		r.pos += size
	} else if !r.assemble(&l) {
		return line{}, false
	}
	l.end = r.pos
	if r.pos > l.start && r.data[r.pos-1] == '\n' {
		l.end--
		if l.end > l.start && r.data[l.end-1] == '\r' {
			l.end--
		}
	}
	if l.long {
		r.done = true
		l.end = lineEnd(r.data, r.pos)
		return l, true
	}
	l.trim()
	l.comment = len(l.text) > 0 && l.text[0] == '#'
	if !l.comment {
		l.cr = l.loneReturn()
	}
	return l, true
}

// simple is the size of the next line with its newline, and whether its text
// is what stands in the file: it fits, holds no NUL and joins nothing.
func (r *httpdReader) simple() (size int, ok bool) {
	rest := r.data[r.pos:]
	n := bytes.IndexByte(rest, '\n')
	size = n + 1
	if n < 0 {
		size = len(rest)
		if size > r.limit-2 {
			return 0, false
		}
	} else {
		if n > 0 && rest[n-1] == '\r' {
			n--
		}
		if n > 0 && rest[n-1] == '\\' {
			return 0, false
		}
	}
	if size > r.limit-1 || r.nuls && bytes.IndexByte(rest[:size], 0) >= 0 {
		return 0, false
	}
	return size, true
}

// assemble reads a line step by step as httpd does, because joined lines, NULs
// and the buffer's end meet in ways that no shorter description gets right: a
// backslash left over from an earlier line joins the next one too.
func (r *httpdReader) assemble(l *line) bool {
	r.buf, r.parts = nil, nil
	last := -1 // the latest backslash that joined a line
	for {
		from := len(r.buf)
		chunk := r.gets(r.limit - from)
		if len(chunk) == 0 && from == 0 {
			return false
		}
		if len(chunk) == 0 {
			break
		}
		at := r.pos - len(chunk)
		if n := bytes.IndexByte(chunk, 0); n >= 0 {
			chunk = chunk[:n]
			if l.nul < 0 {
				l.nul = at + n
			}
		}
		if text := trim(chunk); last >= 0 && len(text) > 0 {
			if l.join < 0 {
				l.join = last
			}
			l.takes = l.takes || text[0] == '#' || bytes.IndexByte(text, ':') >= 0
		}
		r.buf = append(r.buf, chunk...)
		r.parts = append(r.parts, segment{text: from, file: at})
		n := len(r.buf)
		if n == 0 || r.buf[n-1] != '\n' {
			l.long = n >= r.limit-1
			break
		}
		n--
		if n > 0 && r.buf[n-1] == '\r' {
			n--
		}
		if n == 0 || r.buf[n-1] != '\\' {
			break
		}
		soFar := line{parts: r.parts, end: r.pos}
		last = soFar.offset(n - 1)
		r.cut(n - 1)
	}
	l.text, l.parts = r.buf, r.parts
	return true
}

// cut shortens the line at hand.
func (r *httpdReader) cut(n int) {
	r.buf = r.buf[:n]
	for r.parts[len(r.parts)-1].text > n {
		r.parts = r.parts[:len(r.parts)-1]
	}
}

// gets reads what fits into a buffer of the size, to the next newline.
func (r *httpdReader) gets(size int) []byte {
	chunk := r.data[r.pos:min(len(r.data), r.pos+max(size-1, 0))]
	if n := bytes.IndexByte(chunk, '\n'); n >= 0 {
		chunk = chunk[:n+1]
	}
	r.pos += len(chunk)
	return chunk
}

// trim takes the white space from both ends.
func (l *line) trim() {
	l.text = trimRight(l.text)
	n := len(l.text)
	l.text = trimLeft(l.text)
	n -= len(l.text)
	if l.parts == nil {
		l.at += n
	} else {
		l.shift = n
	}
}

// lineEnd is the end of the line of the file that holds pos, or that ended
// just before it.
func lineEnd(data []byte, pos int) int {
	if pos > 0 && data[pos-1] == '\n' {
		return pos - 1
	}
	if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
		return pos + n
	}
	return len(data)
}

// linesAfter says how many lines with something in them stand in the text.
func linesAfter(data []byte) string {
	count := 0
	for c := source.NewCursor(data); !c.EOF(); {
		if start, end := c.Line(); len(trim(data[start:end])) > 0 {
			count++
		}
	}
	switch count {
	case 0:
		return ""
	case 1:
		return "1 line after it"
	}
	return strconv.Itoa(count) + " lines after it"
}
