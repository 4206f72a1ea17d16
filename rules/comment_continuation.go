package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// CommentContinuation reports comments that end in a backslash: httpd joins
// lines before it looks at what they are, so the next line is a part of the
// comment.
var CommentContinuation = &lint.Rule{
	ID:      "comment-continuation",
	Summary: "a comment that ends in a backslash takes the next line with it",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("comment-continuation"),
	Run: func(p *lint.Pass) {
		closing := strayClosings(p.Site)
		for _, o := range p.Site.Oddities {
			switch {
			case o.Kind != model.OddContinuation:
			case o.Directive == "":
				p.Report(lint.Diagnostic{
					Span: o.Span, Cause: o.Cause,
					Message: "lines end in carriage returns alone, so that httpd takes the whole file for one comment and nothing in it is in force: save it with line feeds",
				})
			default:
				d := swallowed(o, closing)
				d.Fixes = withoutBackslash(p, o)
				p.Report(d)
			}
		}
	},
}

// withoutBackslash takes the backslashes at the end of a line away.
func withoutBackslash(p *lint.Pass, o *model.Oddity) []lint.Fix {
	var e lint.Edits
	all := o.Span
	all.Start = all.End - len(o.Text)
	e.Replace(all, "")
	return p.Fix("take the backslash away", &e)
}

func swallowed(o *model.Oddity, closing map[tag]*model.Refusal) lint.Diagnostic {
	d := lint.Diagnostic{Span: o.Span, Cause: o.Cause}
	name := o.Directive
	if strings.HasPrefix(name, "<") {
		name += ">"
	}
	what := "backslash at the end of a comment makes the next line, " + name + ", a part of it"
	const advice = ": take the backslash away"
	r := closing[tag{o.Cause.File.Name, strings.ToLower(strings.TrimPrefix(o.Directive, "<"))}]
	switch {
	case r != nil && r.Cause.Start > o.Cause.End:
		d.Cause, d.Outcome = r.Cause, lint.Breaks
		d.Related = []lint.Related{{Span: r.Span, Message: "the closing tag that is left alone, at which httpd answers 500"}}
		d.Message = what + ", so that its closing tag is left alone" + advice
	case aboutAccess(o.Directive):
		d.Message = what + ", so that it is not in force" + advice
	default:
		d.Outcome = lint.Confuses
		d.Message = what + advice
	}
	return d
}

// tag is a section's name in one file, in lower case and without brackets.
type tag struct {
	file, name string
}

// strayClosings are the closing tags that close nothing, the last of each
// name.
func strayClosings(site *model.Site) map[tag]*model.Refusal {
	found := map[tag]*model.Refusal{}
	for _, r := range site.Refusals {
		if name, is := strings.CutPrefix(r.Directive, "</"); is && r.Kind == model.RefusedSyntax {
			found[tag{r.Cause.File.Name, strings.ToLower(strings.TrimSuffix(name, ">"))}] = r
		}
	}
	return found
}

// aboutAccess says that a directive is one of those that decide who may enter.
func aboutAccess(directive string) bool {
	switch name := strings.ToLower(directive); name {
	case "deny", "allow", "order", "satisfy", "sslrequiressl", "sslverifyclient", "<limit", "<limitexcept":
		return true
	default:
		return strings.HasPrefix(name, "auth") || strings.HasPrefix(strings.TrimPrefix(name, "<"), "require")
	}
}
