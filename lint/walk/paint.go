package walk

import (
	"strings"

	"github.com/fatih/color"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/report"
)

// paint colours parts of the picture.
type paint struct{ on bool }

func (p paint) with(s string, attributes ...color.Attribute) string {
	if !p.on || s == "" {
		return s
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(s)
}

func (p paint) strong(s string) string { return p.with(s, color.Bold) }
func (p paint) gutter(s string) string { return p.with(s, color.FgBlue) }
func (p paint) quiet(s string) string  { return p.with(s, color.Faint) }

func (p paint) outcome(o access.Outcome, s string) string {
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

func (p paint) verdict(v access.Verdict, s string) string {
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
