package nginx

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
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
	if l.marks.Comment(l.site, l.scope, n.Name.Text, span) {
		return
	}
	c := &model.Comment{Span: span, Text: text, Directive: disabledDirective(text), Scope: l.scope}
	l.site.Comments = append(l.site.Comments, c)
	l.marks.Wait(c)
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
