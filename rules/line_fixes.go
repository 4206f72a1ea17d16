package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// commentAbove moves what was meant as a comment to a line of its own.
func commentAbove(p *lint.Pass, directive, hash model.Word, safe bool) []lint.Fix {
	var e lint.Edits
	comment := directive.Span
	comment.Start = hash.Span.Start
	text := e.Copy(comment)
	if strings.ContainsAny(text, "\n\\") || !strings.HasPrefix(text, "#") {
		return nil
	}
	e.Above(directive.Span, text)
	for comment.Start > directive.Span.Start && strings.ContainsAny(comment.File.Text(comment.Start-1, comment.Start), " \t") {
		comment.Start--
	}
	e.Replace(comment, "")
	const title = "put the comment on a line of its own"
	if safe {
		return p.SafeFix(title, &e)
	}
	return p.Fix(title, &e)
}
