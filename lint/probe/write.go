package probe

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/challenge"
	"github.com/authlint/authlint/lint/report"
)

// The results of a probe.
const (
	resultEqual     = "equal"
	resultDiffers   = "differs"
	resultUndecided = "undecided" // the files do not tell all
	resultAnswered  = "answered"  // there was nothing to compare with
	resultFailed    = "failed"    // there was no answer
)

// Result is what came of a probe, in a word.
func (p *Probe) Result() string {
	switch {
	case p.Failed != nil:
		return resultFailed
	case !p.Compared:
		return resultAnswered
	case len(p.Differences) > 0:
		return resultDiffers
	case p.Remark != "":
		return resultUndecided
	}
	return resultEqual
}

// Differs says that the running server is not as its configuration says.
func (p *Probe) Differs() bool { return p.Result() == resultDiffers }

// Write prints probes for people.
func Write(w io.Writer, all []*Probe) error {
	b := bufio.NewWriter(w)
	counts := map[string]int{}
	for _, p := range all {
		counts[p.Result()]++
		p.write(b)
	}
	fmt.Fprintf(b, "%d asked: %d equal, %d different, %d undecided, %d failed\n", len(all),
		counts[resultEqual]+counts[resultAnswered], counts[resultDiffers], counts[resultUndecided], counts[resultFailed])
	return b.Flush()
}

func (p *Probe) write(w io.Writer) {
	line := func(label, text string) { fmt.Fprintf(w, "  %-10s %s\n", label, report.Escape(text)) }
	title := p.Request.Method + " " + p.URL
	if c := p.Request.Credentials; c != nil {
		title += " as " + strconv.Quote(c.User)
	}
	fmt.Fprintf(w, "%s  %s\n", report.Escape(title), p.Result())
	if p.Failed != nil {
		line("failed", p.Failed.Error())
		return
	}
	line("answer", statusText(p.Answer.Status))
	for i := range p.Answer.Challenges {
		line("challenge", p.Answer.Challenges[i].String())
	}
	for _, fault := range p.Answer.Faults {
		line("wrong", fault)
	}
	for _, d := range p.Differences {
		line("differs", fmt.Sprintf("%s: %s runs, and by the files it is %s", d.What, d.Running, d.Files))
	}
	if p.Remark != "" {
		line("undecided", p.Remark)
	}
	if len(p.Differences) > 0 {
		for i := range p.Gates {
			line("gate", report.GateText(&p.Gates[i]))
		}
		line("help", "the server may not have read its files since they were changed, may run with others, or another one answers there")
	}
	if p.Compared {
		for _, a := range p.Decision.Assumptions {
			line("assumed", a)
		}
	}
}

// The types below are the contract of --format json.

type jsonProbes struct {
	Version int         `json:"version"`
	Tool    string      `json:"tool"`
	Probes  []jsonProbe `json:"probes"`
}

type jsonProbe struct {
	URL         string           `json:"url"`
	Method      string           `json:"method"`
	User        *string          `json:"user"`
	Result      string           `json:"result"`
	Error       *string          `json:"error"`
	Status      *int             `json:"status"` // null where there was no answer
	Challenges  []jsonChallenge  `json:"challenges"`
	Faults      []string         `json:"faults"`
	Files       *jsonFiles       `json:"files"` // null where nothing is compared
	Differences []jsonDifference `json:"differences"`
}

type jsonChallenge struct {
	Scheme  string      `json:"scheme"`
	Token68 string      `json:"token68,omitempty"`
	Params  []jsonParam `json:"params"`
}

type jsonParam struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// jsonFiles is what the configuration says, as "authlint why" has it.
type jsonFiles struct {
	Status      *int          `json:"status"`
	Outcome     string        `json:"outcome"`
	Challenge   []string      `json:"challenge"`
	Gates       []report.Gate `json:"gates"`
	Undecided   *string       `json:"undecided"`
	Assumptions []string      `json:"assumptions"`
}

type jsonDifference struct {
	What    string `json:"what"`
	Running string `json:"running"`
	Files   string `json:"files"`
}

// WriteJSON prints probes for programs, in one document.
func WriteJSON(w io.Writer, all []*Probe) error {
	d := jsonProbes{Version: 1, Tool: "authlint", Probes: make([]jsonProbe, 0, len(all))}
	for _, p := range all {
		d.Probes = append(d.Probes, p.dto())
	}
	return report.EncodeJSON(w, d)
}

func (p *Probe) dto() jsonProbe {
	d := jsonProbe{
		URL: report.ValidUTF8(p.URL), Method: p.Request.Method, Result: p.Result(), Challenges: []jsonChallenge{},
		Faults: report.Texts(p.Answer.Faults), Differences: []jsonDifference{},
	}
	if c := p.Request.Credentials; c != nil {
		d.User = report.Text(c.User)
	}
	if p.Failed != nil {
		d.Error = report.Text(p.Failed.Error())
	} else if p.Answer.Status != 0 {
		d.Status = &p.Answer.Status
	}
	for i := range p.Answer.Challenges {
		d.Challenges = append(d.Challenges, challengeDTO(&p.Answer.Challenges[i]))
	}
	for _, x := range p.Differences {
		d.Differences = append(d.Differences, jsonDifference{x.What, report.ValidUTF8(x.Running), report.ValidUTF8(x.Files)})
	}
	if p.Compared {
		d.Files = filesDTO(&p.Decision, p.Gates)
	}
	return d
}

func challengeDTO(c *challenge.Challenge) jsonChallenge {
	d := jsonChallenge{Scheme: report.ValidUTF8(c.Scheme), Token68: c.Token68, Params: []jsonParam{}}
	for _, p := range c.Params {
		d.Params = append(d.Params, jsonParam{p.Name, report.ValidUTF8(p.Value)})
	}
	return d
}

func filesDTO(d *access.Decision, gates []lint.WitnessGate) *jsonFiles {
	f := &jsonFiles{
		Outcome: d.Outcome.String(), Challenge: report.Texts(d.Challenge), Gates: report.Gates(gates), Assumptions: report.Texts(d.Assumptions),
	}
	if d.HasStatus() {
		f.Status = &d.Status
	}
	if d.Outcome == access.Undecided {
		f.Undecided = report.Text(d.Undecided)
	}
	return f
}
