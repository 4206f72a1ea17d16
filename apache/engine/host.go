package engine

import (
	"cmp"
	"net/netip"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// readHost reads the Host header, which is the URL's host unless a header says
// otherwise.
func (r *request) readHost() {
	q := r.w.Request
	text, sent := q.Header("Host")
	if !sent {
		r.hostname = q.Host
		if q.Port != defaultPort(q.TLS) {
			r.hostPort = q.Port
		}
	} else {
		name, port, _ := strings.Cut(text, ":")
		if strings.HasPrefix(text, "[") {
			if i := strings.IndexByte(text, ']'); i > 0 {
				name, port = text[:i+1], strings.TrimPrefix(text[i+1:], ":")
			}
		}
		r.hostname = name
		r.hostPort, _ = strconv.Atoi(port)
	}
	r.hostname = strings.ToLower(strings.TrimSuffix(r.hostname, "."))
}

func defaultPort(tls bool) int {
	if tls {
		return 443
	}
	return 80
}

// chooseHost finds the virtual host that answers.
func (r *request) chooseHost() access.Action {
	h, why := r.p.host(r.w.Request, r.hostname)
	if h == nil {
		return access.CannotSay(why)
	}
	r.host = h
	if r.traced() {
		a := access.Action{Note: "the main server answers"}
		if h.Model != nil {
			a.Note, a.Because = "this virtual host answers", []source.Span{h.Span}
		}
		r.w.Saw(access.GateHost, a)
	}
	if len(h.Unsure) > 0 {
		return access.CannotSay(h.Unsure[0].Why, h.Unsure[0].Span)
	}
	if h.TLS == model.Yes && !r.w.Request.TLS {
		r.settings = h.Settings
		return access.Answer(access.Refuses, 400, "plain http on a port that speaks TLS", h.Span)
	}
	if h.TLS == model.No && r.w.Request.TLS {
		return access.CannotSay("the host that answers at this port does not speak TLS as far as its configuration goes", h.Span)
	}
	if r.began != nil && r.began != h {
		return access.CannotSay("TLS was begun with another virtual host than the request names", places(h.Span)...)
	}
	return access.Action{}
}

// beginTLS is the handshake, with the virtual host of the name in the URL,
// before there is any request.
func (r *request) beginTLS() access.Action {
	q := r.w.Request
	if !q.TLS {
		return access.Action{}
	}
	h, why := r.p.host(q, strings.ToLower(strings.TrimSuffix(q.Host, ".")))
	if h == nil {
		return access.CannotSay(why)
	}
	r.began = h
	return r.handshake(h)
}

// host chooses by address and port first, then by name.
func (p *Program) host(q *access.Request, name string) (*Host, string) {
	if len(p.Hosts) == 0 {
		return p.Main, ""
	}
	local := q.Local
	if !local.IsValid() {
		local, _ = netip.ParseAddr(strings.Trim(q.Host, "[]"))
	}
	if local.IsValid() {
		return p.hostAt(local.Unmap(), q.Port, name)
	}
	// Nobody said at which address the request comes in: it does not matter
	// when all lead to the same host.
	chosen, why := p.hostAt(netip.Addr{}, q.Port, name)
	for _, h := range p.Hosts {
		for _, a := range h.Addresses {
			if !a.Addr.IsValid() || a.Port != 0 && a.Port != q.Port {
				continue
			}
			other, _ := p.hostAt(a.Addr, q.Port, name)
			switch {
			case chosen == p.Main:
				chosen = other // the main server has no address of its own here
			case other != chosen:
				return nil, "it depends on the address of the server at which the request comes in (local_addr)"
			}
		}
	}
	return chosen, why
}

// hostAt chooses among the hosts of an address: those for the very address
// and port, then those for the address alone, then those for any address.
func (p *Program) hostAt(local netip.Addr, port int, name string) (*Host, string) {
	type rank struct{ exact, port bool }
	fits := func(a HostAddress, k rank) bool {
		if k.exact != a.Addr.IsValid() || a.Name != "" || k.exact && a.Addr.Unmap() != local {
			return false
		}
		if k.port {
			return a.Port == port
		}
		return a.Port == 0
	}
	for _, k := range []rank{{true, true}, {true, false}, {false, true}, {false, false}} {
		if k.exact && !local.IsValid() {
			continue
		}
		var base, byName *Host
		for _, h := range p.Hosts {
			for _, a := range h.Addresses {
				if !fits(a, k) {
					continue
				}
				if base == nil {
					base = h
				}
				if byName == nil && h.called(name) {
					byName = h
				}
			}
		}
		switch {
		case byName != nil:
			return byName, ""
		case base != nil:
			return base, ""
		}
	}
	return p.Main, ""
}

// called says that a name is one of the host's.
func (h *Host) called(name string) bool {
	if strings.EqualFold(name, h.Name) {
		return true
	}
	for _, a := range h.Aliases {
		if strings.EqualFold(name, a) {
			return true
		}
	}
	for _, w := range h.Wild {
		if wildcard(strings.ToLower(w), name) {
			return true
		}
	}
	return false
}

// wildcard is httpd's plain matcher: "*" for any text, "?" for a character.
func wildcard(pattern, text string) bool {
	star, mark := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]) && pattern[p] != '*':
			p++
			t++
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// scheme is http or https: that of ServerName, if it has one.
func (r *request) scheme() string {
	if r.host.Scheme != "" {
		return r.host.Scheme
	}
	if r.w.Request.TLS {
		return "https"
	}
	return "http"
}

// defaultPort is the port that URLs of the host need not name.
func (r *request) defaultPort() int {
	return defaultPort(r.w.Request.TLS || r.host.Scheme == "https")
}

// ownPort is the port that a host has by its configuration: ServerName's, else
// that of its first address.
func (h *Host) ownPort() int {
	if h.Port == 0 && len(h.Addresses) > 0 {
		return h.Addresses[0].Port
	}
	return h.Port
}

// constructURL makes an absolute URL of a path, with the names that httpd
// gives itself.
func (r *request) constructURL(path string) string {
	s := r.settings
	if s == nil {
		s = r.host.Settings
	}
	name, port := r.hostname, r.hostPort
	if s.CanonicalName.Is(false) || name == "" {
		name = r.host.Name
	}
	if s.CanonicalName.Is(false) || port == 0 {
		own, physical := r.host.ownPort(), 0
		if s.CanonicalPort.Is(false) {
			physical = r.w.Request.Port
		}
		if port = cmp.Or(physical, own); s.CanonicalName.Is(false) {
			port = cmp.Or(own, physical)
		}
	}
	url := r.scheme() + "://" + name
	if port != 0 && port != r.defaultPort() {
		url += ":" + strconv.Itoa(port)
	}
	return url + path
}
