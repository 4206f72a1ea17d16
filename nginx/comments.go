package nginx

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// comment lowers a comment: a marker of some program, or a comment that says
// what it would be without its sign.
func (l *lowerer) comment(n *Node) {
	if n.Name.Text == "" || lint.Addressed(n.Name.Text) {
		return // see addressed
	}
	maskNote(n.Tree.File, n.Start, n.End)
	span := n.Head()
	text := strings.TrimSpace(strings.TrimLeft(n.Name.Text, "#"))
	if l.marks.comment(l, n.Name.Text, span) {
		return
	}
	c := &model.Comment{Span: span, Text: text, Directive: disabledDirective(text), Scope: l.scope}
	l.site.Comments = append(l.site.Comments, c)
	l.marks.waiting = append(l.marks.waiting, c)
}

// disabledDirective is the directive about access that a comment's text would
// be without its sign: its name is one, and what follows fits it and ends as a
// directive does.
func disabledDirective(text string) string {
	text, _, ended := strings.Cut(text, ";")
	words := strings.Fields(text)
	if !ended || len(words) < 2 {
		return ""
	}
	name, rest := words[0], words[1:]
	switch name {
	case "auth_basic":
		if quoted := strings.ContainsAny(rest[0][:1], `"'`); len(rest) == 1 && rest[0] != "off" || quoted {
			return name
		}
	case "auth_basic_user_file", "auth_request":
		if len(rest) == 1 && rest[0] != "off" {
			return name
		}
	case "allow", "deny":
		if kind, _ := addressKind(rest[0]); len(rest) == 1 && kind != model.AddressMalformed {
			return name
		}
	case "satisfy":
		if len(rest) == 1 && (rest[0] == "all" || rest[0] == "any") {
			return name
		}
	}
	return ""
}

// marker pairs BEGIN and END comments of one file.
type marker struct {
	open    []*model.Marker
	waiting []*model.Comment // those whose directive has not come yet
	// first is the first marker of each label, in lower case.
	first map[string]*model.Marker
}

// maxOpenMarkers bounds how far out an END looks for its BEGIN.
const maxOpenMarkers = 100

// follow tells comments what they stand above.
func (m *marker) follow(span source.Span) {
	for _, c := range m.waiting {
		c.Applies = span
	}
	m.waiting = m.waiting[:0]
}

// comment takes a comment that is a marker. It is false for any other.
func (m *marker) comment(l *lowerer, text string, span source.Span) bool {
	mark, end, is := model.ParseMarker(text)
	if !is {
		return false
	}
	if end {
		m.end(l, mark, span)
		return true
	}
	mark.Begin, mark.Scope = span, l.scope
	mark.Body = source.Span{File: span.File, Start: span.End, End: span.End}
	if len(m.open) > 0 {
		mark.Outer = m.open[len(m.open)-1]
	}
	if label := strings.ToLower(mark.Label); m.first[label] != nil {
		mark.Earlier = m.first[label]
	} else {
		if m.first == nil {
			m.first = map[string]*model.Marker{}
		}
		m.first[label] = mark
	}
	m.open = append(m.open, mark)
	l.site.Markers = append(l.site.Markers, mark)
	return true
}

// end closes the innermost open marker of that label.
func (m *marker) end(l *lowerer, mark *model.Marker, span source.Span) {
	for i := len(m.open) - 1; i >= max(0, len(m.open)-maxOpenMarkers); i-- {
		if !strings.EqualFold(m.open[i].Label, mark.Label) {
			continue
		}
		for _, inner := range m.open[i+1:] {
			inner.Fault = model.MarkerCrossed
			inner.Body.End = span.Start
		}
		m.open[i].End, m.open[i].Body.End = span, span.Start
		m.open = m.open[:i]
		return
	}
	mark.End, mark.Fault, mark.Scope = span, model.MarkerNoBegin, l.scope
	mark.Body = source.Span{File: span.File, Start: span.Start, End: span.Start}
	l.site.Markers = append(l.site.Markers, mark)
}

// finish ends what is open at the end of the file.
func (m *marker) finish(l *lowerer) {
	for _, o := range m.open {
		o.Fault = model.MarkerNoEnd
		o.Body.End = len(l.tree.File.Data)
	}
	m.open = nil
}
