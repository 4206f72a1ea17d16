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
	if l.marks.Comment(l.site, l.scope, n.Name.Text, span) {
		return
	}
	c := &model.Comment{Span: span, Text: text, Directive: disabledDirective(text), Scope: l.scope}
	l.site.Comments = append(l.site.Comments, c)
	l.marks.Wait(c)
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
	l.odd(model.OddContinuation, l.tree.Span(max(first.Start, first.End-1), first.End), span, Lookup(name)[0].Name, backslashes(l.tree.text[first.Start:first.End]))
}

// backslashes are those that a line ends with.
func backslashes(line string) string { return line[len(strings.TrimRight(line, "\\")):] }

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
