package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/scan"
)

// listFiles prints what was read and what was left out, and why.
func listFiles(w io.Writer, plan *scan.Plan) error {
	b := bufio.NewWriter(w)
	for _, f := range plan.All() {
		fmt.Fprintf(b, "%s: %s\n", report.Escape(f.Path), report.Escape(f.Why))
	}
	for _, f := range slices.Concat(plan.Skipped, plan.Excluded) {
		fmt.Fprintf(b, "%s: not checked: %s\n", report.Escape(f.Path), report.Escape(f.Why))
	}
	return b.Flush()
}

// noteLeftOut counts what was left out and not told already.
func (s streams) noteLeftOut(plan *scan.Plan) {
	n := 0
	for _, f := range plan.Skipped {
		start := f.Path + ": "
		at, _ := slices.BinarySearch(plan.Notes, start)
		if at == len(plan.Notes) || !strings.HasPrefix(plan.Notes[at], start) {
			n++
		}
	}
	if n > 0 {
		s.note("files left out that may be configuration: %d; --list-files says which and why", n)
	}
}

// quoted lists paths for a sentence.
func quoted(paths []string) string {
	names := make([]string, 0, len(paths))
	for _, p := range paths {
		names = append(names, fmt.Sprintf("%q", p))
	}
	return strings.Join(names, ", ")
}
