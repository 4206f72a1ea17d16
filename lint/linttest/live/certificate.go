package live

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"path/filepath"
	"testing"
	"time"
)

// Certificate is a certificate with its key, made for one run.
type Certificate struct {
	der []byte
	key *ecdsa.PrivateKey
}

// NewCertificate makes a certificate for a name, which an authority signs;
// without one it signs itself and may sign others.
func NewCertificate(tb testing.TB, name string, authority *Certificate) *Certificate {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatalf("could not make a key: %v", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name, Organization: []string{"Shop"}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		BasicConstraintsValid: true, IsCA: authority == nil, DNSNames: []string{name},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	parent, signer := template, key
	if authority != nil {
		signer = authority.key
		if parent, err = x509.ParseCertificate(authority.der); err != nil {
			tb.Fatalf("could not read a certificate: %v", err)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		tb.Fatalf("could not sign a certificate: %v", err)
	}
	return &Certificate{der, key}
}

// PEM is the certificate as text.
func (c *Certificate) PEM() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.der}))
}

// KeyPEM is its key as text.
func (c *Certificate) KeyPEM(tb testing.TB) string {
	tb.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(c.key)
	if err != nil {
		tb.Fatalf("could not write a key: %v", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
}

// Client is the TLS of a client that asks for a host, and shows the certificate
// whether or not the server asks for it; nil shows none.
func (c *Certificate) Client(host string) *tls.Config {
	config := &tls.Config{
		InsecureSkipVerify: true, // the server signs itself, and tests are about what it answers
		ServerName:         host,
	}
	if c != nil {
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return &tls.Certificate{Certificate: [][]byte{c.der}, PrivateKey: c.key}, nil
		}
	}
	return config
}

// Words for the certificates that a client may show.
const (
	CertificateValid   = "valid"   // of the authority that the server trusts
	CertificateInvalid = "invalid" // of another one
)

// Certificates are those of a run: the server's own, which signs itself, and
// those of clients.
type Certificates struct {
	server, authority *Certificate
	clients           map[string]*Certificate
}

// NewCertificates makes all certificates.
func NewCertificates(tb testing.TB) Certificates {
	tb.Helper()
	authority, other := NewCertificate(tb, "authority", nil), NewCertificate(tb, "another authority", nil)
	return Certificates{
		server: NewCertificate(tb, "site.test", nil), authority: authority,
		clients: map[string]*Certificate{
			CertificateValid:   NewCertificate(tb, "alice", authority),
			CertificateInvalid: NewCertificate(tb, "mallory", other),
		},
	}
}

// Write puts what the server needs into a folder: server.pem, server.key and
// authority.pem.
func (c Certificates) Write(tb testing.TB, f Folder, folder string) {
	tb.Helper()
	f.WriteMode(tb, filepath.Join(folder, "server.key"), c.server.KeyPEM(tb), 0o600)
	f.Write(tb, filepath.Join(folder, "server.pem"), c.server.PEM())
	f.Write(tb, filepath.Join(folder, "authority.pem"), c.authority.PEM())
}

// Client is the TLS of a client that asks for a host and shows the certificate
// of that word; any other shows none.
func (c Certificates) Client(shown, host string) *tls.Config { return c.clients[shown].Client(host) }
