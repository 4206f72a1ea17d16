package report

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/authlint/authlint/lint/access"
)

// htmlMap is the access map of a site.
type htmlMap struct {
	Number      int
	Site        string
	Hosts       []htmlHost
	Walks       []htmlWalk
	Left        []string
	Assumptions []string
}

// htmlHost is the table of one host.
type htmlHost struct {
	Origin  string
	Callers []string
	Rows    []htmlRow
}

type htmlRow struct {
	ID, Target, What string
	Cells            []htmlCell
}

type htmlCell struct {
	Caller, Empty                    string
	ID, Class, Answer, As, Undecided string
}

// htmlWalk is the walk behind a cell.
type htmlWalk struct {
	ID, Row, Class, Answer, Request, As, Leads, Undecided string
	Steps                                                 []htmlStep
}

type htmlStep struct {
	Depth                              int
	Class, Begins, Gate, Verdict, Note string
	Places                             []htmlPlace
}

// htmlPlace are places of one file that stand one below the other.
type htmlPlace struct {
	Place string
	Lines []*htmlSnippet
}

func newHTMLMap(number int, m *Map) htmlMap {
	h := htmlMap{Number: number, Site: Escape(m.Site), Left: escaped(m.Left), Assumptions: escaped(m.Assumptions)}
	var callers []string
	for _, c := range m.Callers {
		callers = append(callers, c.Name)
	}
	for i := range m.Rows {
		r := &m.Rows[i]
		if n := len(h.Hosts); n == 0 || h.Hosts[n-1].Origin != Escape(r.Origin) {
			h.Hosts = append(h.Hosts, htmlHost{Origin: Escape(r.Origin), Callers: callers})
		}
		row := htmlRow{ID: fmt.Sprintf("row-%d-%d", number, i+1), Target: Escape(r.Target), What: Escape(r.What)}
		for j := range r.Cells {
			c := &r.Cells[j]
			cell := htmlCell{Caller: callers[j], Empty: Escape(c.Empty)}
			if c.Empty == "" {
				cell.ID, cell.Class = fmt.Sprintf("walk-%d-%d-%d", number, i+1, j+1), outcomeClass(c.Decision.Outcome)
				cell.Answer, cell.As, cell.Undecided = c.Answer, Escape(c.As), Escape(c.Decision.Undecided)
				h.Walks = append(h.Walks, newHTMLWalk(r, c, cell, row.ID))
			} else {
				cell.Class = "none"
			}
			row.Cells = append(row.Cells, cell)
		}
		at := &h.Hosts[len(h.Hosts)-1]
		at.Rows = append(at.Rows, row)
	}
	return h
}

func escaped(all []string) []string {
	all = slices.Clone(all)
	for i := range all {
		all[i] = Escape(all[i])
	}
	return all
}

func newHTMLWalk(r *MapRow, c *MapCell, cell htmlCell, row string) htmlWalk {
	w := htmlWalk{
		ID: cell.ID, Row: row, Class: cell.Class, Answer: cell.Answer, Request: Escape(c.Request.Method + " " + r.Origin + r.Target), As: cell.As,
		Leads: Escape(c.Leads), Undecided: cell.Undecided,
	}
	for i := range c.Walk {
		w.Steps = append(w.Steps, newHTMLStep(&c.Walk[i]))
	}
	return w
}

func newHTMLStep(s *Step) htmlStep {
	h := htmlStep{Class: verdictClass(s.Verdict), Depth: s.Depth, Gate: Escape(s.Gate), Verdict: s.Verdict.String(), Note: Escape(s.Note)}
	if s.Status != 0 {
		h.Verdict += " " + strconv.Itoa(s.Status)
	}
	switch {
	case s.Begins != "" && s.LookedFor:
		h.Begins = "looks for " + Escape(s.Begins)
	case s.Begins != "":
		h.Begins = "goes on as " + Escape(s.Begins)
	}
	for i, p := range s.Places {
		if p.WholeFile {
			h.Places = append(h.Places, htmlPlace{Place: Escape(p.File)})
			continue
		}
		if i == 0 || s.Places[i-1].File != p.File || s.Places[i-1].WholeFile {
			h.Places = append(h.Places, htmlPlace{Place: fmt.Sprintf("%s:%d", Escape(p.File), p.Start.Line)})
		}
		if line := newHTMLSnippet(p.Place); line != nil {
			at := &h.Places[len(h.Places)-1]
			at.Lines = append(at.Lines, line)
		}
	}
	return h
}

// outcomeClass is how the page colours an answer: who gets in, is sent on, is
// asked, stays out; what fails; what is not known.
func outcomeClass(o access.Outcome) string {
	switch o {
	case access.Served, access.Upstream:
		return "in"
	case access.Redirected:
		return "on"
	case access.Challenged:
		return "asked"
	case access.Failed:
		return "fails"
	case access.Undecided:
		return "unsure"
	}
	return "out"
}

// verdictClass is the same of a gate.
func verdictClass(v access.Verdict) string {
	switch v {
	case access.Passes, access.GrantsAll:
		return "in"
	case access.Redirects, access.HandsOn:
		return "on"
	case access.Challenges:
		return "asked"
	case access.Refuses:
		return "fails"
	case access.Unsure:
		return "unsure"
	}
	return "out"
}
