package scan

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// finder collects what the paths hold.
type finder struct {
	o       Options
	sites   map[siteKey]*sitePlan
	order   []*sitePlan
	walked  map[string]bool     // folders
	chains  map[string][]string // folders of the .htaccess files above, by folder
	tops    map[string]string   // by folder
	skipped []Listed
	// excluded are those of Options.Exclude.
	excluded []Listed
	notes    []string
	// folders says that a folder was named; wanted are the displayed names
	// of files named one by one, context of those read for the others' sake.
	folders bool
	wanted  map[string]bool
	context map[string]bool
	// shown are the displayed names of the folders that were walked.
	shown map[string]bool
	// overrides is the front end of .htaccess files, config that of the
	// server configuration in force.
	overrides, config *lint.Frontend
}

func newFinder(o Options) *finder {
	return &finder{
		o: o, sites: map[siteKey]*sitePlan{}, walked: map[string]bool{}, chains: map[string][]string{}, tops: map[string]string{},
		wanted: map[string]bool{}, context: map[string]bool{}, shown: map[string]bool{}, overrides: o.server(overrideName, nil),
	}
}

// path takes in one path that was named.
func (f *finder) path(p Path) error {
	info, err := f.o.Tree.Stat(p.Tree)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, source.ErrOutside) {
		// A link is there, wherever it leads.
		if _, lerr := f.o.Tree.Lstat(p.Tree); lerr != nil {
			return fmt.Errorf("%s: %w", p.Name, source.Cause(err))
		}
	}
	switch {
	case err == nil && info.IsDir():
		f.folders = true
		f.folder(p.Tree, nil, 0, f.top(p.Tree))
	default:
		// A folder or file that cannot be looked at is read, which fails
		// and is told.
		f.named(p)
	}
	return nil
}

// folder walks a folder and what lies below. s is the site that the .htaccess
// files above belong to, nil when there are none; top is how far up what is
// above bears on it.
func (f *finder) folder(dir string, s *sitePlan, depth int, top string) {
	if f.walked[dir] {
		return
	}
	f.walked[dir], f.shown[f.o.display(dir)] = true, true
	if s == nil && depth == 0 {
		s = f.above(dir)
	}
	entries, err := f.list(dir)
	switch {
	case told(err):
		return
	case errors.Is(err, source.ErrEntries):
		f.owner(s, dir, top).limit(f.o.display(dir), source.ErrEntries.Error()+", the others are unknown")
	case err != nil:
		f.owner(s, dir, top).addUnread(&model.Unread{
			Path: f.o.display(dir), Why: "the folder cannot be listed: " + source.Cause(err).Error(), Denied: errors.Is(err, fs.ErrPermission),
		})
	}
	if f.overrides != nil && f.holdsOverride(dir, entries, err) {
		if s == nil {
			s = f.site(classOverrides, dir, top)
		}
		at := path.Join(dir, overrideName)
		// What it says holds below, whether or not it is checked itself.
		f.override(s, at, f.exclude(at))
	}
	for _, e := range entries {
		switch {
		case e.IsDir():
			if e.Name == overrideName || hidden(e.Name) || f.exclude(path.Join(dir, e.Name)) {
				continue
			}
			if depth >= MaxDepth {
				f.owner(s, dir, top).limit(f.o.display(dir), fmt.Sprintf("folders are walked %d deep, what lies deeper was not read", MaxDepth))
				continue
			}
			f.folder(path.Join(dir, e.Name), s, depth+1, top)
		case e.IsRegular(), e.IsLink():
			f.entry(dir, e, s, top)
		}
	}
}

// list lists what matters of a folder: the folders in it, and the files whose
// names mean something.
func (f *finder) list(dir string) ([]source.Info, error) {
	lister, can := f.o.Tree.(source.Lister)
	if !can {
		return f.o.Tree.ReadDir(dir)
	}
	return lister.List(dir, func(name []byte, kind fs.FileMode) bool {
		return kind.IsDir() || !isForeign(name) && kindOf(dir, string(name)) != kindNone
	})
}

// holdsOverride says that a folder has a .htaccess. httpd need not list the
// folder to find it.
func (f *finder) holdsOverride(dir string, entries []source.Info, err error) bool {
	if err != nil {
		_, err = f.o.Tree.Lstat(path.Join(dir, overrideName))
		return err == nil
	}
	return slices.ContainsFunc(entries, func(e source.Info) bool { return e.Name == overrideName })
}

// hidden says that a folder holds a version control system's own files.
func hidden(name string) bool {
	switch name {
	case ".git", ".svn", ".hg":
		return true
	}
	return false
}

// entry takes in a file, or a link, that was met in a folder.
func (f *finder) entry(dir string, e source.Info, s *sitePlan, top string) {
	k := kindOf(dir, e.Name)
	if k == kindNone || k == kindOverride {
		return
	}
	at := path.Join(dir, e.Name)
	if f.exclude(at) {
		return
	}
	if e.IsLink() {
		info, err := f.o.Tree.Stat(at)
		switch {
		case err == nil && !info.IsRegular(), errors.Is(err, fs.ErrNotExist):
			return
		case errors.Is(err, source.ErrOutside):
			f.skip(at, "a symbolic link to outside the folders that may be read")
			return
		}
	}
	f.candidate(at, k, func() *sitePlan { return f.owner(s, dir, top) })
}

// candidate takes in a file whose name says what it may be. It returns false
// when its content says otherwise; owner returns the site that it belongs to
// if it is none by itself.
func (f *finder) candidate(at string, k kind, owner func() *sitePlan) bool {
	switch k {
	case kindTemplate:
		f.template(at)
		return true
	case kindIIS:
		owner().addUnread(&model.Unread{Path: f.o.display(at), Why: "it is IIS configuration, a kind authlint does not read yet"})
		return true
	case kindStray:
		owner().addStray(at)
		return true
	}
	limit := int64(MaxConfigSize)
	if k == kindStore {
		limit = MaxStoreSize
	}
	data, info, err := f.o.Tree.ReadFile(at, f.o.limit(limit))
	switch {
	case told(err):
		return true
	case err != nil:
		owner().addUnread(f.o.unreadable(at, info, err, limit))
		return true
	}
	return f.content(at, k, data, owner)
}

// content takes in a file by what stands in it.
func (f *finder) content(at string, k kind, data []byte, owner func() *sitePlan) bool {
	name, head := path.Base(at), data[:min(len(data), headSize)]
	if f.o.Stores.Match != nil && k != kindAlone && f.o.Stores.Match(at, head) {
		owner().addStore(at, f.o.Stores.Kind(at, head))
		return true
	}
	fe := f.o.server(name, head)
	switch {
	case fe == nil:
		return false
	case isTemplate(head):
		f.template(at)
		return true
	case k == kindAlone:
		f.site(classAlone, f.o.canonical(at), "").addFile(planned{at, fe, "a " + overrideName + " by its name, read by itself"})
	default:
		f.server(at, data, fe, "server configuration")
	}
	return true
}

// server takes in a file of server configuration.
func (f *finder) server(at string, data []byte, fe *lint.Frontend, why string) {
	s := f.site(classServer, f.o.canonical(at), "")
	s.addFile(planned{at, fe, why})
	s.includes = includes(&f.o, s.root, data)
}

func (f *finder) template(at string) {
	f.skip(at, "a template, other files are made of it")
	f.notes = append(f.notes, f.o.display(at)+": is a template and was not checked: check what is made of it")
}

func (f *finder) skip(at, why string) {
	f.skipped = append(f.skipped, Listed{Path: f.o.display(at), Why: why})
}

// exclude notes what the options leave out.
func (f *finder) exclude(at string) bool {
	if !f.o.excludes(at) {
		return false
	}
	f.excluded = append(f.excluded, Listed{Path: f.o.display(at), Why: "excluded by the configuration"})
	return true
}

// override takes in a .htaccess, as context when it is read only for what it
// says about others.
func (f *finder) override(s *sitePlan, at string, context bool) {
	display := f.o.display(at)
	why := "in force in its folder and below"
	if context {
		why = "in force for what was named"
	}
	added := s.addFile(planned{at, f.overrides, why})
	if !context {
		s.wanted = true
		delete(f.context, display)
	} else if added {
		f.context[display] = true
	}
}

// above returns the site of the .htaccess files above a folder, or nil.
func (f *finder) above(dir string) *sitePlan {
	if dir == f.top(dir) {
		return nil
	}
	return f.chain(path.Dir(dir))
}

// chain returns the site of the .htaccess files in a folder and those above
// it, as far up as the repository or what may be read goes. It is nil when
// there are none.
func (f *finder) chain(dir string) *sitePlan {
	top := f.top(dir)
	chain, known := f.chains[dir]
	if !known {
		for at := dir; source.Below(top, at); at = path.Dir(at) {
			if _, err := f.o.Tree.Lstat(path.Join(at, overrideName)); err == nil {
				chain = append(chain, at)
			}
			if at == "/" {
				break
			}
		}
		f.chains[dir] = chain
	}
	if len(chain) == 0 {
		return nil
	}
	s := f.site(classOverrides, chain[len(chain)-1], top)
	for _, at := range chain {
		f.override(s, path.Join(at, overrideName), true)
	}
	return s
}

// top is how far up what lies above a folder bears on it: to the top of the
// repository, or as far as may be read.
func (f *finder) top(dir string) string {
	top, known := f.tops[dir]
	if known {
		return top
	}
	top = dir
	for at := dir; ; at = path.Dir(at) {
		if _, err := f.o.Tree.Lstat(at); err != nil {
			break
		}
		top = at
		if at == "/" || f.isTop(at) {
			break
		}
	}
	f.tops[dir] = top
	return top
}

// isTop says that a folder is the top of a repository.
func (f *finder) isTop(dir string) bool {
	_, err := f.o.Tree.Lstat(path.Join(dir, ".git"))
	return err == nil
}

// named takes in a file that was named by itself, with its context.
func (f *finder) named(p Path) {
	at := p.Tree
	f.wanted[f.o.display(at)] = true
	dir, name := path.Split(at)
	dir = path.Clean(dir)
	owner := func() *sitePlan { return f.owner(f.chain(dir), dir, f.top(dir)) }
	k := kindOf(dir, name)
	if k == kindOverride && f.overrides != nil {
		s := f.chain(dir)
		if s == nil { // it cannot be looked at, or is gone
			s = f.site(classOverrides, dir, f.top(dir))
		}
		f.override(s, at, false)
		return
	}
	if !f.candidate(at, k, owner) {
		f.notes = append(f.notes, p.Name+": is no configuration authlint knows")
	}
}

// addConfig takes in the server configuration in force.
func (f *finder) addConfig() error {
	fe, err := f.configFrontend()
	if err != nil {
		return err
	}
	f.config = fe
	data, _, err := f.o.Tree.ReadFile(f.o.Config, MaxConfigSize)
	if err != nil {
		return fmt.Errorf("%s: %w", f.o.display(f.o.Config), source.Cause(err))
	}
	f.server(f.o.Config, data, fe, "the server configuration in force")
	return nil
}

// configFrontend is the front end that reads the server configuration in
// force.
func (f *finder) configFrontend() (*lint.Frontend, error) {
	at := f.o.Config
	data, _, err := f.o.Tree.ReadFile(at, MaxConfigSize)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.o.display(at), source.Cause(err))
	}
	fe := f.o.server(path.Base(at), data[:min(len(data), headSize)])
	if fe == nil {
		return nil, fmt.Errorf("%s: %w", f.o.display(at), ErrNotServerConfig)
	}
	return fe, nil
}

// canonical is the path that a symbolic link leads to, for a file that two
// names may lead to.
func (o *Options) canonical(at string) string { return source.Canonical(o.Tree, at) }
