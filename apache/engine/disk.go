package engine

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/authlint/authlint/lint/source"
)

// Disk answers for files by the path that the server knows them by. It
// remembers every folder that it has looked at, so that requests do not ask
// the file system again.
type Disk struct {
	tree   source.Tree
	locate func(serverPath string) (treePath string, known bool, why string)
	// above are the folders that lie above those which may be read.
	above sync.Map // path -> bool
	mu    sync.Mutex
	root  *node
	count atomic.Int64
}

// Kind is what a path leads to.
type Kind uint8

// The kinds.
const (
	KindUnknown Kind = iota
	KindMissing
	KindFile
	KindFolder
	KindLink
	KindOther
)

// maxNodes is how many files a Disk remembers. Beyond it forgets all, so that
// its memory does not grow with what is asked.
const maxNodes = 1 << 20

// NewDisk makes a Disk of a tree, in which locate finds the server's paths.
func NewDisk(tree source.Tree, locate func(string) (string, bool, string)) *Disk {
	return &Disk{tree: tree, locate: locate}
}

// node is one path.
type node struct {
	path string // as the server has it
	// known says that the path may be read; the others are folders above
	// such paths, of which nothing else is known.
	known bool
	kind  Kind
	why   string

	detail sync.Once
	info   source.Info // of the path itself
	target source.Info // of what it leads to
	leads  Kind

	listing  sync.Once
	children map[string]*node
	// unlisted says that the folder's names are not known, so that each has
	// to be asked for.
	unlisted bool
	extra    sync.Map // name -> *node, of an unlisted folder

	// overrides are the .htaccess files as they count, by what is allowed.
	overrides sync.Map
}

// at returns the node of a path, or the first on the way to it that is no
// folder, with the rest of the path.
func (d *Disk) at(p string) *node {
	n := d.top()
	for rest := strings.TrimPrefix(path.Clean(p), "/"); rest != ""; {
		name, after, _ := strings.Cut(rest, "/")
		n = d.child(n, name)
		if after != "" && n.leadsTo(d) != KindFolder {
			return n.below(d)
		}
		rest = after
	}
	return n
}

// below is what lies below a path that is no folder: nothing, where that is
// known.
func (n *node) below(d *Disk) *node {
	if n.leadsTo(d) == KindUnknown {
		return &node{path: n.path, kind: KindUnknown, why: n.why}
	}
	return &node{path: n.path, kind: KindMissing}
}

func (d *Disk) top() *node {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.root == nil || d.count.Load() > maxNodes {
		d.count.Store(0)
		d.root = d.look("/")
	}
	return d.root
}

// look asks the tree about a path.
func (d *Disk) look(p string) *node {
	d.count.Add(1)
	n := &node{path: p}
	at, known, why := d.locate(p)
	if !known {
		n.why = why
		if p == "/" {
			n.kind = KindFolder
		}
		return n
	}
	info, err := d.tree.Lstat(at)
	n.known = true
	switch {
	case err == nil:
		n.kind = kindOf(info.Mode)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, source.ErrNotDir):
		n.kind = KindMissing
	default:
		n.known, n.why = false, "what lies there cannot be seen"
		if errors.Is(err, source.ErrOutside) {
			n.why = "it lies outside the folders that may be read"
		}
	}
	return n
}

func kindOf(mode fs.FileMode) Kind {
	switch {
	case mode.IsRegular():
		return KindFile
	case mode.IsDir():
		return KindFolder
	case mode&fs.ModeSymlink != 0:
		return KindLink
	}
	return KindOther
}

// child is the node of a name in a folder.
func (d *Disk) child(n *node, name string) *node {
	n.listing.Do(func() { d.list(n) })
	if !n.unlisted {
		if c := n.children[name]; c != nil {
			return c
		}
		if at := path.Join(n.path, name); !d.Above(at) { // else it lies elsewhere on this machine
			return &node{path: at, known: true, kind: KindMissing}
		}
	}
	if c, ok := n.extra.Load(name); ok {
		return c.(*node)
	}
	c := d.look(path.Join(n.path, name))
	if !c.known && c.kind == KindUnknown && d.Above(c.path) {
		c.kind = KindFolder // it cannot be read, and something below it can
	}
	if c.kind != KindMissing && c.kind != KindUnknown { // such names have no end
		kept, _ := n.extra.LoadOrStore(name, c)
		return kept.(*node)
	}
	return c
}

// list reads a folder's names.
func (d *Disk) list(n *node) {
	n.unlisted = true
	if !n.known {
		return
	}
	at, _, _ := d.locate(n.path)
	infos, err := d.tree.ReadDir(at)
	if err != nil {
		return
	}
	n.children = make(map[string]*node, len(infos))
	for _, info := range infos {
		n.children[info.Name] = &node{path: path.Join(n.path, info.Name), known: true, kind: kindOf(info.Mode)}
	}
	d.count.Add(int64(len(infos)))
	n.unlisted = false
}

// Root says that a folder may be read, so that those above it are folders.
func (d *Disk) Root(p string) {
	for p = path.Clean(p); ; p = path.Dir(p) {
		if _, seen := d.above.LoadOrStore(p, true); seen || p == "/" {
			return
		}
	}
}

// Above says that a path lies above a folder that may be read.
func (d *Disk) Above(p string) bool {
	_, yes := d.above.Load(p)
	return yes
}

// look into what the path is and leads to.
func (n *node) look(d *Disk) {
	n.detail.Do(func() {
		n.leads = n.kind
		if !n.known || n.kind == KindMissing || n.kind == KindUnknown {
			return
		}
		at, _, _ := d.locate(n.path)
		var err error
		if n.info, err = d.tree.Lstat(at); err != nil {
			n.leads, n.why = KindUnknown, "what lies there cannot be seen"
			return
		}
		n.target = n.info
		if n.kind != KindLink {
			return
		}
		n.target, err = d.tree.Stat(at)
		switch {
		case err == nil:
			n.leads = kindOf(n.target.Mode)
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, source.ErrNotDir):
			n.leads = KindMissing
		default:
			n.leads, n.why = KindUnknown, "it is a link to where nothing may be read"
		}
	})
}

// leadsTo is the kind of what the path leads to, links followed.
func (n *node) leadsTo(d *Disk) Kind {
	if n.kind != KindLink {
		return n.kind
	}
	n.look(d)
	return n.leads
}

// hasVariants says that files begin with a file's name and a dot.
func (d *Disk) hasVariants(file string) bool {
	dir, name := path.Split(file)
	n := d.at(dir)
	d.child(n, name)
	if n.unlisted {
		return n.known
	}
	for other := range n.children {
		if strings.HasPrefix(other, name+".") {
			return true
		}
	}
	return false
}

// sameOwner says that a link and what it leads to have one owner.
func (n *node) sameOwner(d *Disk) bool {
	n.look(d)
	return n.info.UID == n.target.UID
}
