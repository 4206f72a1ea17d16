package fix

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/authlint/authlint/lint/report"
)

// Diff writes a unified diff of the files. Secrets in it are masked, and what a
// terminal would take for a command is escaped: where a file has either, the diff
// is for reading alone.
func Diff(w io.Writer, changed []Changed) error {
	b := bufio.NewWriter(w)
	for _, c := range changed {
		c.diff(b)
	}
	return b.Flush()
}

func (c *Changed) diff(b *bufio.Writer) {
	name, old, text := report.Escape(c.Old.Name), c.Old.Text(0, len(c.Old.Data)), string(c.Text)
	if c.New != nil {
		text = c.New.Text(0, len(c.Text))
	}
	why := ""
	switch {
	case c.New == nil && c.Old.Masked(0, len(c.Old.Data)):
		why = "it has secrets, and nothing reads it any more that could tell where"
	case old == text:
		why = "what changes is secret"
	}
	if why != "" {
		fmt.Fprintf(b, "--- %s\n+++ %s\n# not shown: %s\n", name, name, why)
		return
	}
	for line := range strings.Lines(udiff.Unified(name, name, old, text)) {
		line, returned := strings.CutSuffix(strings.TrimSuffix(line, "\n"), "\r")
		for i, cell := range strings.Split(line, "\t") {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(report.Escape(cell))
		}
		if returned {
			b.WriteByte('\r')
		}
		b.WriteByte('\n')
	}
}
