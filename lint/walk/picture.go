package walk

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/source"
)

// Options of a picture. The zero value is right for a file.
type Options struct {
	// Color asks for ANSI colours.
	Color bool
	// Width is that of the terminal; 0 breaks no line.
	Width int
}

// WritePicture draws a story for people: the answer, the gates in their order
// with the lines behind each, and what else there is to know.
func WritePicture(w io.Writer, s *Story, o Options) error {
	p := picture{Writer: bufio.NewWriter(w), Paint: Paint{o.Color}, width: o.Width}
	p.title(s)
	p.gates(s.Trace)
	p.challenge(s)
	p.told("login", s.Login)
	p.advice(s)
	p.told("same realm", s.Realm)
	p.variants("otherwise", s.Otherwise)
	p.variants("near", s.Near)
	for _, a := range s.Assumptions {
		p.labelled("assumed", report.Escape(a))
	}
	return p.Flush()
}

// picture keeps the first error of its Writer for Flush.
type picture struct {
	*bufio.Writer
	Paint
	width int
}

// title is the whole answer on one line.
func (p *picture) title(s *Story) {
	r := s.Request
	line := p.Outcome(s.Outcome, answerOf(&s.Decision)) + "  " + p.Strong(report.Escape(r.Method+" "+s.URL))
	if c := r.Credentials; c != nil {
		line += " as " + quote(c.User)
	}
	if from := r.Remote.String(); from != DefaultRemote {
		line += " from " + from
	}
	if to := leadsTo(&s.Decision); to != "" {
		line += "  " + to
	}
	fmt.Fprintln(p, line)
	if s.Outcome == access.Undecided {
		p.labelled("cannot say", report.Escape(s.Undecided))
	}
}

// answerOf is an answer in two words.
func answerOf(d *access.Decision) string {
	if !d.HasStatus() {
		return d.Outcome.String()
	}
	if d.Status == 0 {
		return "no answer"
	}
	return strconv.Itoa(d.Status) + " " + d.Outcome.String()
}

// leadsTo is where an answer goes on, fit for a terminal.
func leadsTo(d *access.Decision) string { return report.Escape(Leads(d)) }

// gates draws the way, one leg after the other.
func (p *picture) gates(trace []access.Passage) {
	all := legs(trace)
	c := columnsOf(trace)
	fmt.Fprintln(p)
	for i := range all {
		l := &all[i]
		indent := strings.Repeat("  ", l.depth+1)
		switch {
		case l.target != "" && l.lookup:
			fmt.Fprintf(p, "%s%s %s\n", indent[2:], p.Quiet("looks for"), report.Escape(l.target))
		case l.target != "":
			fmt.Fprintf(p, "%s%s %s\n", indent[2:], p.Quiet("goes on as"), report.Escape(l.target))
		}
		for j := range l.passages {
			p.passage(&l.passages[j], indent, c)
		}
	}
	fmt.Fprintln(p)
}

// columns are the widths of the table of gates.
type columns struct{ gate, verdict int }

func columnsOf(trace []access.Passage) (c columns) {
	for i := range trace {
		c.gate = max(c.gate, len(trace[i].Name()))
		c.verdict = max(c.verdict, len(verdictOf(&trace[i])))
	}
	return c
}

// verdictOf is a verdict with the status that it leads to.
func verdictOf(p *access.Passage) string {
	if p.Status == 0 {
		return p.Verdict.String()
	}
	return p.Verdict.String() + " " + strconv.Itoa(p.Status)
}

// passage draws what one gate said.
func (p *picture) passage(at *access.Passage, indent string, c columns) {
	verdict := verdictOf(at)
	head := len(indent) + c.gate + 2 + c.verdict + 2
	lines := breakLines(report.Escape(at.Note), p.roomBehind(head))
	fmt.Fprintf(p, "%s%-*s  %s%s  %s\n", indent, c.gate, at.Name(), p.Verdict(at.Verdict, verdict),
		strings.Repeat(" ", c.verdict-len(verdict)), lines[0])
	for _, line := range lines[1:] {
		fmt.Fprintf(p, "%s%s\n", strings.Repeat(" ", head), line)
	}
	p.because(at.Because, indent+"  ")
}

// roomBehind is the width that is left behind some columns.
func (p *picture) roomBehind(columns int) int {
	if p.width <= 0 {
		return 0
	}
	return max(p.width-columns, narrowest)
}

// because draws the places that decided: those of one file below its name.
func (p *picture) because(spans []source.Span, indent string) {
	margin := 0
	places := make([]lint.Place, len(spans))
	for i, span := range spans {
		places[i] = lint.PlaceOf(span)
		margin = max(margin, len(strconv.Itoa(places[i].Start.Line)))
	}
	for i, span := range spans {
		place := places[i]
		if span.Len() == 0 { // the whole file
			fmt.Fprintf(p, "%s%s %s\n", indent, p.Gutter("-->"), report.Escape(place.File))
			continue
		}
		if i == 0 || spans[i-1].File != span.File || spans[i-1].Len() == 0 {
			fmt.Fprintf(p, "%s%s %s:%d\n", indent, p.Gutter("-->"), report.Escape(place.File), place.Start.Line)
		}
		p.snippet(place, indent, margin)
	}
}

// snippet draws a line, and marks the place where that is less than all of it.
func (p *picture) snippet(place lint.Place, indent string, margin int) {
	text, from, to := report.Excerpt(place.Snippet)
	text = strings.TrimRight(text, " ")
	bare := strings.TrimLeft(text, " ")
	cut := min(len(text)-len(bare), from)
	text, from, to = text[cut:], from-cut, to-cut
	fmt.Fprintf(p, "%s%s %s\n", indent, p.Gutter(fmt.Sprintf("%*d |", margin, place.Start.Line)), text)
	if from == 0 && to >= report.Width(text) {
		return
	}
	fmt.Fprintf(p, "%s%s %s%s\n", indent, p.Gutter(strings.Repeat(" ", margin)+" |"), strings.Repeat(" ", from),
		p.Strong(strings.Repeat("^", to-from)))
}

// labelled draws a text behind a label.
func (p *picture) labelled(label, text string) {
	head := len(label) + 2
	for i, line := range breakLines(text, p.roomBehind(head)) {
		if i == 0 {
			fmt.Fprintf(p, "%s: %s\n", p.Strong(label), line)
		} else {
			fmt.Fprintf(p, "%s%s\n", strings.Repeat(" ", head), line)
		}
	}
}

// challenge draws what an answer asks for that is no 401 any more.
func (p *picture) challenge(s *Story) {
	if s.Outcome != access.Challenged && len(s.Challenge) > 0 {
		p.labelled("note", "the answer asks for a password all the same, and browsers show no prompt for it: "+
			report.Escape(strings.Join(s.Challenge, "; ")))
	}
}

func (p *picture) told(label string, all []Told) {
	for _, t := range all {
		text := report.Escape(t.Text)
		if !t.Span.IsZero() {
			at := lint.PlaceOf(t.Span)
			text = fmt.Sprintf("%s:%d: %s", report.Escape(at.File), at.Start.Line, text)
		}
		p.labelled(label, text)
	}
}

func (p *picture) advice(s *Story) {
	for _, text := range Advice(s) {
		p.labelled("help", report.Escape(text))
	}
}

// variants draws requests with their answers, one below the other.
func (p *picture) variants(label string, all []Variant) {
	width := 0
	for _, v := range all {
		width = max(width, report.Width(report.Escape(v.What)))
	}
	for i := range all {
		v := &all[i]
		what := report.Escape(v.What)
		line := p.Strong(label) + ": " + what + strings.Repeat(" ", width-report.Width(what)) + "  " +
			p.Outcome(v.Outcome, answerOf(&v.Decision))
		if to := leadsTo(&v.Decision); to != "" {
			line += "  " + to
		} else if v.Outcome == access.Undecided {
			line += ": " + report.Escape(v.Undecided)
		}
		fmt.Fprintln(p, line)
	}
}

func quote(s string) string { return strconv.Quote(s) }
