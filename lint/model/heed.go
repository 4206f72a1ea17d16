package model

import "github.com/authlint/authlint/lint/source"

// Overrides says which .htaccess files the server reads, by the configuration
// in view.
type Overrides struct {
	site     *Site
	sections []*Scope // those with an AllowOverride
	// Configured says that a server's configuration is in view, if not all of
	// it.
	Configured bool
	lists      bool // there is an AllowOverrideList
}

// Overrides looks for the sections that have a say in .htaccess files.
func (s *Site) Overrides() *Overrides {
	o := &Overrides{site: s}
	for _, scope := range s.Scopes {
		o.Configured = o.Configured || scope.Kind == ScopeServer
		o.lists = o.lists || scope.OverrideList
		if scope.Kind == ScopeDirectory && scope.Override.Written() {
			o.sections = append(o.sections, scope)
		}
	}
	return o
}

// Rooted says that a folder lies below a document root that is certain.
func (o *Overrides) Rooted(dir string) bool {
	for _, r := range o.site.Roots {
		if r.Certain && source.Below(r.Dir, dir) {
			return true
		}
	}
	return false
}

// Section is the one that says what the .htaccess of a folder may have; nil
// where none does, which httpd does not take for None, or where it cannot be
// told: a section whose pattern is not plain may cover the folder too.
func (o *Overrides) Section(dir string) *Scope {
	var by *Scope
	for _, s := range o.sections {
		switch {
		case s.Override.State == Dynamic, !s.Live(), s.Matcher.Form != MatchPath:
			return nil
		case s.Dir == "" && s.Matcher.Pattern.Text != "/":
			continue
		case s.Dir != "" && !source.Below(s.Dir, dir):
			continue
		case by == nil || len(s.Dir) >= len(by.Dir):
			by = s
		}
	}
	return by
}

// Unheeded returns the section for which the server does not read a .htaccess,
// given its own scope; nil where the server reads it, or nobody knows.
func (o *Overrides) Unheeded(s *Scope) *Scope {
	if !o.Configured || o.lists || s.Kind != ScopeHtaccess || s.Parent != nil || s.Alone || !o.Rooted(s.Dir) {
		return nil
	}
	if by := o.Section(s.Dir); by != nil && by.Override.State == Off {
		return by
	}
	return nil
}

// UnheededFiles are the .htaccess files that the server does not read.
func (s *Site) UnheededFiles() map[*source.File]bool {
	o := s.Overrides()
	if len(o.sections) == 0 {
		return nil
	}
	files := map[*source.File]bool{}
	for _, scope := range s.Scopes {
		if o.Unheeded(scope) != nil {
			files[scope.File()] = true
		}
	}
	return files
}
