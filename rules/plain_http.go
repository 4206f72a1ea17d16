package rules

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// askedAtPort80 reports passwords that hosts of nginx ask for over http: one for
// each host. Where nothing in view speaks TLS, or anything tells of a proxy in
// front, that proxy may speak it.
func askedAtPort80(p *lint.Pass) {
	secure := slices.ContainsFunc(p.Site.Hosts, func(h *model.Host) bool { return h.TLS == model.Yes })
	if header, _ := proxyHeader(p.Site); !secure || header != "" || clientTold(p.Site) {
		return
	}
	told := map[*model.Host]bool{}
	for s := range asking(p.Site) {
		if !onNginx(s) || s.Host == nil || told[s.Host] || s.Merged.Type.State != model.Set || !atPort80(s.Host) {
			continue
		}
		w := askedPlainly(p, s)
		if w == nil {
			continue
		}
		told[s.Host] = true
		p.Report(lint.Diagnostic{
			Span: s.Merged.Realm.Span, Cause: s.Merged.Realm.Cause, Witness: w, Fixes: toSecure(p, s.Host),
			Message: "password is asked for over http, and whoever is on the way can read it: redirect port 80 to https, and ask there",
		})
	}
}

// askedPlainly is a request over http for which a stranger is asked for the
// password.
func askedPlainly(p *lint.Pass, s *model.Scope) *lint.Witness {
	for _, probe := range p.Probes().Of(s) {
		if r := probe.Request; probe.Kind == access.ProbePlain {
			r.TLS, r.Port = false, 80
			if w := witness(p, r, answered(401)); w != nil {
				return w
			}
		}
	}
	return nil
}

// atPort80 says that a host listens there without TLS, for others than the
// machine itself.
func atPort80(h *model.Host) bool {
	for _, s := range h.Sockets {
		if s.TLS != model.Yes && publicPort80(s.Address.Text) {
			return true
		}
	}
	return len(h.Sockets) == 0
}

func publicPort80(at string) bool {
	_, port := socketParts(at)
	return port == "80" && !ownAddress(at)
}

// socketParts cuts the argument of listen into address and port, one of which
// may be missing.
func socketParts(at string) (host, port string) {
	if strings.Trim(at, "0123456789") == "" {
		return "*", at
	}
	if i := strings.LastIndexByte(at, ':'); i >= 0 && !strings.HasSuffix(at, "]") {
		return at[:i], at[i+1:]
	}
	return at, "80"
}

// ownAddress says that only the machine itself reaches a socket.
func ownAddress(at string) bool {
	host, _ := socketParts(at)
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "unix" || host == "localhost" || err == nil && addr.IsLoopback()
}
