package model

import "strings"

// ServerConfiguration says that the scope is written in a server's own
// configuration, not in a .htaccess.
func (s *Scope) ServerConfiguration() bool {
	for s.Parent != nil {
		s = s.Parent
	}
	return s.Kind != ScopeHtaccess
}

// MayCover says that s may hold for every request that other holds for. It is
// false only when both are told apart by their host, or by the plain path that
// each is written for.
func (s *Scope) MayCover(other *Scope) bool {
	if s.Host != nil && other.Host != nil && s.Host != other.Host {
		return false
	}
	if s.Kind != other.Kind || !s.plainPath() || !other.plainPath() {
		return true
	}
	a, b := s.pathPattern(), other.pathPattern()
	if s.Matcher.Form == MatchExact {
		return a == b
	}
	return strings.HasPrefix(b+"/", a+"/")
}

// plainPath says that the scope is for one path, written without wildcards.
func (s *Scope) plainPath() bool {
	switch s.Matcher.Form {
	case MatchPath, MatchPrefix, MatchExact:
		return !strings.Contains(s.Matcher.Pattern.Text, "${")
	}
	return false
}

func (s *Scope) pathPattern() string { return strings.TrimRight(s.Matcher.Pattern.Text, "/") }
