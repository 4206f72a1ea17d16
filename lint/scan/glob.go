package scan

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// wildcards are the bytes that make a path a pattern.
const wildcards = `*?[`

// errMatches says that a pattern matches more than is looked at.
var errMatches = errors.New("the pattern matches too many files")

// Glob lists the paths that match a pattern, as Include understands it: "*"
// and "?" stay within one element, and a leading dot is matched by a dot only.
func (l *loader) Glob(pattern string) ([]string, error) {
	pattern = path.Clean(pattern)
	if !strings.ContainsAny(pattern, wildcards) {
		if _, err := l.r.o.Tree.Lstat(pattern); err != nil {
			return nil, err
		}
		return []string{pattern}, nil
	}
	found := []string{"/"}
	for elem := range strings.SplitSeq(strings.TrimPrefix(pattern, "/"), "/") {
		var err error
		if found, err = l.expand(found, elem); err != nil {
			return nil, err
		}
	}
	found = slices.DeleteFunc(found, func(at string) bool {
		_, err := l.r.o.Tree.Lstat(at)
		return err != nil
	})
	slices.Sort(found)
	return found, nil
}

// expand adds one element of a pattern to the paths found so far.
func (l *loader) expand(dirs []string, elem string) ([]string, error) {
	var found []string
	for _, dir := range dirs {
		if !strings.ContainsAny(elem, wildcards) {
			found = append(found, path.Join(dir, elem))
			continue
		}
		// What cannot be listed has no matches, as for the server.
		entries, err := l.r.o.Tree.ReadDir(dir)
		if err != nil && len(dirs) == 1 {
			return nil, err
		}
		for _, e := range entries {
			if matches(elem, e.Name) {
				found = append(found, path.Join(dir, e.Name))
			}
		}
		if len(found) > MaxMatches {
			l.site.Limits = append(l.site.Limits, &model.Limit{
				Path: l.r.o.display(dir), What: fmt.Sprintf("a pattern may match %d files, those of one with more were not read", MaxMatches),
			})
			return nil, errMatches
		}
	}
	return found, nil
}

// matches compares a name with one element of a pattern. httpd takes "!" and
// "^" alike in front of a set.
func matches(elem, name string) bool {
	if strings.HasPrefix(name, ".") && !strings.HasPrefix(elem, ".") {
		return false
	}
	ok, err := path.Match(strings.ReplaceAll(elem, "[!", "[^"), name)
	return ok && err == nil
}
