package nginx

import (
	"strings"

	"github.com/authlint/authlint/nginx/engine"
)

// referers compiles valid_referers, of which there may be several.
func (c *compiler) referers(s *engine.Settings, n *Node, _ *engine.Location) {
	r := s.Referers
	if r == nil {
		r = &engine.Referers{Hosts: engine.Table{
			Exact: map[string]*engine.Text{}, Tails: map[string]*engine.Text{}, Heads: map[string]*engine.Text{},
		}}
		s.Referers = r
	}
	for _, w := range n.Words {
		switch {
		case w.Text == "none":
			r.None = true
		case w.Text == "blocked":
			r.Blocked = true
		case w.Text == "server_names":
			c.ownReferers(r)
		case strings.HasPrefix(w.Text, "~"):
			r.Patterns = append(r.Patterns, c.pattern(w.Text[1:], true))
		default:
			host, path := w.Text, ""
			if i := strings.IndexByte(host, '/'); i >= 0 {
				host, path = host[:i], host[i:]
			}
			addReferer(r, c.serverName(host), path)
		}
	}
}

// ownReferers adds the names of the server block.
func (c *compiler) ownReferers(r *engine.Referers) {
	if c.at == nil {
		return
	}
	for _, name := range c.at.Names {
		addReferer(r, name, "")
	}
}

func addReferer(r *engine.Referers, name engine.ServerName, path string) {
	begin := &engine.Text{Source: path}
	switch name.Form {
	case engine.NameExact:
		r.Hosts.Exact[name.Text] = begin
	case engine.NameDomain:
		r.Hosts.Exact[name.Text], r.Hosts.Tails[name.Text] = begin, begin
	case engine.NameSuffix:
		r.Hosts.Tails[name.Text] = begin
	case engine.NamePrefix:
		r.Hosts.Heads[name.Text] = begin
	case engine.NameRegexp:
		r.HostPatterns = append(r.HostPatterns, name.Regexp)
	}
}
