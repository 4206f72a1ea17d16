package htpasswd

import (
	"bytes"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// without corrects a line by taking bytes out.
func (p *parser) without(title string, spans ...source.Span) *model.Correction {
	c := &model.Correction{Title: title}
	for _, span := range spans {
		if span.Len() > 0 {
			c.Changes = append(c.Changes, model.Change{At: span, Bytes: true})
		}
	}
	if len(c.Changes) == 0 {
		return nil
	}
	return c
}

// unquoted takes the first and the last byte of a text out.
func (p *parser) unquoted(text source.Span) *model.Correction {
	return p.without("take the quotes away", p.file.Span(text.Start, text.Start+1), p.file.Span(text.End-1, text.End))
}

// trimmed takes the blanks round a name out.
func (p *parser) trimmed(l *line, name []byte) *model.Correction {
	lead := len(name) - len(trimLeft(name))
	end := len(trimRight(name))
	return p.without("take the blanks away", l.span(p.file, 0, lead), l.span(p.file, end, len(name)))
}

// colon puts a colon between a name and what can be nothing but its password:
// two words, of which the second is a hash. A line without a hash can go.
func (p *parser) colon(l *line) *model.Correction {
	text := trimRight(l.text)
	for at, n := 0, 0; n >= 0; at += n + 1 {
		word := text[at:]
		if n = firstBlank(word); n >= 0 {
			word = word[:n]
		}
		if r, _ := recognise(word); r.scheme == model.HashPlain || r.scheme == model.HashOther {
			continue
		}
		name := firstBlank(text)
		if n >= 0 || name < 1 || len(trim(text[name:at])) > 0 {
			return nil // which was meant is not certain
		}
		return &model.Correction{Title: "put a colon behind the name", Changes: []model.Change{{At: l.span(p.file, name, at), Text: ":"}}}
	}
	return &model.Correction{Title: "take the line out", Changes: []model.Change{{At: p.file.Span(l.start, l.end)}}}
}

// maxReturns bounds how many lone carriage returns are put right.
const maxReturns = 10_000

// feeds ends lines with a line feed that end with a carriage return alone.
func (p *parser) feeds() *model.Correction {
	c := &model.Correction{Title: "end lines with line feeds"}
	data := p.file.Data
	for i := bytes.IndexByte(data, '\r'); i >= 0; {
		if i+1 < len(data) && data[i+1] != '\n' {
			c.Changes = append(c.Changes, model.Change{At: p.file.Span(i, i+1), Text: "\n"})
		}
		if len(c.Changes) > maxReturns {
			return nil
		}
		next := bytes.IndexByte(data[i+1:], '\r')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return c
}

// blanked puts blanks in the place of the commas between members, and nothing
// in that of those behind them.
func (p *parser) blanked(g *model.Group) *model.Correction {
	c := &model.Correction{Title: "put blanks between the members"}
	for _, m := range g.Members {
		if m.Quoted {
			return nil
		}
		for i := m.Span.Start; i < m.Span.End; i++ {
			if p.file.Data[i] == ',' {
				c.Changes = append(c.Changes, p.comma(i, m.Span.End))
			}
		}
	}
	return c
}

// comma is what belongs in the place of a comma in words that end at an offset.
func (p *parser) comma(at, end int) model.Change {
	if at+1 == end {
		return model.Change{At: p.file.Span(at, end), Bytes: true}
	}
	return model.Change{At: p.file.Span(at, at+1), Text: " "}
}

// above moves a comment to a line of its own above its own.
func (p *parser) above(l *line, comment source.Span) *model.Correction {
	if p.file.Masked(comment.Start, comment.End) || l.parts != nil {
		return nil
	}
	from := comment.Start
	for from > l.start && source.IsSpace(p.file.Data[from-1]) {
		from--
	}
	end := "\n"
	if l.end < len(p.file.Data) && p.file.Data[l.end] == '\r' {
		end = "\r\n"
	}
	return &model.Correction{Title: "give the comment a line of its own", Changes: []model.Change{
		{At: p.file.Span(l.start, l.start), Text: comment.Text() + end},
		{At: p.file.Span(from, comment.End), Bytes: true},
	}}
}

// membersOnly takes what /etc/group has between name and members out.
func (p *parser) membersOnly(l *line, at int) *model.Correction {
	last := bytes.LastIndexByte(l.text, ':')
	if last < at || l.parts != nil {
		return nil
	}
	c := &model.Correction{Title: "leave name and members", Changes: []model.Change{{At: l.span(p.file, at, last+1), Text: " "}}}
	end := l.offset(len(trimRight(l.text))-1) + 1
	for i := l.offset(last + 1); i < end; i++ {
		if p.file.Data[i] == ',' {
			c.Changes = append(c.Changes, p.comma(i, end))
		}
	}
	return c
}
