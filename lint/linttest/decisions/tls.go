package decisions

import (
	"crypto/tls"
	"errors"
	"net"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// certificates are those of a case that names their folder.
type certificates struct {
	live.Certificates
	folder string
}

// newCertificates makes all certificates and writes what the server needs.
func newCertificates(t *testing.T) certificates {
	t.Helper()
	c := certificates{Certificates: live.NewCertificates(t)}
	folder := live.NewFolder(t)
	c.Write(t, folder, ".")
	c.folder = folder.Path
	return c
}

// client is the TLS of the client that sends a request; nil for none.
func (c certificates) client(r Request) *tls.Config {
	if !r.TLS {
		return nil
	}
	name := r.SNI
	if name == "" {
		name = r.Host
		if host, _, err := net.SplitHostPort(r.Host); err == nil {
			name = host
		}
	}
	return c.Client(r.Certificate, name)
}

// checkTLS says what is wrong with the words about TLS of a request.
func (r *Request) checkTLS() error {
	switch {
	case r.Certificate != "" && r.Certificate != live.CertificateValid && r.Certificate != live.CertificateInvalid:
		return errors.New("cert= is valid or invalid")
	case !r.TLS && r.SNI+r.Certificate != "":
		return errors.New("sni= and cert= go with tls")
	}
	return nil
}
