package lint

import (
	"slices"

	"github.com/authlint/authlint/lint/access"
)

// Expected is what became of one expectation of the configuration: of what the
// server in force should answer to a request.
type Expected struct {
	// Place is that of the answer that was wanted.
	Place
	// Name is the expectation's own, Wanted what it wants, in words.
	Name, Wanted string
	// Got is the answer in the same words.
	Got string
	// Met says that it is what was wanted. Undecided says why that cannot be
	// known.
	Met       bool
	Undecided string
	// Outcome is what follows for visitors where it is not met.
	Outcome Outcome
	// Witness is the request with its walk, Related the lines that decided.
	Witness *Witness
	Related []RelatedPlace
	// Assumptions are what the answer rests on; for rules, those that are not
	// in the summary.
	Assumptions []string
	Site        string
}

// expected asks for what became of the expectations.
func (c *checker) expected(summary *Summary) func() []Expected {
	return func() []Expected {
		if c.Expected == nil {
			return nil
		}
		all := c.Expected()
		for i := range all {
			all[i].Assumptions = slices.DeleteFunc(slices.Clone(all[i].Assumptions), func(a string) bool {
				return slices.Contains(summary.Assumptions, a)
			})
		}
		return all
	}
}

// WitnessGate is a gate that a witness came to, without the file itself.
type WitnessGate struct {
	Name    string
	Verdict access.Verdict
	// Status is the answer that the verdict leads to; 0 for none.
	Status  int
	Note    string
	Because []Place
}

// WitnessGates are the gates of a walk.
func WitnessGates(trace []access.Passage) []WitnessGate {
	gates := make([]WitnessGate, 0, len(trace))
	for i := range trace {
		p := &trace[i]
		g := WitnessGate{Name: p.Name(), Verdict: p.Verdict, Status: p.Status, Note: p.Note}
		for _, span := range p.Because {
			g.Because = append(g.Because, PlaceOf(span))
		}
		gates = append(gates, g)
	}
	return gates
}
