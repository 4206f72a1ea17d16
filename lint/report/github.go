package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
)

// githubMax is how many annotations of one level GitHub takes from a step. It
// drops the others without a word.
const githubMax = 10

// writeGitHub writes workflow commands, which GitHub Actions shows beside the
// lines they are about: the gravest first, and no more of each level than are
// shown. What is left out is counted in a last notice. Every finding goes into
// Options.StepSummary where there is one.
func writeGitHub(w io.Writer, r *lint.Result, o Options) error {
	r = counting(r)
	shown, left := annotated(r)
	var b bytes.Buffer
	for _, f := range shown {
		writeAnnotation(&b, f)
	}
	if left > 0 {
		where := "another format has them all"
		if o.StepSummary != nil {
			where = "the summary of the job has them all"
		}
		fmt.Fprintf(&b, "::notice title=authlint::%s more: %s\n", count(left, "finding"), where)
	}
	if _, err := w.Write(b.Bytes()); err != nil || o.StepSummary == nil {
		return err
	}
	return writeMarkdown(o.StepSummary, r, o)
}

// annotated returns the findings that have room, the gravest first, and how
// many have none. The notice that says so takes the room of one.
func annotated(r *lint.Result) (shown []*lint.Finding, left int) {
	levels := bySeverity(r.Findings)
	for i, l := range levels {
		levels[i].findings = l.findings[:min(len(l.findings), githubMax)]
		left += len(l.findings) - len(levels[i].findings)
	}
	for i, l := range levels {
		if left > 0 && l.severity == lint.Note && len(l.findings) == githubMax {
			levels[i].findings = l.findings[:githubMax-1]
			left++
		}
		shown = append(shown, levels[i].findings...)
	}
	return shown, left
}

// level is the findings of one severity.
type level struct {
	severity lint.Severity
	findings []*lint.Finding
}

// bySeverity groups findings, the gravest first, and keeps their order.
func bySeverity(findings []lint.Finding) []level {
	levels := []level{{severity: lint.Error}, {severity: lint.Warning}, {severity: lint.Note}}
	for i := range findings {
		at := slices.IndexFunc(levels, func(l level) bool { return l.severity == findings[i].Severity })
		if at >= 0 {
			levels[at].findings = append(levels[at].findings, &findings[i])
		}
	}
	return levels
}

func writeAnnotation(b *bytes.Buffer, f *lint.Finding) {
	command := map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Note: "notice"}[f.Severity]
	columns := runeColumns(f.Start, f.End, f.Runes)
	properties := []string{
		"file=" + commandProperty.Replace(Escape(f.File)),
		"line=" + strconv.Itoa(f.Start.Line),
		"endLine=" + strconv.Itoa(f.End.Line),
		"col=" + strconv.Itoa(columns.Start),
	}
	// GitHub takes the last column, not the one behind it, and refuses an
	// annotation that ends in a column of another line.
	if f.Start.Line == f.End.Line {
		properties = append(properties, "endColumn="+strconv.Itoa(max(columns.Start, columns.End-1)))
	}
	properties = append(properties, "title="+commandProperty.Replace(f.Rule.ID))
	fmt.Fprintf(b, "::%s %s::%s\n", command, strings.Join(properties, ","), commandData.Replace(said(f)))
}

// A workflow command ends with its line, and its properties end at colons and
// commas.
var (
	commandData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
