package access

import (
	"slices"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Subject is a request before the gates address, require and password. Where
// it cannot know an answer it gives all that are possible, and says why by
// Walk.Doubt.
type Subject interface {
	// Match says whether the operand of an address rule fits.
	Match(w *Walk, r *model.AddressRule) model.Fact
	// Meets answers for a requirement without its "not", for the user who
	// has logged in, if anybody has.
	Meets(w *Walk, leaf *model.Requirement) Answers
	// Login looks at the request's credentials.
	Login(w *Walk) Login
	// Challenge sets what a refusal asks for.
	Challenge(w *Walk)
}

// Login is what a server makes of a request's credentials.
type Login struct {
	// May are the results that are possible.
	May LoginResult
	// Note says what is wrong with them, and Because where that is written.
	Note    string
	Because []source.Span
}

// LoginResult is a set of what may come of a login.
type LoginResult uint8

// What may come of a login.
const (
	LoggedIn    LoginResult = 1 << iota
	NotLoggedIn             // 401
	LoginBroken             // the settings make the server fail: 500
)

// Doubt notes why something is not known. What the walk comes to in the end
// may not depend on it.
func (w *Walk) Doubt(why string) {
	if w.doubt == "" {
		w.doubt = why
	}
}

// Doubted is the reason for the first doubt.
func (w *Walk) Doubted() string {
	if w.doubt == "" {
		return "what the settings ask for is not known here"
	}
	return w.doubt
}

// Admit takes a request through the gates address, require, password and
// require-user, for settings that are merged already, as httpd does: with
// "Satisfy Any" a good address is enough, and a login is asked for only where
// no other requirement has decided.
func Admit(w *Walk, a *model.Access, method string, s Subject) Action {
	w.doubt = ""
	g := gatekeeper{w: w, a: a, s: s, method: method}
	may, settled := g.address()
	if !settled {
		may |= g.require()
	}
	out := g.settle(may)
	out.Told = true
	return out
}

// grants is Enters by a good address alone.
const grants Entry = 1 << 7

// gatekeeper is a request at the gates.
type gatekeeper struct {
	w      *Walk
	a      *model.Access
	s      Subject
	method string
	// note is what the login came to.
	login Login
}

// settle turns what may happen into an action.
func (g *gatekeeper) settle(may Entry) Action {
	switch may {
	case Enters:
		return Action{}
	case grants:
		return Action{Verdict: GrantsAll}
	case Refused:
		return Action{Verdict: Refuses, Ends: true, Status: 403}
	case Asked:
		g.s.Challenge(g.w)
		return Action{Verdict: Challenges, Ends: true, Status: 401}
	case Broken:
		return Action{Verdict: Refuses, Ends: true, Status: 500}
	}
	return CannotSay(g.w.Doubted())
}

// address is the gate of address rules: what may come of it alone, and whether
// that settles everything.
func (g *gatekeeper) address() (may Entry, settled bool) {
	rules := &g.a.Address
	if !rules.Written() {
		return 0, false
	}
	anyGate, satisfy := rules.SatisfyAny(g.method)
	fits := Addresses(rules, g.method, func(r *model.AddressRule) model.Fact { return g.s.Match(g.w, r) })
	if g.w.Traced() {
		g.sawAddress(fits, anyGate, satisfy)
	}
	switch {
	case anyGate && fits == model.Yes:
		return grants, true
	case anyGate && fits == model.Unknown:
		return Enters, false
	case !anyGate && fits == model.No:
		return Refused, true
	case !anyGate && fits == model.Unknown:
		return Refused, false
	}
	return 0, false
}

// require is the gates of requirements and passwords.
func (g *gatekeeper) require() Entry {
	if g.a.Require == nil {
		return g.withoutRequirement()
	}
	first := g.answers()
	var may Entry
	if first.May(Granted) {
		may |= Enters
	}
	if first.May(Denied | Neutral) {
		may |= Refused
	}
	if g.w.Traced() {
		g.sawRequire(GateRequire, first, may)
	}
	if first.May(NeedsUser) {
		may |= g.password()
	}
	return may
}

// withoutRequirement: nobody requires anything. A scheme for passwords without
// a requirement is more than httpd takes.
func (g *gatekeeper) withoutRequirement() Entry {
	may := Enters
	switch g.a.Type.State {
	case model.Set:
		may = Broken
	case model.Dynamic:
		g.w.Doubt("AuthType is known only at run time")
		may = Enters | Broken
	}
	if may.May(Broken) && g.w.Traced() {
		a := Action{Verdict: Refuses, Status: 500, Because: places(g.a.Type.Cause), Note: "a password is set up and nothing in force requires it"}
		g.w.Saw(GateRequire, a)
	}
	return may
}

func (g *gatekeeper) answers() Answers {
	return Require(g.a.Require, g.method, func(leaf *model.Requirement) Answers { return g.s.Meets(g.w, leaf) })
}

// password is the login, and what the requirements say of who has logged in.
func (g *gatekeeper) password() Entry {
	g.login = g.s.Login(g.w)
	var may Entry
	if g.login.May&NotLoggedIn != 0 {
		may |= Asked
	}
	if g.login.May&LoginBroken != 0 {
		may |= Broken
	}
	if g.w.Traced() {
		g.sawPassword(may)
	}
	if g.login.May&LoggedIn == 0 {
		return may
	}
	second := g.answers()
	var after Entry
	if second.May(Granted) {
		after |= Enters
	}
	if second.May(Denied | Neutral) {
		after |= g.failed()
	}
	if second.May(NeedsUser) {
		after |= Asked
	}
	if g.w.Traced() {
		g.sawRequire(GateRequireUser, second, after)
	}
	return may | after
}

// failed is what becomes of a user whom the requirements refuse.
func (g *gatekeeper) failed() Entry {
	if f := g.a.ForbidOnFailure; f.State == model.Set && f.Value {
		return Refused
	}
	return Asked
}

// verdict is what the trace says of what may happen.
func verdict(may Entry) (Verdict, int) {
	switch may {
	case Enters, 0:
		return Passes, 0
	case grants:
		return GrantsAll, 0
	case Refused:
		return Refuses, 403
	case Asked:
		return Challenges, 401
	case Broken:
		return Refuses, 500
	}
	return Unsure, 0
}

func (g *gatekeeper) sawAddress(fits model.Fact, anyGate bool, satisfy *model.SatisfyRule) {
	a := Action{Verdict: Unsure, Note: g.w.doubt}
	switch {
	case fits == model.Yes && anyGate:
		a = Action{Verdict: GrantsAll, Note: "the address is enough"}
	case fits == model.Yes:
		a = Action{Note: "the address may pass"}
	case fits == model.No && anyGate:
		a = Action{Note: "the address may not pass, and another gate may let it in"}
	case fits == model.No:
		a = Action{Verdict: Refuses, Status: 403, Note: "the address may not pass"}
	}
	_, order := g.a.Address.Order(g.method)
	if order != nil {
		a.Because = append(a.Because, order.Span)
	}
	for i := range g.a.Address.Rules {
		r := &g.a.Address.Rules[i]
		if r.Methods.Covers(g.method) && g.s.Match(g.w, r) == model.Yes {
			a.Because = append(a.Because, r.Span)
		}
	}
	if satisfy != nil {
		a.Because = append(a.Because, satisfy.Span)
	}
	g.w.Saw(GateAddress, a)
}

func (g *gatekeeper) sawRequire(gate Gate, answers Answers, may Entry) {
	a := Action{Because: g.because(answers)}
	a.Verdict, a.Status = verdict(may)
	switch {
	case answers == NeedsUser && gate == GateRequire:
		a.Note = "a user is required"
	case a.Verdict == Unsure:
		a.Note = g.w.Doubted()
	case a.Verdict == Passes && gate == GateRequireUser:
		a.Note = "the user may pass"
	case a.Verdict == Passes:
		a.Note = "what is required is met"
	case gate == GateRequireUser:
		a.Note = "the user is known and may not pass"
	default:
		a.Note = "what is required is not met"
	}
	g.w.Saw(gate, a)
}

func (g *gatekeeper) sawPassword(may Entry) {
	a := Action{Note: g.login.Note, Because: g.login.Because}
	if g.login.May != LoggedIn {
		if g.login.May&LoggedIn != 0 {
			a.Verdict = Unsure
		} else {
			a.Verdict, a.Status = verdict(may)
		}
	}
	g.w.Saw(GatePassword, a)
}

// fewPlaces is how many requirements a trace shows.
const fewPlaces = 6

// because are the requirements that gave the answer: of one that was granted
// those that grant, else all that were asked.
func (g *gatekeeper) because(answers Answers) []source.Span {
	var spans []source.Span
	g.a.Require.Walk(func(n *model.Requirement) {
		if n.Kind != model.RequireLeaf || len(spans) >= fewPlaces || !n.Methods.Covers(g.method) || n.Span.IsZero() {
			return
		}
		got := negate(g.s.Meets(g.w, n), n.Not)
		if answers == Granted && got == Granted || answers != Granted && got != Granted {
			spans = append(spans, n.Span)
		}
	})
	return slices.Clip(spans)
}

// places are the spans that were written.
func places(spans ...source.Span) []source.Span {
	return slices.DeleteFunc(spans, func(s source.Span) bool { return s.IsZero() })
}
