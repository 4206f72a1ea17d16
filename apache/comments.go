package apache

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// comment lowers a comment: a marker of some program, or a comment that says
// what it would be without its sign.
func (l *lowerer) comment(n *Node) {
	span := l.tree.DirectiveSpan(n)
	if n.Name.Text == "" {
		return
	}
	if !lint.Addressed(n.Name.Text) {
		l.maskNote(n.Start, n.End)
	}
	if n.Joined {
		l.swallowed(n, span)
	}
	if lint.Addressed(n.Name.Text) {
		return // see addressed
	}
	text := strings.TrimSpace(strings.TrimLeft(n.Name.Text, "#"))
	if l.marks.comment(l, n.Name.Text, span) {
		return
	}
	c := &model.Comment{Span: span, Text: text, Directive: disabledDirective(text), Scope: l.scope}
	l.site.Comments = append(l.site.Comments, c)
	l.marks.waiting = append(l.marks.waiting, c)
}

// swallowed reports a comment that takes the next line with it: its backslash
// joins them.
func (l *lowerer) swallowed(n *Node, span source.Span) {
	first := l.tree.File.LineSpan(n.Start)
	rest := strings.TrimSpace(l.tree.text[min(first.End, n.End):n.End])
	name, _, _ := strings.Cut(strings.TrimLeft(rest, "<"), " ")
	if strings.HasPrefix(rest, "<") {
		name = "<" + name
	}
	name = strings.TrimRight(name, ">\r\n")
	if rest == "" || strings.HasPrefix(rest, "#") || len(Lookup(name)) == 0 {
		return
	}
	l.odd(model.OddContinuation, l.tree.Span(max(first.Start, first.End-1), first.End), span, Lookup(name)[0].Name, "")
}

// disabledDirective is the directive about access, in the manual's spelling,
// that a comment's text would be without its sign: its name is one, and what
// follows fits it.
func disabledDirective(text string) string {
	word, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	lower := strings.ToLower(word)
	name, first := "", ""
	if f := strings.Fields(rest); len(f) > 0 {
		first = strings.ToLower(f[0])
	}
	switch lower {
	case "authtype":
		if first == "basic" || first == "digest" {
			name = "AuthType"
		}
	case "authname", "authuserfile", "authgroupfile", "authdigestfile", "authbasicprovider":
		if rest != "" {
			name = Lookup(lower)[0].Name
		}
	case "require":
		switch first {
		case "valid-user", "user", "group", "all", "ip", "host", "not", "local", "expr", "env":
			name = "Require"
		}
	case "deny", "allow":
		if first == "from" {
			name = strings.ToUpper(lower[:1]) + lower[1:]
		}
	case "order":
		if strings.Contains(first, ",") {
			name = "Order"
		}
	case "satisfy":
		if first == "all" || first == "any" {
			name = "Satisfy"
		}
	}
	return name
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
		if !sameBlock(m.open[i], mark) {
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

// sameBlock says that an END is that of an open block. Some owners write their
// version behind BEGIN alone.
func sameBlock(open, end *model.Marker) bool {
	if strings.EqualFold(open.Label, end.Label) {
		return true
	}
	n := len(end.Label)
	return end.Owner != "" && open.Owner == end.Owner && len(open.Label) > n &&
		strings.EqualFold(open.Label[:n+1], end.Label+" ")
}

// finish ends what is open at the end of the file.
func (m *marker) finish(l *lowerer) {
	for _, o := range m.open {
		o.Fault = model.MarkerNoEnd
		o.Body.End = len(l.tree.text)
	}
	m.open = nil
}
