package htpasswd

import (
	"bytes"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// groups reads a group file, as httpd does: nginx has none.
func (p *parser) groups() {
	next := p.next(groupLine)
	for l, ok := next(); ok; l, ok = next() {
		if p.lineFaults(&l) || len(l.text) == 0 || l.comment {
			continue
		}
		p.group(&l)
	}
}

// group reads one line of a group file.
func (p *parser) group(l *line) {
	colon := bytes.IndexByte(l.text, ':')
	name := l.text
	if colon >= 0 {
		name = l.text[:colon]
	}
	name = trimRight(name)
	g := &model.Group{
		Name: p.name(l, 0, len(name), string(name)),
		Span: p.file.Span(l.start, l.end),
	}
	p.store.Groups = append(p.store.Groups, g)
	if colon < 0 {
		p.groupFault(model.FaultGroupNoColon, g.Name.Span, g, "", nil)
		return
	}
	at := colon
	for at < len(l.text) && l.text[at] == ':' {
		at++
	}
	p.members(l, at, g)
	p.memberFaults(l, at, g)
}

// name makes the word of a group or member at text[from:to]. A group file that
// is a password file in truth has secrets where names should be.
func (p *parser) name(l *line, from, to int, text string) model.Word {
	w := model.Word{Text: text, Span: l.span(p.file, from, to)}
	if secretWord([]byte(text)) {
		p.file.Mask(w.Span)
	}
	if p.file.Masked(w.Span.Start, w.Span.End) {
		w.Text = source.Mask
	}
	return w
}

func (p *parser) groupFault(kind model.StoreFaultKind, span source.Span, g *model.Group, text string, right *model.Correction) {
	fault := p.fault(kind, span, nil)
	fault.Group, fault.Text, fault.Correction = g, text, right
}

// members cuts the words from text[at] on, as httpd's ap_getword_conf does:
// quotes count only at a word's start, and an open one runs to the end.
func (p *parser) members(l *line, at int, g *model.Group) {
	c := source.Cursor{Data: l.text, Pos: at, End: len(l.text)}
	for c.SkipBlanks(); !c.EOF(); c.SkipBlanks() {
		start := c.Pos
		quote := c.Peek()
		if !isQuote(quote) {
			c.SkipWord()
			text := unescape(l.text[start:c.Pos], 0)
			g.Members = append(g.Members, p.name(l, start, c.Pos, text))
			continue
		}
		end := start + 1
		for end < len(l.text) && l.text[end] != quote {
			if l.text[end] == '\\' && end+1 < len(l.text) && (l.text[end+1] == quote || l.text[end+1] == '\\') {
				end++
			}
			end++
		}
		text := unescape(l.text[start+1:end], quote)
		c.Pos = min(end+1, len(l.text))
		w := p.name(l, start, c.Pos, text)
		w.Quoted = true
		g.Members = append(g.Members, w)
	}
}

// unescape takes the backslash from before a backslash or the quote.
func unescape(text []byte, quote byte) string {
	if bytes.IndexByte(text, '\\') < 0 {
		return string(text)
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) && (text[i+1] == '\\' || quote != 0 && text[i+1] == quote) {
			i++
		}
		out = append(out, text[i])
	}
	return string(out)
}

// memberFaults reports the first thing that makes members into what nobody
// meant: the system's own form, a comment, commas, a name in quotes.
func (p *parser) memberFaults(l *line, at int, g *model.Group) {
	if isSystemGroup(l.text[at:]) {
		p.groupFault(model.FaultGroupSystem, p.file.Span(l.start, l.end), g, "", p.membersOnly(l, at))
		return
	}
	if inQuotes([]byte(g.Name.Text)) {
		p.groupFault(model.FaultQuoted, g.Name.Span, g, g.Name.Text, p.unquoted(g.Name.Span))
	}
	comma := false
	for _, m := range g.Members {
		if m.Text != "" && m.Text[0] == '#' {
			end := l.span(p.file, len(l.text), len(l.text))
			p.groupFault(model.FaultGroupComment, m.Span.To(end), g, m.Text, p.above(l, m.Span.To(end)))
			return
		}
		if !comma && bytes.IndexByte([]byte(m.Text), ',') >= 0 {
			comma = true
			p.groupFault(model.FaultGroupComma, m.Span, g, m.Text, p.blanked(g))
		}
	}
}

// isSystemGroup recognises what follows the name in /etc/group: a password
// that is hardly ever there, a number, and members with commas.
func isSystemGroup(rest []byte) bool {
	first, behind, found := bytes.Cut(rest, []byte(":"))
	number := first
	if found && !onlyOf(first, digitSet) {
		number, _, found = bytes.Cut(behind, []byte(":"))
	}
	return found && len(number) > 0 && onlyOf(number, digitSet)
}
