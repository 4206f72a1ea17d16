package report

import (
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"github.com/authlint/authlint/lint"
)

const (
	tabWidth = 4
	ellipsis = "…"
)

// excerpt is a snippet as a terminal shows it.
type excerpt struct {
	text string
	// from and to are the columns of the marked part, from 0, to exclusive.
	from, to int
}

// layOut expands tabs, escapes what a terminal must not see, and measures
// where the marked part then stands. What marks nothing marks one column.
func layOut(s lint.Snippet) excerpt {
	s = trimRunes(s)
	s.From, s.To = min(s.From, len(s.Text)), min(s.To, len(s.Text))
	l := layout{from: -1, to: -1}
	if s.CutBefore {
		l.add(ellipsis, ellipsisWidth)
	}
	for i := 0; i < len(s.Text); {
		r, size := utf8.DecodeRuneInString(s.Text[i:])
		l.mark(i, i+size, s.From, s.To)
		l.rune(r, s.Text[i:i+size])
		i += size
	}
	l.mark(len(s.Text), len(s.Text)+1, s.From, s.To)
	if s.CutAfter {
		l.add(ellipsis, ellipsisWidth)
	}
	return excerpt{l.String(), l.from, max(l.to, l.from+1)}
}

// ellipsisWidth holds where East Asian ambiguous characters are narrow, as
// measure has it.
const ellipsisWidth = 1

// layout is an excerpt being built.
type layout struct {
	strings.Builder
	column   int
	from, to int // -1 until passed
}

func (l *layout) add(text string, width int) {
	l.WriteString(text)
	l.column += width
}

// mark notes the column when the character from start to end is the first one
// of the marked part, or the first one behind it.
func (l *layout) mark(start, end, from, to int) {
	if l.from < 0 && from < end {
		l.from = l.column
	}
	if l.to < 0 && to <= start {
		l.to = l.column
	}
}

func (l *layout) rune(r rune, raw string) {
	if r == '\t' {
		width := tabWidth - l.column%tabWidth
		l.add(strings.Repeat(" ", width), width)
		return
	}
	var b strings.Builder
	escapeRune(&b, r, raw)
	l.add(b.String(), measure(b.String()))
}

// measure is the number of columns, the same in every locale.
func measure(text string) int {
	cells := runewidth.Condition{}
	width := 0
	for _, r := range text {
		width += cells.RuneWidth(r)
	}
	return width
}

// trimRunes removes the halves of characters at the ends of a line that was
// cut at some byte.
func trimRunes(s lint.Snippet) lint.Snippet {
	if s.CutBefore {
		n := 0
		for n < min(len(s.Text), utf8.UTFMax-1) && !utf8.RuneStart(s.Text[n]) {
			n++
		}
		s.Text, s.From, s.To = s.Text[n:], max(s.From-n, 0), max(s.To-n, 0)
	}
	if s.CutAfter {
		for n := 1; n <= min(len(s.Text), utf8.UTFMax-1); n++ {
			tail := s.Text[len(s.Text)-n:]
			if utf8.RuneStart(tail[0]) {
				if !utf8.FullRuneInString(tail) {
					s.Text = s.Text[:len(s.Text)-n]
				}
				break
			}
		}
	}
	return s
}
