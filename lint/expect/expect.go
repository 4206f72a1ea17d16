// Package expect holds what a server would answer against what the project's
// configuration expects of it: the room behind the blocks expect and behind
// authlint expect.
//
// Begin with Judge, which judges one expectation. record.go makes expectations of
// today's answers.
package expect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/challenge"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/walk"
)

// Server says what a server answers, and what was read of it.
type Server interface {
	walk.Gatekeeper
	Site() *model.Site
}

// Judge says what became of an expectation.
func Judge(s Server, x *config.Expect) lint.Expected {
	r, err := request(s.Site(), &x.Query, x.Wrong)
	if err != nil {
		return Undecided(x, err.Error())
	}
	d, trace := s.Explain(r)
	e := lint.Expected{
		Place: lint.PlaceOf(x.Name.Span), Name: x.Name.V, Wanted: wanted(x), Got: got(&d), Site: s.Site().Name,
		Witness: &lint.Witness{Request: *r, Decision: d, Gates: lint.WitnessGates(trace)},
		Related: walk.Deciding(trace), Assumptions: d.Assumptions,
	}
	answers := answersOf(x)
	switch {
	case d.Outcome == access.Undecided:
		e.Undecided = d.Undecided
	case !fits(answers, &d) && programs(answers, &d):
		e.Undecided = `a program behind the server answers, with a status that the files do not tell; "upstream" expects that`
	case !fits(answers, &d):
		e.Place, e.Outcome = placeOf(x), outcome(answers, &d)
	case x.Challenge.Set() && !asks(&d, x.Challenge.V):
		e.Place, e.Outcome = lint.PlaceOf(x.Challenge.Span), lint.Confuses
	default:
		e.Met = true
	}
	return e
}

// Undecided is what became of an expectation of which nothing can be known.
func Undecided(x *config.Expect, why string) lint.Expected {
	return lint.Expected{Place: lint.PlaceOf(x.Name.Span), Name: x.Name.V, Wanted: wanted(x), Got: access.Undecided.String(), Undecided: why}
}

// answersOf are the answers that are right; a challenge by itself is a 401's.
func answersOf(x *config.Expect) []config.Answer {
	return or(x.Status, []config.Answer{{Status: 401}})
}

func or[T any](v config.Value[T], otherwise T) T {
	if v.Set() {
		return v.V
	}
	return otherwise
}

// placeOf is where it says which answer is right.
func placeOf(x *config.Expect) lint.Place {
	if x.Status.Set() {
		return lint.PlaceOf(x.Status.Span)
	}
	return lint.PlaceOf(x.Challenge.Span)
}

// request is what is asked of a site. A path by itself is asked for where the
// site has one way in.
func request(site *model.Site, q *walk.Query, wrong bool) (*access.Request, error) {
	asked := *q
	door, err := doorFor(site, q.URL)
	if err != nil {
		return nil, err
	}
	if door != nil {
		asked.URL = "http://" + access.DefaultHost + q.URL
	}
	r, err := asked.Request()
	if err != nil {
		return nil, err
	}
	if door != nil {
		r.TLS, r.Host, r.Port, r.Local = door.TLS, door.Host, door.Port, door.Local
	}
	if wrong && r.Credentials != nil {
		r.Credentials.Proof = access.ProofWrong
	}
	return r, nil
}

// doorFor is the way in for a path by itself; nil for a URL that names one.
func doorFor(site *model.Site, url string) (*access.Request, error) {
	if !strings.HasPrefix(url, "/") {
		return nil, nil
	}
	var doors []access.Request
	var urls []string
	for _, d := range access.Doors(site, "") {
		door := d.Ask("/")
		if name := (&lint.Witness{Request: door}).URL(); !slices.Contains(urls, name) {
			doors, urls = append(doors, door), append(urls, name)
		}
	}
	switch len(doors) {
	case 0:
		return &access.Request{Host: access.DefaultHost, Port: 80}, nil
	case 1:
		return &doors[0], nil
	}
	return nil, fmt.Errorf("the server answers at %s, and the URL names none of them", strings.Join(urls, ", "))
}

// fits says that an answer is one of those that are right.
func fits(answers []config.Answer, d *access.Decision) bool {
	return slices.ContainsFunc(answers, func(a config.Answer) bool {
		if a.Status != 0 {
			return d.HasStatus() && a.Status == d.Status
		}
		return a.Outcome == d.Outcome
	})
}

// programs says that a program answers and may do so with a status that is
// right: any but those by which a server keeps somebody from it.
func programs(answers []config.Answer, d *access.Decision) bool {
	return d.Outcome == access.Upstream && slices.ContainsFunc(answers, func(a config.Answer) bool {
		switch access.OutcomeOf(a.Status) {
		case access.Challenged, access.Forbidden, access.MethodNotAllowed:
			return false
		}
		return a.Status != 0
	})
}

// asks says that one of the answer's challenges is the one that is wanted.
func asks(d *access.Decision, want *challenge.Challenge) bool {
	for _, field := range d.Challenge {
		all, _ := challenge.Parse(field)
		if slices.ContainsFunc(all, func(c challenge.Challenge) bool { return c.Meets(want) }) {
			return true
		}
	}
	return false
}

// How far an answer lets somebody in.
const (
	failed     = iota - 1
	away       // turned away
	asked      // asked for a password
	redirected // sent elsewhere
	inside
)

func openness(o access.Outcome) int {
	switch o {
	case access.Failed:
		return failed
	case access.Served, access.Upstream:
		return inside
	case access.Redirected:
		return redirected
	case access.Challenged:
		return asked
	}
	return away
}

// outcome is what follows from an answer that is wrong.
func outcome(answers []config.Answer, d *access.Decision) lint.Outcome {
	is := openness(d.Outcome)
	least, most := inside, failed
	for _, a := range answers {
		o := a.Outcome
		if a.Status != 0 {
			o = access.OutcomeOf(a.Status)
		}
		least, most = min(least, openness(o)), max(most, openness(o))
	}
	switch {
	case is == failed && least > failed:
		return lint.Breaks
	case is > most:
		return lint.Exposes
	case is < least:
		return lint.LocksOut
	}
	return lint.Confuses
}

// wanted is what an expectation wants, in words.
func wanted(x *config.Expect) string {
	var words []string
	for _, a := range or(x.Status, nil) {
		words = append(words, a.String())
	}
	text := strings.Join(words, " or ")
	if !x.Challenge.Set() {
		return text
	}
	if text != "" {
		text += " with "
	}
	return text + x.Challenge.V.String()
}

// got is an answer in the same words.
func got(d *access.Decision) string {
	if !d.HasStatus() {
		return d.Outcome.String()
	}
	text := strconv.Itoa(d.Status)
	if d.Status == 0 {
		text = "no answer"
	}
	if len(d.Challenge) > 0 {
		text += " with " + strings.Join(d.Challenge, ", ")
	}
	return text
}
