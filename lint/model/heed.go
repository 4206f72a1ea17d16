package model

import (
	"github.com/authlint/authlint/lint/source"
)

// Configured says that a server's configuration is in view, if not all of it.
func (s *Site) Configured() bool {
	for _, scope := range s.Scopes {
		if scope.Kind == ScopeServer {
			return true
		}
	}
	return false
}

// Rooted says that a folder lies below a document root that is certain.
func (s *Site) Rooted(dir string) bool {
	for _, r := range s.Roots {
		if r.Certain && source.Below(r.Dir, dir) {
			return true
		}
	}
	return false
}

// Overriding is the section that says what the .htaccess of a folder may have;
// nil where none does, which httpd does not take for None, or where it cannot
// be told: a section whose pattern is not plain may cover the folder too.
func (s *Site) Overriding(dir string) *Scope {
	var by *Scope
	for _, scope := range s.Scopes {
		if scope.Kind != ScopeDirectory || !scope.Override.Written() {
			continue
		}
		switch {
		case scope.Override.State == Dynamic, !scope.Live(), scope.Matcher.Form != MatchPath:
			return nil
		case scope.Dir == "" && scope.Matcher.Pattern.Text != "/":
			continue
		case scope.Dir != "" && !source.Below(scope.Dir, dir):
			continue
		case by == nil || len(scope.Dir) >= len(by.Dir):
			by = scope
		}
	}
	return by
}

// Unheeded returns the section for which the server does not read a .htaccess,
// given its own scope; nil where the server reads it, or nobody knows.
func (s *Site) Unheeded(scope *Scope) *Scope {
	if scope.Kind != ScopeHtaccess || scope.Parent != nil || scope.Alone || !s.Configured() || !s.Rooted(scope.Dir) {
		return nil
	}
	if by := s.Overriding(scope.Dir); by != nil && by.Override.State == Off && !listsDirectives(s) {
		return by
	}
	return nil
}

// listsDirectives says that AllowOverrideList may let a file be read that
// AllowOverride does not.
func listsDirectives(s *Site) bool {
	for _, scope := range s.Scopes {
		if scope.OverrideList {
			return true
		}
	}
	return false
}

// UnheededFiles are the .htaccess files that the server does not read.
func (s *Site) UnheededFiles() map[*source.File]bool {
	var files map[*source.File]bool
	for _, scope := range s.Scopes {
		if s.Unheeded(scope) == nil {
			continue
		}
		if files == nil {
			files = map[*source.File]bool{}
		}
		files[scope.File()] = true
	}
	return files
}

// Below says that a folder is another one or lies in it.
func Below(folder, dir string) bool { return source.Below(folder, dir) }
