package decisions

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/linttest/live"
)

// The words of answers without a status.
const (
	upstreamWord = "upstream"
	closedWord   = "closed"
)

// backendHeader marks what a program answered.
const backendHeader = "X-Backend"

// newAnswer reads what live httpd said. A program's own words are not the
// server's decision, so nothing but that it answered is kept of them.
func newAnswer(r live.Response) Answer {
	if r.Header.Get(backendHeader) != "" {
		return Answer{Outcome: Upstream}
	}
	return Answer{
		Outcome:   outcome(r.Status),
		Status:    r.Status,
		Challenge: r.Header.Values("WWW-Authenticate"),
		Location:  r.Header.Get("Location"),
	}
}

// outcome is the outcome that belongs to a status.
func outcome(status int) string {
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

func withoutNonce(challenge string) string {
	return nonce.ReplaceAllLiteralString(challenge, "")
}

// text is an answer as it stands after the arrow.
func (a Answer) text() string {
	switch {
	case a.Outcome == Undecided:
		return Undecided + " (" + a.Undecided + ")"
	case a.Outcome == Upstream:
		return upstreamWord
	case a.Status == 0:
		return closedWord
	}
	var b strings.Builder
	b.WriteString(strconv.Itoa(a.Status))
	for _, c := range a.Challenge {
		b.WriteString(" challenge=" + strconv.Quote(c))
	}
	if a.Location != "" {
		b.WriteString(" location=" + strconv.Quote(a.Location))
	}
	return b.String()
}
