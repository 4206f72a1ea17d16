package scan

import (
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// run is what the loading of all sites has in common.
type run struct {
	o      *Options
	config *lint.Frontend // of o.Config
	order  []*sitePlan
	reads  *reads

	mu     sync.Mutex
	claims map[string]bool // resolved paths of files some site refers to
	noApp  map[string]bool // folders that hold no application
}

func (r *run) claim(at string) {
	at = r.o.canonical(at)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.claims[at] = true
}

func (r *run) claimed(at string) bool {
	at = r.o.canonical(at)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.claims[at]
}

func (r *run) claimedSoFar() map[string]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.claims)
}

// load loads one site. It is nil when everything in it turned out to be a part
// of others.
func (r *run) load(s *sitePlan) *model.Site {
	defer close(s.done)
	for _, by := range s.after {
		<-by.done
	}
	if s.class == classServer && r.claimed(s.root) {
		return nil
	}
	return r.site(s)
}

// site loads a site that is not a part of others.
func (r *run) site(s *sitePlan) *model.Site {
	l := newLoader(r, s)
	l.site.Name = r.o.display(s.root)
	if s.class == classServer || s.class == classAlone {
		l.site.Name = r.o.display(s.files[0].path)
	}
	if r.o.Config != "" && s.class == classOverrides {
		l.file(planned{path: r.o.Config, frontend: r.config})
	}
	for _, p := range s.files {
		l.file(p)
	}
	for _, at := range s.strays {
		l.stray(at)
	}
	l.unknownOverrides()
	l.apps()
	l.loose()
	return l.finish()
}

// file loads a configuration file.
func (l *loader) file(p planned) {
	f, info, err := l.open(p.path, MaxConfigSize)
	if told(err) {
		return
	}
	if err == nil {
		p.frontend.Load(f, l, l.site)
	}
	if path.Base(p.path) == overrideName {
		if u := l.r.o.deniedOverride(p.path, l.plan.root, info, err); u != nil {
			l.unread(u)
		}
	} else if err != nil {
		l.unread(l.r.o.unreadable(p.path, info, err, MaxConfigSize))
	}
}

// unknownOverrides loads the .htaccess files of the folders that nginx serves and
// of those right below: nginx knows none, so that they hold nowhere.
func (l *loader) unknownOverrides() {
	taken := map[string]bool{}
	for _, r := range l.servedByNginx() {
		entries, err := l.r.o.Tree.ReadDir(r.Dir)
		if err != nil || len(entries) > MaxMatches || taken[r.Dir] {
			continue // a folder that cannot be listed others tell of
		}
		taken[r.Dir] = true
		for _, e := range append([]source.Info{{}}, entries...) {
			at := path.Join(r.Dir, e.Name, overrideName)
			if info, err := l.r.o.Tree.Stat(at); err == nil && info.IsRegular() && e.Name != overrideName {
				l.stray(at)
			}
		}
	}
}

// servedByNginx are the document roots of a configuration of nginx by itself.
func (l *loader) servedByNginx() []*model.Root {
	var roots []*model.Root
	for _, r := range l.site.Roots {
		if l.plan.class == classServer && r.Certain && r.Host != nil && r.Host.Server != nil && r.Host.Server.Kind == model.Nginx {
			roots = append(roots, r)
		}
	}
	return roots
}

// stray loads a file that is not in force under its name, apart from those
// that are: what it says holds nowhere.
func (l *loader) stray(at string) {
	s := &model.Stray{Path: l.r.o.display(at), Of: overrideName}
	l.site.Strays = append(l.site.Strays, s)
	f, info, err := l.open(at, MaxConfigSize)
	if told(err) {
		return
	}
	if err != nil {
		l.unread(l.r.o.unreadable(at, info, err, MaxConfigSize))
		return
	}
	s.File = f
	fe := l.r.o.server(path.Base(at), f.Data[:min(len(f.Data), headSize)])
	if fe == nil {
		return
	}
	apart := &model.Site{Name: l.site.Name}
	fe.Load(f, blind{}, apart)
	s.Addressed = apart.Addressed
	if len(apart.Scopes) > 0 {
		s.Scope = apart.Scopes[0]
	}
}

// apps asks every finder of applications about the folders of .htaccess files
// and those above them, and about those that nginx serves.
func (l *loader) apps() {
	if len(l.r.o.Apps) == 0 {
		return
	}
	asked := map[string]bool{}
	var dirs []string
	for _, r := range l.servedByNginx() {
		if !asked[r.Dir] {
			asked[r.Dir] = true
			dirs = append(dirs, r.Dir)
		}
	}
	for _, p := range l.plan.files {
		if l.plan.class != classOverrides {
			break
		}
		for dir := path.Dir(p.path); source.Below(l.plan.top, dir) && !asked[dir]; dir = path.Dir(dir) {
			asked[dir] = true
			dirs = append(dirs, dir)
			if dir == "/" {
				break
			}
		}
	}
	slices.Sort(dirs)
	for _, dir := range dirs {
		if l.r.withoutApp(dir) {
			continue
		}
		found := len(l.site.Apps)
		for _, find := range l.r.o.Apps {
			if app := find(l, dir); app != nil {
				l.site.Apps = append(l.site.Apps, app)
			}
		}
		if len(l.site.Apps) == found {
			l.r.noteNoApp(dir)
		}
	}
}

// withoutApp says that another site has asked about the folder, which many
// lie below, and found nothing.
func (r *run) withoutApp(dir string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.noApp[dir]
}

func (r *run) noteNoApp(dir string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.noApp[dir] = true
}

// loose reads the credential files met on disk that no configuration refers
// to. Before it says so of one, it waits for those who could.
func (l *loader) loose() {
	if len(l.plan.stores) == 0 {
		return
	}
	before := classAlone
	if l.plan.class == classLoose {
		before = classLoose
	}
	for _, s := range l.r.order {
		if s.class >= before {
			break // as do all that follow
		}
		<-s.done
	}
	for _, p := range l.plan.stores {
		if l.r.claimed(p.path) {
			continue
		}
		f, info, err := l.open(p.path, MaxStoreSize)
		if told(err) {
			return
		}
		if err != nil {
			l.unread(l.r.o.unreadable(p.path, info, err, MaxStoreSize))
			continue
		}
		l.site.Stores = append(l.site.Stores, l.r.o.Stores.Parse(f, p.kind, model.NoServer))
	}
}

// finish adds what the plan knows and brings all into its order.
func (l *loader) finish() *model.Site {
	site := l.site
	for _, u := range l.plan.unread {
		l.unread(u)
	}
	site.Limits = append(site.Limits, l.plan.limits...)
	l.root()
	byPath := func(a, b *source.File) int { return strings.Compare(a.Path, b.Path) }
	slices.SortStableFunc(site.Files, byPath)
	slices.SortStableFunc(site.Stores, func(a, b *model.Store) int { return byPath(a.File, b.File) })
	if len(site.Files) == 0 && len(site.Unread) == 0 && len(site.Limits) == 0 && len(site.Strays) == 0 {
		return nil
	}
	return site
}

// root takes the folder of the topmost .htaccess for a document root, unless
// the configuration names one.
func (l *loader) root() {
	if l.plan.class != classOverrides || slices.ContainsFunc(l.site.Roots, func(r *model.Root) bool {
		return source.Below(r.Dir, l.plan.root)
	}) {
		return
	}
	root := &model.Root{Dir: l.plan.root}
	for _, s := range l.site.Scopes {
		if s.Kind == model.ScopeHtaccess && !s.Alone && s.Parent == nil {
			root.Overrides = append(root.Overrides, s)
		}
	}
	l.site.Roots = append(l.site.Roots, root)
}

// reads records what sites came to, for who wants it listed.
type reads struct {
	mu   sync.Mutex
	list []Listed
	seen map[string]bool
}

func (r *reads) add(display, why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[string]bool{}
	}
	if !r.seen[display] {
		r.seen[display] = true
		r.list = append(r.list, Listed{Path: display, Why: why})
	}
}

func (r *reads) listed() []Listed {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.list)
}
