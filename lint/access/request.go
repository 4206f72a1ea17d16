package access

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Request is one request as a client sends it.
type Request struct {
	Method string
	// TLS says that it comes over TLS.
	TLS bool
	// Host is the Host header without its port; Port is the port that the
	// client connects to.
	Host string
	Port int
	// Target is path and query, byte for byte as in the request line.
	Target string
	Remote netip.Addr
	// Local is the server's address that the request comes in at; the zero
	// value says that nobody told.
	Local   netip.Addr
	Headers []Header
	// Credentials are those of the client; nil when it sends none.
	Credentials *Credentials
	Certificate Certificate
}

// Header is one header of a request.
type Header struct{ Name, Value string }

// Secret says that the value is not to be shown: it lets somebody in.
func (h Header) Secret() bool {
	for _, name := range [...]string{"Authorization", "Proxy-Authorization", "Cookie"} {
		if strings.EqualFold(h.Name, name) {
			return true
		}
	}
	return false
}

// Header returns the values of all headers of that name, joined as servers
// join them.
func (r *Request) Header(name string) (value string, sent bool) {
	for _, h := range r.Headers {
		switch {
		case !strings.EqualFold(h.Name, name):
		case sent:
			value += ", " + h.Value
		default:
			value, sent = h.Value, true
		}
	}
	return value, sent
}

// Key tells requests apart, by everything but a password that was written down:
// two requests with one are not told apart by it.
func (r *Request) Key() string {
	var b strings.Builder
	part := func(s string) { b.WriteString(s + "\x00") }
	part(r.Method)
	part(strconv.FormatBool(r.TLS))
	part(r.Host)
	part(strconv.Itoa(r.Port))
	part(r.Target)
	part(r.Remote.String())
	part(r.Local.String())
	part(r.Certificate.String())
	if c := r.Credentials; c != nil {
		part(strconv.Itoa(int(c.Proof)))
		part(c.User)
	}
	part("")
	for _, h := range r.Headers {
		part(h.Name)
		part(h.Value)
	}
	return b.String()
}

// Credentials are a user's name and what stands for the password.
type Credentials struct {
	User  string
	Proof Proof
	// Password is the password of ProofPassword. It is never shown.
	Password []byte
}

// Proof says what is known of a client's password.
type Proof uint8

// The proofs. ProofRight and ProofWrong stand for a password that nobody
// wrote down: the one that belongs to the user, and any other.
const (
	ProofPassword Proof = iota
	ProofRight
	ProofWrong
)

// Certificate is the certificate that a client shows.
type Certificate uint8

// The certificates, as the server would find them.
const (
	NoCertificate Certificate = iota
	ValidCertificate
	InvalidCertificate
)

var certificateNames = [...]string{"none", "valid", "invalid"}

// ParseCertificate returns the certificate of that name.
func ParseCertificate(name string) (Certificate, bool) {
	for i, n := range certificateNames {
		if n == name {
			return Certificate(i), true
		}
	}
	return NoCertificate, false
}

// String is the certificate's name.
func (c Certificate) String() string { return certificateNames[c] }

// ParseURL fills in what a URL says of a request: scheme, host, port and
// target. The target is taken byte for byte; a fragment is cut off, as clients
// do not send it.
func (r *Request) ParseURL(text string) error {
	scheme, rest, found := strings.Cut(text, "://")
	switch {
	case !found:
		return fmt.Errorf("%q is no URL: it must begin with http:// or https://", text)
	case strings.EqualFold(scheme, "http"):
		r.TLS, r.Port = false, 80
	case strings.EqualFold(scheme, "https"):
		r.TLS, r.Port = true, 443
	default:
		return fmt.Errorf("the scheme of %q is neither http nor https", text)
	}
	rest, _, _ = strings.Cut(rest, "#")
	authority, target := rest, "/"
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		authority, target = rest[:i], rest[i:]
	}
	if strings.HasPrefix(target, "?") {
		target = "/" + target
	}
	if i := strings.IndexFunc(target, outsideRequestLine); i >= 0 {
		return fmt.Errorf("the URL has %q in its path or query, where it must be written with %%", target[i])
	}
	if strings.Contains(authority, "@") {
		return fmt.Errorf("the URL names a user: give it as the user of the request")
	}
	r.Target = target
	return r.authority(authority)
}

// outsideRequestLine says that a client cannot send the character in a request
// line.
func outsideRequestLine(c rune) bool { return c <= ' ' || c == 0x7f }

// authority reads "host:port".
func (r *Request) authority(text string) error {
	u := url.URL{Host: text}
	r.Host = u.Hostname()
	if strings.Contains(r.Host, ":") {
		r.Host = "[" + r.Host + "]"
	}
	if r.Host == "" {
		return fmt.Errorf("the URL has no host")
	}
	if !strings.Contains(strings.TrimPrefix(text, r.Host), ":") {
		return nil
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil || port < 1 || port > 65535 {
		return fmt.Errorf("the port of %q is not a number from 1 to 65535", text)
	}
	r.Port = port
	return nil
}

// CheckMethod says what is wrong with a method's name, which is any token of RFC 9110.
func CheckMethod(name string) error {
	const others = "!#$%&'*+-.^_`|~"
	for _, c := range name {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') && !strings.ContainsRune(others, c) {
			return fmt.Errorf("%q is not a method: %q cannot stand in one", name, c)
		}
	}
	if name == "" {
		return fmt.Errorf("the method is empty")
	}
	return nil
}
