package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// AddressForgeable reports a client address that is taken from a header which
// anybody can send: by RemoteIPHeader without the proxies that may, or by a
// variable set from X-Forwarded-For.
var AddressForgeable = &lint.Rule{
	ID:      "address-forgeable",
	Summary: "the client's address is taken from a header that anybody can send",
	Outcome: lint.Exposes,
	Doc:     doc("address-forgeable"),
	Run: func(p *lint.Pass) {
		trustsAll(p)
		for _, s := range p.Site.Scopes {
			if !s.Live() {
				continue
			}
			if h := s.AddressHeader; h.State == model.Set && len(s.AddressProxies) == 0 && s.Server.Kind == model.Apache {
				p.Report(lint.Diagnostic{
					Span:       h.Span,
					Message:    fmt.Sprintf("every client may set its own address by sending %s: RemoteIPInternalProxy or RemoteIPTrustedProxy must name the proxies that may", h.Value),
					Assumption: "no other file names the proxies",
				})
			}
			for _, use := range envUses(s) {
				if c := envSetter(s, use.name, addressHeader); c != nil && use.grants && opensWith(s, use.name) {
					p.Report(lint.Diagnostic{
						Span: c.Attribute.Span, Cause: c.Span,
						Message: fmt.Sprintf("%s is whatever the client sends: anybody gets in who sends an allowed address, mod_remoteip must take it from the proxy alone", c.Attribute.Text),
						Related: []lint.Related{{Span: use.directive.Span, Message: "lets in whoever has the variable"}},
						Witness: shown(p, s, access.ProbeHeader, gotIn),
					})
				}
			}
		}
	},
}

// addressHeader says that the header is one in which proxies hand on the
// client's address.
func addressHeader(c *model.EnvChange) bool {
	return proxiedAddress(c.Attribute.Text)
}

// proxiedAddress says that proxies hand on the client's address in a header.
func proxiedAddress(header string) bool {
	switch strings.ToLower(header) {
	case "x-forwarded-for", "x-real-ip", "cf-connecting-ip", "true-client-ip", "client-ip", "x-client-ip",
		"x-cluster-client-ip", "x-forwarded", "forwarded", "forwarded-for", "fastly-client-ip", "x-sucuri-clientip":
		return true
	}
	return false
}
