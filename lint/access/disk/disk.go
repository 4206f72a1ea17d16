// Package disk answers what lies at a path that a web server opens, and
// whether the server's user may read or enter it. No answer is asked of the
// server: it is what the file system says, as far as it may be read.
//
// Begin with Disk.At for the first question and with Worker for the second.
//
//	disk.go   folders and the names in them, each looked at once
//	node.go   one path: what it is, and what it leads to
//	perms.go  what a file's mode lets the server's user do
//
// What is out of sight is KindUnknown, never KindMissing. Folders that lie
// above those which may be read are folders, of which nothing else is known.
package disk

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
// the file system again. It may be used by several goroutines.
type Disk struct {
	tree   source.Tree
	locate func(serverPath string) (treePath string, known bool, why string)
	// above are the folders that lie above those which may be read.
	above sync.Map // path -> bool
	mu    sync.Mutex
	root  *Node
	count atomic.Int64
}

// maxNodes is how many files a Disk remembers. Beyond it forgets all, so that
// its memory does not grow with what is asked.
const maxNodes = 1 << 20

// New makes a Disk of a tree, in which locate finds the server's paths: it says
// where in the tree a path lies, whether it may be read, and why not.
func New(tree source.Tree, locate func(string) (string, bool, string)) *Disk {
	return &Disk{tree: tree, locate: locate}
}

// At is the node of an absolute path. Below what is no folder nothing lies:
// where the path goes on behind a file, the node is missing and has the path of
// that file; behind what is unknown it is unknown. At("/") is the top, from
// which Node.Child leads down.
func (d *Disk) At(p string) *Node {
	n := d.top()
	for rest := strings.TrimPrefix(path.Clean(p), "/"); rest != ""; {
		name, after, _ := strings.Cut(rest, "/")
		n = n.Child(name)
		if after != "" && n.LeadsTo() != KindFolder {
			return n.below()
		}
		rest = after
	}
	return n
}

func (d *Disk) top() *Node {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.root == nil || d.count.Load() > maxNodes {
		d.count.Store(0)
		d.root = d.look("/")
	}
	return d.root
}

// look asks the tree about a path.
func (d *Disk) look(p string) *Node {
	d.count.Add(1)
	n := &Node{disk: d, path: p}
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

// HasVariants says that files begin with a file's name and a dot.
func (d *Disk) HasVariants(file string) bool {
	dir, name := path.Split(file)
	n := d.At(dir)
	n.Child(name)
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
