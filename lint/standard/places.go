package standard

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

// places turns what was typed into paths of the disk's tree and back.
type places struct {
	dir   string // absolute, of the system
	roots []string
	paths []scan.Path
	// pathMap is what was said on the spot: it wins over the projects'.
	pathMap  []scan.Mapping
	projects *config.Set
	stdin    string // path in the tree
	// tops are the roots that are repositories; nil until they are asked for.
	tops []string
	// notes tell of paths that were typed and are left out.
	notes []string
	// upwards says that paths were typed that lead out of dir and back, so
	// that reports may speak like that, too.
	upwards bool
	// stored reads the stored options of applications; nil for none.
	stored *stored
}

func newPlaces(c Config) (*places, error) {
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, err
	}
	p := &places{dir: dir, projects: c.projects()}
	for _, name := range c.Paths {
		if err := p.add(name); err != nil {
			return nil, err
		}
	}
	if c.Stdin != nil {
		p.stdin = p.absolute(c.Stdin.Name)
		p.allow(repository(existing(filepath.Dir(p.system(c.Stdin.Name)))))
		p.paths = append(p.paths, scan.Path{Tree: p.stdin, Name: c.Stdin.Name})
	}
	for _, root := range c.AllowRoots {
		p.allow(p.system(root))
	}
	if c.Server != "" {
		p.allow(repository(filepath.Dir(p.system(c.Server))))
	}
	for server, here := range c.PathMap {
		if !path.IsAbs(server) {
			return nil, fmt.Errorf("%s: the server's path is not absolute", server)
		}
		p.pathMap = append(p.pathMap, scan.Mapping{Server: path.Clean(server), Tree: p.absolute(here)})
	}
	if c.ForceExclude {
		p.exclude()
	}
	return p, nil
}

// scan is how to look at the places, but for the tree.
func (p *places) scan() scan.Options {
	o := scanFor(p.projects, p.absolute, p.stored.finder())
	o.PathMapOf, o.Display = p.mapping, p.display
	return o
}

// mapping is where the server's folders lie for a site, by its root.
func (p *places) mapping(root string) []scan.Mapping {
	all := slices.Clone(p.pathMap)
	for server, here := range p.projects.In(root).Mappings() {
		if !slices.ContainsFunc(p.pathMap, func(m scan.Mapping) bool { return m.Server == server }) {
			all = append(all, scan.Mapping{Server: server, Tree: here})
		}
	}
	return all
}

// exclude takes away the files that were typed and that a project excludes.
// Folders stay: what is in them is looked at one by one.
func (p *places) exclude() {
	p.paths = slices.DeleteFunc(p.paths, func(typed scan.Path) bool {
		info, err := os.Stat(filepath.FromSlash(typed.Tree))
		if err == nil && info.IsDir() || !p.projects.Excludes(typed.Tree) {
			return false
		}
		p.notes = append(p.notes, typed.Name+": is excluded by the configuration and was not checked")
		return true
	})
}

// keep says which findings are wanted, by the file's name: those that are
// named, and not in a file that a project excludes, unless it was typed.
func (p *places) keep(named func(string) bool) func(string) bool {
	return func(file string) bool {
		if named != nil && !named(file) {
			return false
		}
		at := p.absolute(file)
		return !p.projects.Excludes(at) || slices.ContainsFunc(p.paths, func(typed scan.Path) bool { return typed.Tree == at })
	}
}

// blocks are the suppressions of the projects that are wanted. That one is for
// nothing shows only where all of its project was checked, and by the rule.
func (p *places) blocks(ran []*lint.Rule, today string, wanted func(*config.Config) bool) []*lint.Block {
	var blocks []*lint.Block
	for _, project := range p.projects.All() {
		if !wanted(project) {
			continue
		}
		whole := slices.ContainsFunc(p.paths, func(typed scan.Path) bool { return source.Below(typed.Tree, project.Dir) })
		judged := func(id string) bool {
			return whole && slices.ContainsFunc(ran, func(r *lint.Rule) bool { return r.ID == id && r.Review == nil })
		}
		blocks = append(blocks, project.Blocks(today, judged, p.absolute)...)
	}
	return blocks
}

// add takes in a path that is to be checked: the repository that holds it may
// be read, or the folder when there is none.
func (p *places) add(name string) error {
	at := p.system(name)
	info, err := os.Stat(at)
	if err != nil && !os.IsPermission(err) {
		// A link that leads nowhere may still be looked at.
		if info, err = os.Lstat(at); err != nil {
			return fmt.Errorf("%s: %w", name, bare(err))
		}
	}
	folder := at
	if err != nil || !info.IsDir() {
		folder = filepath.Dir(at)
	}
	p.allow(repository(folder))
	p.paths = append(p.paths, scan.Path{Tree: filepath.ToSlash(at), Name: name})
	clean := filepath.ToSlash(filepath.Clean(name))
	p.upwards = p.upwards || clean == ".." || strings.HasPrefix(clean, "../")
	return nil
}

func (p *places) allow(root string) {
	if !slices.Contains(p.roots, root) {
		p.roots = append(p.roots, root)
	}
}

// system is a path for the operating system, absolute its name in the tree.
func (p *places) system(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(p.dir, name)
}

func (p *places) absolute(name string) string { return filepath.ToSlash(p.system(name)) }

// display is how reports call a path: from the folder the user works in, as
// far as that is how the user speaks.
func (p *places) display(treePath string) string {
	dir := filepath.ToSlash(p.dir)
	if treePath == dir {
		return "."
	}
	if source.Below(dir, treePath) {
		return strings.TrimPrefix(treePath[len(dir):], "/")
	}
	if p.upwards {
		if rel, err := filepath.Rel(p.dir, filepath.FromSlash(treePath)); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return treePath
}

// repository is the top of the repository that holds a folder, or the folder.
func repository(folder string) string {
	for dir := folder; ; dir = filepath.Dir(dir) {
		if isRepository(dir) {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return folder
		}
	}
}

func isRepository(folder string) bool {
	_, err := os.Lstat(filepath.Join(folder, ".git"))
	return err == nil
}

// existing is the nearest folder on the way up that exists.
func existing(folder string) string {
	for {
		if info, err := os.Stat(folder); err == nil && info.IsDir() || folder == filepath.Dir(folder) {
			return folder
		}
		folder = filepath.Dir(folder)
	}
}

// bare takes the path off an error that is reported with the one typed.
func bare(err error) error {
	if pe, ok := err.(*os.PathError); ok {
		return pe.Err
	}
	return err
}
