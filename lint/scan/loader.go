package scan

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// maxLocated is how many paths of the server a loader remembers.
const maxLocated = 1 << 16

// loader is what front ends reach other files by while one site is loaded. It
// implements lint.Loader and is used by one goroutine, but for Locate, which a
// server's program asks while requests are decided.
type loader struct {
	r    *run
	plan *sitePlan
	site *model.Site
	// mapping is Options.PathMap of the site.
	mapping []Mapping

	// What is known already.
	files   map[string]opened
	mu      sync.Mutex // of located
	located map[string]located
	stores  map[storeKey]*answer
	missed  map[string]bool // paths in site.Unread
	full    bool            // MaxFiles was reported
}

type opened struct {
	file *source.File
	info source.Info
	err  error
}

type located struct {
	path  string
	known bool
	// outside says that the path lies outside of what may be read.
	outside bool
	why     string
}

type storeKey struct {
	path   string
	kind   model.StoreKind
	reader model.ServerKind
}

// answer is what is known of a credential file.
type answer struct {
	status model.FileStatus
	why    string
	info   source.Info
	store  *model.Store
}

func newLoader(r *run, s *sitePlan) *loader {
	return &loader{
		r: r, plan: s, site: &model.Site{}, mapping: r.o.pathMap(s.root),
		files: map[string]opened{}, located: map[string]located{}, stores: map[storeKey]*answer{}, missed: map[string]bool{},
	}
}

// errFull says that the site has as many files as it may.
var errFull = errors.New("the site has too many files")

// told says that why a file was not read is said of the whole site.
func told(err error) bool { return errors.Is(err, errFull) || errors.Is(err, source.ErrSpent) }

// open reads a file, once for the whole site.
func (l *loader) open(at string, limit int64) (*source.File, source.Info, error) {
	if o, ok := l.files[at]; ok {
		return o.file, o.info, o.err
	}
	if len(l.files) >= MaxFiles {
		l.tooMany()
		return nil, source.Info{}, errFull
	}
	var o opened
	var data []byte
	data, o.info, o.err = l.r.o.Tree.ReadFile(at, l.r.o.limit(limit))
	if o.err == nil {
		o.file = source.NewFile(l.r.o.display(at), data)
		o.file.Path, o.file.Info = at, o.info
		l.site.Files = append(l.site.Files, o.file)
	}
	l.files[at] = o
	return o.file, o.info, o.err
}

func (l *loader) tooMany() {
	if !l.full {
		l.full = true
		l.site.Limits = append(l.site.Limits, &model.Limit{
			Path: l.site.Name, What: fmt.Sprintf("a site may have %d files, the others were not read", MaxFiles),
		})
	}
}

// unread records what could not be read, once for each path.
func (l *loader) unread(u *model.Unread) {
	if !l.missed[u.Path] {
		l.missed[u.Path] = true
		l.site.Unread = append(l.site.Unread, u)
	}
}

// Open reads a file that another one refers to.
func (l *loader) Open(treePath string) (*source.File, error) {
	_, known := l.files[treePath]
	f, _, err := l.open(treePath, MaxConfigSize)
	if !known && err == nil {
		l.r.claim(treePath)
		l.r.reads.add(f.Name, "included or referred to")
	}
	return f, err
}

// Stat describes what a path leads to.
func (l *loader) Stat(treePath string) (source.Info, error) { return l.r.o.Tree.Stat(treePath) }

// Tree is the tree itself.
func (l *loader) Tree() source.Tree { return l.r.o.Tree }

// serves says that the site is loaded, and that requests are what asks from now
// on, from several goroutines. The paths that they ask for have no end, so that
// none is kept any more.
func (l *loader) serves() { l.located = nil }

// Locate turns a path of the server into one of the tree.
func (l *loader) Locate(serverPath string) (treePath string, known bool, why string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, ok := l.located[serverPath]
	if !ok {
		if len(l.located) == maxLocated {
			clear(l.located) // requests have no end of paths
		}
		at = l.locate(serverPath)
		if l.located != nil {
			l.located[serverPath] = at
		}
	}
	if !at.known {
		return "", false, at.why
	}
	return at.path, true, ""
}

func (l *loader) locate(serverPath string) located {
	if !path.IsAbs(serverPath) {
		return located{why: "it is relative to a folder that is not known"}
	}
	at := mapped(l.mapping, path.Clean(serverPath))
	for dir := at; ; dir = path.Dir(dir) {
		_, err := l.r.o.Tree.Lstat(dir)
		switch {
		case errors.Is(err, source.ErrOutside):
			return located{path: at, outside: true, why: "it lies outside the folders that may be read"}
		case errors.Is(err, fs.ErrNotExist) && dir != "/":
		default:
			return located{path: at, known: true}
		}
	}
}

// mapped applies the path map: the longest prefix wins.
func mapped(mapping []Mapping, serverPath string) string {
	best := -1
	for i, m := range mapping {
		if source.Below(m.Server, serverPath) && (best < 0 || len(m.Server) > len(mapping[best].Server)) {
			best = i
		}
	}
	if best < 0 {
		return serverPath
	}
	return path.Join(mapping[best].Tree, strings.TrimPrefix(serverPath, mapping[best].Server))
}

// Credentials reads the credential file that ref names.
func (l *loader) Credentials(ref *model.FileRef, kind model.StoreKind, reader model.ServerKind) {
	if ref.Path == "" {
		ref.Status = model.FileUnknown
		return
	}
	key := storeKey{ref.Path, kind, reader}
	a := l.stores[key]
	if a == nil {
		a = l.credentials(ref, kind, reader)
		l.stores[key] = a
	}
	ref.Status, ref.Why, ref.Info, ref.Store = a.status, a.why, a.info, a.store
	if a.store != nil {
		a.store.Refs = append(a.store.Refs, ref)
	}
}

func (l *loader) credentials(ref *model.FileRef, kind model.StoreKind, reader model.ServerKind) *answer {
	l.r.claim(ref.Path)
	f, info, err := l.open(ref.Path, MaxStoreSize)
	if err != nil {
		return l.noCredentials(ref, info, err)
	}
	l.r.reads.add(f.Name, "named as a credential file")
	a := &answer{status: model.FilePresent, info: info}
	if l.r.o.Stores.Parse != nil {
		a.store = l.r.o.Stores.Parse(f, kind, reader)
		l.site.Stores = append(l.site.Stores, a.store)
	}
	why := l.r.o.serverCannotRead(ref.Path, l.plan.root, info)
	if why == "" {
		why = l.r.o.serverCannotEnter(ref.Path, l.plan.root)
	}
	if why != "" {
		a.status, a.why = model.FileUnreadable, why
	}
	return a
}

// noCredentials says what a file that could not be read is to the server.
func (l *loader) noCredentials(ref *model.FileRef, info source.Info, err error) *answer {
	u := l.r.o.unreadable(ref.Path, info, err, MaxStoreSize)
	u.Span = ref.Written.Span
	a := &answer{why: u.Why, info: info}
	switch {
	case errors.Is(err, source.ErrOutside):
		a.why = "it lies outside the folders that may be read"
	case errors.Is(err, fs.ErrNotExist):
		dir := path.Dir(ref.Path)
		if folder, err := l.r.o.Tree.Stat(dir); err == nil && folder.IsDir() {
			a.status, a.why = model.FileMissing, ""
		} else {
			a.why = "the folder that should hold it is not in view"
		}
	case errors.Is(err, source.ErrNotRegular):
		a.status = model.FileNotRegular
	case told(err):
	default:
		if why := l.r.o.serverCannotRead(ref.Path, l.plan.root, info); why != "" {
			a.status, a.why = model.FileUnreadable, why
		} else {
			l.unread(u)
		}
	}
	return a
}

// blind is the loader of a file that is not in force: what it refers to is
// not looked at, for nobody uses it.
type blind struct{}

func (blind) Locate(string) (treePath string, known bool, why string) {
	return "", false, "the file that names it is not in force"
}

func (blind) Open(string) (*source.File, error) { return nil, fs.ErrNotExist }

func (blind) Stat(string) (source.Info, error) { return source.Info{}, fs.ErrNotExist }

func (blind) Tree() source.Tree { return source.NewMemory() }

func (blind) Glob(string) ([]string, error) { return nil, nil }

func (blind) Credentials(ref *model.FileRef, _ model.StoreKind, _ model.ServerKind) {
	ref.Status = model.FileUnknown
}
