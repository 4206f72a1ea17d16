package lint

import (
	"bytes"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Edits puts a fix together, edit by edit; Pass.Fix makes one of them. Lines
// that are put in get the indentation and the line ending of those round them.
// A place that cannot be changed without guessing spoils all of it: no fix is
// better than half of one.
type Edits struct {
	list    []Edit
	spoiled bool
}

// Replace writes text in place of a span.
func (e *Edits) Replace(at source.Span, text string) {
	if at.IsZero() {
		e.Spoil()
		return
	}
	e.list = append(e.list, Edit{Span: at, NewText: text})
}

// Insert writes text before a span.
func (e *Edits) Insert(before source.Span, text string) {
	before.End = before.Start
	e.Replace(before, text)
}

// Append writes text behind a span.
func (e *Edits) Append(after source.Span, text string) {
	after.Start = after.End
	e.Replace(after, text)
}

// Spoil says that the fix cannot be made after all.
func (e *Edits) Spoil() { e.spoiled = true }

// Above puts lines above the one that a directive begins on, or, where
// something stands before it on that line, before the directive. A line may be
// several, as those of a section that Copy gave.
func (e *Edits) Above(directive source.Span, lines ...string) {
	if directive.IsZero() {
		e.Spoil()
		return
	}
	if indent, first := indentation(directive); first {
		end := lineEnd(directive)
		if at := addressed(directive); at.Start < directive.Start {
			e.Insert(at, indented(lines, indent, end)+end)
			return
		}
		e.Insert(directive, strings.TrimPrefix(indented(lines, indent, end), indent)+end+indent)
		return
	}
	e.Insert(directive, strings.Join(lines, " ")+" ")
}

// Below puts lines below the one that a directive ends on. What was written on
// one line, as nginx lets people do, stays on one.
func (e *Edits) Below(directive source.Span, lines ...string) {
	if directive.IsZero() || continues(directive) {
		e.Spoil()
		return
	}
	directive = trimmed(directive)
	indent, first := indentation(directive)
	last := directive.File.LineSpan(directive.End)
	rest := bytes.TrimSpace(directive.File.Data[directive.End:last.End])
	if !first || len(rest) > 0 && rest[0] != '#' {
		e.Append(directive, " "+strings.Join(lines, " "))
		return
	}
	end := lineEnd(directive)
	e.Append(last, end+indented(lines, indent, end))
}

// Swap puts lines in the place of a directive.
func (e *Edits) Swap(directive source.Span, lines ...string) {
	if directive.IsZero() || continues(directive) {
		e.Spoil()
		return
	}
	indent, first := indentation(directive)
	if !first {
		e.Replace(directive, strings.Join(lines, " "))
		return
	}
	e.Replace(directive, strings.TrimPrefix(indented(lines, indent, lineEnd(directive)), indent))
}

// Into puts lines where something missing goes in a scope.
func (e *Edits) Into(s *model.Scope, lines ...string) {
	at := s.InsertAt
	if at.IsZero() {
		e.Spoil()
		return
	}
	closing, first := indentation(at)
	if !first {
		e.Insert(at, strings.TrimPrefix(" ", string(at.File.Data[at.Start-1]))+strings.Join(lines, " ")+" ")
		return
	}
	at.Start -= len(closing)
	at.End = at.Start
	before := bytes.TrimRight(at.File.Data[:at.Start], "\r\n")
	last := at.File.LineSpan(len(before))
	if continues(last) {
		e.Spoil()
		return
	}
	indent, _ := indentation(trimmed(last))
	switch {
	case s.Head.Len() > 0 && last.Start <= s.Head.Start, len(indent) < len(closing):
		indent = closing + Step(at.File)
	case s.Head.Len() == 0:
		indent = ""
	}
	end, text := lineEnd(last), ""
	if len(before) == at.Start && at.Start > 0 {
		text = end // the last line has none
	}
	e.Insert(at, text+indented(lines, indent, end)+end)
}

// Become puts lines in the place of a directive.
func (e *Edits) Become(directive source.Span, lines ...string) {
	directive = trimmed(directive)
	indent, first := indentation(directive)
	if !first || continues(directive) {
		e.Spoil()
		return
	}
	end := lineEnd(directive)
	e.Replace(directive, strings.TrimPrefix(indented(lines, indent, end), indent))
}

// Drop takes a directive away, with its lines where it stands alone on them.
func (e *Edits) Drop(directive source.Span) {
	if directive.IsZero() || continues(directive) {
		e.Spoil()
		return
	}
	_, first := indentation(directive)
	last := directive.File.LineSpan(directive.End)
	rest := directive.File.Data[directive.End:last.End]
	if first && len(bytes.TrimSpace(rest)) == 0 {
		directive.Start = directive.File.LineSpan(directive.Start).Start
		directive.End = last.End + len(lineBreakAt(last))
	}
	for !first && directive.End < last.End && source.IsSpace(directive.File.Data[directive.End]) {
		directive.End++
	}
	e.Replace(directive, "")
}

// Wrap puts directives, in the order in which they stand, between two lines,
// more lines before them, and indents them. Where other lines stand between
// them they are gathered at the last one.
func (e *Edits) Wrap(directives []source.Span, open, closing string, more ...string) {
	if len(directives) == 0 || slices.ContainsFunc(directives, continues) {
		e.Spoil()
		return
	}
	for i := range directives {
		directives[i] = trimmed(directives[i])
	}
	last := directives[len(directives)-1]
	indent, first := indentation(directives[0])
	end, step := lineEnd(last), Step(last.File)
	if !first {
		e.Spoil()
		return
	}
	for i := range more {
		more[i] = step + more[i]
	}
	if adjoin(directives) {
		head := indented(append([]string{open}, more...), indent, end)
		e.Insert(directives[0], strings.TrimPrefix(head, indent)+end+indent+step)
		for i, d := range directives {
			if i > 0 {
				e.Insert(d, step)
			}
			e.shift(d, step)
		}
		e.Append(last, end+indent+closing)
		return
	}
	lines := append([]string{open}, more...)
	for i, d := range directives {
		if i < len(directives)-1 {
			e.Drop(d)
		}
		for line := range strings.SplitSeq(e.Copy(d), "\n") {
			lines = append(lines, step+line)
		}
	}
	indent, _ = indentation(last)
	e.Replace(last, strings.TrimPrefix(indented(append(lines, closing), indent, end), indent))
}

// shift indents the lines of a directive or section behind its first, but for
// those that are joined with the one before.
func (e *Edits) shift(d source.Span, step string) {
	for at := d.Start; ; {
		line := d.File.LineSpan(at)
		at = line.End + len(lineBreakAt(line))
		if at >= d.End || at == line.End {
			return
		}
		if !continues(line) && d.File.LineSpan(at).Len() > 0 {
			e.Insert(d.File.Span(at, at), step)
		}
	}
}

// Unwrap takes the two lines of a section away and keeps what stands in it,
// with its indentation.
func (e *Edits) Unwrap(section, head source.Span) {
	closing := trimmed(section.File.LineSpan(max(section.Start, trimmed(section).End-1)))
	if closing.Start <= head.Start || !bytes.HasPrefix(closing.File.Data[closing.Start:closing.End], []byte("</")) {
		e.Spoil()
		return
	}
	e.Drop(head)
	e.Drop(closing)
}

// Retag writes other tags round what stands in a section.
func (e *Edits) Retag(section, head source.Span, open, closing string) {
	last := trimmed(section.File.LineSpan(max(section.Start, trimmed(section).End-1)))
	if last.Start <= head.Start || !bytes.HasPrefix(last.File.Data[last.Start:last.End], []byte("</")) {
		e.Spoil()
		return
	}
	e.Replace(head, open)
	e.Replace(last, closing)
}

// Correct is the fix that a front end is certain of; none for nil.
func (p *Pass) Correct(c *model.Correction) []Fix {
	if c == nil {
		return nil
	}
	var e Edits
	for _, change := range c.Changes {
		if change.Text == "" && !change.Bytes {
			e.Drop(change.At)
		} else {
			e.Replace(change.At, change.Text)
		}
	}
	return p.Fix(c.Title, &e)
}

// Fix is the fix that the edits make; none where they were spoiled.
func (p *Pass) Fix(title string, e *Edits) []Fix { return p.FixOf(nil, title, e) }

// FixOf is Fix for edits that make of a program's own part what the program
// would make of it, or that take out what a program has left behind.
func (p *Pass) FixOf(part *model.Marker, title string, e *Edits) []Fix {
	if e.spoiled || len(e.list) == 0 {
		return nil
	}
	return []Fix{{Title: title, Part: part, Edits: e.list}}
}

// SafeFix is Fix for edits that can neither lock anybody out nor let anybody in.
func (p *Pass) SafeFix(title string, e *Edits) []Fix {
	fixes := p.Fix(title, e)
	for i := range fixes {
		fixes[i].Safe = true
	}
	return fixes
}

// Copy is the text of a section without its indentation, to be put in
// elsewhere. What holds a secret, or a text in quotes that goes on on another
// line, spoils the fix.
func (e *Edits) Copy(section source.Span) string {
	if section.IsZero() || section.File.Masked(section.Start, section.End) {
		e.Spoil()
		return ""
	}
	section = trimmed(section)
	indent, _ := indentation(section)
	lines := strings.Split(section.Text(), "\n")
	for i, line := range lines {
		if !quotesClosed(line) {
			e.Spoil()
		}
		if i > 0 {
			line = strings.TrimPrefix(line, indent)
		}
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	return strings.Join(lines, "\n")
}

// quotesClosed says that every quote on a line has its partner there. Those in
// a comment are apostrophes.
func quotesClosed(line string) bool {
	open := byte(0)
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\':
			i++
		case open != 0:
			if c == open {
				open = 0
			}
		case c == '"' || c == '\'':
			open = c
		case c == '#' && (i == 0 || source.IsSpace(line[i-1])):
			return true
		}
	}
	return open == 0
}

// indented are lines, each with its indentation, and what ends a line between
// them.
func indented(lines []string, indent, end string) string {
	all := strings.Split(strings.Join(lines, "\n"), "\n")
	for i, line := range all {
		if line != "" {
			all[i] = indent + line
		}
	}
	return strings.Join(all, end)
}

// addressed is a directive with the comments right above it that speak to
// authlint: they would be about whatever came between.
func addressed(directive source.Span) source.Span {
	f := directive.File
	for at := f.LineSpan(directive.Start); at.Start > 0; directive.Start = at.Start {
		at = f.LineSpan(at.Start - 1)
		text := bytes.TrimLeft(f.Data[at.Start:at.End], "# \t")
		if !bytes.HasPrefix(text, []byte("authlint:")) {
			break
		}
	}
	return directive
}

// indentation is what stands before a place on its line; blank says that it is
// nothing else but blanks.
func indentation(at source.Span) (indent string, blank bool) {
	before := at.File.Data[at.File.LineSpan(at.Start).Start:at.Start]
	if len(bytes.TrimSpace(before)) > 0 {
		return "", false
	}
	return string(before), true
}

// Step is one step of indentation in a file: what the first line that has any
// begins with.
func Step(f *source.File) string {
	for line := range bytes.Lines(f.Data) {
		text := bytes.TrimLeft(line, " \t")
		if len(text) < len(line) && len(bytes.TrimSpace(text)) > 0 {
			if line[0] == '\t' {
				return "\t"
			}
			return string(line[:min(len(line)-len(text), len(usualStep))])
		}
	}
	return usualStep
}

const usualStep = "    "

// trimmed is a span without the white space at its ends.
func trimmed(at source.Span) source.Span {
	for at.Start < at.End && source.IsSpace(at.File.Data[at.Start]) {
		at.Start++
	}
	for at.Start < at.End && source.IsSpace(at.File.Data[at.End-1]) {
		at.End--
	}
	return at
}

// continues says that a directive ends in a backslash, which joins whatever
// line comes next.
func continues(at source.Span) bool { return at.End > at.Start && at.File.Data[at.End-1] == '\\' }

// lineEnd is how the line of a place ends, or, where it is the last one and
// ends with the file, the first line.
func lineEnd(at source.Span) string {
	if end := lineBreakAt(at.File.LineSpan(at.Start)); end != "" {
		return end
	}
	if end := lineBreakAt(at.File.LineSpan(0)); end != "" {
		return end
	}
	return "\n"
}

// lineBreakAt is the line ending behind a line; empty at the end of the file.
func lineBreakAt(line source.Span) string {
	rest := line.File.Data[line.End:]
	for _, end := range [...]string{"\r\n", "\n"} {
		if bytes.HasPrefix(rest, []byte(end)) {
			return end
		}
	}
	return ""
}

// adjoin says that nothing but blanks and comments stands between directives.
func adjoin(directives []source.Span) bool {
	for i := 1; i < len(directives); i++ {
		between := directives[i].File.Data[directives[i-1].End:directives[i].Start]
		for line := range bytes.Lines(between) {
			if text := bytes.TrimSpace(line); len(text) > 0 && text[0] != '#' {
				return false
			}
		}
	}
	return true
}
