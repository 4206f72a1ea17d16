package rules

import (
	"fmt"
	"net/netip"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// AddressSeesProxy reports rules about addresses of the public network in files
// that know of a proxy in front of the server, where nothing makes the client's
// address known to it: they see the proxy's.
var AddressSeesProxy = &lint.Rule{
	ID:      "address-sees-proxy",
	Summary: "rules about addresses see those of a proxy in front of the server",
	Outcome: lint.LocksOut,
	Doc:     doc("address-sees-proxy"),
	Run: func(p *lint.Pass) {
		header, at := proxyHeader(p.Site)
		if header == "" || clientTold(p.Site) {
			return
		}
		for s := range scopesInForce(p.Site) {
			word := publicAddress(&s.Own)
			if word == nil || len(envUses(s)) > 0 {
				continue
			}
			module, directive := "mod_remoteip", "RemoteIPHeader"
			if onNginx(s) {
				module, directive = "set_real_ip_from", "set_real_ip_from"
			}
			p.Report(lint.Diagnostic{
				Span: word.Span, Severity: lint.Warning,
				Message: fmt.Sprintf("address is compared with that of the proxy in front of this server, of which %s tells here: "+
					"%s has to be told the proxy's addresses", header, module),
				Assumption: "requests come through that proxy, and no other part of the server's configuration has " + directive,
				Related:    []lint.Related{{Span: at.Span, Message: "knows of the proxy"}},
			})
		}
	},
}

// publicAddress is the first address that lets somebody in and is none of a
// private network; nil for none.
func publicAddress(a *model.Access) *model.Word {
	for i := range a.Address.Rules {
		if r := &a.Address.Rules[i]; r.Allow && r.Kind == model.AddressRange && public(r.Prefix.Addr()) {
			return &r.Operand
		}
	}
	var found *model.Word
	a.Require.Walk(func(r *model.Requirement) {
		if r.Provider.Text == "ip" && !r.Not && found == nil && len(r.Ranges) == len(r.Args) {
			for i, p := range r.Ranges {
				if public(p.Addr()) && found == nil {
					found = &r.Args[i]
				}
			}
		}
	})
	return found
}

// public says that an address belongs to no private network.
func public(a netip.Addr) bool {
	return a.IsValid() && a.IsGlobalUnicast() && !a.IsPrivate()
}
