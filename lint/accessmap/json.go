package accessmap

import (
	"io"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/report"
)

// The types below are the contract of --format json: fields, their order and
// what is null are fixed. Gates and answers are in the words of authlint why.

type jsonMaps struct {
	Version int       `json:"version"`
	Tool    string    `json:"tool"`
	Sites   []jsonMap `json:"sites"`
}

type jsonMap struct {
	Site        string    `json:"site"`
	Rows        []jsonRow `json:"rows"`
	LeftOut     []string  `json:"left_out"`
	Assumptions []string  `json:"assumptions"`
}

type jsonRow struct {
	URL   string     `json:"url"`
	What  string     `json:"what"`
	Cells []jsonCell `json:"cells"`
}

type jsonCell struct {
	Caller string `json:"caller"`
	// Empty says why the caller means nothing here; null where there is an
	// answer, and all that follows is null where there is none.
	Empty *string `json:"empty"`
	// User is null for nobody in particular.
	User       *string       `json:"user"`
	RemoteAddr *string       `json:"remote_addr"`
	Status     *int          `json:"status"`
	Outcome    *string       `json:"outcome"`
	Challenge  []string      `json:"challenge"`
	Location   *string       `json:"location"`
	Undecided  *string       `json:"undecided"`
	Gates      []report.Gate `json:"gates"`
}

// WriteJSON writes maps as one document on one line.
func WriteJSON(w io.Writer, maps []*report.Map) error {
	all := jsonMaps{Version: 1, Tool: "authlint", Sites: make([]jsonMap, 0, len(maps))}
	for _, m := range maps {
		d := jsonMap{
			Site: report.ValidUTF8(m.Site), Rows: make([]jsonRow, 0, len(m.Rows)),
			LeftOut: report.Texts(m.Left), Assumptions: report.Texts(m.Assumptions),
		}
		for i := range m.Rows {
			d.Rows = append(d.Rows, rowDTO(m, &m.Rows[i]))
		}
		all.Sites = append(all.Sites, d)
	}
	return report.EncodeJSON(w, all)
}

func rowDTO(m *report.Map, r *report.MapRow) jsonRow {
	d := jsonRow{URL: report.ValidUTF8(r.Origin + r.Target), What: report.ValidUTF8(r.What)}
	for i := range r.Cells {
		c := cellDTO(&r.Cells[i])
		c.Caller = m.Callers[i].Key
		d.Cells = append(d.Cells, c)
	}
	return d
}

func cellDTO(c *report.MapCell) jsonCell {
	if c.Empty != "" {
		return jsonCell{Empty: report.Text(c.Empty)}
	}
	d := jsonCell{
		User: userOf(c), RemoteAddr: report.Text(c.Request.Remote.String()), Outcome: report.Text(c.Decision.Outcome.String()),
		Challenge: report.Texts(c.Decision.Challenge), Location: report.TextOrNull(c.Decision.Location), Gates: make([]report.Gate, 0, len(c.Walk)),
	}
	if c.Decision.HasStatus() {
		d.Status = &c.Decision.Status
	}
	if c.Decision.Outcome == access.Undecided {
		d.Undecided = report.Text(c.Decision.Undecided)
	}
	for i := range c.Walk {
		d.Gates = append(d.Gates, gateDTO(&c.Walk[i]))
	}
	return d
}

// userOf is the user who asks; nil for none, and for one who stands for all.
func userOf(c *report.MapCell) *string {
	if who := c.Request.Credentials; who != nil && who.User != nobody {
		return report.Text(who.User)
	}
	return nil
}

func gateDTO(s *report.Step) report.Gate {
	g := report.Gate{Gate: report.ValidUTF8(s.Gate), Verdict: s.Verdict.String(), Because: make([]report.GatePlace, 0, len(s.Places))}
	if s.Status != 0 {
		g.Status = &s.Status
	}
	for i := range s.Places {
		p := &s.Places[i]
		d := report.GatePlace{File: report.ValidUTF8(p.File), Line: p.Start.Line}
		if !p.WholeFile {
			d.Text = report.ValidUTF8(lineOf(p))
		}
		g.Because = append(g.Because, d)
	}
	return g
}
