package rules

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// servesSame says that two locations answer from the same files, or by the same
// program: else what one covers is no part of what the other protects.
func servesSame(a, b *model.Scope) bool {
	switch {
	case a.Serving.Handler == nil && b.Serving.Handler == nil:
		return sameRoot(a, b)
	case a.Serving.Handler == nil:
		return !proxies(b) && sameRoot(a, b)
	case b.Serving.Handler == nil:
		return !proxies(a) && !isModule(a) && sameRoot(a, b)
	}
	return a.Serving.Handler.Name == b.Serving.Handler.Name && serverOf(a.Serving.Handler.Target.Text) == serverOf(b.Serving.Handler.Target.Text) &&
		(proxies(a) || sameRoot(a, b)) // a program for files runs those of the root
}

// proxies says that another server answers in a location, with what it has at
// the path, and no program for a file of this one.
func proxies(s *model.Scope) bool {
	h := s.Serving.Handler
	return h != nil && slices.Contains([]string{"proxy_pass", "grpc_pass", "memcached_pass"}, h.Name)
}

// isModule says that a module answers in a location, whatever the path.
func isModule(s *model.Scope) bool {
	return s.Serving.Handler != nil && s.Serving.Handler.Target.Text == ""
}

// sameRoot says that paths lead to the same files in two locations.
func sameRoot(a, b *model.Scope) bool {
	return !a.Serving.Alias.Written() && !b.Serving.Alias.Written() && rootOf(a) == rootOf(b)
}

// rootOf is the root in force in a scope, as it is written.
func rootOf(s *model.Scope) string {
	s = s.Nearest(func(s *model.Scope) bool { return s.Serving.Root.Written() })
	if s == nil {
		return ""
	}
	return s.Serving.Root.Value.Written.Text
}

// serverOf is the server of a proxy_pass, without a path.
func serverOf(target string) string {
	scheme, rest, found := strings.Cut(target, "://")
	if !found {
		return target
	}
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}
