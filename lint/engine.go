package lint

import (
	"fmt"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// maxDecisions is how many requests the rules may have decided for one site.
const maxDecisions = 20_000

// engine answers the rules' requests for one site. It does nothing before the
// first is asked.
type engine struct {
	site    *model.Site
	server  access.Server
	looked  bool
	decided map[string]access.Decision
	count   int
	probes  *access.ProbeSet
	// over says that the time for the site is up; nil for never.
	over func() bool
}

// Decide says what the server answers to a request; it remembers what it was
// asked. Where no server can answer it is undecided.
func (p *Pass) Decide(r *access.Request) access.Decision {
	e := p.engine
	if r.Credentials != nil && r.Credentials.Proof == access.ProofPassword {
		return e.decide(r) // no password is remembered
	}
	key := r.Key()
	d, known := e.decided[key]
	if !known {
		d = e.decide(r)
		e.decided[key] = d
	}
	return d
}

// Suppose is Decide where that depends on nothing but files which are not in
// view: those that a request is for are taken to be there. Decision.Supposed says
// that the answer rests on it.
func (p *Pass) Suppose(r *access.Request) access.Decision {
	d := p.Decide(r)
	if d.Outcome != access.Undecided {
		return d
	}
	e := p.engine
	key := "supposed " + r.Key()
	supposed, known := e.decided[key]
	if !known {
		if supposed = d; e.server != nil {
			supposed = access.Suppose(e.server, r)
		}
		e.decided[key] = supposed
	}
	return supposed
}

// Explain is Suppose with the gates that the request came to. It remembers
// nothing.
func (p *Pass) Explain(r *access.Request) (access.Decision, []access.Passage) {
	s, why := p.engine.serves()
	if s == nil {
		return access.Decision{Undecided: why}, nil
	}
	return access.ExplainSupposed(s, r)
}

// Probes are the requests by which the site may be asked what it does.
func (p *Pass) Probes() *access.ProbeSet {
	if p.engine.probes == nil {
		p.engine.probes = access.Probes(p.engine.site, p.engine.limit)
	}
	return p.engine.probes
}

func newEngine(site *model.Site) *engine {
	return &engine{site: site, decided: map[string]access.Decision{}}
}

func (e *engine) decide(r *access.Request) access.Decision {
	s, why := e.serves()
	if s == nil {
		return access.Decision{Undecided: why}
	}
	return access.Decide(s, r)
}

// serves returns the server, or why there is none that answers.
func (e *engine) serves() (s access.Server, why string) {
	if e.over != nil && e.over() {
		return nil, "the time for the site is up"
	}
	if !e.looked {
		e.looked, e.server = true, access.ServerOf(e.site)
	}
	if e.server == nil {
		return nil, "no server is in view"
	}
	if e.count++; e.count > maxDecisions {
		if e.count == maxDecisions+1 {
			e.limit(&model.Limit{
				Path: e.site.Name, What: fmt.Sprintf("rules may have %d requests decided for a site, others were left out", maxDecisions),
			})
		}
		return nil, "too many requests were asked about the site"
	}
	return e.server, ""
}

// limit notes a bound that was hit, for the rule that reports them.
func (e *engine) limit(l *model.Limit) { e.site.Limits = append(e.site.Limits, l) }
