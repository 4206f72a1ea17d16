package hosting

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/authlint/authlint/lint/report"
)

// fewRules is how many rules the table has.
const fewRules = 15

// WriteTable writes a summary for people.
func WriteTable(w io.Writer, s *Summary) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d sites, %d files read, in %v: %d without a finding", s.Sites, s.Files, rounded(s.Took), s.Clean)
	if s.Cached > 0 {
		fmt.Fprintf(&b, ", %d unchanged since they were read", s.Cached)
	}
	if s.Partial > 0 {
		fmt.Fprintf(&b, ", %d checked in part", s.Partial)
	}
	if s.Failed > 0 {
		fmt.Fprintf(&b, ", %d not checked", s.Failed)
	}
	fmt.Fprintf(&b, "\n%d errors, %d warnings, %d notes\n", s.Errors, s.Warnings, s.Notes)
	table(&b, "outcome", s.Outcomes)
	table(&b, "rule", s.Rules[:min(len(s.Rules), fewRules)])
	if left := len(s.Rules) - fewRules; left > 0 {
		fmt.Fprintf(&b, "and %d more\n", left)
	}
	if len(s.Worst) > 0 {
		t := columns(&b)
		fmt.Fprintln(t, "\nerrors\twarnings\tnotes\tworst sites")
		for _, w := range s.Worst {
			fmt.Fprintf(t, "%d\t%d\t%d\t%s\n", w.Errors, w.Warnings, w.Notes, report.Escape(siteName(w.Site)))
		}
		_ = t.Flush()
	}
	_, err := w.Write(b.Bytes())
	return err
}

func table(b *bytes.Buffer, head string, all []Count) {
	if len(all) == 0 {
		return
	}
	t := columns(b)
	fmt.Fprintf(t, "\nfindings\tsites\t%s\n", head)
	for _, c := range all {
		fmt.Fprintf(t, "%d\t%d\t%s\n", c.Findings, c.Sites, c.Name)
	}
	_ = t.Flush() // into memory
}

func columns(b *bytes.Buffer) *tabwriter.Writer { return tabwriter.NewWriter(b, 0, 8, 2, ' ', 0) }

// siteName is what people call a site.
func siteName(s *Site) string {
	name := cmp.Or(s.Domain, s.Account)
	if name == "" {
		return s.Root
	}
	return name + " " + s.Root
}

// rounded is a duration to three digits or so.
func rounded(d time.Duration) time.Duration {
	switch {
	case d > time.Minute:
		return d.Round(time.Second)
	case d > time.Second:
		return d.Round(10 * time.Millisecond)
	}
	return d.Round(10 * time.Microsecond)
}
