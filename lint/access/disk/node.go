package disk

import (
	"errors"
	"io/fs"
	"path"
	"sync"

	"github.com/authlint/authlint/lint/source"
)

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

// Node is one path.
type Node struct {
	disk *Disk
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
	children map[string]*Node
	// unlisted says that the folder's names are not known, so that each has
	// to be asked for.
	unlisted bool
	extra    sync.Map // name -> *Node, of an unlisted folder

	memo sync.Map
}

// Path is the path as the server has it.
func (n *Node) Path() string { return n.path }

// InTree is the path in the tree; empty where it may not be read.
func (n *Node) InTree() string {
	if !n.known {
		return ""
	}
	at, _, _ := n.disk.locate(n.path)
	return at
}

// Known says that the path may be read. Of the others nothing is known, but of
// some that they are folders, since something below them may be read.
func (n *Node) Known() bool { return n.known }

// Why is the reason why a path, or what it leads to, is KindUnknown. It is
// empty where nobody has given one.
func (n *Node) Why() string {
	n.look()
	return n.why
}

// Kind is the kind of the path itself, links not followed.
func (n *Node) Kind() Kind { return n.kind }

// LinkInfo describes the path itself. It is empty where that is not known.
func (n *Node) LinkInfo() source.Info {
	n.look()
	return n.info
}

// Info describes what the path leads to, links followed. It is empty where
// that is not known.
func (n *Node) Info() source.Info {
	n.look()
	return n.target
}

// Memo is for the front end's own use: what it has worked out for a path and
// wants to forget when the Disk forgets the path. Its keys are the front end's.
func (n *Node) Memo() *sync.Map { return &n.memo }

// look finds out what the path is and leads to.
func (n *Node) look() {
	n.detail.Do(func() {
		n.leads = n.kind
		if !n.known || n.kind == KindMissing || n.kind == KindUnknown {
			return
		}
		at, _, _ := n.disk.locate(n.path)
		var err error
		if n.info, err = n.disk.tree.Lstat(at); err != nil {
			n.leads, n.why = KindUnknown, "what lies there cannot be seen"
			return
		}
		n.target = n.info
		if n.kind != KindLink {
			return
		}
		n.target, err = n.disk.tree.Stat(at)
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

// LeadsTo is the kind of what the path leads to, links followed.
func (n *Node) LeadsTo() Kind {
	if n.kind != KindLink {
		return n.kind
	}
	n.look()
	return n.leads
}

// SameOwner says that a link and what it leads to have one owner.
func (n *Node) SameOwner() bool {
	n.look()
	return n.info.UID == n.target.UID
}

// Child is the node of a name in a folder.
func (n *Node) Child(name string) *Node {
	n.listing.Do(n.list)
	if !n.unlisted {
		if c := n.children[name]; c != nil {
			return c
		}
		if at := path.Join(n.path, name); !n.disk.Above(at) { // else it lies elsewhere on this machine
			return &Node{disk: n.disk, path: at, known: true, kind: KindMissing}
		}
	}
	if c, ok := n.extra.Load(name); ok {
		return c.(*Node)
	}
	c := n.disk.look(path.Join(n.path, name))
	if !c.known && c.kind == KindUnknown && n.disk.Above(c.path) {
		c.kind = KindFolder // it cannot be read, and something below it can
	}
	if c.kind != KindMissing && c.kind != KindUnknown { // such names have no end
		kept, _ := n.extra.LoadOrStore(name, c)
		return kept.(*Node)
	}
	return c
}

// list reads a folder's names.
func (n *Node) list() {
	n.unlisted = true
	if !n.known {
		return
	}
	at, _, _ := n.disk.locate(n.path)
	infos, err := n.disk.tree.ReadDir(at)
	if err != nil {
		return
	}
	n.children = make(map[string]*Node, len(infos))
	for _, info := range infos {
		n.children[info.Name] = &Node{disk: n.disk, path: path.Join(n.path, info.Name), known: true, kind: kindOf(info.Mode)}
	}
	n.disk.count.Add(int64(len(infos)))
	n.unlisted = false
}

// below is what lies below a path that is no folder: nothing, where that is
// known.
func (n *Node) below() *Node {
	if n.LeadsTo() == KindUnknown {
		return &Node{disk: n.disk, path: n.path, kind: KindUnknown, why: n.why}
	}
	return &Node{disk: n.disk, path: n.path, kind: KindMissing}
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
