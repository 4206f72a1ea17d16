package nginx

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/nginx/engine"
)

// server compiles a server block.
func (c *compiler) server(scope *model.Scope, outer *engine.Settings, http []item) {
	s := &engine.Server{Model: scope.Host, Span: scope.Head, Named: map[string]*engine.Location{}}
	own := partOf(scope).items
	c.names(s, own)
	c.at = s
	said := func(name string) string {
		if word, written := says(own, name); written {
			return word
		}
		word, _ := says(http, name)
		return word
	}
	s.KeepSlashes = strings.EqualFold(said("merge_slashes"), "off")
	s.Underscores = strings.EqualFold(said("underscores_in_headers"), "on")
	s.HeaderBuffer, s.HeaderBuffers = headerBuffers(http, own)
	s.TLS.Reject = strings.EqualFold(said("ssl_reject_handshake"), "on")
	s.TLS.Verify, s.TLS.Span = c.verify(own, http)
	for _, i := range own {
		if i.node.Is("include") && s.Unsure == "" {
			s.Unsure, s.UnsureSpan = c.include(i.node), i.node.Head()
		}
	}
	s.Own = &engine.Location{Settings: c.settings(scope, outer), Span: scope.Head}
	s.Script = c.script(scope, nil, s)
	c.locations(scope, s.Own, s)
	c.attach(s, scope.Host, own)
}

// headerBuffers are size and number of large_client_header_buffers; a larger first
// buffer counts as one.
func headerBuffers(http, own []item) (length, count int) {
	for _, items := range [][]item{http, own} {
		for _, i := range items {
			switch n := i.node; {
			case n.Is("large_client_header_buffers") && len(n.Words) == 2:
				number, _ := code(n.Arg(0))
				bytes, ok := bytesOf(n.Arg(1))
				if ok && bytes < 1<<24 {
					length, count = int(bytes), number
				}
			case n.Is("client_header_buffer_size"):
				if bytes, ok := bytesOf(n.Arg(0)); ok && bytes > 8<<10 && bytes < 1<<24 {
					length, count = max(length, int(bytes)), max(count, 4)
				}
			}
		}
	}
	return length, count
}

// says is the first word of the last directive of a name.
func says(items []item, name string) (word string, written bool) {
	for _, i := range items {
		if i.node.Is(name) {
			word, written = i.node.Arg(0), true
		}
	}
	return word, written
}

// names compiles server_name.
func (c *compiler) names(s *engine.Server, items []item) {
	for _, i := range items {
		if !i.node.Is("server_name") {
			continue
		}
		for _, w := range i.node.Words {
			if len(s.Names) == 0 {
				s.Name = shownName(w.Text)
			}
			s.Names = append(s.Names, c.serverName(w.Text))
		}
	}
	if len(s.Names) == 0 {
		s.Names = append(s.Names, engine.ServerName{})
	}
}

// shownName is a name as redirects and variables show it.
func shownName(name string) string {
	name = strings.TrimPrefix(name, ".")
	if !strings.HasPrefix(name, "~") {
		name = engine.Lower(name)
	}
	return name
}

func (c *compiler) serverName(name string) engine.ServerName {
	lower := engine.Lower(name)
	switch {
	case strings.HasPrefix(name, "~"):
		return engine.ServerName{Form: engine.NameRegexp, Regexp: c.pattern(name[1:], lower != name)}
	case strings.HasPrefix(lower, "*."):
		return engine.ServerName{Text: lower[2:], Form: engine.NameSuffix}
	case strings.HasPrefix(lower, "."):
		return engine.ServerName{Text: lower[1:], Form: engine.NameDomain}
	case strings.HasSuffix(lower, ".*"):
		return engine.ServerName{Text: lower[:len(lower)-2], Form: engine.NamePrefix}
	}
	return engine.ServerName{Text: lower}
}

// verify is ssl_verify_client.
func (c *compiler) verify(own, http []item) (v engine.Verify, span source.Span) {
	for _, items := range [][]item{http, own} {
		for _, i := range items {
			if !i.node.Is("ssl_verify_client") {
				continue
			}
			span = i.node.Head()
			switch strings.ToLower(i.node.Arg(0)) {
			case "on":
				v = engine.VerifyOn
			case "optional":
				v = engine.VerifyOptional
			case "optional_no_ca":
				v = engine.VerifyOptionalNoCA
			default:
				v = engine.VerifyOff
			}
		}
	}
	return v, span
}

// attach puts a server on its sockets.
func (c *compiler) attach(s *engine.Server, host *model.Host, items []item) {
	found := false
	for _, i := range items {
		if i.node.Is("listen") && len(i.node.Words) > 0 {
			found = c.listen(s, host, i.node) || found
		}
	}
	if !found {
		l := c.socket(netip.Addr{}, false, 80)
		l.Servers = append(l.Servers, s)
	}
}

// listen puts a server on one socket. It is false for one that no client of the
// network reaches.
func (c *compiler) listen(s *engine.Server, host *model.Host, n *Node) bool {
	word := n.Arg(0)
	addr, six, port, ok := listenAddress(word)
	if !ok {
		return strings.HasPrefix(word, "unix:")
	}
	options := n.Words[1:]
	has := func(name string) bool {
		return slices.ContainsFunc(options, func(w Word) bool { return w.Text == name })
	}
	if has("quic") {
		return true
	}
	l := c.socket(addr, six, port)
	l.Servers = append(l.Servers, s)
	l.TLS = l.TLS || has("ssl")
	l.ProxyProtocol = l.ProxyProtocol || has("proxy_protocol")
	l.Both = l.Both || has("ipv6only=off")
	if has("default_server") || has("default") {
		l.Default = s
	}
	if host != nil {
		for _, socket := range host.Sockets {
			if socket.Address.Span == n.WordSpan(n.Words[0]) && socket.TLS == model.Yes {
				l.TLS = true
			}
		}
	}
	return true
}

// socket is the socket of an address and port.
func (c *compiler) socket(addr netip.Addr, six bool, port int) *engine.Listen {
	key := addr.String() + "|" + strconv.FormatBool(six) + "|" + strconv.Itoa(port)
	l := c.sockets[key]
	if l == nil {
		l = &engine.Listen{Addr: addr, Six: six, Port: port}
		c.sockets[key] = l
		c.out.Listens = append(c.out.Listens, l)
	}
	return l
}

// listens settles the default servers.
func (c *compiler) listens() {
	for _, l := range c.out.Listens {
		if l.Default == nil {
			l.Default = l.Servers[0]
		}
	}
}

// listenAddress reads the first word of listen.
func listenAddress(word string) (addr netip.Addr, six bool, port int, ok bool) {
	if n, err := strconv.Atoi(word); err == nil {
		return addr, false, n, n > 0 && n < 1<<16
	}
	host, text := word, ""
	if i := strings.LastIndexByte(word, ':'); i >= 0 && !strings.HasSuffix(word, "]") {
		host, text = word[:i], word[i+1:]
	}
	port = 80
	if text != "" {
		var err error
		if port, err = strconv.Atoi(text); err != nil {
			return addr, false, 0, false
		}
	}
	if strings.HasPrefix(host, "[") {
		a, err := netip.ParseAddr(strings.Trim(host, "[]"))
		if err != nil {
			return addr, false, 0, false
		}
		if a.IsUnspecified() {
			return netip.Addr{}, true, port, true
		}
		return a, true, port, true
	}
	switch host {
	case "*", "", "0.0.0.0":
		return netip.Addr{}, false, port, true
	case "localhost":
		return netip.MustParseAddr("127.0.0.1"), false, port, true
	}
	a, err := netip.ParseAddr(host)
	return a, false, port, err == nil
}
