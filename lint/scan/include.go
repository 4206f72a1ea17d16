package scan

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// A file that another one includes is a part of that one's site and none by
// itself. Only loading shows what is included; what a line looks like tells in
// which order to load, so that it shows in time.

var (
	includeLine    = regexp.MustCompile(`(?im)^[ \t]*Include(?:Optional)?[ \t]+(?:["']([^"'\n]+)["']|([^\s;]+))`)
	serverRootLine = regexp.MustCompile(`(?im)^[ \t]*ServerRoot[ \t]+"?([^"\s]+)`)
)

// maxIncludeLines bounds how many lines of a file bear on the order, and
// maxIncludePairs how many pairs of files are looked at in all.
const (
	maxIncludeLines = 200
	maxIncludePairs = 200_000
)

// includes returns the patterns of paths, in the tree, that a file looks as if
// it includes.
func includes(o *Options, at string, data []byte) []string {
	found := includeLine.FindAllSubmatch(data, maxIncludeLines)
	if len(found) == 0 {
		return nil
	}
	base, mapping := path.Dir(at), o.pathMap(at)
	if m := serverRootLine.FindSubmatch(data); m != nil && path.IsAbs(string(m[1])) {
		base = mapped(mapping, path.Clean(string(m[1])))
	}
	var patterns []string
	for _, m := range found {
		name := string(m[1]) + string(m[2])
		if path.IsAbs(name) {
			name = path.Clean(name)
			patterns = append(patterns, mapped(mapping, name))
			if _, below, found := strings.Cut(name, "/nginx/"); found {
				patterns = append(patterns, path.Join(base, below)) // a copy of nginx's folder
			}
		} else {
			// nginx's paths begin at the folder of nginx.conf, which for most
			// files that are included themselves is the one above.
			patterns = append(patterns, path.Join(base, name), path.Join(path.Dir(base), name))
		}
	}
	return patterns
}

// includersFirst moves sites that may be included behind those that may
// include them, and leaves the order as it is otherwise.
func includersFirst(order []*sitePlan) []*sitePlan {
	files, folders := map[string]*sitePlan{}, map[string][]*sitePlan{}
	for _, s := range order {
		if s.class == classServer {
			for _, name := range s.names {
				files[name] = s
				folders[path.Dir(name)] = append(folders[path.Dir(name)], s)
			}
		}
	}
	pairs := 0
	includers := map[*sitePlan][]*sitePlan{}
	for _, s := range order {
		for _, pattern := range s.includes {
			for _, other := range candidates(pattern, files, folders, &pairs) {
				if other != s {
					includers[other] = append(includers[other], s)
				}
			}
		}
	}
	sorted := make([]*sitePlan, 0, len(order))
	state := map[*sitePlan]int{} // 1 on the way, 2 done
	var visit func(s *sitePlan)
	visit = func(s *sitePlan) {
		state[s] = 1
		for _, by := range includers[s] {
			if state[by] == 0 {
				visit(by)
			}
			if state[by] == 2 {
				s.after = append(s.after, by)
			}
		}
		state[s] = 2
		sorted = append(sorted, s)
	}
	for _, s := range order {
		if state[s] == 0 {
			visit(s)
		}
	}
	return sorted
}

// candidates are the sites a pattern may mean: a file, a whole folder, or the
// files of a folder that match.
func candidates(pattern string, files map[string]*sitePlan, folders map[string][]*sitePlan, pairs *int) []*sitePlan {
	if s := files[pattern]; s != nil {
		return []*sitePlan{s}
	}
	if in := folders[pattern]; in != nil {
		return in
	}
	last := path.Base(pattern)
	if !strings.ContainsAny(last, wildcards) {
		return nil
	}
	var matching []*sitePlan
	for _, s := range folders[path.Dir(pattern)] {
		if *pairs++; *pairs > maxIncludePairs {
			break
		}
		if slices.ContainsFunc(s.names, func(name string) bool { return matches(last, path.Base(name)) }) {
			matching = append(matching, s)
		}
	}
	return matching
}
