package accessmap

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/walk"
)

// callers are the columns, in the order of a row's cells.
func callers() []report.Caller {
	return []report.Caller{
		{Name: "anonymous", Key: "anonymous"},
		{Name: "wrong password", Key: "wrong_password"},
		{Name: "right password", Key: "right_password"},
		{Name: "allowed address", Key: "allowed_address"},
		{Name: "denied address", Key: "denied_address"},
	}
}

// Why a caller means nothing at a place.
const (
	noPassword  = "no password asked"
	noUser      = "no user known"
	noRules     = "no address rules"
	noAllowList = "none let in by name"
	noDenyList  = "none turned away"
	noMatter    = "all addresses alike"
	noTelling   = "cannot say either"
)

// nobody is a user whom no file has, who stands for all where none is known.
const (
	nobody  = "authlint nobody"
	anyUser = "as any user"
)

// visit is a place with those who ask for it.
type visit struct {
	keeper  Keeper
	request access.Request
	callers []access.Caller
	// empty says why a password means nothing; empty where it does.
	empty string
}

// heard is what somebody was answered.
type heard struct {
	access.Decision
	request access.Request
	as      string
	trace   []access.Passage
}

func (v *visit) ask(c access.Caller, as string) heard {
	h := heard{request: c.Ask(v.request), as: as}
	h.Decision, h.trace = v.keeper.Explain(&h.request)
	return h
}

// row asks for a place as all callers. It is not wanted where the place is of no
// interest.
func (m *maker) row(at *place, audience *access.Audience) (row *report.MapRow, wanted bool) {
	v := visit{keeper: m.keeper, request: at.request}
	stranger := v.ask(access.Anonymous(), "")
	if at.served && !sentAsIs(&stranger) {
		return nil, false
	}
	v.callers = audience.Of(&at.request)
	unknown := v.ask(wrong(nobody), anyUser)
	switch {
	case asks(&stranger) || asks(&unknown) || v.asksAllowed():
	case unknown.Outcome != access.Undecided:
		v.empty = noPassword
	case unknown.Undecided == stranger.Undecided:
		v.empty = noTelling
	}
	row = &report.MapRow{Origin: at.origin(), Target: at.request.Target, What: at.what}
	row.Cells = []report.MapCell{cell(&stranger), v.wrong(&unknown), v.right()}
	row.Cells = append(row.Cells, v.addresses(&row.Cells[0])...)
	return row, true
}

// addresses are the answers to addresses that rules let in and turn away; none
// where nobody looks at those: the application has lists of them, and the
// request does not come to it.
func (v *visit) addresses(stranger *report.MapCell) []report.MapCell {
	all := []report.MapCell{v.allowed(), v.denied()}
	why := noMatter
	switch {
	case stranger.Decision.Outcome == access.Undecided:
		why = noTelling
	case all[0].Empty != "" && all[1].Empty != "":
		why = noRules
	}
	for i := range all {
		c := &all[i]
		if c.Empty == "" && (c.Answer != stranger.Answer || !sameWalk(c.Walk, stranger.Walk) || looksAtAddresses(c.Walk)) {
			return all
		}
	}
	return []report.MapCell{{Empty: why}, {Empty: why}}
}

// looksAtAddresses says that the server itself did.
func looksAtAddresses(steps []report.Step) bool {
	return slices.ContainsFunc(steps, func(s report.Step) bool { return s.Gate == access.GateAddress.String() })
}

func sameWalk(a, b []report.Step) bool {
	return slices.EqualFunc(a, b, func(a, b report.Step) bool {
		return a.Gate == b.Gate && a.Verdict == b.Verdict && a.Status == b.Status && a.Note == b.Note && slices.Equal(a.Places, b.Places)
	})
}

// sentAsIs says that a file was sent that is there, and no page in its place.
func sentAsIs(h *heard) bool {
	if h.Outcome != access.Served || h.Status != 200 {
		return false
	}
	for i := range h.trace {
		if h.trace[i].Target != "" {
			return false
		}
	}
	return true
}

// asks says that somebody came to a gate that looks for a password.
func asks(h *heard) bool {
	if h.Outcome == access.Challenged {
		return true
	}
	for i := range h.trace {
		if p := &h.trace[i]; p.Gate == access.GatePassword && p.Verdict != access.Skipped {
			return true
		}
	}
	return false
}

func wrong(user string) access.Caller {
	return access.Caller{Credentials: &access.Credentials{User: user, Proof: access.ProofWrong}}
}

// of are the callers of a kind who differ from a stranger in nothing else.
func (v *visit) of(kind access.CallerKind) []access.Caller {
	var all []access.Caller
	for _, c := range v.callers {
		if c.Kind == kind && c.Method == "" && (c.Credentials == nil || !c.Remote.IsValid()) {
			all = append(all, c)
		}
	}
	return all
}

// wrong is the answer to a wrong password, of a user who is known where there is
// one.
func (v *visit) wrong(unknown *heard) report.MapCell {
	if v.empty != "" {
		return report.MapCell{Empty: v.empty}
	}
	for _, c := range v.of(access.CallerWrong) {
		h := v.ask(c, asUser(&c))
		return cell(&h)
	}
	return cell(unknown)
}

// right is the answer to the right password: of the user who gets furthest.
func (v *visit) right() report.MapCell {
	if v.empty != "" {
		return report.MapCell{Empty: v.empty}
	}
	users := v.of(access.CallerUser)
	if len(users) == 0 {
		h := v.ask(access.Caller{Credentials: &access.Credentials{User: nobody, Proof: access.ProofRight}}, anyUser)
		if h.Outcome == access.Undecided || h.Outcome == access.Failed {
			return cell(&h)
		}
		return report.MapCell{Empty: noUser}
	}
	best := v.furthest(users)
	return cell(&best)
}

// furthest is the answer to the first of those who get furthest.
func (v *visit) furthest(callers []access.Caller) heard {
	var best heard
	for i := range callers {
		c := &callers[i]
		if h := v.ask(*c, as(c)); i == 0 || rank(&h) > rank(&best) {
			best = h
		}
	}
	return best
}

// allowed is the answer to an address that rules let in: without credentials
// and, where it is asked for some, with them.
func (v *visit) allowed() report.MapCell {
	list := v.of(access.CallerAllowed)
	if len(list) == 0 {
		if len(v.of(access.CallerDenied)) == 0 {
			return report.MapCell{Empty: noAllowList}
		}
		list = v.of(access.CallerAddress) // whoever is not turned away
	}
	if len(list) == 0 {
		return report.MapCell{Empty: noAllowList}
	}
	best := v.furthest(list)
	if best.Outcome == access.Challenged {
		both := v.furthest(v.both(list))
		if rank(&both) > rank(&best) {
			best = both
		}
	}
	return cell(&best)
}

// asksAllowed says that a password is asked for at addresses that are let in.
func (v *visit) asksAllowed() bool {
	for _, c := range v.both(v.of(access.CallerAllowed)) {
		h := v.ask(c, "")
		return asks(&h)
	}
	return false
}

// both are users with the right password at one of some addresses.
func (v *visit) both(at []access.Caller) []access.Caller {
	var all []access.Caller
	for _, c := range v.callers {
		if c.Kind != access.CallerUser || c.Method != "" {
			continue
		}
		for _, a := range at {
			if c.Remote == a.Remote {
				all = append(all, c)
			}
		}
	}
	return all
}

// denied is the answer to an address that rules turn away: to the first of
// those who get least far.
func (v *visit) denied() report.MapCell {
	list := v.of(access.CallerDenied)
	if len(list) == 0 {
		return report.MapCell{Empty: noDenyList}
	}
	var least heard
	for i := range list {
		if h := v.ask(list[i], as(&list[i])); i == 0 || rank(&h) < rank(&least) {
			least = h
		}
	}
	return cell(&least)
}

// rank orders answers by how far somebody gets.
func rank(h *heard) int {
	switch h.Outcome {
	case access.Served, access.Upstream:
		return 3
	case access.Redirected, access.NotFound, access.MethodNotAllowed:
		return 2
	case access.Challenged:
		return 1
	}
	return 0
}

// as says who a caller is beyond the column's name.
func as(c *access.Caller) string {
	var words []string
	if c.Credentials != nil {
		words = append(words, asUser(c))
	}
	if c.Remote.IsValid() {
		words = append(words, "from "+c.Remote.String())
	}
	return strings.Join(words, " ")
}

func asUser(c *access.Caller) string { return "as " + quote(c.Credentials.User) }

func quote(s string) string { return strconv.Quote(s) }

func cell(h *heard) report.MapCell {
	return report.MapCell{
		Request: h.request, As: h.as, Decision: h.Decision, Answer: walk.Answer(&h.Decision), Leads: walk.Leads(&h.Decision), Walk: walk.Steps(h.trace),
	}
}
