package report

import (
	"strings"

	"github.com/authlint/authlint/lint"
)

// htmlFix is a fix with what it changes.
type htmlFix struct {
	Label, Text string
	Hunks       []htmlHunk
}

// htmlHunk is one edit, line by line.
type htmlHunk struct {
	Place string
	Lines []htmlLine
}

type htmlLine struct {
	Text        string
	Gone, Comes bool
}

func newHTMLFix(x *lint.FixPlace) htmlFix {
	label, text := offer(x)
	f := htmlFix{Label: label, Text: Escape(text)}
	for i := range x.Edits {
		e := &x.Edits[i]
		at := lint.Place{File: e.File, Start: e.Start}
		f.Hunks = append(f.Hunks, htmlHunk{place(at), editLines(e)})
	}
	return f
}

// editLines are the lines that an edit takes away, and those that it puts in
// their place; the same ones at both ends stand once.
func editLines(e *lint.EditPlace) []htmlLine {
	s := trimRunes(e.Snippet)
	from, to := wholeRunes(s.Text, s.From, s.To)
	before, after := linesOf(s.Text), linesOf(s.Text[:from]+e.NewText+s.Text[to:])
	head := 0
	for head < min(len(before), len(after)) && before[head] == after[head] {
		head++
	}
	tail := 0
	for tail < min(len(before), len(after))-head && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	var lines []htmlLine
	add := func(texts []string, gone, comes bool) {
		for _, text := range texts {
			lines = append(lines, htmlLine{escapeCode(text), gone, comes})
		}
	}
	add(before[:head], false, false)
	add(before[head:len(before)-tail], true, false)
	add(after[head:len(after)-tail], false, true)
	add(before[len(before)-tail:], false, false)
	if s.CutAfter {
		add([]string{ellipsis}, false, false)
	}
	return lines
}

// linesOf are the lines of a text, none of an empty one. Where the last ends in
// a line feed, nothing follows.
func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
