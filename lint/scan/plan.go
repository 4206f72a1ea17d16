package scan

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// class says what a site grew from. Sites are loaded in this order, so that
// what others refer to is known when it is asked for.
type class uint8

const (
	classServer    class = iota // a server's configuration
	classAlone                  // a file named after .htaccess, elsewhere
	classOverrides              // the .htaccess files below a folder
	classLoose                  // files that no .htaccess is above
)

// sitePlan is a site before it is loaded.
type sitePlan struct {
	class class
	// root is the folder of the topmost .htaccess; of a file that is a site
	// by itself, its resolved path.
	root string
	// top is how far up applications are looked for.
	top string
	// wanted says that the site has more than context.
	wanted bool

	files  []planned
	strays []string
	stores []plannedStore
	unread []*model.Unread
	limits []*model.Limit
	taken  map[string]bool // paths
	left   int             // files beyond MaxFiles

	// names are all paths under which a site that is a single file was met.
	names []string
	// includes are patterns of paths that it may include.
	includes []string
	// after are the sites that may include it and are loaded before.
	after []*sitePlan
	done  chan struct{} // closed when it was loaded
}

type planned struct {
	path     string
	frontend *lint.Frontend
	why      string
}

type plannedStore struct {
	path string
	kind model.StoreKind
}

// site returns the site of that class and root.
func (f *finder) site(c class, root, top string) *sitePlan {
	key := siteKey{c, root}
	s := f.sites[key]
	if s == nil {
		s = &sitePlan{class: c, root: root, top: top, taken: map[string]bool{}, done: make(chan struct{})}
		f.sites[key] = s
		f.order = append(f.order, s)
	}
	return s
}

type siteKey struct {
	class class
	root  string
}

// owner is the site a file in a folder belongs to: that of the .htaccess files
// above, or one for the folder.
func (f *finder) owner(s *sitePlan, dir, top string) *sitePlan {
	if s != nil {
		return s
	}
	return f.site(classLoose, dir, top)
}

// take notes a path and says whether it is new and there is room for it.
func (s *sitePlan) take(at string) bool {
	if s.taken[at] {
		return false
	}
	s.taken[at] = true
	if len(s.taken) > MaxFiles {
		s.left++
		return false
	}
	return true
}

// addFile says whether the file is new to the site. A site that is a single
// file has it under one of its names only, which is its own if that was met.
func (s *sitePlan) addFile(p planned) bool {
	if s.class == classOverrides {
		if !s.take(p.path) {
			return false
		}
		s.files = append(s.files, p)
		return true
	}
	s.wanted = true
	s.names = append(s.names, p.path)
	switch {
	case len(s.files) == 0:
		s.files = []planned{p}
	case p.path == s.root, s.files[0].path != s.root && p.path < s.files[0].path:
		s.files[0] = p
	}
	return true
}

func (s *sitePlan) addStray(at string) {
	s.wanted = true
	if s.take(at) {
		s.strays = append(s.strays, at)
	}
}

func (s *sitePlan) addStore(at string, kind model.StoreKind) {
	s.wanted = true
	if s.take(at) {
		s.stores = append(s.stores, plannedStore{at, kind})
	}
}

func (s *sitePlan) addUnread(u *model.Unread) {
	s.wanted = true
	s.unread = append(s.unread, u)
}

func (s *sitePlan) limit(display, what string) {
	s.wanted = true
	if slices.ContainsFunc(s.limits, func(l *model.Limit) bool { return l.What == what }) {
		return // the first place is enough
	}
	s.limits = append(s.limits, &model.Limit{Path: display, What: what})
}

// plan brings what was found into its order.
func (f *finder) plan() *Plan {
	order := slices.DeleteFunc(f.order, func(s *sitePlan) bool { return !s.wanted })
	slices.SortFunc(order, func(a, b *sitePlan) int {
		return cmp.Or(cmp.Compare(a.class, b.class), strings.Compare(a.root, b.root))
	})
	order = includersFirst(order)
	p := &Plan{
		Notes: f.notes, Skipped: f.skipped, Excluded: f.excluded,
		Named: f.filter(),
		Empty: f.folders && len(order) == 0, Partial: !f.folders,
		run: &run{o: &f.o, config: f.config, order: order, claims: map[string]bool{}, noApp: map[string]bool{}, reads: &reads{}},
	}
	for _, s := range order {
		s.settle(&f.o)
		p.Files = append(p.Files, s.listed(f)...)
		p.Jobs = append(p.Jobs, func() *model.Site { return p.run.load(s) })
	}
	byPath := func(a, b Listed) int { return strings.Compare(a.Path, b.Path) }
	slices.SortFunc(p.Files, byPath)
	slices.SortFunc(p.Skipped, byPath)
	slices.SortFunc(p.Excluded, byPath)
	slices.Sort(p.Notes)
	return p
}

// filter makes Plan.Named.
func (f *finder) filter() func(string) bool {
	switch {
	case !f.folders:
		return func(display string) bool { return f.wanted[display] }
	case len(f.context) > 0:
		return func(display string) bool { return !f.context[display] && !f.lookedAt(display) }
	}
	return nil
}

// lookedAt says that a file was read only because a request leads to its folder,
// or an application has it, and lies in none of the folders that were named.
func (f *finder) lookedAt(display string) bool {
	switch ext := path.Ext(display); {
	case f.shown[path.Dir(display)], f.wanted[display]:
		return false
	case path.Base(display) == overrideName, ext == ".php", ext == ".ini":
		return true
	}
	return false
}

// settle orders what the walk met in the order of the walk, parents first.
func (s *sitePlan) settle(o *Options) {
	slices.SortFunc(s.files, func(a, b planned) int { return strings.Compare(a.path, b.path) })
	slices.Sort(s.strays)
	slices.SortFunc(s.stores, func(a, b plannedStore) int { return strings.Compare(a.path, b.path) })
	slices.SortFunc(s.unread, func(a, b *model.Unread) int { return strings.Compare(a.Path, b.Path) })
	if s.left > 0 {
		s.limit(o.display(s.root), fmt.Sprintf("a site may have %d files, %d more were not read", MaxFiles, s.left))
	}
	s.taken = nil
}

// listed says which files the site begins with.
func (s *sitePlan) listed(f *finder) []Listed {
	var list []Listed
	add := func(at, why string, fe *lint.Frontend) {
		l := Listed{Path: f.o.display(at), Why: why}
		if fe != nil {
			l.Frontend = fe.Name
		}
		list = append(list, l)
	}
	for _, p := range s.files {
		add(p.path, p.why, p.frontend)
	}
	for _, at := range s.strays {
		add(at, "a "+overrideName+" that is not in force under this name", f.overrides)
	}
	for _, p := range s.stores {
		add(p.path, "looks like a credential file", nil)
	}
	return list
}
