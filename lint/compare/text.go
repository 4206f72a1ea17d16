package compare

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/report"
)

// writeText is the format for people.
func writeText(w io.Writer, r *Result, o report.Options) error {
	t := textWriter{bufio.NewWriter(w), o.Color}
	for i := range r.Changes {
		t.change(&r.Changes[i])
	}
	fmt.Fprintln(t, r.totals())
	for _, u := range r.Unknown {
		fmt.Fprintf(t, "undecided in both: %s, as for %s: %s\n",
			count(u.Count, "request"), report.Escape(u.Request.Target), report.Escape(u.Why))
	}
	for _, l := range r.Limits {
		fmt.Fprintln(t, "bound: "+report.Escape(limited(l)))
	}
	return t.Flush()
}

// textWriter keeps the first error of its Writer for Flush.
type textWriter struct {
	*bufio.Writer
	color bool
}

func (t *textWriter) paint(s string, attributes ...color.Attribute) string {
	if !t.color {
		return s
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(s)
}

func (t *textWriter) kind(k Kind) string {
	switch k {
	case Opened, Broke:
		return t.paint(k.String(), color.FgRed, color.Bold)
	case Closed:
		return t.paint(k.String(), color.FgYellow, color.Bold)
	}
	return t.paint(k.String(), color.FgCyan, color.Bold)
}

// change is a change with its lines:
//
//	opened: /private/: anonymous 401 -> 200
//	  - site/private/.htaccess:4: Require valid-user
//	  + site/private/.htaccess:1: Require all granted
func (t *textWriter) change(c *Change) {
	fmt.Fprintf(t, "%s: %s\n", t.kind(c.Kind), report.Escape(c.told()))
	t.lines("-", &c.Before, color.FgRed)
	t.lines("+", &c.After, color.FgGreen)
	fmt.Fprintln(t)
}

func (t *textWriter) lines(sign string, a *Answer, paint color.Attribute) {
	for _, p := range a.Lines {
		fmt.Fprintf(t, "  %s %s\n", t.paint(sign, paint), lineOf(p))
	}
	for _, why := range a.whys() {
		fmt.Fprintf(t, "  %s %s\n", t.paint(sign, paint), t.paint(report.Escape(why), color.Faint))
	}
}

// lineOf is a deciding line with its place.
func lineOf(p lint.Place) string {
	at := fmt.Sprintf("%s:%d", report.Escape(p.File), p.Start.Line)
	if text := textOf(p); text != "" {
		return at + ": " + text
	}
	return at
}

// textOf is the text of a line; empty for what is a whole file.
func textOf(p lint.Place) string {
	if p.Start == p.End {
		return ""
	}
	text, _, _ := report.Excerpt(p.Snippet)
	return strings.TrimSpace(text)
}

// told is a change with its site, where that has a name of its own.
func (c *Change) told() string { return c.where() + ": " + c.who() + " " + c.Transition() }

// maxAlso is how many paths are named beside the first.
const maxAlso = 3

// where are the paths with their site. Below a folder that is only taken for a
// document root, paths are those of the folder.
func (c *Change) where() string {
	folder, site := "", ""
	switch {
	case c.Site == "." || c.Site == "":
	case c.Assumed && strings.HasPrefix(c.Path, "/"):
		folder = c.Site
	default:
		site = " (" + c.Site + ")"
	}
	text := folder + c.Path
	for i, path := range c.Also {
		if i == maxAlso {
			text += fmt.Sprintf(" and %d more", len(c.Also)-maxAlso)
			break
		}
		text += ", " + folder + path
	}
	return text + site
}

// writeConcise writes a change per line and nothing else, with the place of the
// line that decides now, or else the one that did.
func writeConcise(w io.Writer, r *Result, _ report.Options) error {
	b := bufio.NewWriter(w)
	for i := range r.Changes {
		c := &r.Changes[i]
		p := c.place()
		fmt.Fprintf(b, "%s:%d:%d: %s: %s\n", report.Escape(p.File), p.Start.Line, p.Start.Column, c.Kind, report.Escape(c.told()))
	}
	return b.Flush()
}

// place is where the change can be pointed at.
func (c *Change) place() lint.Place {
	for _, a := range [...]*Answer{&c.After, &c.Before} {
		if len(a.Lines) > 0 {
			return a.Lines[0]
		}
	}
	p := lint.Place{File: c.Site, Runes: lint.Runes{Start: 1, End: 1}}
	p.Start.Line, p.Start.Column = 1, 1
	p.End = p.Start
	return p
}
