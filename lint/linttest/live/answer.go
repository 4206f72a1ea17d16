package live

import (
	"net/http"
	"regexp"
	"slices"
)

// Outcomes of a request, as the command's contract names them.
const (
	Served           = "served"
	Upstream         = "upstream"
	Redirected       = "redirected"
	Challenged       = "challenged"
	Forbidden        = "forbidden"
	NotFound         = "not-found"
	MethodNotAllowed = "method-not-allowed"
	Error            = "error"
	Undecided        = "undecided"
)

// Answer is what a server says, or what an engine says it would.
type Answer struct {
	Outcome string
	Status  int // 0 with Upstream, Undecided, and a connection closed unanswered
	// Challenge are the WWW-Authenticate headers without what Digest makes anew
	// for each.
	Challenge []string
	Location  string
	Undecided string // why, with that outcome
}

// Equal reports whether two answers say the same. What a program behind the
// server makes of a request is its own affair.
func (a Answer) Equal(b Answer) bool {
	if a.Outcome != b.Outcome || a.Outcome == Upstream {
		return a.Outcome == b.Outcome
	}
	return a.Status == b.Status && a.Location == b.Location && slices.Equal(a.Challenge, b.Challenge)
}

// BackendHeader marks what a program behind the server answered.
const BackendHeader = "X-Backend"

// Answer reads a response. A program's own words are not the server's decision,
// so nothing but that it answered is kept of them.
func (r Response) Answer() Answer {
	if r.Header.Get(BackendHeader) != "" {
		return Answer{Outcome: Upstream}
	}
	a := Answer{Outcome: OutcomeOf(r.Status), Status: r.Status, Location: r.Header.Get("Location")}
	for _, c := range r.Header.Values("WWW-Authenticate") {
		a.Challenge = append(a.Challenge, WithoutNonce(c))
	}
	return a
}

// OutcomeOf is the outcome that goes with a status, a program's answers aside.
func OutcomeOf(status int) string {
	switch {
	case status == 0, status >= 500:
		return Error
	case status < 300, status == http.StatusNotModified:
		return Served
	case status < 400:
		return Redirected
	case status == http.StatusUnauthorized:
		return Challenged
	case status == http.StatusNotFound, status == http.StatusGone:
		return NotFound
	case status == http.StatusMethodNotAllowed:
		return MethodNotAllowed
	}
	return Forbidden
}

// nonce is what Digest makes anew for each challenge.
var nonce = regexp.MustCompile(`nonce="[^"]*",? ?`)

// WithoutNonce leaves out the part of a challenge that the server makes up.
func WithoutNonce(challenge string) string {
	return nonce.ReplaceAllLiteralString(challenge, "")
}
