package engine

import (
	"github.com/authlint/authlint/lint/access"
)

// Resolve implements access.Server.
func (p *Program) Resolve(w *access.Walk, in access.Inner, policy *access.Policy) {
	q, inner := in.From.(*request)
	if !inner {
		q = p.request(w)
	}
	policy.State, policy.Finish = q, finish
	switch q.entry {
	case entryRequest:
		policy.Steps = steps[:]
	case entryRewrite:
		policy.Steps = steps[1:]
	case entryLocation:
		policy.Steps = steps[2:]
	}
}

// request is the request that came.
func (p *Program) request(w *access.Walk) *request {
	for _, a := range p.Assumptions {
		w.Assume(a)
	}
	return &request{
		p: p, w: w, changes: maxChanges,
		shared: &shared{values: make([]value, len(p.Variables)), remote: w.Request.Remote.Unmap()},
	}
}

// steps are what nginx does with a request.
var steps = [...]access.Step{
	{Gate: access.GateHost, Take: asRequest((*request).arrive)},
	{Gate: access.GateServerRewrite, Take: asRequest((*request).rewriteServer)},
	{Gate: access.GateLocation, Take: asRequest((*request).locate)},
	{Gate: access.GateAddress, Take: asRequest((*request).realAddressHere)},
	{Gate: access.GateRequire, Take: asRequest((*request).admit)},
	{Gate: access.GateFiles, Take: asRequest((*request).tryFiles)},
	{Gate: access.GateHandler, Take: asRequest((*request).content)},
}

// asRequest makes a step of a method. What ends the request is told with the
// gate that it was found at.
func asRequest(f func(*request) access.Action) func(*access.Walk, any) access.Action {
	return func(w *access.Walk, state any) access.Action {
		q := state.(*request)
		q.gate = noGate
		a := f(q)
		if w.Traced() && !a.Told && q.gate != noGate && (a.Ends || a.Next != nil) {
			w.Saw(q.gate, a)
			a.Told = true
		}
		return a
	}
}

// noGate says that a step has not named a gate of its own.
const noGate = access.Gate(0xff)

// arrive is all that comes before the configuration of a server block counts.
func (q *request) arrive() access.Action {
	if r := q.p.Refused; r != nil {
		return access.CannotSay("nginx does not start with this configuration: "+r.Message, places(r.Span)...)
	}
	if a := q.receive(); a.Ends {
		return a
	}
	q.gate = access.GateAddress
	return q.realAddress()
}

// rewriteServer is the server block's own rewriting.
func (q *request) rewriteServer() access.Action {
	q.gate = access.GateServerRewrite
	if s := q.settings(); s.Unsure != "" {
		return access.CannotSay(s.Unsure, places(s.UnsureSpan)...)
	}
	return q.script(q.server.Script, access.GateServerRewrite)
}

// realAddressHere is realAddress with the location's settings.
func (q *request) realAddressHere() access.Action { return q.realAddress() }
