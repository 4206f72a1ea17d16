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
// the Identity of findings: it lies in a folder that is checked. What a check
// of single files leaves out may be what another one finds.
func Covered(c Config) (func(identity string) bool, error) {
	p, err := newPlaces(c)
	if err != nil {
		return nil, err
	}
	var folders []string
	for _, typed := range p.paths {
		if !isFolder(typed.Tree) {
			continue
		}
		folder := within(filepath.ToSlash(p.dir), typed.Tree)
		if top, found := p.top(typed.Tree); found {
			folder = within(top, typed.Tree)
		}
		folders = append(folders, folder)
	}
	return func(identity string) bool {
		for _, folder := range folders {
			if folder == "." && !path.IsAbs(identity) || source.Below(folder, identity) {
				return true
			}
		}
		return false
	}, nil
}
