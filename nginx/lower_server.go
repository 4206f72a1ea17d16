package nginx

import "github.com/authlint/authlint/lint/model"

func (l *lowerer) serverName(n *Node) {
	if l.host == nil {
		return
	}
	for _, w := range n.Words {
		l.host.Names = append(l.host.Names, n.Word(w))
	}
}

// listen notes a socket of the server.
func (l *lowerer) listen(n *Node) {
	if l.host == nil || len(n.Words) == 0 {
		return
	}
	at := n.Word(n.Words[0])
	socket := model.Socket{Address: at, TLS: model.No, Span: n.Head()}
	for _, w := range n.Words[1:] {
		switch w.Text {
		case "ssl", "quic":
			socket.TLS, l.host.TLS = model.Yes, model.Yes
		case "default_server", "default":
			socket.Default = true
		}
	}
	l.host.Listens = append(l.host.Listens, at)
	l.host.Sockets = append(l.host.Sockets, socket)
}

// settleTLS says of a server with "ssl on", which older versions have, that all
// its sockets speak TLS. The directive may stand behind those it is about.
func (l *lowerer) settleTLS(h *model.Host) {
	on, written := partOf(h.Scope).says("ssl")
	if !written {
		on, _ = partOf(l.top).says("ssl")
	}
	if on != "on" {
		return
	}
	h.TLS = model.Yes
	for i := range h.Sockets {
		h.Sockets[i].TLS = model.Yes
	}
}

// says is the first word of a directive that stands in a part.
func (p *part) says(name string) (word string, written bool) {
	for _, i := range p.items {
		if i.node.Is(name) {
			return i.node.Arg(0), true
		}
	}
	return "", false
}
