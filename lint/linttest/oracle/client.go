package oracle

import (
	"crypto/tls"
	"encoding/base64"
	"strings"

	"github.com/authlint/authlint/lint/linttest/live"
)

// client is the TLS of a client that asks for a host. It stays with TLS 1.2: in
// later versions a server cannot ask for a certificate once it has read the
// request, which folders with SSLVerifyClient make httpd do.
func client(c live.Certificates, shown Cert, host string) *tls.Config {
	config := c.Client(string(shown), host)
	config.MaxVersion, config.Renegotiation = tls.VersionTLS12, tls.RenegotiateFreelyAsClient
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
