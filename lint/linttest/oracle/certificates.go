package oracle

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
)

// certificates are made for one run: one for the server, which signs itself,
// and those of clients.
type certificates struct {
	server, authority pair
	valid, invalid    pair
}

// pair is a certificate with its key.
type pair struct {
	der []byte
	key *ecdsa.PrivateKey
}

// newCertificates makes all certificates.
func newCertificates(tb testing.TB) certificates {
	tb.Helper()
	authority := sign(tb, "authority", pair{})
	return certificates{
		server:    sign(tb, "site.test", pair{}),
		authority: authority,
		valid:     sign(tb, "alice", authority),
		invalid:   sign(tb, "mallory", sign(tb, "another authority", pair{})),
	}
}

// sign makes a certificate; without an authority it signs itself.
func sign(tb testing.TB, name string, by pair) pair {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatalf("could not make a key: %v", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name, Organization: []string{"Shop"}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		BasicConstraintsValid: true, IsCA: by.key == nil, DNSNames: []string{name},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	parent, signer := template, key
	if by.key != nil {
		signer = by.key
		if parent, err = x509.ParseCertificate(by.der); err != nil {
			tb.Fatalf("could not read a certificate: %v", err)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		tb.Fatalf("could not sign a certificate: %v", err)
	}
	return pair{der, key}
}

// write puts what the server needs beside the credential files.
func (c certificates) write(tb testing.TB, folder live.Folder) {
	tb.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(c.server.key)
	if err != nil {
		tb.Fatalf("could not write a key: %v", err)
	}
	folder.WriteMode(tb, "home/server.key", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})), 0o600)
	folder.Write(tb, "home/server.pem", c.server.pem())
	folder.Write(tb, "home/authority.pem", c.authority.pem())
}

// pem is the certificate as text.
func (p pair) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.der}))
}

// client is the TLS configuration of a client that asks for a host. It stays
// with TLS 1.2: in later versions a server cannot ask for a certificate once it
// has read the request, which folders with SSLVerifyClient make it do.
func (c certificates) client(cert Cert, host string) *tls.Config {
	config := &tls.Config{
		InsecureSkipVerify: true, // the server signs itself, and this test is about what it answers
		ServerName:         host,
		MaxVersion:         tls.VersionTLS12,
		Renegotiation:      tls.RenegotiateFreelyAsClient,
	}
	shown := map[Cert]pair{CertValid: c.valid, CertInvalid: c.invalid}[cert]
	if shown.key == nil {
		return config
	}
	// A certificate that the server does not ask for is shown all the same:
	// the server is to refuse it.
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		return &tls.Certificate{Certificate: [][]byte{shown.der}, PrivateKey: shown.key}, nil
	}
	return config
}

// hostOf is a host without its port.
func hostOf(host string) string {
	if at := strings.LastIndexByte(host, ':'); at >= 0 {
		return host[:at]
	}
	return host
}

// basic is the Authorization field of a login.
func basic(l Login) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(l.User+":"+l.Password))
}
