// Package probe asks a running server what it answers, and holds that against
// what its configuration says: the room behind authlint probe.
//
// Begin with Client.Ask, which sends one request and nothing else: it follows no
// redirect, asks no other host, and hands on no password where it could be read
// on the way. Compare finds the differences, Write prints them.
package probe

import (
	"slices"
	"strconv"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/challenge"
	"github.com/authlint/authlint/lint/walk"
)

// Answer is what a running server answered.
type Answer struct {
	// Status is 0 where the connection ended without an answer.
	Status int
	// Fields are the values of WWW-Authenticate as they were sent, Challenges
	// what they hold.
	Fields     []string
	Challenges []challenge.Challenge
	// Faults are what is wrong with them by the RFCs, in clauses.
	Faults []string
	// TLS says that it came over TLS.
	TLS bool
}

// read takes the challenges apart and judges them.
func (a *Answer) read() {
	for _, field := range a.Fields {
		all, faults := challenge.Parse(field)
		a.Challenges = append(a.Challenges, all...)
		a.Faults = append(a.Faults, faults...)
	}
	a.Faults = append(a.Faults, challenge.ReviewAll(a.Challenges)...)
	basic := slices.ContainsFunc(a.Challenges, func(c challenge.Challenge) bool { return c.Is("Basic") })
	switch {
	case a.Status == 401 && len(a.Fields) == 0:
		a.Faults = append(a.Faults, "a 401 has to come with a challenge, and there is none, so that no browser asks")
	case a.Status != 401 && len(a.Fields) > 0 && a.Status != 0:
		a.Faults = append(a.Faults, "the challenge comes with "+strconv.Itoa(a.Status)+" and not with 401, so that browsers do not ask")
	}
	if basic && !a.TLS {
		a.Faults = append(a.Faults, "Basic is asked for over plain http, where everybody on the way can read the password")
	}
}

// Probe is one request with its answer and what the configuration says of it.
type Probe struct {
	URL     string
	Request *access.Request
	Answer  Answer
	// Failed is why there is no answer.
	Failed error
	// Compared says that there is a configuration to hold the answer against;
	// Decision and Gates are what it comes to.
	Compared    bool
	Decision    access.Decision
	Gates       []lint.WitnessGate
	Differences []Difference
	// Remark says why a part could not be compared.
	Remark string
}

// Difference is one between the running server and its configuration.
type Difference struct {
	What    string // status, scheme or realm
	Running string
	Files   string
}

// Compare holds the answer against the one that the engine has for the request.
func (p *Probe) Compare(g walk.Gatekeeper) {
	d, trace := g.Explain(p.Request)
	p.Compared, p.Decision, p.Gates = true, d, lint.WitnessGates(trace)
	switch {
	case d.Outcome == access.Undecided:
		p.Remark = "the files do not tell what the server answers: " + d.Undecided
		return
	case d.Outcome == access.Upstream:
		p.Remark = "a program behind the server answers, whose status the files do not tell"
		return
	case d.Status != p.Answer.Status:
		p.Differences = append(p.Differences, Difference{"status", statusText(p.Answer.Status), statusText(d.Status)})
	}
	p.challenges(&d)
}

// challenges compares schemes and realms, in whatever order they come.
func (p *Probe) challenges(d *access.Decision) {
	var files []challenge.Challenge
	for _, field := range d.Challenge {
		all, _ := challenge.Parse(field)
		files = append(files, all...)
	}
	running := slices.Clone(p.Answer.Challenges)
	take := func(fits func(challenge.Challenge) bool) (c challenge.Challenge, found bool) {
		i := slices.IndexFunc(running, fits)
		if i < 0 {
			return c, false
		}
		c = running[i]
		running = slices.Delete(running, i, i+1)
		return c, true
	}
	var left []challenge.Challenge
	for _, want := range files {
		if _, same := take(func(c challenge.Challenge) bool { return c.Is(want.Scheme) && realmOf(&c) == realmOf(&want) }); !same {
			left = append(left, want)
		}
	}
	for _, want := range left {
		if c, other := take(func(c challenge.Challenge) bool { return c.Is(want.Scheme) }); other {
			p.Differences = append(p.Differences, Difference{"realm", realmOf(&c), realmOf(&want)})
		} else if c, other := take(func(challenge.Challenge) bool { return true }); other {
			p.Differences = append(p.Differences, Difference{"scheme", c.Scheme, want.Scheme})
		} else {
			p.Differences = append(p.Differences, Difference{"scheme", none, want.Scheme})
		}
	}
	for _, c := range running {
		p.Differences = append(p.Differences, Difference{"scheme", c.Scheme, none})
	}
}

const none = "none"

// realmOf is a challenge's realm in quotes, or none.
func realmOf(c *challenge.Challenge) string {
	if realm, there := c.Param("realm"); there {
		return challenge.Quote(realm)
	}
	return none
}

func statusText(status int) string {
	if status == 0 {
		return "no answer"
	}
	return strconv.Itoa(status)
}
