package nginx

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// maxWord is how many bytes nginx's buffer holds (NGX_CONF_BUFFER): of a word
// or comment all must be in it at once, and one byte more.
const maxWord = 4096

// ending says what ends a statement, the words up to the next ";" or brace.
type ending uint8

const (
	endSemicolon ending = iota
	endOpen             // "{"
	endClose            // "}"
	endBrace            // "}" that should have been ";": it is still to be read
	endComment          // no statement: a comment
	endFile
)

// scanner cuts a file into statements as nginx's ngx_conf_read_token does.
type scanner struct {
	text string
	pos  int
	// words are those of the statement, comments those between them.
	words    []Word
	comments []Word
	// wrong is what nginx would not accept in the words.
	wrong []Fault
	// open says of the two quotes that none of them closes any more.
	open struct{ single, double bool }
}

// blank says that nginx takes a byte for white space.
func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// next reads one statement. Its end is the byte before pos.
func (s *scanner) next() ending {
	s.words, s.comments, s.wrong = s.words[:0], s.comments[:0], nil
	for {
		for s.pos < len(s.text) && blank(s.text[s.pos]) {
			s.pos++
		}
		if s.pos >= len(s.text) {
			return endFile
		}
		switch s.text[s.pos] {
		case ';':
			s.pos++
			return endSemicolon
		case '{':
			s.pos++
			return endOpen
		case '}':
			if len(s.words) > 0 {
				return endBrace
			}
			s.pos++
			return endClose
		case '#':
			s.comment()
			if len(s.words) == 0 {
				return endComment
			}
		case '"', '\'':
			s.quoted()
		default:
			s.plain()
		}
	}
}

// comment reads up to the end of the line. Its text is without the "#".
func (s *scanner) comment() {
	start, end := s.pos, len(s.text)
	if i := strings.IndexByte(s.text[start:], '\n'); i >= 0 {
		end = start + i
	}
	s.pos = end
	s.long(start, start, end, end)
	for end > start+1 && s.text[end-1] == '\r' {
		end--
	}
	s.comments = append(s.comments, Word{Text: s.text[start+1 : end], Start: start, End: end})
}

// plain reads a word that is in no quotes. A "{" ends it, but for that of a
// variable, and a "}" does not.
func (s *scanner) plain() {
	start, i := s.pos, s.pos
	variable, right := false, len(s.wrong)
scan:
	for ; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '\\':
			i++
			variable = false
		case c == '$':
			variable = true
		case c == '{' && variable:
		case c == '{' && i > start && repeats(s.text[i:]) > 0:
			s.wrong = append(s.wrong, Fault{Start: i, End: i + 1, Kind: model.RefusedSyntax,
				Message: "a pattern with \"{\" must stand in quotes: the brace opens a block"})
			i += repeats(s.text[i:]) - 1
		case c == ';' || c == '{' || blank(c):
			break scan
		default:
			variable = false
		}
	}
	s.pos = min(i, len(s.text))
	if len(s.wrong) > right && !strings.ContainsAny(s.text[start:s.pos], `"'`) {
		s.wrong[right].Meant = mending{"put the pattern in quotes", []change{{start, start, `"`}, {s.pos, s.pos, `"`}}}
	}
	s.words = append(s.words, Word{Text: unescape(s.text[start:s.pos]), Start: start, End: s.pos})
	s.long(start, start, s.pos, s.lastRead(s.pos))
}

// repeats says that a text begins with how often something in a pattern may
// come, as in {2} or {1,3}, and how long that is.
func repeats(text string) int {
	end := 1
	for end < len(text) && end < len("{65535,65535}") && (text[end] == ',' || text[end] >= '0' && text[end] <= '9') {
		end++
	}
	if end == 1 || end == len(text) || text[end] != '}' {
		return 0
	}
	return end + 1
}

// quoted reads a word in quotes. Behind the closing one only white space may
// follow, or what ends the statement, or a ")".
func (s *scanner) quoted() {
	start, quote := s.pos, s.text[s.pos]
	end := s.closing(start+1, quote)
	line := s.lineEnd(start)
	last := s.lastRead(end + 1)
	switch {
	case end < 0, line < end && (!s.mayFollow(end+1) || last-start > maxWord):
		s.unclosed(start, line)
		return
	case !s.mayFollow(end + 1):
		s.wrong = append(s.wrong, Fault{Start: end + 1, End: end + 2, Kind: model.RefusedSyntax,
			Message: "only a blank, \";\", \"{\" or \")\" may follow a closing quote"})
	}
	s.pos = end + 1
	s.words = append(s.words, Word{Text: unescape(s.text[start+1 : end]), Start: start, End: end + 1, Quote: quote})
	s.long(start+1, start, s.pos, last)
	if !s.mayFollow(s.pos) {
		s.plain() // a "#" here begins no comment
	}
}

// closing is where a quote closes what is in it from a place on, or -1. What
// was once found to be open till the end of the file is not looked for again.
func (s *scanner) closing(from int, quote byte) int {
	open := &s.open.double
	if quote == '\'' {
		open = &s.open.single
	}
	if *open {
		return -1
	}
	for i := from; i < len(s.text); i++ {
		switch s.text[i] {
		case '\\':
			i++
		case quote:
			return i
		}
	}
	*open = true
	return -1
}

// mayFollow says that nginx accepts what stands at a place, where a word in
// quotes ended.
func (s *scanner) mayFollow(at int) bool {
	return at >= len(s.text) || blank(s.text[at]) || strings.IndexByte(";{)", s.text[at]) >= 0
}

// unclosed keeps a word whose quote is not closed. What was meant is taken to
// end with its line, before a ";" there.
func (s *scanner) unclosed(start, line int) {
	end := line
	for end > start+1 && blank(s.text[end-1]) {
		end--
	}
	if end > start+1 && s.text[end-1] == ';' {
		end--
	}
	s.pos = end
	s.words = append(s.words, Word{Text: unescape(s.text[start+1 : end]), Start: start, End: end, Quote: s.text[start]})
	s.wrong = append(s.wrong, Fault{Start: start, End: start + 1, Kind: model.RefusedSyntax,
		Message: "the quote that opens here is not closed"})
}

// lineEnd is where the line of a place ends.
func (s *scanner) lineEnd(at int) int {
	if i := strings.IndexByte(s.text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(s.text)
}

// lastRead is the last byte that nginx reads while it still holds a word that
// ends before a place: white space does not let go of it, the byte behind does.
func (s *scanner) lastRead(at int) int {
	if at >= 0 && at < len(s.text) && blank(s.text[at]) {
		at++
	}
	return min(at, len(s.text)-1)
}

// long notes a word or comment that nginx's buffer does not hold: held is where
// it begins there, last the last byte that has to be in it.
func (s *scanner) long(held, start, end, last int) {
	if min(last, len(s.text)-1)-held >= maxWord {
		s.wrong = append(s.wrong, Fault{Start: start, End: end, Kind: model.RefusedSyntax,
			Message: "nginx reads no word or comment of 4096 bytes or more"})
	}
}

// unescape undoes the escapes that nginx knows, in quotes and outside. Other
// backslashes stay.
func unescape(s string) string {
	at := strings.IndexByte(s, '\\')
	if at < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 >= len(s) {
			b.WriteByte(s[i])
			continue
		}
		switch c := s[i+1]; c {
		case '"', '\'', '\\':
			b.WriteByte(c)
			i++
		case 't':
			b.WriteByte('\t')
			i++
		case 'r':
			b.WriteByte('\r')
			i++
		case 'n':
			b.WriteByte('\n')
			i++
		default:
			b.WriteByte('\\')
		}
	}
	return b.String()
}
