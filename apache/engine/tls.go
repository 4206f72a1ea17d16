package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// tls are the demands on the connection.
func (r *request) tls() access.Action {
	s := r.settings
	if !r.w.Request.TLS {
		if s.RequireTLS.State == model.Set {
			return access.Answer(access.Refuses, 403, "SSLRequireSSL, and the request came without TLS", places(s.RequireTLS.Cause)...)
		}
		return access.Action{}
	}
	if a := r.certificate(); stops(a) {
		return a
	}
	for _, c := range s.TLSRequire {
		is, why := r.evaluate(c.Expr)
		switch is {
		case model.Unknown:
			return access.CannotSay("whether SSLRequire is met is not known: "+why, c.Span)
		case model.No:
			return access.Answer(access.Refuses, 403, "SSLRequire is not met", c.Span)
		}
	}
	return access.Action{}
}

// What SSLVerifyClient asks of a client, as bits.
const (
	asksCertificate = 1 << iota
	needsCertificate
)

func verification(s model.Setting[string]) int {
	switch strings.ToLower(s.Value) {
	case "optional", "optional_no_ca":
		return asksCertificate
	case "require":
		return asksCertificate | needsCertificate
	}
	return 0
}

// handshake is SSLVerifyClient of the host that TLS was begun with, before
// there is any request.
func (r *request) handshake(h *Host) access.Action {
	c := h.Certificate
	shown := r.w.Request.Certificate
	if shown == access.ValidCertificate || verification(c) == 0 || strings.EqualFold(c.Value, "optional_no_ca") {
		return access.Action{}
	}
	if shown == access.InvalidCertificate || verification(c)&needsCertificate != 0 {
		return access.Answer(access.Refuses, 0, "the connection ends without a valid client certificate", places(c.Cause)...)
	}
	return access.Action{}
}

// certificate is SSLVerifyClient of a folder, which makes httpd ask again
// where it wants more than the host did.
func (r *request) certificate() access.Action {
	c := r.settings.Certificate
	wants := verification(c) &^ verification(r.host.Certificate)
	shown := r.w.Request.Certificate
	switch {
	case wants == 0, shown == access.ValidCertificate:
		return access.Action{}
	case shown == access.NoCertificate && wants&needsCertificate == 0:
		return access.Action{}
	case r.host.TLS13.Is(true):
		return access.CannotSay("what becomes of a client that is asked for its certificate later depends on the version of TLS", places(c.Cause)...)
	}
	// The second handshake fails, and with it the connection.
	return access.Answer(access.Refuses, 0, "the connection ends without a valid client certificate", places(c.Cause)...)
}

// shown is the certificate that the client shows to a server that asks for one.
func (r *request) shown() access.Certificate {
	asked := verification(r.host.Certificate)
	if r.settings != nil {
		asked |= verification(r.settings.Certificate)
	}
	if !r.w.Request.TLS || asked == 0 {
		return access.NoCertificate
	}
	return r.w.Request.Certificate
}
