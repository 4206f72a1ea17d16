package source

import "bytes"

// Cursor walks over bytes. It never runs past End and cannot fail: at the end
// Peek answers 0 and EOF is true.
type Cursor struct {
	Data []byte
	Pos  int // the next byte
	End  int // one past the last byte
}

// NewCursor stands at the first byte of data.
func NewCursor(data []byte) Cursor { return Cursor{Data: data, End: len(data)} }

// EOF says that nothing is left.
func (c *Cursor) EOF() bool { return c.Pos >= c.End }

// Peek is the next byte, or 0 at the end.
func (c *Cursor) Peek() byte {
	if c.Pos >= c.End {
		return 0
	}
	return c.Data[c.Pos]
}

// SkipBlanks moves over white space as C's isspace sees it.
func (c *Cursor) SkipBlanks() {
	for c.Pos < c.End && IsSpace(c.Data[c.Pos]) {
		c.Pos++
	}
}

// SkipWord moves to the next white space.
func (c *Cursor) SkipWord() {
	for c.Pos < c.End && !IsSpace(c.Data[c.Pos]) {
		c.Pos++
	}
}

// Line moves past the next newline and returns the line before it: text from
// start to end, without the newline and without a carriage return before it.
func (c *Cursor) Line() (start, end int) {
	start = c.Pos
	end = c.End
	if i := bytes.IndexByte(c.Data[start:c.End], '\n'); i >= 0 {
		end = start + i
		c.Pos = end + 1
	} else {
		c.Pos = c.End
	}
	if end > start && c.Data[end-1] == '\r' {
		end--
	}
	return start, end
}

// IsSpace is C's isspace in the C locale: both servers cut words with it.
func IsSpace(b byte) bool { return b == ' ' || '\t' <= b && b <= '\r' }
