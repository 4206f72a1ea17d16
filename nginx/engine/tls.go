package engine

import (
	"net/netip"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/pcre"
)

const (
	pcreMatches = pcre.Matches
	pcreDoesNot = pcre.DoesNot
)

// tlsName is the name that a client tells in the handshake: none for an address.
func tlsName(host string) string {
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return ""
	}
	return Lower(strings.TrimRight(host, "."))
}

// beginTLS is the handshake, with the server block of the name that the client
// tells.
func (q *request) beginTLS() access.Action {
	r := q.w.Request
	q.gate = access.GateTLS
	if !r.TLS {
		return access.Action{}
	}
	if !q.listen.TLS {
		return access.Answer(access.Refuses, 0, "TLS on a port that speaks plain http", q.listen.Default.Span)
	}
	s := q.listen.Default
	if name := tlsName(r.Host); name != "" {
		found, why := q.find(name)
		if why != "" {
			return access.CannotSay(why)
		}
		if found != nil {
			s, q.sni = found, name
		}
	}
	q.serve(s)
	if s.TLS.Reject {
		return access.Answer(access.Refuses, 0, "the handshake is rejected", s.TLS.Span)
	}
	if s.TLS.Verify != VerifyOff {
		switch r.Certificate {
		case access.ValidCertificate:
			q.shared.certificate = goodCertificate
		case access.InvalidCertificate:
			q.shared.certificate = badCertificate
		}
	}
	return access.Action{}
}

// checkTLS is what nginx asks of TLS once it knows the request.
func (q *request) checkTLS() access.Action {
	q.gate = access.GateTLS
	if !q.listen.TLS {
		return access.Action{}
	}
	t := &q.server.TLS
	switch {
	case !q.w.Request.TLS:
		return access.Answer(access.Refuses, 497, "plain http on a port that speaks TLS", q.server.Span)
	case t.Verify == VerifyOff:
	case q.shared.certificate == badCertificate && t.Verify == VerifyOptionalNoCA:
		return access.CannotSay("why the client's certificate is not valid is not known", t.Span)
	case q.shared.certificate == badCertificate:
		return access.Answer(access.Refuses, 495, "the client's certificate is not valid", t.Span)
	case q.shared.certificate == noCertificate && t.Verify == VerifyOn:
		return access.Answer(access.Refuses, 496, "a client certificate is required", t.Span)
	}
	return access.Action{}
}
