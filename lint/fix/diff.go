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
	old := c.Old.Text(0, len(c.Old.Data))
	name := report.Escape(c.Old.Name)
	text := string(c.Text)
	switch {
	case c.New != nil:
		text = c.New.Text(0, len(c.Text))
	case c.Old.Masked(0, len(c.Old.Data)):
		fmt.Fprintf(b, "--- %s\n+++ %s\n# not shown: it has secrets, and nothing reads it any more that could tell where\n", name, name)
		return
	}
	for line := range strings.Lines(udiff.Unified(name, name, old, text)) {
		line = strings.TrimSuffix(line, "\n")
		line, returned := strings.CutSuffix(line, "\r")
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
