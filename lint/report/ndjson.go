package report

import (
	"bufio"
	"io"

	"github.com/authlint/authlint/lint"
)

type ndjsonLast struct {
	Summary jsonSummary `json:"summary"`
}

// writeNDJSON writes a finding per line and then {"summary":{...}}. Without
// that last line the output is not whole.
func writeNDJSON(w io.Writer, r *lint.Result, _ Options) error {
	b := bufio.NewWriter(w)
	for i := range r.Findings {
		if err := encodeJSON(b, findingDTO(&r.Findings[i]), ""); err != nil {
			return err
		}
	}
	if err := encodeJSON(b, ndjsonLast{summaryDTO(r.Summary)}, ""); err != nil {
		return err
	}
	return b.Flush()
}
