// Package oracle asks a live server and the engine the same random questions
// and compares what they say.
//
// Begin with Run: it draws batches of sites, serves each batch with one server,
// sends every request, and has the engine answer it from the files that the
// server read. What differs is reduced to a small case and reported. The
// packages below draw and serve for one kind of server each.
//
// Everything comes from one seed, which is printed. AUTHLINT_SEED chooses
// another, AUTHLINT_ORACLE how many requests to send.
package oracle

import (
	"fmt"
	"os"

	"github.com/authlint/authlint/lint/linttest/live"
)

// Request is one question.
type Request struct {
	Method string
	Target string // byte for byte as it is sent
	// Host is the value of the Host header; NoHost sends none.
	Host   string
	NoHost bool
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
	CertValid   Cert = live.CertificateValid
	CertInvalid Cert = live.CertificateInvalid
)

// Answer is what a server says, or what the engine says it would.
type Answer struct {
	live.Answer
	// Explain, where it is not nil, says how the engine came to the answer. It
	// is called before the files change.
	Explain func() string
}

// Engine answers requests from one configuration. It is called from one
// goroutine at a time.
type Engine func(Request) Answer

// Open reads the configuration at a path. What it names is on disk until done
// is called.
type Open func(conf string) (engine Engine, done func(), err error)

// Batch is what one start of a server serves.
type Batch struct {
	Conf  string // at server level, before the sites
	Sites []Site
	TLS   bool
}

// Site is a host or several with their files.
type Site struct {
	Name     string // the host name
	Conf     string // its part of the server's configuration
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

// panicked is the outcome of an engine that panics.
const panicked = "panic"

// text is an answer on one line.
func text(a live.Answer) string {
	switch a.Outcome {
	case live.Upstream:
		return live.Upstream
	case live.Undecided, panicked:
		return a.Outcome + ": " + a.Undecided
	}
	out := fmt.Sprintf("%d %s", a.Status, a.Outcome)
	for _, c := range a.Challenge {
		out += fmt.Sprintf(" WWW-Authenticate: %q", c)
	}
	if a.Location != "" {
		out += fmt.Sprintf(" Location: %q", a.Location)
	}
	return out
}
