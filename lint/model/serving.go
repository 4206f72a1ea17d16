package model

import "github.com/authlint/authlint/lint/source"

// Serving is what a scope of nginx says about how requests are answered, as
// far as it bears on who may see what. It is what the scope says itself; how
// each part is inherited the comments say.
type Serving struct {
	// Root and Alias are folders that files are served from; an alias is never
	// inherited.
	Root, Alias Setting[*Folder]
	// Files are some of the files that lie below a location's folder, as they
	// are asked for; there may be more, and it may be another location that
	// they come to.
	Files []string
	// Handler answers instead of files; never inherited.
	Handler *Handler
	// Returns are those of return, which answer before anybody is asked for a
	// password. They are never inherited.
	Returns []Return
	// Internal says that nobody from outside gets at the location.
	Internal bool
	// TryFiles are the words of try_files, the last of which is what is served
	// when the others are no files; never inherited.
	TryFiles []Word
	// Listing is autoindex.
	Listing Setting[bool]
	// MergeSlashes is merge_slashes, which counts in the default host alone.
	MergeSlashes Setting[bool]
	// Fetches are inner requests that nobody asks a password for. Those of a
	// scope that has any replace those above.
	Fetches []Fetch
	// Caching are the directives of caches of answers (proxy_cache and its
	// kin, expires), each inherited by its name.
	Caching []CacheRule
}

// Folder is a folder that a setting names.
type Folder struct {
	Written Word
	// Dir is a path in the tree; empty where it cannot be known.
	Dir string
}

// Handler is what answers: another server, or a module.
type Handler struct {
	Name   string // the directive: proxy_pass, fastcgi_pass, stub_status
	Target Word   // empty for modules
	Span   source.Span
}

// Return is one return.
type Return struct {
	Status Word // empty for a redirect that names none
	// Target is a text, or where a redirect goes; empty where nothing is
	// written.
	Target Word
	Span   source.Span
}

// Refuses says that the answer is a refusal: 4xx, 5xx, or none at all.
func (r *Return) Refuses() bool {
	return len(r.Status.Text) == 3 && r.Status.Text[0] >= '4'
}

// Redirects says that the answer is a redirect.
func (r *Return) Redirects() bool {
	switch r.Status.Text {
	case "", "301", "302", "303", "307", "308":
		return true
	}
	return false
}

// Fetch is a directive that makes nginx fetch something of its own accord:
// add_before_body, add_after_body, mirror, or "ssi on", which fetches what the
// page itself says.
type Fetch struct {
	Name   string // the directive
	Target Word   // the path; empty for ssi
	Span   source.Span
}

// CacheRule is a directive about keeping answers, in the server's own words.
type CacheRule struct {
	Name string
	Args []Word
	Span source.Span
}

// Test is the condition of nginx's if.
type Test struct {
	// Variable is what is tested, with its "$"; for a test of files, the path.
	Variable Word
	// Operator is =, !=, ~, ~*, !~, !~*, or -f and the like in front of a
	// path; empty where the variable alone is the condition.
	Operator string
	// Operand is what it is compared with.
	Operand Word
}

// Nearest is the innermost scope that has something, s itself or one that it
// stands in; nil where none has. It finds lists that are inherited as a whole:
// add_header, error_page, set_real_ip_from.
func (s *Scope) Nearest(has func(*Scope) bool) *Scope {
	for s != nil && !has(s) {
		s = s.Outer()
	}
	return s
}
