package access

import "github.com/authlint/authlint/lint/source"

// Outcome is what becomes of a request, in the words of the contract.
type Outcome uint8

// The outcomes.
const (
	Undecided        Outcome = iota // it cannot be known from the files
	Served                          // a file, a listing or a fixed answer
	Upstream                        // a program behind the server answers
	Redirected                      // to another URL
	Challenged                      // asked for a password
	Forbidden                       // refused, or any other 4xx
	NotFound                        // 404, 410
	MethodNotAllowed                // 405
	Failed                          // 5xx, or the connection ends without an answer
)

var outcomeNames = [...]string{
	"undecided", "served", "upstream", "redirected", "challenged", "forbidden", "not-found", "method-not-allowed", "error",
}

// String is the outcome's name in every format.
func (o Outcome) String() string { return outcomeNames[o] }

// ParseOutcome returns the outcome of that name.
func ParseOutcome(name string) (Outcome, bool) {
	for i, n := range outcomeNames {
		if n == name {
			return Outcome(i), true
		}
	}
	return Undecided, false
}

// OutcomeNames are the names of all outcomes, Undecided first.
func OutcomeNames() []string { return append([]string(nil), outcomeNames[:]...) }

// OutcomeOf is the outcome of an answer's status.
func OutcomeOf(status int) Outcome {
	switch {
	case status == 401:
		return Challenged
	case status == 404 || status == 410:
		return NotFound
	case status == 405:
		return MethodNotAllowed
	case status >= 500, status == 0:
		return Failed
	case status >= 400:
		return Forbidden
	case status >= 300 && status != 304:
		return Redirected
	}
	return Served
}

// Decision is what a server answers to a request.
type Decision struct {
	Outcome Outcome
	// Status is the answer's; 0 when a program behind the server sets it,
	// when it is undecided, and when the connection ends without one.
	Status int
	// Challenge are the answer's WWW-Authenticate headers. Parameters that
	// are different each time are left out.
	Challenge []string
	// Location is where a redirect goes; empty for none.
	Location string
	// Instead is the status of the first error that an error document stands
	// for, whatever that is sent with; 0 for none.
	Instead int
	// Undecided says why nothing can be said.
	Undecided string
	// Assumptions are what the decision rests on.
	Assumptions []string
	// Supposed is what Suppose took for granted, as a clause; empty where
	// nothing had to be.
	Supposed string
}

// HasStatus says that the server answers with a status that is known.
func (d *Decision) HasStatus() bool { return d.Outcome != Undecided && d.Outcome != Upstream }

// Gate is one of the gates a request comes through.
type Gate uint8

// The gates, roughly in the order in which servers have them.
const (
	GateTLS Gate = iota
	GateHost
	GateServerRewrite
	GateLocation
	GateHtaccess
	GateAddress
	GateRequire
	GatePassword
	GateAuthRequest
	GateRequireUser
	GateRewrite
	GateFiles
	GateErrorDocument
	GateHandler
	GateApp // of the application behind the server
)

var gateNames = [...]string{
	"tls", "host", "server-rewrite", "location", "htaccess", "address", "require", "password", "auth-request",
	"require-user", "rewrite", "files", "error-document", "handler", "app",
}

// String is the gate's name in every format.
func (g Gate) String() string { return gateNames[g] }

// Verdict is what a gate does with a request.
type Verdict uint8

// The verdicts.
const (
	Passes    Verdict = iota
	GrantsAll         // satisfy any: the other gates of access are not asked
	Refuses
	Challenges
	Redirects
	HandsOn // to an inner request, or to a program behind the server
	Skipped
	Unsure
)

var verdictNames = [...]string{
	"passes", "grants", "refuses", "challenges", "redirects", "hands-on", "skipped", "unknown",
}

// String is the verdict's name in every format.
func (v Verdict) String() string { return verdictNames[v] }

// Passage is one gate that a request came to.
type Passage struct {
	Gate Gate
	// Plugin is the part of an application whose gate it is, at GateApp.
	Plugin  string
	Verdict Verdict
	// Status is the answer that the verdict leads to; 0 for none.
	Status int
	// Because are the places that decided.
	Because []source.Span
	// Note says in a clause what happened there.
	Note string
	// Program is the file in the tree that a program runs to answer; empty
	// where there is none or it is not known.
	Program string
	// Target is the inner request that begins with this passage; empty for
	// the request itself and for all passages but the first.
	Target string
}

// Name is the gate's name in every format.
func (p *Passage) Name() string {
	if p.Plugin != "" {
		return p.Gate.String() + "/" + p.Plugin
	}
	return p.Gate.String()
}
