package report

import (
	"strings"

	"github.com/authlint/authlint/lint"
)

// Gate is a gate that a request came to, in the words of the contract of
// "authlint why --format json". Other programs are built on it: fields, their
// order and what is null are fixed.
type Gate struct {
	Gate    string      `json:"gate"`
	Verdict string      `json:"verdict"`
	Status  *int        `json:"status"`
	Because []GatePlace `json:"because"`
}

// GatePlace is the line that a place begins in. What is a whole file has no
// text.
type GatePlace struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

// Gates are those of a walk, never null.
func Gates(walk []lint.WitnessGate) []Gate {
	all := make([]Gate, 0, len(walk))
	for i := range walk {
		g := &walk[i]
		d := Gate{Gate: validUTF8(g.Name), Verdict: g.Verdict.String(), Because: make([]GatePlace, 0, len(g.Because))}
		if g.Status != 0 {
			d.Status = &g.Status
		}
		for _, p := range g.Because {
			at := GatePlace{File: validUTF8(p.File), Line: p.Start.Line}
			if p.End.Offset > p.Start.Offset {
				at.Text = validUTF8(strings.TrimSpace(p.Snippet.Text))
			}
			d.Because = append(d.Because, at)
		}
		all = append(all, d)
	}
	return all
}
