package decisions

import (
	"crypto/tls"
	"errors"
	"net"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// certificates are those of a case that names their folder: the server's own,
// and two of clients, of which its authority signed one.
type certificates struct {
	folder         string
	valid, invalid *live.Certificate
}

// The certificates that a request may show.
const (
	certValid   = "valid"
	certInvalid = "invalid"
)

// newCertificates makes all certificates and writes what the server needs.
func newCertificates(t *testing.T) certificates {
	t.Helper()
	server, authority := live.NewCertificate(t, "site.test", nil), live.NewCertificate(t, "authority", nil)
	folder := live.NewFolder(t)
	folder.Write(t, "server.pem", server.PEM())
	folder.WriteMode(t, "server.key", server.KeyPEM(t), 0o600)
	folder.Write(t, "authority.pem", authority.PEM())
	return certificates{
		folder: folder.Path, valid: live.NewCertificate(t, "alice", authority),
		invalid: live.NewCertificate(t, "mallory", live.NewCertificate(t, "another authority", nil)),
	}
}

// client is the TLS of the client that sends a request; nil for none.
func (c certificates) client(r Request) *tls.Config {
	name := r.SNI
	if name == "" {
		name = r.Host
		if host, _, err := net.SplitHostPort(r.Host); err == nil {
			name = host
		}
	}
	switch {
	case !r.TLS:
		return nil
	case r.Certificate == certValid:
		return c.valid.Client(name)
	case r.Certificate == certInvalid:
		return c.invalid.Client(name)
	}
	return (*live.Certificate)(nil).Client(name)
}

// checkTLS says what is wrong with the words about TLS of a request.
func (r *Request) checkTLS() error {
	switch {
	case r.Certificate != "" && r.Certificate != certValid && r.Certificate != certInvalid:
		return errors.New("cert= is valid or invalid")
	case !r.TLS && r.SNI+r.Certificate != "":
		return errors.New("sni= and cert= go with tls")
	}
	return nil
}
