package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
)

// writeText is the format for people.
func writeText(w io.Writer, r *lint.Result, o Options) error {
	t := textWriter{Writer: bufio.NewWriter(w), palette: palette{o.Color}, links: o.Links}
	for i := range r.Findings {
		if r.Findings[i].Suppressed == nil {
			t.finding(&r.Findings[i])
		}
	}
	t.summary(r.Summary)
	if text := fixable(r); text != "" {
		fmt.Fprintln(t, text)
	}
	return t.Flush()
}

// textWriter keeps the first error of its Writer for Flush.
type textWriter struct {
	*bufio.Writer
	palette
	links  bool
	margin string // as wide as the finding's largest line number
}

func (t *textWriter) finding(f *lint.Finding) {
	t.margin = strings.Repeat(" ", lineDigits(f))
	fmt.Fprintf(t, "%s: %s: %s %s\n",
		t.path(place(f.Place)), t.severity(f.Severity, f.Severity.String()), Escape(f.Message), t.quiet("["+t.ruleID(f.Rule)+"]"))
	t.snippet(f.Place, func(s string) string { return t.severity(f.Severity, s) })
	for _, r := range f.Related {
		t.note("related", t.path(place(r.Place))+": "+Escape(r.Message))
		t.snippet(r.Place, t.gutter)
	}
	if f.Witness != nil {
		t.note("witness", Escape(f.Witness.String()))
		t.gates(f.Witness.Gates)
	}
	if f.Assumption != "" {
		t.note("assumed", Escape(f.Assumption))
	}
	for i := range f.Fixes {
		label, text := offer(&f.Fixes[i])
		t.note(label, Escape(text))
	}
	t.note("help", "authlint explain "+f.Rule.ID)
	fmt.Fprintln(t)
}

// gates prints the walk of a witness, a line for each gate, with where to look.
func (t *textWriter) gates(all []lint.WitnessGate) {
	for i := range all {
		t.note("gate", GateText(&all[i]))
	}
}

func (t *textWriter) note(label, text string) {
	fmt.Fprintf(t, "%s %s %s: %s\n", t.margin, t.gutter("="), label, text)
}

// snippet prints the line and marks the place in it. An empty line shows
// nothing.
func (t *textWriter) snippet(p lint.Place, paint func(string) string) {
	if p.Snippet.Text == "" {
		return
	}
	e := layOut(p.Snippet)
	line := strconv.Itoa(p.Start.Line)
	fmt.Fprintf(t, "%s%s %s\n",
		t.margin[len(line):], t.gutter(line+" |"), e.text)
	fmt.Fprintf(t, "%s %s %s%s\n",
		t.margin, t.gutter("|"), strings.Repeat(" ", e.from), paint(strings.Repeat("^", e.to-e.from)))
}

func (t *textWriter) summary(s lint.Summary) {
	fmt.Fprintln(t, totals(s))
	for _, a := range s.Assumptions {
		fmt.Fprintf(t, "assumed: %s\n", Escape(a))
	}
}

// totals are the counts of a summary in words.
func totals(s lint.Summary) string {
	suppressed := ""
	if s.Suppressed > 0 {
		suppressed = fmt.Sprintf(" (%d suppressed)", s.Suppressed)
	}
	return fmt.Sprintf("%s, %s, %s in %s%s",
		count(s.Errors, "error"), count(s.Warnings, "warning"), count(s.Notes, "note"), count(s.Files, "file"), suppressed)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func place(p lint.Place) string {
	return fmt.Sprintf("%s:%d:%d", Escape(p.File), p.Start.Line, p.Start.Column)
}

func lineDigits(f *lint.Finding) int {
	line := f.Start.Line
	for _, r := range f.Related {
		line = max(line, r.Start.Line)
	}
	return len(strconv.Itoa(line))
}
