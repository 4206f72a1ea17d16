package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/authlint/authlint/lint"
)

// markdownMax bounds the report: GitHub drops a job summary of more than 1 MiB
// as a whole. What is left is for what else the step has written.
const markdownMax = 1_000_000

// writeMarkdown writes a table for each severity, for the summary of a job or
// a comment. What does not fit into a summary is counted at the end.
func writeMarkdown(w io.Writer, r *lint.Result, _ Options) error {
	r = counting(r)
	var b bytes.Buffer
	s := r.Summary
	fmt.Fprintf(&b, "## authlint: %s\n", totals(s))
	left := 0
	for _, l := range bySeverity(r.Findings) {
		left += markdownTable(&b, l)
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n%s more did not fit in here.\n", count(left, "finding"))
	}
	for i, a := range s.Assumptions {
		if i == 0 {
			b.WriteString("\nAssumed for all of it:\n\n")
		}
		fmt.Fprintf(&b, "- %s\n", markdownText(Escape(a)))
	}
	_, err := w.Write(b.Bytes())
	return err
}

// markdownTable returns how many findings had no room.
func markdownTable(b *bytes.Buffer, l level) (left int) {
	if len(l.findings) == 0 {
		return 0
	}
	fmt.Fprintf(b, "\n### %s\n\n| where | what | rule |\n|---|---|---|\n", count(len(l.findings), l.severity.String()))
	for i, f := range l.findings {
		rule := markdownText(f.Rule.ID)
		if page := pageURL(f.Rule); page != "" {
			rule = "[" + rule + "](" + page + ")"
		}
		row := fmt.Sprintf("| <code>%s</code> | %s | %s |\n",
			markdownText(place(f.Place)), markdownText(said(f))+markdownWitness(f), rule)
		if b.Len()+len(row) > markdownMax {
			return len(l.findings) - i
		}
		b.WriteString(row)
	}
	return 0
}

// markdownWitness is the request that shows a finding, on a line of its own.
func markdownWitness(f *lint.Finding) string {
	if f.Witness == nil {
		return ""
	}
	return "<br><code>" + markdownText(Escape(f.Witness.String())) + "</code>"
}

// markdownText keeps a line of text what it is, whatever Markdown and HTML
// would make of it. Entities hold in tables too, where a backslash before a bar
// is taken away too early.
func markdownText(s string) string { return markdownEntities.Replace(s) }

var markdownEntities = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "&#124;", "\\", "&#92;", "`", "&#96;", "*", "&#42;", "_", "&#95;",
	"[", "&#91;", "]", "&#93;", "~", "&#126;", "$", "&#36;", "@", "&#64;", "#", "&#35;", "://", "&#58;//", "www.", "www&#46;",
)
