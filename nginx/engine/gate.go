package engine

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// says is a set of what a gate of the access phase may say. With everything
// known it holds one.
type says uint8

const (
	saysNothing   says = 1 << iota // the gate is not there, or has no opinion
	saysYes                        // the request may pass
	saysForbidden                  // 403
	saysLogin                      // 401
	saysBroken                     // 500
	saysClosed                     // the connection ends
)

// opinion is what a gate says, and why.
type opinion struct {
	says    says
	note    string
	because []source.Span
	// challenge is what a 401 asks for; nil where it is another's.
	challenge []string
}

// nothing is the opinion of a gate that is not there.
var nothing = opinion{says: saysNothing}

// gatekeeper takes a request through the access phase. Where it is not known
// what a gate says it goes on with all that is possible.
type gatekeeper struct {
	q *request
	// any is "satisfy any".
	any bool
	// refused are the statuses that gates have asked for so far, under
	// satisfy any; 0 stands for none. They are those that are possible.
	refused []int
	// ends are the answers that are possible: a status, or 0 for one that
	// passes, or -1 for a connection that ends.
	ends []int
	// challenge is the last one.
	challenge []string
	because   []source.Span
	note      string
}

const (
	passes = 0
	closes = -1
)

// admit is the access phase. A subrequest does not go through it.
func (q *request) admit() access.Action {
	if q.main != nil {
		return access.Action{}
	}
	s := q.settings()
	k := gatekeeper{q: q, any: s.Satisfy != nil && s.Satisfy.Any, refused: []int{0}}
	for _, g := range [...]struct {
		gate access.Gate
		ask  func(*request) opinion
	}{
		{access.GatePassword, (*request).earlyStranger},
		{access.GateAddress, (*request).address},
		{access.GatePassword, (*request).basic},
		{access.GateAuthRequest, (*request).authRequest},
		{access.GatePassword, (*request).lateStranger},
	} {
		if !k.take(g.gate, g.ask(q)) {
			break
		}
	}
	return k.settle()
}

// take works out what a gate's opinion leads to. It is false when the phase is
// over.
func (k *gatekeeper) take(gate access.Gate, o opinion) bool {
	if o.says == saysNothing && o.note == "" {
		return true
	}
	if k.q.traced() {
		k.saw(gate, o)
	}
	if o.says&(saysForbidden|saysLogin|saysBroken|saysClosed) != 0 {
		k.because, k.note = o.because, o.note
	}
	if o.says&saysLogin != 0 {
		k.challenge = append(k.challenge, o.challenge...)
	}
	var next []int
	for _, before := range k.refused {
		if o.says&saysNothing != 0 {
			next = add(next, before)
		}
		if o.says&saysYes != 0 {
			if k.any {
				k.ends = add(k.ends, passes)
			} else {
				next = add(next, before)
			}
		}
		if o.says&saysForbidden != 0 {
			next = k.refuse(next, before, 403)
		}
		if o.says&saysLogin != 0 {
			next = k.refuse(next, before, 401)
		}
		if o.says&saysBroken != 0 {
			k.ends = add(k.ends, 500)
		}
		if o.says&saysClosed != 0 {
			k.ends = add(k.ends, closes)
		}
	}
	k.refused = next
	return len(next) > 0
}

// refuse is a status that a gate asks for: the end, or, under satisfy any, what
// is kept in mind. A 401 is kept before a 403.
func (k *gatekeeper) refuse(next []int, before, status int) []int {
	switch {
	case !k.any:
		k.ends = add(k.ends, status)
		return next
	case before == 401:
		return add(next, before)
	}
	return add(next, status)
}

func add(list []int, n int) []int {
	if slices.Contains(list, n) {
		return list
	}
	return append(list, n)
}

// settle is what all gates together come to.
func (k *gatekeeper) settle() access.Action {
	for _, status := range k.refused {
		k.ends = add(k.ends, status)
	}
	if len(k.ends) != 1 {
		return told(access.CannotSay(k.q.w.Doubted()))
	}
	q, status := k.q, k.ends[0]
	q.w.Challenge = append(q.w.Challenge, k.challenge...)
	switch status {
	case passes:
		if k.any && len(q.w.Challenge) > 0 && len(k.refused) == 0 {
			// A gate has let the request in, which takes back what the last one
			// asked for.
			q.w.Challenge = q.w.Challenge[:len(q.w.Challenge)-1]
		}
		return access.Action{}
	case closes:
		return told(access.Answer(access.Refuses, 0, k.note, k.because...))
	case 401:
		return told(access.Answer(access.Challenges, 401, k.note, k.because...))
	}
	return told(access.Answer(access.Refuses, status, k.note, k.because...))
}

func told(a access.Action) access.Action {
	a.Told = true
	return a
}

// saw adds an opinion to the trace.
func (k *gatekeeper) saw(gate access.Gate, o opinion) {
	a := access.Action{Note: o.note, Because: o.because}
	switch o.says {
	case saysNothing:
		a.Verdict = access.Skipped
	case saysYes:
		if k.any {
			a.Verdict = access.GrantsAll
		}
	case saysForbidden:
		a.Verdict, a.Status = access.Refuses, 403
	case saysLogin:
		a.Verdict, a.Status = access.Challenges, 401
	case saysBroken:
		a.Verdict, a.Status = access.Refuses, 500
	case saysClosed:
		a.Verdict = access.Refuses
	default:
		a.Verdict = access.Unsure
	}
	if k.any && k.q.settings().Satisfy != nil {
		a.Because = append(slices.Clip(a.Because), k.q.settings().Satisfy.Span)
	}
	k.q.w.Saw(gate, a)
}

// address is allow and deny: the first rule of the client's family that fits.
func (q *request) address() opinion {
	rules := q.settings().Rules
	if len(rules) == 0 {
		return nothing
	}
	four := hasFamily(rules, true)
	a := q.remote
	if a.Is4In6() && four {
		a = a.Unmap()
	}
	for i := range rules {
		r := &rules[i]
		fits := false
		switch r.Kind {
		case model.AddressAll:
			fits = true
		case model.AddressRange:
			fits = r.Prefix.Addr().Is4() == a.Is4() && r.Prefix.Contains(a)
		case model.AddressDynamic, model.AddressHost:
			q.w.Doubt("whether the address fits is known only at run time")
			return opinion{says: saysNothing | saysYes | saysForbidden, note: q.w.Doubted(), because: places(r.Span)}
		}
		if !fits {
			continue
		}
		if r.Allow {
			return opinion{says: saysYes, note: "the address may pass", because: places(r.Span)}
		}
		return opinion{says: saysForbidden, note: "the address may not pass", because: places(r.Span)}
	}
	return opinion{says: saysNothing, note: "no rule is for the address"}
}

// hasFamily says that rules are for addresses of IPv4.
func hasFamily(rules []model.AddressRule, four bool) bool {
	return slices.ContainsFunc(rules, func(r model.AddressRule) bool {
		return r.Kind == model.AddressAll || r.Kind == model.AddressRange && r.Prefix.Addr().Is4() == four
	})
}

// late are authenticators that are known to come after nginx's own.
func late(directive string) bool { return strings.HasPrefix(directive, "access_by_lua") }

// earlyStranger and lateStranger are authenticators of other modules, of which
// nothing is known.
func (q *request) earlyStranger() opinion { return q.stranger(false) }

func (q *request) lateStranger() opinion { return q.stranger(true) }

func (q *request) stranger(after bool) opinion {
	for _, s := range q.settings().Strangers {
		if s.Name == "" || late(s.Name) != after {
			continue
		}
		q.w.Doubt("what " + s.Name + " says is not known from the files")
		return opinion{
			says: saysNothing | saysYes | saysForbidden | saysLogin | saysBroken,
			note: q.w.Doubted(), because: places(s.Span),
		}
	}
	return nothing
}

// authRequest asks another location: 2xx passes, 401 and 403 refuse, and
// anything else is 500.
func (q *request) authRequest() opinion {
	r := q.settings().AuthRequest
	if r == nil || r.URI == "" {
		return nothing
	}
	sub, a := q.subrequest(r.URI)
	o := opinion{note: "the subrequest to " + r.URI, because: places(r.Span)}
	switch {
	case a.Verdict == access.Unsure:
		q.w.Doubt(a.Note)
		o.says, o.note = saysYes|saysForbidden|saysLogin|saysBroken, a.Note
	case a.Upstream:
		q.w.Doubt("a program behind the server answers the subrequest to " + r.URI)
		o.says, o.note = saysYes|saysForbidden|saysLogin|saysBroken, q.w.Doubted()
	case a.Status == 0:
		o.says, o.note = saysClosed, o.note+" ends the connection"
	case a.Status >= 200 && a.Status < 300:
		o.says, o.note = saysYes, o.note+" passes"
	case a.Status == 401:
		o.says, o.note = saysLogin, o.note+" says 401"
	case a.Status == 403:
		o.says, o.note = saysForbidden, o.note+" says 403"
	default:
		o.says, o.note = saysBroken, o.note+" says "+itoa(a.Status)+", which nginx takes for a failure"
	}
	q.authSets(sub)
	return o
}

// authSets are auth_request_set, with what the subrequest knows.
func (q *request) authSets(sub *request) {
	for _, set := range q.settings().AuthSets {
		text, why := sub.text(set.Value)
		q.assign(set.Variable, text, why)
	}
}
