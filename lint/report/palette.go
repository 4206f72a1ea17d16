package report

import (
	"github.com/fatih/color"

	"github.com/authlint/authlint/lint"
)

// palette paints parts of the text format. The colour package's own switch is
// global and looks at standard output; this one is set per report.
type palette struct{ on bool }

func (p palette) paint(s string, attributes ...color.Attribute) string {
	if !p.on || s == "" {
		return s
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(s)
}

func (p palette) path(s string) string   { return p.paint(s, color.Bold) }
func (p palette) gutter(s string) string { return p.paint(s, color.FgBlue) }
func (p palette) quiet(s string) string  { return p.paint(s, color.Faint) }

func (p palette) severity(s lint.Severity, text string) string {
	switch s {
	case lint.Error:
		return p.paint(text, color.FgRed, color.Bold)
	case lint.Warning:
		return p.paint(text, color.FgYellow, color.Bold)
	}
	return p.paint(text, color.FgCyan, color.Bold)
}
