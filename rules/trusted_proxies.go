package rules

import (
	"cmp"
	"fmt"
	"net/netip"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// trustsAll reports set_real_ip_from for every address, where rules about
// addresses rest on it: whoever reaches nginx says himself where he comes from.
func trustsAll(p *lint.Pass) {
	told := map[*model.Scope]bool{}
	for s := range scopesInForce(p.Site) {
		at := s.Nearest(func(o *model.Scope) bool { return len(o.AddressProxies) > 0 })
		if !onNginx(s) || at == nil || told[at] || listensToItself(s.Host) {
			continue
		}
		word := everyAddress(at.AddressProxies)
		header := realIPHeader(s)
		if word == nil || header == "" {
			continue
		}
		allow, w := opensTo(p, s, header)
		if allow == nil {
			continue
		}
		told[at] = true
		p.Report(lint.Diagnostic{
			Span: word.Span, Witness: w, Assumption: "visitors can reach nginx without a proxy between",
			Message: fmt.Sprintf("every client may set its own address by sending %s, and gets in with one that is allowed: "+
				"name the proxies that may", header),
			Related: []lint.Related{{Span: allow.Span, Message: "lets in whoever sends such an address"}},
		})
	}
}

// everyAddress is the one of several networks that holds every address of its
// family, or nil.
func everyAddress(networks []model.Word) *model.Word {
	for i := range networks {
		if n, err := netip.ParsePrefix(networks[i].Text); err == nil && n.Bits() == 0 {
			return &networks[i]
		}
	}
	return nil
}

// realIPHeader is the header that nginx takes the address from; empty where it
// takes it from elsewhere.
func realIPHeader(s *model.Scope) string {
	by := s.Nearest(func(o *model.Scope) bool { return o.AddressHeader.Written() })
	if by == nil {
		return "X-Real-IP"
	}
	if by.AddressHeader.State != model.Set || by.AddressHeader.Value == "proxy_protocol" {
		return ""
	}
	return cmp.Or(by.AddressHeader.Value, "X-Real-IP")
}

// opensTo is a rule that lets its addresses into a scope that is closed to
// strangers, with a request that says it comes from there.
func opensTo(p *lint.Pass, s *model.Scope, header string) (*model.AddressRule, *lint.Witness) {
	if access.Enter(&s.Merged, access.Stranger("GET")).May(access.Enters) {
		return nil, nil
	}
	for i := range s.Merged.Address.Rules {
		r := &s.Merged.Address.Rules[i]
		if !r.Allow || r.Kind != model.AddressRange || !access.Enter(&s.Merged, access.From(r.Prefix.Addr(), "GET")).Is(access.Enters) {
			continue
		}
		return r, openWith(p, s, access.Header{Name: header, Value: r.Prefix.Addr().String()})
	}
	return nil, nil
}

// openWith is a request with a header by which a stranger gets in.
func openWith(p *lint.Pass, s *model.Scope, header access.Header) *lint.Witness {
	for _, probe := range p.Probes().Of(s) {
		if probe.Kind != access.ProbePlain {
			continue
		}
		probe.Request.Headers = []access.Header{header}
		if w := witness(p, probe.Request, gotIn); w != nil {
			return w
		}
	}
	return nil
}

// listensToItself says that a host takes requests of the machine itself alone.
func listensToItself(h *model.Host) bool {
	if h == nil || len(h.Sockets) == 0 {
		return false
	}
	for _, s := range h.Sockets {
		if !ownAddress(s.Address.Text) {
			return false
		}
	}
	return true
}
