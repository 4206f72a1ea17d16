package walk

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/report"
)

// Steps are the gates of a trace as the picture draws them: without what says
// nothing new, each with the places behind it.
func Steps(trace []access.Passage) []report.Step {
	var steps []report.Step
	for _, l := range legs(trace) {
		for i := range l.passages {
			p := &l.passages[i]
			s := report.Step{Depth: l.depth, Gate: p.Name(), Verdict: p.Verdict, Status: p.Status, Note: p.Note}
			if i == 0 {
				s.Begins, s.LookedFor = l.target, l.target != "" && l.lookup
			}
			for _, span := range p.Because {
				s.Places = append(s.Places, report.StepPlace{Place: lint.PlaceOf(span), WholeFile: span.Len() == 0})
			}
			steps = append(steps, s)
		}
	}
	return steps
}

// Answer is an answer in two words.
func Answer(d *access.Decision) string { return answerOf(d) }

// Leads is where an answer goes on, or what it asks for; empty for nowhere.
func Leads(d *access.Decision) string {
	switch {
	case d.Outcome == access.Redirected && d.Location != "":
		return "-> " + d.Location
	case d.Outcome == access.Challenged && len(d.Challenge) > 0:
		return "(" + strings.Join(d.Challenge, "; ") + ")"
	}
	return ""
}
