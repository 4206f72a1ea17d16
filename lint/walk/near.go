package walk

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
)

const (
	// maxNear is how many URLs like another are shown.
	maxNear = 3
	// leastNear is the length from which on names are like each other that
	// differ in more than letter case: of shorter ones all are.
	leastNear = 3
)

// FindNear looks for URLs like one that is not found: the first name of its
// path that does not exist is compared with those that do. names lists a
// folder below the document root; "." is that itself.
func (s *Story) FindNear(g Gatekeeper, names func(folder string) []string) {
	if s.Outcome != access.NotFound {
		return
	}
	target, query, _ := strings.Cut(s.Request.Target, "?")
	plain, err := url.PathUnescape(target)
	if err != nil {
		return
	}
	folder := "."
	rest := strings.Split(strings.Trim(path.Clean("/"+plain), "/"), "/")
	for len(rest) > 0 {
		there := names(folder)
		if slices.Contains(there, rest[0]) {
			folder, rest = path.Join(folder, rest[0]), rest[1:]
			continue
		}
		for _, name := range nearNames(rest[0], there) {
			s.tryNear(g, path.Join(folder, name), rest[1:], query)
		}
		return
	}
}

// nearNames are the names like one that was typed, those first that differ in
// letter case alone.
func nearNames(typed string, names []string) []string {
	names = slices.Sorted(slices.Values(names))
	small := make([]string, len(names))
	var near []string
	for i, name := range names {
		small[i] = strings.ToLower(name)
		if strings.EqualFold(name, typed) {
			near = append(near, name)
		}
	}
	if len(typed) < leastNear {
		return near
	}
	for _, like := range lint.Nearest(typed, slices.Compact(slices.Sorted(slices.Values(small)))) {
		for i, name := range names {
			if small[i] == like && !slices.Contains(near, name) {
				near = append(near, name)
			}
		}
	}
	return near
}

// tryNear keeps a URL that is answered otherwise: with the rest of the path,
// or without.
func (s *Story) tryNear(g Gatekeeper, found string, rest []string, query string) {
	for _, p := range []string{path.Join(append([]string{"/", found}, rest...)...), path.Join("/", found)} {
		r := *s.Request
		r.Target = (&url.URL{Path: p}).EscapedPath()
		if query != "" {
			r.Target += "?" + query
		}
		d := g.Decide(&r)
		if d.Outcome == access.NotFound || d.Outcome == access.Undecided || len(s.Near) == maxNear {
			continue
		}
		s.Near = append(s.Near, Variant{origin(s.URL) + r.Target, d})
		return
	}
}

// origin is the scheme and host of a URL, as they are written.
func origin(url string) string {
	begin := strings.Index(url, "://") + len("://")
	if end := strings.IndexAny(url[begin:], "/?#"); end >= 0 {
		return url[:begin+end]
	}
	return url
}
