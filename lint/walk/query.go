package walk

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// DefaultRemote is the address of a client who does not say where it is: one
// that belongs to nobody (RFC 5737).
const DefaultRemote = "203.0.113.9"

// Query is a request as its author wrote it. Begin with NewQuery.
type Query struct {
	URL        string
	Method     string
	RemoteAddr string
	LocalAddr  string // empty where nobody says
	// User is nil for a request without credentials. Password is nil for one
	// that is taken to be right.
	User, Password *string
	Headers        []access.Header
	ClientCert     string
}

// NewQuery is a request for a URL in which nothing else is said.
func NewQuery(url string) Query {
	return Query{URL: url, Method: "GET", RemoteAddr: DefaultRemote, ClientCert: access.NoCertificate.String()}
}

// The fields of a query, as the contract calls them.
const (
	FieldURL        = "url"
	FieldMethod     = "method"
	FieldRemoteAddr = "remote_addr"
	FieldLocalAddr  = "local_addr"
	FieldUser       = "user"
	FieldPassword   = "password"
	FieldHeaders    = "headers"
	FieldClientCert = "client_cert"
)

// FieldError is what is wrong with a field of a query.
type FieldError struct {
	Field string
	Err   error
}

func (e *FieldError) Error() string { return e.Field + ": " + e.Err.Error() }

func (e *FieldError) Unwrap() error { return e.Err }

func wrong(field, format string, args ...any) error {
	return &FieldError{field, fmt.Errorf(format, args...)}
}

// Request is what a client sends for the query. An error is a *FieldError, and
// has no password in it.
func (q *Query) Request() (*access.Request, error) {
	r := &access.Request{Method: q.Method}
	if q.URL == "" {
		return nil, wrong(FieldURL, "is missing")
	}
	if err := parseURL(r, q.URL); err != nil {
		return nil, &FieldError{FieldURL, err}
	}
	if err := access.CheckMethod(q.Method); err != nil {
		return nil, &FieldError{FieldMethod, err}
	}
	var err error
	if r.Remote, err = parseAddr(q.RemoteAddr); err != nil {
		return nil, &FieldError{FieldRemoteAddr, err}
	}
	if q.LocalAddr != "" {
		if r.Local, err = parseAddr(q.LocalAddr); err != nil {
			return nil, &FieldError{FieldLocalAddr, err}
		}
	}
	known := false
	if r.Certificate, known = access.ParseCertificate(q.ClientCert); !known {
		return nil, wrong(FieldClientCert, "%q is not one of none, valid, invalid", q.ClientCert)
	}
	for _, h := range q.Headers {
		if err := checkHeader(h); err != nil {
			return nil, &FieldError{FieldHeaders, err}
		}
	}
	r.Headers = q.Headers
	r.Credentials, err = q.credentials()
	if _, sent := r.Header("Authorization"); err == nil && sent && r.Credentials != nil {
		err = wrong(FieldHeaders, "Authorization stands beside a user: a request has one of them")
	}
	return r, err
}

// credentials are those that Basic can carry.
func (q *Query) credentials() (*access.Credentials, error) {
	switch {
	case q.User == nil && q.Password == nil:
		return nil, nil
	case q.User == nil:
		return nil, wrong(FieldPassword, "it needs a user")
	case strings.ContainsAny(*q.User, ":\x00"):
		return nil, wrong(FieldUser, "a colon or NUL in a name cannot be sent")
	case q.Password == nil:
		return &access.Credentials{User: *q.User, Proof: access.ProofRight}, nil
	case strings.Contains(*q.Password, "\x00"):
		return nil, wrong(FieldPassword, "a NUL in it cannot be sent")
	}
	return &access.Credentials{User: *q.User, Password: []byte(*q.Password)}, nil
}

// parseURL is access.Request.ParseURL, with a look at the host, and without a
// word of a password that somebody put into the URL.
func parseURL(r *access.Request, url string) error {
	if err := r.ParseURL(url); err != nil {
		if hidden := hideUser(url); hidden != url {
			return new(access.Request).ParseURL(hidden)
		}
		return err
	}
	host := r.Host
	if strings.HasPrefix(host, "[") {
		if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err != nil {
			return fmt.Errorf("the host %q is no address", host)
		}
		return nil
	}
	if i := strings.IndexFunc(host, outsideHost); i >= 0 {
		return fmt.Errorf("the host %q has a character that no host has", host)
	}
	return nil
}

// outsideHost says that a client could not send the character in a Host header.
func outsideHost(c rune) bool {
	return c <= ' ' || c == 0x7f || strings.ContainsRune("\"%<>[\\]^`{|}", c)
}

// hideUser takes from a URL that could not be read what may be a user and a
// password: everything in front of its last "@".
func hideUser(url string) string {
	at := strings.LastIndexByte(url, '@')
	if at < 0 {
		return url
	}
	scheme, _, found := strings.Cut(url[:at], "://")
	if !found {
		return "****" + url[at:]
	}
	return scheme + "://****" + url[at:]
}

func parseAddr(text string) (netip.Addr, error) {
	a, err := netip.ParseAddr(text)
	if err != nil || a.Zone() != "" {
		return netip.Addr{}, fmt.Errorf("%q is no IP address, as 192.0.2.1 or 2001:db8::1 is", text)
	}
	return a, nil
}

// ParseHeader reads "Name: value".
func ParseHeader(line string) (access.Header, error) {
	name, value, found := strings.Cut(line, ":")
	if !found {
		return access.Header{}, errors.New("it must be written NAME: VALUE")
	}
	h := access.Header{Name: name, Value: strings.Trim(value, " \t")}
	return h, checkHeader(h)
}

// checkHeader tells what no server would take for a header. Values may be
// secrets and are not repeated.
func checkHeader(h access.Header) error {
	if access.CheckMethod(h.Name) != nil { // both are tokens
		return fmt.Errorf("%q is no name of a header", h.Name)
	}
	if strings.ContainsFunc(h.Value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) {
		return fmt.Errorf("the value of %s has a control character", h.Name)
	}
	return nil
}
