package access

import (
	"fmt"
	"net/netip"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Server is a web server with its configuration.
type Server interface {
	// Resolve says what the server does with a request, or with an inner one
	// that it makes of it: the steps, in its own order, with the settings
	// that apply merged as that server merges them. It fills in p, which is
	// empty.
	Resolve(w *Walk, in Inner, p *Policy)
}

// ServerOf is the server that answers for a site; nil where none is in view.
func ServerOf(site *model.Site) Server {
	for _, s := range site.Servers {
		if program, ok := s.Program.(Server); ok {
			return program
		}
	}
	return nil
}

// Policy is what a server does with one request.
type Policy struct {
	// Steps are run in order until one decides.
	Steps []Step
	// State is the server's own, for its steps.
	State any
	// Finish, when set, is asked about every answer before it is sent: the
	// server may change its headers, or answer an error by an inner request.
	Finish func(w *Walk, state any, a Action) Action
}

// Step is one thing that a server does with a request.
type Step struct {
	Gate Gate
	// Plugin is the part of an application whose gate it is, at GateApp.
	Plugin string
	Take   func(w *Walk, state any) Action
}

// Inner is a request that the server makes of the one it got.
type Inner struct {
	Kind InnerKind
	// Target is its path and query; empty for the request itself.
	Target string
	// Method is its method, the request's own where it is empty.
	Method string
	// From is the State of the policy that made it.
	From any
}

// InnerKind says why there is an inner request.
type InnerKind uint8

// The kinds of inner request.
const (
	Outermost InnerKind = iota // the request itself
	InternalRedirect
	ErrorDocument
	Subrequest // looked up, and answered only if it is chosen
)

// Action is what comes of a step.
type Action struct {
	Verdict Verdict
	// Ends says that the answer is settled: by Status, Upstream or, where
	// the verdict is Unsure, nothing.
	Ends bool
	// Status is the answer's, 0 when the connection ends without one; with Next
	// an error document, that of the error.
	Status int
	// Upstream says that a program behind the server answers.
	Upstream bool
	// Program is the file in the tree that the program runs to answer, where
	// that is known.
	Program string
	// Next is the inner request that the server goes on with.
	Next *Inner
	// Note says in a clause what happened; for a verdict of Unsure, why
	// nothing can be said.
	Note string
	// Because are the places that decided. Steps fill it in only where
	// Walk.Traced says that somebody reads it.
	Because []source.Span
	// Told says that the trace has the step's passages already.
	Told bool
}

// Pass is the action of a step that lets the request through.
var pass = Action{}

// Pass lets the request through.
func Pass() Action { return pass }

// Answer settles the answer.
func Answer(v Verdict, status int, note string, because ...source.Span) Action {
	return Action{Verdict: v, Ends: true, Status: status, Note: note, Because: because}
}

// CannotSay ends a walk without an answer.
func CannotSay(why string, because ...source.Span) Action {
	return Action{Verdict: Unsure, Ends: true, Note: why, Because: because}
}

// Walk is one request on its way through a server.
type Walk struct {
	Request *Request
	// Challenge and Location are the headers that the answer has so far.
	Challenge []string
	Location  string
	// Client is the address that a program behind the server is told; the zero
	// value stands for the request's own.
	Client netip.Addr

	server   Server
	trace    *[]Passage
	target   string // of the inner request that has no passage yet
	assumed  []string
	doubt    string
	supposes bool
	supposed string
	excused  bool // an error document is under way
	instead  int  // of what error
	inner    int
	policies [2]Policy // reused by turns: a new policy may still ask the one before
}

// maxInner is how many inner requests a walk may have. Servers have smaller
// bounds of their own; this one keeps a server of ours that forgot to from
// walking for ever.
const maxInner = 1000

// Decide says what the server answers.
func Decide(s Server, r *Request) Decision {
	w := Walk{Request: r, server: s}
	return w.decide()
}

// Suppose is Decide where no file system is in view to ask: what is not known of
// the files that a request is for is taken for what they would be on a site that
// works. Decision.Supposed says that the answer rests on it.
func Suppose(s Server, r *Request) Decision {
	w := Walk{Request: r, server: s, supposes: true}
	return w.decide()
}

// ExplainSupposed is Suppose, with the gates that the request came to.
func ExplainSupposed(s Server, r *Request) (Decision, []Passage) {
	var trace []Passage
	w := Walk{Request: r, server: s, supposes: true, trace: &trace}
	d := w.decide()
	return d, trace
}

// Explain is Decide, with the gates that the request came to.
func Explain(s Server, r *Request) (Decision, []Passage) {
	var trace []Passage
	w := Walk{Request: r, server: s, trace: &trace}
	d := w.decide()
	return d, trace
}

func (w *Walk) decide() Decision {
	a := w.application(w.run(Inner{}))
	d := Decision{Assumptions: w.assumed, Challenge: w.Challenge, Supposed: w.supposed, Instead: w.instead}
	switch {
	case a.Verdict == Unsure:
		d.Undecided, d.Challenge = a.Note, nil
	case a.Upstream:
		d.Outcome = Upstream
	default:
		d.Outcome, d.Status = OutcomeOf(a.Status), a.Status
		d.Location = w.Location
	}
	return d
}

// run walks a request and all inner ones that follow from it.
func (w *Walk) run(in Inner) Action {
	for {
		w.target = in.Target
		p := &w.policies[w.inner%len(w.policies)]
		p.Steps, p.State, p.Finish = nil, nil, nil
		w.server.Resolve(w, in, p)
		a := w.steps(p, in.Kind)
		if a.Ends && a.Verdict != Unsure && p.Finish != nil {
			a = p.Finish(w, p.State, a)
		}
		if a.Next == nil {
			return a
		}
		if w.inner++; w.inner > maxInner {
			return CannotSay(fmt.Sprintf("there are more than %d inner requests", maxInner))
		}
		if in = *a.Next; in.Kind == ErrorDocument && !w.excused {
			w.excused, w.instead = true, a.Status
		}
	}
}

// steps runs a policy until a step decides.
func (w *Walk) steps(p *Policy, kind InnerKind) Action {
	for i := range p.Steps {
		s := &p.Steps[i]
		a := s.Take(w, p.State)
		if w.trace != nil && !a.Told && (a.Verdict != Passes || a.Ends || a.Note != "") {
			w.saw(s.Gate, s.Plugin, a)
		}
		if a.Ends || a.Next != nil {
			return a
		}
	}
	if kind == Subrequest {
		return Action{}
	}
	return CannotSay("the server's last step did not answer")
}

// Sub walks a request that the server only looks up: what its steps make of
// it, without an error document. State is the server's own.
func (w *Walk) Sub(in Inner) (a Action, state any) {
	if w.inner++; w.inner > maxInner {
		return CannotSay(fmt.Sprintf("there are more than %d inner requests", maxInner)), nil
	}
	target := w.target
	w.target = in.Target
	var p Policy
	w.server.Resolve(w, in, &p)
	a = w.steps(&p, Subrequest)
	w.target = target
	return a, p.State
}

// Traced says that somebody reads why: notes and places are worth the effort.
func (w *Walk) Traced() bool { return w.trace != nil }

// Saw adds a passage to the trace, for a step that is several gates.
func (w *Walk) Saw(g Gate, a Action) { w.saw(g, "", a) }

func (w *Walk) saw(g Gate, plugin string, a Action) {
	if w.trace == nil {
		return
	}
	*w.trace = append(*w.trace, Passage{
		Gate: g, Plugin: plugin, Verdict: a.Verdict, Status: a.Status, Because: a.Because, Note: a.Note, Program: a.Program,
		Target: w.target,
	})
	w.target = ""
}

// Supposes asks whether something that is not known may be supposed, and notes
// what the answer rests on then.
func (w *Walk) Supposes(what string) bool {
	if w.supposes && w.supposed == "" {
		w.supposed = what
	}
	return w.supposes
}

// Assume notes what the decision rests on.
func (w *Walk) Assume(what string) {
	for _, a := range w.assumed {
		if a == what {
			return
		}
	}
	w.assumed = append(w.assumed, what)
}
