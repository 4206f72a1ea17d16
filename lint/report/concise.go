package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/authlint/authlint/lint"
)

// writeConcise writes a finding that counts per line and nothing else:
//
//	site/.htpasswd:1:7-1:12: error: password of "alice" uses unsalted SHA-1 [weak-hash]
//	site/.htaccess:4:1-4:8: error: message (assumed: in words) [rule-id]
//
// Lines and columns count from 1, columns in bytes. The second place is the
// first byte that no longer belongs to the finding, as in lint.Place.
func writeConcise(w io.Writer, r *lint.Result, _ Options) error {
	b := bufio.NewWriter(w)
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Suppressed != nil {
			continue
		}
		fmt.Fprintf(b, "%s-%d:%d: %s: %s [%s]\n",
			place(f.Place), f.End.Line, f.End.Column, f.Severity, said(f), f.Rule.ID)
	}
	return b.Flush()
}
