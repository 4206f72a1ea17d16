package model

import "slices"

// Of is the site as rules about some kinds of server see it: without what the
// configuration of others says. It is the site itself where there is none; no
// kinds stand for all.
func (s *Site) Of(kinds []ServerKind) *Site {
	other := func(server *Server) bool { return server != nil && !slices.Contains(kinds, server.Kind) }
	if len(kinds) == 0 || !slices.ContainsFunc(s.Servers, other) {
		return s
	}
	inOther := func(scope *Scope) bool { return scope != nil && other(scope.Server) }
	atOther := func(h *Host) bool { return h != nil && other(h.Server) }
	view := *s
	view.Servers = without(s.Servers, other)
	view.Hosts = without(s.Hosts, atOther)
	view.Roots = without(s.Roots, func(r *Root) bool { return atOther(r.Host) })
	view.Aliases = without(s.Aliases, func(a *Alias) bool { return atOther(a.Host) })
	view.Scopes = without(s.Scopes, inOther)
	view.Refusals = without(s.Refusals, func(r *Refusal) bool { return inOther(r.Scope) })
	view.Oddities = without(s.Oddities, func(o *Oddity) bool { return inOther(o.Scope) })
	view.Markers = without(s.Markers, func(m *Marker) bool { return inOther(m.Scope) })
	view.Comments = without(s.Comments, func(c *Comment) bool { return inOther(c.Scope) })
	view.Stores = without(s.Stores, func(t *Store) bool { return t.Reader != NoServer && !slices.Contains(kinds, t.Reader) })
	return &view
}

func without[T any](list []T, other func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), other)
}
