package engine

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/authlint/authlint/lint/access"
)

func itoa(n int) string { return strconv.Itoa(n) }

// names is how the server blocks of a socket are found.
type names struct {
	once                sync.Once
	exact, tails, heads map[string]*Server
	patterns            []namedPattern
}

type namedPattern struct {
	pattern *Regexp
	server  *Server
}

// connect finds the socket that the request comes in at.
func (q *request) connect() access.Action {
	r := q.w.Request
	l, why := q.p.listen(r)
	q.gate = access.GateHost
	if l == nil {
		return access.CannotSay(why)
	}
	q.listen = l
	if l.Six && q.remote.Is4() {
		q.remote = netip.AddrFrom16(q.remote.As16()) // as a socket of IPv6 sees it
	}
	q.serve(l.Default)
	if l.ProxyProtocol {
		return access.CannotSay("the socket expects a line of the PROXY protocol in front of the request", l.Default.Span)
	}
	return q.beginTLS()
}

// serve makes a server block the one that answers.
func (q *request) serve(s *Server) { q.server, q.loc = s, s.Own }

// listen is the socket for a request: the one with its very address, or else one
// for all addresses.
func (p *Program) listen(r *access.Request) (*Listen, string) {
	local := r.Local
	if !local.IsValid() {
		local, _ = netip.ParseAddr(strings.Trim(r.Host, "[]"))
	}
	if local.IsValid() {
		if l := p.listenAt(local.Unmap(), r.Port); l != nil {
			return l, ""
		}
		return nil, "nginx does not listen at port " + itoa(r.Port) + " of this address"
	}
	var chosen *Listen
	for _, l := range p.Listens {
		switch {
		case l.Port != r.Port:
		case chosen == nil:
			chosen = l
		case !slices.Equal(l.Servers, chosen.Servers), l.Default != chosen.Default, l.TLS != chosen.TLS:
			return nil, "it depends on the address of the server at which the request comes in (local_addr)"
		}
	}
	if chosen == nil {
		return nil, "nginx does not listen at port " + itoa(r.Port)
	}
	return chosen, ""
}

func (p *Program) listenAt(local netip.Addr, port int) *Listen {
	for _, l := range p.Listens {
		if l.Port == port && l.Addr.IsValid() && l.Addr.Unmap() == local {
			return l
		}
	}
	for _, l := range p.Listens {
		if l.Port == port && !l.Addr.IsValid() && l.Six == local.Is6() {
			return l
		}
	}
	for _, l := range p.Listens {
		if l.Port == port && !l.Addr.IsValid() && l.Both {
			return l
		}
	}
	return nil
}

// choose finds the server block for a host.
func (q *request) choose(host string) access.Action {
	s, why := q.find(host)
	q.gate = access.GateHost
	if why != "" {
		return access.CannotSay(why)
	}
	if s == nil {
		s = q.listen.Default
	}
	if q.sni != "" && q.sni != host && s.TLS.Verify != VerifyOff {
		// The answer is still that of the server block of the handshake.
		return access.Answer(access.Refuses, 421, "TLS was begun for another name, and this server asks for a client certificate", s.TLS.Span)
	}
	q.serve(s)
	if q.traced() {
		a := access.Action{Note: "this server block answers"}
		if s == q.listen.Default && len(q.listen.Servers) > 1 && !slices.ContainsFunc(s.Names, func(n ServerName) bool { return n.Text == host }) {
			a.Note = "no server block has this name, and the default one answers"
		}
		if !s.Span.IsZero() {
			a.Because = append(a.Because, s.Span)
		}
		q.w.Saw(access.GateHost, a)
	}
	if s.Unsure != "" {
		return access.CannotSay(s.Unsure, s.UnsureSpan)
	}
	return access.Action{}
}

// find looks a host up: an exact name, the longest one with an asterisk in
// front, the longest one with an asterisk behind, the first pattern that fits. It
// is nil where none does.
func (q *request) find(host string) (*Server, string) {
	n := &q.listen.names
	n.once.Do(func() { n.build(q.listen.Servers) })
	if s := n.exact[host]; s != nil {
		return s, ""
	}
	for rest := host; ; {
		_, after, found := strings.Cut(rest, ".")
		if !found {
			break
		}
		if s := n.tails[after]; s != nil {
			return s, ""
		}
		rest = after
	}
	for rest := host; ; {
		i := strings.LastIndexByte(rest, '.')
		if i < 0 {
			break
		}
		if s := n.heads[rest[:i]]; s != nil {
			return s, ""
		}
		rest = rest[:i]
	}
	if host == "" {
		return nil, ""
	}
	for _, p := range n.patterns {
		matched, why := q.match(p.pattern, host)
		if why != "" {
			return nil, why
		}
		if matched {
			return p.server, ""
		}
	}
	return nil, ""
}

// build sorts the names. Of two that say the same nginx takes the first and leaves
// the other out altogether: ".example.com" behind "example.com", too.
func (n *names) build(servers []*Server) {
	n.exact, n.tails, n.heads = map[string]*Server{}, map[string]*Server{}, map[string]*Server{}
	taken := map[string]bool{} // as names without an asterisk
	for _, s := range servers {
		for i := range s.Names {
			name := &s.Names[i]
			switch text := name.Text; name.Form {
			case NameExact:
				if !taken[text] {
					taken[text], n.exact[text] = true, s
				}
			case NameDomain:
				if taken[text] {
					continue
				}
				if taken[text] = true; n.tails[text] == nil {
					n.exact[text], n.tails[text] = s, s
				}
			case NameSuffix:
				putFirst(n.tails, text, s)
			case NamePrefix:
				putFirst(n.heads, text, s)
			case NameRegexp:
				n.patterns = append(n.patterns, namedPattern{name.Regexp, s})
			}
		}
	}
}

func putFirst(m map[string]*Server, name string, s *Server) {
	if m[name] == nil {
		m[name] = s
	}
}

// match runs a pattern. Where it matches its groups become the captures, and its
// named ones variables.
func (q *request) match(re *Regexp, subject string) (matched bool, why string) {
	if re.Groups() == 0 {
		switch re.Match(subject) {
		case pcreMatches:
			q.captures, q.captureDoubt = nil, ""
			return true, ""
		case pcreDoesNot:
			return false, ""
		}
		return false, q.cannotMatch(re)
	}
	groups, answer := re.Find(subject, nil)
	switch answer {
	case pcreDoesNot:
		return false, ""
	case pcreMatches:
	default:
		return false, q.cannotMatch(re)
	}
	q.captures = make([]string, len(groups)/2)
	for i := range q.captures {
		if start, end := groups[2*i], groups[2*i+1]; start >= 0 {
			q.captures[i] = subject[start:end]
		}
	}
	q.captureDoubt = ""
	for i, variable := range re.Sets {
		if variable >= 0 && i < len(q.captures) {
			q.assign(variable, q.captures[i], "")
		}
	}
	return true, ""
}

func (q *request) cannotMatch(re *Regexp) string {
	if why := re.Why(); why != "" {
		return "what a pattern matches is not known: " + why
	}
	return "whether a pattern matches is not known"
}
