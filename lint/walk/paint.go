package walk

import (
	"strings"

	"github.com/fatih/color"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/report"
)

// Paint colours parts of what is drawn for people.
type Paint struct{ On bool }

func (p Paint) with(s string, attributes ...color.Attribute) string {
	if !p.On || s == "" {
		return s
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(s)
}

// Strong stands out.
func (p Paint) Strong(s string) string { return p.with(s, color.Bold) }

// Gutter is what stands beside lines.
func (p Paint) Gutter(s string) string { return p.with(s, color.FgBlue) }

// Quiet is less than the rest.
func (p Paint) Quiet(s string) string { return p.with(s, color.Faint) }

// Outcome is coloured as an answer.
func (p Paint) Outcome(o access.Outcome, s string) string {
	switch o {
	case access.Served, access.Upstream:
		return p.with(s, color.FgGreen, color.Bold)
	case access.Redirected:
		return p.with(s, color.FgCyan, color.Bold)
	case access.Challenged:
		return p.with(s, color.FgYellow, color.Bold)
	case access.Undecided:
		return p.with(s, color.FgMagenta, color.Bold)
	}
	return p.with(s, color.FgRed, color.Bold)
}

// Verdict is coloured as what a gate says.
func (p Paint) Verdict(v access.Verdict, s string) string {
	switch v {
	case access.Passes, access.GrantsAll:
		return p.with(s, color.FgGreen)
	case access.Refuses:
		return p.with(s, color.FgRed, color.Bold)
	case access.Challenges:
		return p.with(s, color.FgYellow, color.Bold)
	case access.Unsure:
		return p.with(s, color.FgMagenta, color.Bold)
	}
	return p.with(s, color.FgCyan)
}

// narrowest is the least width that text is broken for.
const narrowest = 24

// breakLines breaks a text between words into lines of at most so many
// columns. Without a width it stays whole.
func breakLines(text string, width int) []string {
	if width <= 0 {
		return []string{text}
	}
	width = max(width, narrowest)
	var lines []string
	line := ""
	for word := range strings.SplitSeq(text, " ") {
		switch {
		case line == "":
			line = word
		case report.Width(line)+1+report.Width(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}
