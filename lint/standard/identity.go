package standard

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// identity is a displayed file's name from the top of its repository; outside
// of any it stays what is displayed.
func (p *places) identity(display string) string {
	at := p.absolute(display)
	if top, found := p.top(path.Dir(at)); found {
		return within(top, at)
	}
	return display
}

// within is a path below a folder as seen from it.
func within(top, at string) string {
	if at == top {
		return "."
	}
	return strings.TrimPrefix(strings.TrimPrefix(at, top), "/")
}

// top is the repository that holds a folder of the tree, among those of what
// was typed: to look for others would cost a question for each folder.
func (p *places) top(dir string) (top string, found bool) {
	if p.tops == nil {
		p.tops = []string{}
		for _, root := range p.roots {
			if isRepository(root) {
				p.tops = append(p.tops, filepath.ToSlash(root))
			}
		}
	}
	for _, t := range p.tops {
		if source.Below(t, dir) && len(t) > len(top) {
			top, found = t, true
		}
	}
	return top, found
}

// Covered returns a function that says whether a check sees all of a file, by
// the Identity of findings, and what the file is called in them: it lies in a
// folder that is checked. What a check of single files leaves out may be what
// another one finds.
func Covered(c Config) (func(identity string) (file string, covered bool), error) {
	p, err := newPlaces(c)
	if err != nil {
		return nil, err
	}
	// A folder is seen from base, unless it lies outside.
	type area struct{ base, folder string }
	var areas []area
	for _, typed := range p.paths {
		if !isFolder(typed.Tree) {
			continue
		}
		base := filepath.ToSlash(p.dir)
		if top, found := p.top(typed.Tree); found {
			base = top
		}
		areas = append(areas, area{base, within(base, typed.Tree)})
	}
	return func(identity string) (string, bool) {
		for _, a := range areas {
			switch {
			case path.IsAbs(identity) && source.Below(a.folder, identity):
				return p.display(identity), true
			case !path.IsAbs(identity) && (a.folder == "." || source.Below(a.folder, identity)):
				return p.display(path.Join(a.base, identity)), true
			}
		}
		return "", false
	}, nil
}
