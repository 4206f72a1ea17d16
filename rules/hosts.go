package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// hostsByPlace are the hosts that serve something of a place, by the place.
func hostsByPlace(site *model.Site) map[string][]*model.Host {
	hosts := map[string][]*model.Host{}
	for _, s := range site.Scopes {
		if s.Host == nil || s.Kind != model.ScopeLocation && s.Kind != model.ScopeHost {
			continue
		}
		place := placeOf(s)
		if all := hosts[place]; len(all) == 0 || all[len(all)-1] != s.Host {
			hosts[place] = append(all, s.Host)
		}
	}
	return hosts
}

// placeOf is where what a scope serves comes from: another server, or a folder.
func placeOf(s *model.Scope) string {
	if proxies(s) {
		return serverOf(s.Serving.Handler.Target.Text)
	}
	return rootOf(s)
}

// inner says that a host is for programs of the same machine.
func inner(h *model.Host) bool {
	for i := range h.Sockets {
		if at := h.Sockets[i].Address.Text; !loopback(at) {
			return false
		}
	}
	return len(h.Sockets) > 0
}

// loopback says that what is listened at is reached from the same machine alone.
func loopback(listen string) bool {
	for _, begin := range [...]string{"127.", "unix:", "[::1]", "localhost"} {
		if strings.HasPrefix(listen, begin) {
			return true
		}
	}
	return false
}
