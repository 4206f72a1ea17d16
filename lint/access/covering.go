package access

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// cover finds the scopes of a site that may bear on a request. It says too much
// rather than too little: which of them hold a server decides, and who is let
// ask for one place too many asks in vain.
type cover struct {
	site *model.Site
	// doors are the ways in by each host.
	doors    map[*model.Host]Request
	patterns map[*model.Scope]*pcre.Regexp
}

func newCover(site *model.Site) *cover {
	c := &cover{site: site, doors: map[*model.Host]Request{}, patterns: map[*model.Scope]*pcre.Regexp{}}
	for _, h := range site.Hosts {
		c.doors[h] = door(h, firstRoot(h)).Request
	}
	return c
}

// of are the numbers of the scopes that may bear on a request, in their order.
func (c *cover) of(r *Request) []int {
	target, _, _ := strings.Cut(r.Target, "?")
	if plain, err := url.PathUnescape(target); err == nil {
		target = plain
	}
	files := c.files(r, target)
	var found []int
	for i, s := range c.site.Scopes {
		if s.Live() && !s.Alone && c.answers(s.Host, r) && c.covers(s, target, files) {
			found = append(found, i)
		}
	}
	return found
}

// answers says that a host may be the one that answers.
func (c *cover) answers(h *model.Host, r *Request) bool {
	if h == nil {
		return true
	}
	d, known := c.doors[h]
	return !known || d.Host == r.Host && d.Port == r.Port
}

// files are the paths in the tree that a URL path may stand for.
func (c *cover) files(r *Request, target string) []string {
	var files []string
	for _, root := range c.site.Roots {
		if c.answers(root.Host, r) {
			files = append(files, path.Join(root.Dir, target))
		}
	}
	for _, a := range c.site.Aliases {
		if rest, below := strings.CutPrefix(target, a.Path); below && c.answers(a.Host, r) {
			files = append(files, path.Join(a.Dir, rest))
		}
	}
	return files
}

// covers says that a scope may be for a path.
func (c *cover) covers(s *model.Scope, target string, files []string) bool {
	if s.Parent != nil && s.Kind != model.ScopeLocation && !c.covers(s.Parent, target, files) {
		return false
	}
	switch s.Kind {
	case model.ScopeLocation:
		return c.fits(s, target)
	case model.ScopeFiles:
		if s.Matcher.Form == model.MatchExact {
			return path.Base(target) == s.Matcher.Pattern.Text
		}
		return c.fits(s, path.Base(target))
	case model.ScopeDirectory, model.ScopeHtaccess:
		return s.Dir == "" || slices.ContainsFunc(files, func(file string) bool { return below(s.Dir, file) })
	}
	return true
}

// fits compares the pattern of a scope with a path or a name.
func (c *cover) fits(s *model.Scope, text string) bool {
	pattern := s.Matcher.Pattern.Text
	switch s.Matcher.Form {
	case model.MatchExact:
		return text == pattern
	case model.MatchPrefix:
		return strings.HasPrefix(text, strings.TrimSuffix(pattern, "/"))
	case model.MatchRegexp:
		re := c.patterns[s]
		if re == nil {
			var flags pcre.Flags
			if s.Matcher.IgnoreCase {
				flags = pcre.IgnoreCase
			}
			re = pcre.Compile(pattern, flags)
			c.patterns[s] = re
		}
		return re.Match(text) != pcre.DoesNot
	}
	return true
}
