// Package walk shows how requests walk through a server's gates: the room
// behind authlint why.
//
// Begin with Query, which is a request as its author wrote it, and WriteJSON,
// which is one answer of the fixed contract. Batch answers many. A Story is
// all that can be told about one request, and Picture draws it for people.
package walk

import (
	"io"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/report"
)

// Gatekeeper says what a server answers. Several goroutines may ask it.
type Gatekeeper interface {
	Decide(*access.Request) access.Decision
	Explain(*access.Request) (access.Decision, []access.Passage)
}

// jsonAnswer is the contract of --format json. Other programs are built on it:
// fields, their order and what is null are fixed.
type jsonAnswer struct {
	URL         string        `json:"url"`
	Status      *int          `json:"status"`
	Outcome     string        `json:"outcome"`
	Challenge   []string      `json:"challenge"`
	Location    *string       `json:"location"`
	Gates       []report.Gate `json:"gates"`
	Undecided   *string       `json:"undecided"`
	Assumptions []string      `json:"assumptions"`
}

// WriteJSON writes an answer on one line. Of the request it repeats the URL
// and nothing else.
func WriteJSON(w io.Writer, url string, d access.Decision, trace []access.Passage) error {
	a := jsonAnswer{
		URL:         report.ValidUTF8(url),
		Outcome:     d.Outcome.String(),
		Challenge:   report.Texts(d.Challenge),
		Gates:       report.Gates(lint.WitnessGates(trace)),
		Assumptions: report.Texts(d.Assumptions),
	}
	if d.HasStatus() {
		a.Status = &d.Status
	}
	if d.Location != "" {
		a.Location = report.Text(d.Location)
	}
	if d.Outcome == access.Undecided {
		a.Undecided = report.Text(d.Undecided)
	}
	return report.EncodeJSON(w, a)
}
