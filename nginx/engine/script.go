package engine

import (
	"slices"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/source"
)

// Script is what a block says with set, if, rewrite, return and break, in order.
type Script struct{ Ops []Op }

// Op is one of these directives.
type Op struct {
	Kind OpKind
	Span source.Span

	Variable int   // set
	Value    *Text // set, return

	Condition *Condition // if
	Body      *Script
	// Location is what holds where the condition is met; nil in a server.
	Location *Location

	Regexp      *Regexp // rewrite
	Replacement *Text
	// Redirect says that the client is redirected, with Status.
	Redirect bool
	// DropArgs says that the arguments are dropped: the replacement ends in "?".
	DropArgs bool
	// Question says that the replacement has a "?" of its own.
	Question bool
	Break    bool
	Ends     bool // last, break, redirect, permanent

	Status int // return, rewrite
	// Bare is a return without a text.
	Bare bool
}

// OpKind is which directive an Op is.
type OpKind uint8

// The directives.
const (
	OpSet OpKind = iota
	OpIf
	OpRewrite
	OpReturn
	OpBreak
)

// run is one run of a script.
type run struct {
	q *request
	// quote says that captures are escaped outside of arguments too, which
	// nginx does before the first rewrite.
	quote bool
	gate  access.Gate
}

// script runs a script. The action ends the request or does nothing.
func (q *request) script(s *Script, gate access.Gate) access.Action {
	if s == nil {
		return access.Action{}
	}
	e := run{q: q, quote: true, gate: gate}
	a, _ := e.ops(s.Ops)
	return a
}

// ops runs directives until one ends the script.
func (e *run) ops(ops []Op) (a access.Action, ended bool) {
	for i := range ops {
		if a, ended = e.op(&ops[i]); ended {
			return a, true
		}
	}
	return a, false
}

func (e *run) op(op *Op) (a access.Action, ended bool) {
	q := e.q
	switch op.Kind {
	case OpSet:
		text, why := e.text(op.Value)
		q.assign(op.Variable, text, why)
	case OpIf:
		return e.branch(op)
	case OpRewrite:
		return e.rewrite(op)
	case OpReturn:
		return e.answer(op), true
	case OpBreak:
		if q.changed {
			q.rewritten, q.changed = true, false
		}
		return access.Action{}, true
	}
	return access.Action{}, false
}

// text evaluates a value within the script.
func (e *run) text(t *Text) (value, why string) {
	return e.q.joinAll(t, e.quote && e.q.escapes())
}

// branch is if.
func (e *run) branch(op *Op) (access.Action, bool) {
	met, why := e.meets(op.Condition)
	if why != "" {
		return access.CannotSay(why, op.Span), true
	}
	if !met {
		return access.Action{}, false
	}
	if op.Location != nil {
		e.q.enter(op.Location)
	}
	if e.q.traced() {
		e.q.w.Saw(e.gate, access.Action{Note: "the condition is met", Because: []source.Span{op.Span}})
	}
	return e.ops(op.Body.Ops)
}

// rewrite is one rewrite.
func (e *run) rewrite(op *Op) (access.Action, bool) {
	q := e.q
	matched, why := q.match(op.Regexp, q.uri)
	if why != "" {
		return access.CannotSay(why, op.Span), true
	}
	if !matched {
		q.captures, q.captureDoubt = nil, ""
		return access.Action{}, false
	}
	q.internal = true
	if op.Break {
		q.rewritten, q.changed = true, false
	} else {
		q.changed = true
	}
	if op.Redirect {
		text, why := q.joinAll(op.Replacement, q.escapes())
		e.quote = false
		if why != "" {
			return access.CannotSay(why, op.Span), true
		}
		return e.redirect(op, text), true
	}
	e.quote = false
	if why := q.replace(op); why != "" {
		return access.CannotSay(why, op.Span), true
	}
	if q.uri == "" {
		return access.Answer(access.Refuses, 500, "the rewritten path is empty", op.Span), true
	}
	if q.traced() {
		q.w.Saw(e.gate, access.Action{Note: "the path becomes " + q.uri, Because: []source.Span{op.Span}})
	}
	return access.Action{}, op.Ends
}

// replace makes the replacement the path, and what follows its "?" the arguments.
func (q *request) replace(op *Op) (why string) {
	parts := op.Replacement.parts
	question := slices.IndexFunc(parts, func(p part) bool { return p.question })
	if question < 0 {
		uri, why := q.joinAll(op.Replacement, false)
		if q.uri = uri; op.DropArgs {
			q.args = ""
		}
		return why
	}
	uri, why := q.join(parts[:question], false)
	if why != "" {
		return why
	}
	args, why := q.join(parts[question+1:], q.escapes())
	if !op.DropArgs && q.args != "" {
		args += "&" + q.args
	}
	q.uri, q.args = uri, args
	return why
}

// redirect answers with the replacement.
func (e *run) redirect(op *Op, text string) access.Action {
	q := e.q
	text = redirectTarget(text)
	if !op.DropArgs && q.args != "" {
		sign := "?"
		if op.Question {
			sign = "&"
		}
		text += sign + q.args
	}
	q.setLocation(text)
	return access.Answer(access.Redirects, op.Status, "redirected by a rewrite", op.Span)
}

// answer is return.
func (e *run) answer(op *Op) access.Action {
	q := e.q
	if op.Status >= 400 && op.Bare {
		return access.Answer(access.Refuses, op.Status, "return answers", op.Span)
	}
	if q.status == 0 {
		q.status = op.Status // as the text may show it
	}
	text, why := "", ""
	if op.Value != nil {
		text, why = q.text(op.Value)
	}
	switch op.Status {
	case 301, 302, 303, 307, 308:
		if why != "" {
			return access.CannotSay(why, op.Span)
		}
		q.setLocation(text)
		return access.Answer(access.Redirects, op.Status, "return redirects", op.Span)
	}
	q.sent = true
	a := access.Answer(access.Passes, op.Status, "return answers", op.Span)
	if op.Status >= 400 {
		a.Verdict = access.Refuses
	}
	return a
}

func (q *request) setLocation(text string) { q.location, q.hasLocation = text, true }
