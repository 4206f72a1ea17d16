package linttest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
)

// showFixes writes down what the fixes of a case do to the lines of its files,
// as its section fixes holds it.
func (c *Case) showFixes(out output) string {
	var b strings.Builder
	for _, f := range out.result.Findings {
		for _, x := range f.Fixes {
			safe := ""
			if x.Safe {
				safe = " (safe)"
			}
			if x.Refused != "" {
				fmt.Fprintf(&b, "%s:%d: %s: by hand: %s: %s\n", f.File, f.Start.Line, f.Rule.ID, x.Title, x.Refused)
				continue
			}
			fmt.Fprintf(&b, "%s:%d: %s: %s%s\n", f.File, f.Start.Line, f.Rule.ID, x.Title, safe)
			c.showEdits(&b, x)
		}
	}
	return out.secrets.hide(b.String())
}

// showEdits writes the lines that a fix takes away and puts in, file by file.
func (c *Case) showEdits(b *strings.Builder, x lint.FixPlace) {
	mended, problem := apply(c, x)
	if problem != "" {
		return // which tryFixes tells
	}
	for i := range c.Nodes {
		old, mended := c.Nodes[i].Data, mended.Nodes[i].Data
		if bytes.Equal(old, mended) {
			continue
		}
		var edits []lint.EditPlace
		for _, e := range x.Edits {
			if "/"+e.File == c.Nodes[i].Path {
				edits = append(edits, e)
			}
		}
		slices.SortStableFunc(edits, func(a, b lint.EditPlace) int { return a.Start.Offset - b.Start.Offset })
		shift := 0
		for len(edits) > 0 {
			// Edits whose lines touch are shown as one.
			start, end := lineStart(old, edits[0].Start.Offset), 0
			newStart := start + shift
			for len(edits) > 0 && lineStart(old, edits[0].Start.Offset) <= max(start, end-1) {
				end = max(end, lineEnd(old, edits[0].End.Offset))
				shift += len(edits[0].NewText) - (edits[0].End.Offset - edits[0].Start.Offset)
				edits = edits[1:]
			}
			showLines(b, lines(old[start:end]), lines(mended[newStart:max(newStart, end+shift)]))
		}
	}
}

// showLines writes two runs of lines without what both begin and end with.
func showLines(b *strings.Builder, old, mended []string) {
	for len(old) > 0 && len(mended) > 0 && old[0] == mended[0] {
		old, mended = old[1:], mended[1:]
	}
	for len(old) > 0 && len(mended) > 0 && old[len(old)-1] == mended[len(mended)-1] {
		old, mended = old[:len(old)-1], mended[:len(mended)-1]
	}
	for _, line := range old {
		fmt.Fprintf(b, "-%s\n", visible(line))
	}
	for _, line := range mended {
		fmt.Fprintf(b, "+%s\n", visible(line))
	}
}

// visible is a line with the bytes that an archive should not hold written out.
func visible(line string) string {
	return strings.NewReplacer("\r", `\r`, "\ufeff", `\ufeff`, "\x00", `\x00`, "\n", "").Replace(line)
}

func lineStart(data []byte, offset int) int {
	return bytes.LastIndexByte(data[:offset], '\n') + 1
}

// lineEnd is behind the line that an offset lies in.
func lineEnd(data []byte, offset int) int {
	if i := bytes.IndexByte(data[offset:], '\n'); i >= 0 {
		return offset + i + 1
	}
	return len(data)
}

func lines(data []byte) []string { return slices.Collect(strings.Lines(string(data))) }
