package lint

import (
	"bytes"
	"strings"
	"time"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// A suppression is a comment on a line of its own:
//
//	# authlint:ignore rule-id[,rule-id] -- reason [until=YYYY-MM-DD]
//	# authlint:ignore-file rule-id[,rule-id] -- reason [until=YYYY-MM-DD]
//
// The first holds for the directive or section that follows, the second,
// before the first directive, for the whole file.

const (
	addressee     = "authlint:"
	commandIgnore = "ignore"
	commandFile   = "ignore-file"
	untilPrefix   = "until="
)

// Addressed says that a comment, its sign with it or not, speaks to authlint.
func Addressed(comment string) bool {
	text := strings.TrimLeft(comment, "# \t")
	if len(text) < len(addressee) || !strings.EqualFold(text[:len(addressee)], addressee) {
		return false
	}
	text = text[len(addressee):]
	said := strings.TrimLeft(text, " \t")
	// Behind a blank it is prose, unless it is the command all the same.
	return said != "" && (len(said) == len(text) || hasFold(said, commandIgnore))
}

func hasFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// suppression is one such comment, taken apart.
type suppression struct {
	comment   *model.Comment
	wholeFile bool
	// ids are the rules it names.
	ids []source.Span
	// reason and until are zero where they are missing.
	reason, until source.Span
	// fault is what is wrong with the comment as a whole, and at where.
	fault IgnoreFault
	at    source.Span
}

// parseSuppression takes a comment apart. Whatever it says, there is a
// suppression; one with a fault suppresses nothing. Top is where the first
// directive of the file begins.
func parseSuppression(c *model.Comment, top int, today string) *suppression {
	file := c.Span.File
	end := c.Span.End
	if n := bytes.IndexByte(file.Data[c.Span.Start:end], '\n'); n >= 0 {
		end = c.Span.Start + n // what a backslash joined is no part of it
	}
	p := suppressionParser{file: file, cursor: source.Cursor{Data: file.Data, Pos: c.Span.Start, End: end}}
	s := &suppression{comment: c}
	p.command(s, top)
	if s.fault == IgnoreSound {
		p.ids(s)
		p.reason(s)
		s.judge(today)
	}
	if s.at.IsZero() {
		s.at = c.Span
	}
	return s
}

type suppressionParser struct {
	file   *source.File
	cursor source.Cursor
}

// command reads up to the end of "authlint:ignore".
func (p *suppressionParser) command(s *suppression, top int) {
	c := &p.cursor
	for c.Peek() == '#' || source.IsSpace(c.Peek()) {
		c.Pos++
	}
	start := c.Pos
	c.SkipWord()
	switch word := strings.ToLower(string(p.file.Data[start:c.Pos])); word {
	case addressee + commandIgnore:
	case addressee + commandFile:
		s.wholeFile = true
		if start > top {
			s.fault, s.at = IgnoreMisplaced, p.file.Span(start, c.Pos)
		}
	default:
		s.fault, s.at = IgnoreMalformed, p.file.Span(start, c.Pos)
	}
}

// firstDirective is where the first line begins that is neither empty nor a
// comment; the file's end where there is none.
func firstDirective(f *source.File) int {
	c := source.NewCursor(f.Data)
	c.Pos = len(f.Data) - len(bytes.TrimPrefix(f.Data, []byte("\xef\xbb\xbf")))
	for !c.EOF() {
		start, end := c.Line()
		if line := bytes.TrimSpace(f.Data[start:end]); len(line) > 0 && line[0] != '#' {
			return start
		}
	}
	return len(f.Data)
}

// ids reads the rules: all words before the hyphens, with commas or blanks
// between them. Where no hyphens follow, what is behind a blank is prose.
func (p *suppressionParser) ids(s *suppression) {
	c := &p.cursor
	dashes := p.dashes()
	for c.SkipBlanks(); c.Pos < dashes; c.SkipBlanks() {
		start := c.Pos
		for c.Pos < dashes && !source.IsSpace(c.Peek()) && c.Peek() != ',' {
			c.Pos++
		}
		switch word := p.file.Span(start, c.Pos); {
		case c.Pos == start:
		case p.until(word, s):
		default:
			s.ids = append(s.ids, word)
		}
		c.SkipBlanks()
		if c.Peek() == ',' {
			c.Pos++
		} else if dashes == c.End && len(s.ids) > 0 {
			return
		}
	}
}

// dashes is where the word begins that starts with two hyphens; the end where
// there is none.
func (p *suppressionParser) dashes() int {
	for c := p.cursor; !c.EOF(); c.SkipWord() {
		c.SkipBlanks()
		if bytes.HasPrefix(c.Data[c.Pos:c.End], []byte("--")) {
			return c.Pos
		}
	}
	return p.cursor.End
}

// until takes a word that names the day.
func (p *suppressionParser) until(word source.Span, s *suppression) bool {
	if !bytes.HasPrefix(p.file.Data[word.Start:word.End], []byte(untilPrefix)) {
		return false
	}
	s.until = p.file.Span(word.Start+len(untilPrefix), word.End)
	return true
}

// reason reads what stands behind the hyphens, and the day where it is there.
func (p *suppressionParser) reason(s *suppression) {
	c := &p.cursor
	c.Pos = p.dashes()
	for c.Peek() == '-' {
		c.Pos++
	}
	for c.SkipBlanks(); !c.EOF(); c.SkipBlanks() {
		start := c.Pos
		c.SkipWord()
		switch word := p.file.Span(start, c.Pos); {
		case p.until(word, s):
		case s.reason.IsZero():
			s.reason = word
		default:
			s.reason = s.reason.To(word)
		}
	}
}

// judge settles whether the suppression holds.
func (s *suppression) judge(today string) {
	switch {
	case len(s.ids) == 0:
		s.fault = IgnoreNoRule
	case s.reason.IsZero():
		s.fault = IgnoreNoReason
	case s.until.IsZero():
	default:
		day := string(s.until.File.Data[s.until.Start:s.until.End])
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			s.fault, s.at = IgnoreBadDate, s.until
		} else if day < today {
			s.fault, s.at = IgnoreExpired, s.until
		}
	}
}

// why is the reason as it is shown, without the day.
func (s *suppression) why() string {
	if s.reason.IsZero() {
		return ""
	}
	var words []string
	for word := range strings.FieldsSeq(s.reason.Text()) {
		if !strings.HasPrefix(word, untilPrefix) {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}
