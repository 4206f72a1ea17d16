package accessmap

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/walk"
)

// Options of the text. The zero value is right for a file.
type Options struct {
	// Color asks for ANSI colours.
	Color bool
	// Width is that of the terminal; 0 breaks no line.
	Width int
	// Why asks for the lines behind each answer.
	Why bool
}

// WriteText writes maps for people: a table for each host, and what its cells
// have to add below each row.
func WriteText(w io.Writer, maps []*report.Map, o Options) error {
	t := textWriter{Writer: bufio.NewWriter(w), paint: walk.Paint{On: o.Color}, Options: o}
	for i, m := range maps {
		if i > 0 {
			fmt.Fprintln(t)
		}
		t.oneMap(m)
	}
	return t.Flush()
}

// textWriter keeps the first error of its Writer for Flush.
type textWriter struct {
	*bufio.Writer
	Options
	paint walk.Paint
}

// gap is between two columns.
const gap = 2

func (t *textWriter) oneMap(m *report.Map) {
	fmt.Fprintln(t, t.paint.Strong(report.Escape(m.Site)))
	for at := 0; at < len(m.Rows); {
		end := at
		for end < len(m.Rows) && m.Rows[end].Origin == m.Rows[at].Origin {
			end++
		}
		t.host(m, m.Rows[at:end])
		at = end
	}
	if len(m.Left)+len(m.Assumptions) > 0 {
		fmt.Fprintln(t)
	}
	for _, text := range m.Left {
		t.labelled("left out", text)
	}
	for _, text := range m.Assumptions {
		t.labelled("assumed", text)
	}
}

// host writes the rows of one host: as a table where it fits, else one answer
// below the other.
func (t *textWriter) host(m *report.Map, rows []report.MapRow) {
	fmt.Fprintf(t, "\n%s\n\n", report.Escape(rows[0].Origin))
	widths := columns(m, rows)
	total := 0
	for _, n := range widths {
		total += n + gap
	}
	if t.Width > 0 && total-gap > t.Width {
		for i := range rows {
			t.list(m, &rows[i])
		}
		return
	}
	head := pad("", widths[0])
	for i, c := range m.Callers {
		head += strings.Repeat(" ", gap) + pad(c.Name, widths[i+1])
	}
	fmt.Fprintln(t, t.paint.Quiet(strings.TrimRight(head, " ")))
	for i := range rows {
		t.row(m, &rows[i], widths, t.Width == 0 || total+widest(rows) <= t.Width)
	}
}

// widest is the width of what rows are there for.
func widest(rows []report.MapRow) int {
	width := 0
	for i := range rows {
		width = max(width, report.Width(report.Escape(rows[i].What)))
	}
	return width
}

// columns are the widths of a table: that of the paths first.
func columns(m *report.Map, rows []report.MapRow) []int {
	widths := []int{0}
	for _, c := range m.Callers {
		widths = append(widths, report.Width(c.Name))
	}
	for i := range rows {
		widths[0] = max(widths[0], report.Width(report.Escape(rows[i].Target)))
		for j := range rows[i].Cells {
			widths[j+1] = max(widths[j+1], report.Width(answer(&rows[i].Cells[j])))
		}
	}
	return widths
}

// answer is what stands in a cell of the table.
func answer(c *report.MapCell) string {
	if c.Empty != "" {
		return "-"
	}
	return c.Answer
}

// pad fills a text with blanks.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-report.Width(text), 0))
}

// row writes a row of the table, and says what it is there for where there is
// room.
func (t *textWriter) row(m *report.Map, r *report.MapRow, widths []int, what bool) {
	line := pad(report.Escape(r.Target), widths[0])
	for i := range r.Cells {
		c := &r.Cells[i]
		text := answer(c)
		line += strings.Repeat(" ", gap) + t.painted(c, text) + strings.Repeat(" ", widths[i+1]-report.Width(text))
	}
	if what {
		line += strings.Repeat(" ", gap) + t.paint.Quiet(report.Escape(r.What))
	}
	fmt.Fprintln(t, strings.TrimRight(line, " "))
	t.details(m, r)
}

// list writes a row without a table.
func (t *textWriter) list(m *report.Map, r *report.MapRow) {
	fmt.Fprintf(t, "%s  %s\n", t.paint.Strong(report.Escape(r.Target)), t.paint.Quiet(report.Escape(r.What)))
	width := 0
	for _, c := range m.Callers {
		width = max(width, report.Width(c.Name))
	}
	for i := range r.Cells {
		c := &r.Cells[i]
		text := c.Empty
		if text == "" {
			text = t.painted(c, c.Answer)
			if c.As != "" {
				text += "  " + report.Escape(c.As)
			}
		} else {
			text = t.paint.Quiet("- " + text)
		}
		fmt.Fprintf(t, "  %s  %s\n", pad(m.Callers[i].Name, width), text)
	}
	t.details(m, r)
}

func (t *textWriter) painted(c *report.MapCell, text string) string {
	if c.Empty != "" {
		return t.paint.Quiet(text)
	}
	return t.paint.Outcome(c.Decision.Outcome, text)
}

// indent is that of what stands below a row.
const indent = "    "

// details are what the answers of a row rest on: why one is not known and, with
// Why, the gate that decided, each once for those who got the same.
func (t *textWriter) details(m *report.Map, r *report.MapRow) {
	told := map[string]bool{}
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Empty != "" || !t.Why && c.Decision.Outcome != access.Undecided {
			continue
		}
		text := t.reason(c)
		if told[text] {
			continue
		}
		told[text] = true
		fmt.Fprintf(t, "%s%s: %s\n", indent, t.paint.Quiet(t.who(m, r, text)), strings.TrimSuffix(text, "\n"))
	}
}

// who are the callers whose answers have the same reason.
func (t *textWriter) who(m *report.Map, r *report.MapRow, reason string) string {
	var names []string
	for i := range r.Cells {
		if c := &r.Cells[i]; c.Empty == "" && t.reason(c) == reason {
			name := m.Callers[i].Name
			if t.Why && c.As != "" {
				name += " " + report.Escape(c.As)
			}
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// reason is why an answer is as it is.
func (t *textWriter) reason(c *report.MapCell) string {
	if c.Decision.Outcome == access.Undecided && !t.Why {
		return "cannot say: " + report.Escape(c.Decision.Undecided)
	}
	s := deciding(c.Walk)
	if s == nil {
		return report.Escape(c.Decision.Undecided)
	}
	var b strings.Builder
	b.WriteString(s.Gate + " " + t.paint.Verdict(s.Verdict, verdict(s)))
	if s.Note != "" {
		b.WriteString(", " + report.Escape(s.Note))
	}
	b.WriteByte('\n')
	for i := range s.Places {
		p := &s.Places[i]
		fmt.Fprintf(&b, "%s  %s %s", indent, t.paint.Gutter("-->"), report.Escape(p.File))
		if !p.WholeFile {
			fmt.Fprintf(&b, ":%d  %s", p.Start.Line, report.Escape(lineOf(p)))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// deciding is the gate that settled an answer; nil for none. Behind a gate that
// asked, refused or redirected only the error document comes.
func deciding(steps []report.Step) *report.Step {
	for i := range steps {
		switch steps[i].Verdict {
		case access.Challenges, access.Refuses, access.Redirects, access.Unsure:
			if !steps[i].LookedFor {
				return &steps[i]
			}
		}
	}
	if len(steps) == 0 {
		return nil
	}
	return &steps[len(steps)-1]
}

// verdict is a verdict with the status that it leads to.
func verdict(s *report.Step) string {
	if s.Status == 0 {
		return s.Verdict.String()
	}
	return fmt.Sprintf("%s %d", s.Verdict, s.Status)
}

// lineOf is the line of a place.
func lineOf(p *report.StepPlace) string { return strings.TrimSpace(p.Snippet.Text) }

func (t *textWriter) labelled(label, text string) {
	fmt.Fprintf(t, "%s: %s\n", t.paint.Strong(label), report.Escape(text))
}
