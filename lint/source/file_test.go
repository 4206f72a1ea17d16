package source

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestPosition(t *testing.T) {
	f := NewFile("f", []byte("ab\ncd\r\n\nlast"))
	for _, c := range []struct{ offset, line, column int }{
		{0, 1, 1}, {2, 1, 3}, {3, 2, 1}, {6, 2, 4}, {7, 3, 1}, {8, 4, 1}, {12, 4, 5}, {99, 4, 5}, {-1, 1, 1},
	} {
		if p := f.Position(c.offset); p.Line != c.line || p.Column != c.column {
			t.Errorf("position of %d is %d:%d, want %d:%d", c.offset, p.Line, p.Column, c.line, c.column)
		}
	}
	if f.Lines() != 4 {
		t.Errorf("%d lines, want 4", f.Lines())
	}
}

func TestPositionOfExcerpt(t *testing.T) {
	f := NewExcerpt("f", []byte("x\ny"), Base{Offset: 10, Line: 4})
	want := Position{Line: 6, Column: 1, Offset: 12}
	if got := f.Span(2, 3).Position(); got != want {
		t.Errorf("position %+v, want %+v", got, want)
	}
}

func TestLineSpan(t *testing.T) {
	f := NewFile("f", []byte("ab\r\n\ncd"))
	for offset, want := range []string{"ab", "ab", "ab", "ab", "", "cd", "cd", "cd"} {
		if got := f.LineSpan(offset).Text(); got != want {
			t.Errorf("line at %d is %q, want %q", offset, got, want)
		}
	}
	if got := NewFile("f", []byte("\r\n")).LineSpan(1); got.Len() != 0 {
		t.Errorf("line of a newline has %d bytes", got.Len())
	}
}

func TestSpan(t *testing.T) {
	f, g := NewFile("f", []byte("hello")), NewFile("g", []byte("hello"))
	all := f.All()
	switch {
	case !(Span{}).IsZero(), all.IsZero():
		t.Error("a span is zero when it has no file")
	case (Span{}).Text() != "":
		t.Error("no place has text")
	case !all.Contains(f.Span(1, 5)), f.Span(1, 5).Contains(all), all.Contains(g.Span(1, 2)):
		t.Error("Contains is wrong")
	case f.Span(0, 1).To(f.Span(3, 4)) != f.Span(0, 4):
		t.Error("To is wrong")
	}
	if v := NewVirtual("row", nil); !v.Virtual || v.Path != "" || v.Lines() != 1 {
		t.Error("a virtual file has no path and one line")
	}
}

func TestMask(t *testing.T) {
	f := NewFile("f", []byte("user:topsecret rest"))
	f.Mask(f.Span(5, 8))
	f.Mask(f.Span(11, 14))
	f.Mask(f.Span(8, 11)) // joins its neighbours
	f.Mask(f.Span(3, 3))  // nothing
	f.Mask(NewFile("g", f.Data).All())
	for _, c := range []struct {
		start, end int
		want       string
	}{
		{0, 19, "user:**** rest"}, {0, 5, "user:"}, {6, 7, "****"}, {14, 19, " rest"}, {4, 9, ":****"},
	} {
		if got := f.Text(c.start, c.end); got != c.want {
			t.Errorf("text from %d to %d is not %q", c.start, c.end, c.want)
		}
	}
	if !f.Masked(0, 6) || f.Masked(0, 5) || f.Masked(14, 19) || !f.Masked(13, 14) {
		t.Error("Masked is wrong")
	}
}

func TestShown(t *testing.T) {
	f := NewFile("f", []byte("user:topsecret rest"))
	f.Mask(f.Span(5, 14))
	for _, c := range []struct {
		from, to int
		want     string
	}{
		{0, 4, "user"}, {5, 14, Mask}, {7, 9, Mask}, {15, 19, "rest"}, {0, 19, "user:**** rest"}, {3, 8, "r:" + Mask}, {8, 19, Mask + " rest"},
	} {
		text, from, to := f.Shown(0, 19, c.from, c.to)
		if text[from:to] != c.want {
			t.Errorf("bytes %d to %d do not show as %q", c.from, c.to, c.want)
		}
	}
}

// TestShownNeverLeaks compares every window of a file with many masks with a
// slow and plain masking.
func TestShownNeverLeaks(t *testing.T) {
	data := []byte("abcdefghijklmnop")
	f := NewFile("f", data)
	secret := map[int]bool{}
	for _, m := range [][2]int{{12, 14}, {1, 3}, {6, 8}, {2, 5}, {8, 9}} {
		f.Mask(f.Span(m[0], m[1]))
		for i := m[0]; i < m[1]; i++ {
			secret[i] = true
		}
	}
	for start := range data {
		for end := start + 1; end <= len(data); end++ {
			var want strings.Builder
			for i := start; i < end; i++ {
				switch {
				case !secret[i]:
					want.WriteByte(data[i])
				case i == start || !secret[i-1]:
					want.WriteString(Mask)
				}
			}
			text, from, to := f.Shown(start, end, start+1, max(start+1, end-1))
			if text != want.String() || from < 0 || to < from || to > len(text) {
				t.Fatalf("window %d to %d is shown wrong", start, end)
			}
		}
	}
}

func TestFileFromManyGoroutines(t *testing.T) {
	f := NewFile("f", bytes.Repeat([]byte("0123456789\n"), 100))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for k := range 100 {
				f.Mask(f.Span(k*11+i, k*11+i+1))
				_ = f.Position(k)
				_ = f.Text(0, len(f.Data))
			}
		})
	}
	wg.Wait()
	if strings.Contains(f.Text(0, len(f.Data)), "5") {
		t.Error("a masked byte is shown")
	}
}

func TestCursor(t *testing.T) {
	c := NewCursor([]byte(" \t\v one two\r\nthree"))
	c.SkipBlanks()
	start := c.Pos
	c.SkipWord()
	if got := string(c.Data[start:c.Pos]); got != "one" {
		t.Errorf("word %q", got)
	}
	var lines []string
	for !c.EOF() {
		start, end := c.Line()
		lines = append(lines, string(c.Data[start:end]))
	}
	if !slices.Equal(lines, []string{" two", "three"}) {
		t.Errorf("lines %q", lines)
	}
	c.SkipBlanks()
	c.SkipWord()
	if start, end := c.Line(); start != end || c.Peek() != 0 || !c.EOF() {
		t.Error("at the end there is nothing")
	}
	c = NewCursor([]byte("\r\n\n\r"))
	for c.Peek() != 0 {
		if start, end := c.Line(); start != end {
			t.Errorf("line from %d to %d is not empty", start, end)
		}
	}
}

func TestFileLine(t *testing.T) {
	f := NewExcerpt("f", []byte("a\r\n\nlast"), Base{Line: 10})
	for number, want := range map[int]string{11: "a", 12: "", 13: "last"} {
		if line, there := f.Line(number); !there || line.Text() != want {
			t.Errorf("%d: %q, %t", number, line.Text(), there)
		}
	}
	for _, number := range []int{-1, 0, 10, 14} {
		if _, there := f.Line(number); there {
			t.Errorf("there is a line %d", number)
		}
	}
}
