package rules

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// wholePage says that a scope is for everything of a host, its pages' scripts
// and images too, and that no other says what holds for those.
func wholePage(s *model.Scope) bool {
	if s.Kind == model.ScopeServer {
		return !s.Alone && len(s.Children) > 0
	}
	host := s
	if s.Kind == model.ScopeLocation {
		if s.Matcher.Form != model.MatchPrefix || s.Matcher.Pattern.Text != "/" || s.Parent == nil || s.Parent.Kind != model.ScopeHost {
			return false
		}
		host = s.Parent
	}
	if host.Kind != model.ScopeHost || len(host.Serving.Returns) > 0 {
		return false
	}
	return !slices.ContainsFunc(host.Children, func(c *model.Scope) bool {
		return c != s && (s != host || limited(c)) && assets(c.Matcher)
	})
}

// limited says that a scope has limits of its own, which replace those round it.
func limited(s *model.Scope) bool { return len(s.Rates) > 0 }

// assets says that a location is for scripts, styles or images.
func assets(m model.Matcher) bool {
	return assetName(m.Pattern.Text) || m.Form == model.MatchRegexp && slices.ContainsFunc(access.Samples(m), assetName)
}

func assetName(text string) bool {
	lower := strings.ToLower(text)
	for _, part := range [...]string{"css", "js", "png", "jpg", "jpeg", "static", "assets", "media"} {
		if strings.Contains(lower, part) {
			return true
		}
	}
	return false
}
