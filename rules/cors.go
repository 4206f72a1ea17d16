package rules

import (
	"iter"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// cors is what a scope says to scripts of other sites, with what the scopes
// round it say.
type cors struct {
	origin, credentials, headers, methods *model.HeaderChange
}

// headerScopes are the scopes whose headers of answers hold in one, innermost
// first.
func headerScopes(s *model.Scope) iter.Seq[*model.Scope] {
	return func(yield func(*model.Scope) bool) {
		for at := s; at != nil && yield(at) && !replacesHeaders(at); at = at.Outer() {
		}
	}
}

// replacesHeaders says that a scope's headers of answers replace all those of
// the scopes round it: in nginx any add_header does that.
func replacesHeaders(s *model.Scope) bool {
	return slices.ContainsFunc(s.Headers, func(h model.HeaderChange) bool { return h.By == "add_header" })
}

// corsOf collects the headers in force in a scope.
func corsOf(s *model.Scope) cors {
	var c cors
	for at := range headerScopes(s) {
		for i := len(at.Headers) - 1; i >= 0; i-- {
			h := &at.Headers[i]
			if h.Request || h.Action == "unset" || h.Action == "edit" || h.Action == "note" {
				continue
			}
			switch strings.ToLower(h.Name.Text) {
			case "access-control-allow-origin":
				keepFirst(&c.origin, h)
			case "access-control-allow-credentials":
				keepFirst(&c.credentials, h)
			case "access-control-allow-headers":
				keepFirst(&c.headers, h)
			case "access-control-allow-methods":
				keepFirst(&c.methods, h)
			}
		}
	}
	return c
}

func keepFirst(to **model.HeaderChange, h *model.HeaderChange) {
	if *to == nil {
		*to = h
	}
}

// writes says that the scope itself, not one round it, has one of the headers.
func (c *cors) writtenIn(s *model.Scope) bool {
	for _, h := range []*model.HeaderChange{c.origin, c.credentials, c.headers, c.methods} {
		if h != nil && s.Span.Contains(h.Span) && s.File() == h.Span.File {
			return true
		}
	}
	return false
}

// withCredentials says that scripts may send the user's passwords and cookies.
func (c *cors) withCredentials() bool {
	return c.credentials != nil && strings.EqualFold(strings.Trim(c.credentials.Value.Text, `"' `), "true")
}
