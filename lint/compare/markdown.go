package compare

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/authlint/authlint/lint/report"
)

// markdownMax bounds the comment: GitHub takes 65,536 characters, GitLab a
// million.
const markdownMax = 60_000

// writeMarkdown writes a table for a comment on a pull request.
func writeMarkdown(w io.Writer, r *Result, _ report.Options) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## authlint: %s\n", r.totals())
	if len(r.Changes) > 0 {
		b.WriteString("\n| change | where | for whom | before | after |\n|---|---|---|---|---|\n")
	}
	for i := range r.Changes {
		row := markdownRow(&r.Changes[i])
		if b.Len()+len(row) > markdownMax {
			fmt.Fprintf(&b, "\n%s did not fit in here.\n", count(len(r.Changes)-i, "more change"))
			break
		}
		b.WriteString(row)
	}
	for i, u := range r.Unknown {
		if b.Len() > markdownMax {
			break
		}
		if i == 0 {
			b.WriteString("\nUndecided in both versions:\n\n")
		}
		fmt.Fprintf(&b, "- %s: %s\n", count(u.Count, "request"), report.Markdown(u.Why))
	}
	_, err := w.Write(b.Bytes())
	return err
}

func markdownRow(c *Change) string {
	before, after, _ := strings.Cut(c.Transition(), arrow)
	cells := []string{
		"**" + c.Kind.String() + "**", "<code>" + report.Markdown(c.where()) + "</code>", report.Markdown(c.who()),
		markdownAnswer(before, &c.Before), markdownAnswer(after, &c.After),
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// markdownAnswer is an answer with the lines that decided.
func markdownAnswer(words string, a *Answer) string {
	text := report.Markdown(words)
	for _, p := range a.Lines {
		text += "<br><code>" + report.Markdown(lineOf(p)) + "</code>"
	}
	for _, why := range a.whys() {
		text += "<br>" + report.Markdown(why)
	}
	return text
}
