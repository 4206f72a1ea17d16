// Package oracle asks a live httpd and the engine the same random questions and
// compares what they say.
//
// Begin with Run: it generates batches of sites, serves each batch with one
// httpd, sends every request, and has the engine answer it from the files that
// httpd read. What differs is reduced to a small case and reported.
//
// Everything comes from one seed, which is printed. AUTHLINT_SEED chooses
// another, AUTHLINT_ORACLE how many requests to send.
package oracle

import (
	"fmt"
	"os"
	"slices"
)

// Request is one question.
type Request struct {
	Method string
	Target string // byte for byte as it is sent
	Host   string // value of the Host header
	From   string // the client's address
	To     string // host and port that the client connects to
	TLS    bool
	Cert   Cert
	Login  *Login // nil means no credentials
	Header []Field
}

// Login is a name with a password, both made up for these tests.
type Login struct{ User, Password string }

// Field is one header field.
type Field struct{ Name, Value string }

// Cert is the certificate that a client shows.
type Cert string

// The certificates of clients.
const (
	CertNone    Cert = ""
	CertValid   Cert = "valid"   // of the authority that the server trusts
	CertInvalid Cert = "invalid" // of another one
)

// Outcomes, as the command's contract names them.
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

// Answer is what a server says, or what the engine says it would.
type Answer struct {
	Outcome   string
	Status    int // 0 with Upstream, Undecided, and a connection closed unanswered
	Challenge []string
	Location  string
	Undecided string // why, with that outcome
	// Explain, where it is not nil, says how the engine came to the answer. It
	// is called before the files change.
	Explain func() string
}

// Engine answers requests from one configuration. It is called from one
// goroutine at a time.
type Engine func(Request) Answer

// Open reads the httpd.conf at a path. What it names is on disk until done is
// called.
type Open func(httpdConf string) (engine Engine, done func(), err error)

// Batch is what one start of httpd serves.
type Batch struct {
	Conf  string // at server level, before the sites
	Sites []Site
	TLS   bool
}

// Site is a name-based virtual host with its files.
type Site struct {
	Name     string // the host name
	Conf     string // what stands in its <VirtualHost>
	Files    []File // of its document root
	Requests []Request
	Real     bool // grown from files that people wrote
}

// File is a file, folder or symbolic link below a document root.
type File struct {
	Name string
	Text string
	Link string // its target; "" means no link
	Dir  bool
	Mode os.FileMode // 0 means readable to all
}

// outcomeOf is the outcome that goes with a status, a program's answers aside.
func outcomeOf(status int) string {
	switch {
	case status == 401:
		return Challenged
	case status == 405:
		return MethodNotAllowed
	case status == 404, status == 410:
		return NotFound
	case status >= 500, status == 0:
		return Error
	case status >= 400:
		return Forbidden
	case status >= 300:
		return Redirected
	}
	return Served
}

// Equal reports whether two answers say the same. What a program behind the
// server makes of a request is its own affair.
func (a Answer) Equal(b Answer) bool {
	if a.Outcome != b.Outcome || a.Outcome == Upstream {
		return a.Outcome == b.Outcome
	}
	return a.Status == b.Status && a.Location == b.Location && slices.Equal(a.Challenge, b.Challenge)
}

// String is the answer on one line.
func (a Answer) String() string {
	switch a.Outcome {
	case Upstream:
		return Upstream
	case Undecided, panicked:
		return a.Outcome + ": " + a.Undecided
	}
	text := fmt.Sprintf("%d %s", a.Status, a.Outcome)
	for _, c := range a.Challenge {
		text += fmt.Sprintf(" WWW-Authenticate: %q", c)
	}
	if a.Location != "" {
		text += fmt.Sprintf(" Location: %q", a.Location)
	}
	return text
}
