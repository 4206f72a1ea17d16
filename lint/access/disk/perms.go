package disk

import (
	"path"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Bit is one permission, as it stands in a mode for the others.
type Bit uint32

// The permissions that matter to who serves files. Enter is that of folders,
// and to run a program is the same bit.
const (
	Read  Bit = 4
	Enter Bit = 1
)

// Worker is the user that the server's workers run as. Both numbers are -1
// where nobody knows them; then it is taken that they are not root. A mode does
// not bind root, so a Worker must not stand for it.
type Worker struct{ UID, GID int }

// MayEnter says whether the worker can enter a folder.
func (w Worker) MayEnter(n *Node) model.Fact { return w.May(n, Enter) }

// MayRead says whether the worker can read a file, or list a folder.
func (w Worker) MayRead(n *Node) model.Fact { return w.May(n, Read) }

// May asks the mode of what a path leads to. The folders above it are not
// asked. It says Yes for a path that is not known: whether something lies there
// is asked first.
func (w Worker) May(n *Node, bit Bit) model.Fact {
	if n == nil || !n.known {
		return model.Yes // it lies above what may be read, and something below is served
	}
	n.look()
	return w.Permits(&n.target, bit)
}

// Permits says whether the mode of a file gives the worker a permission. Which
// user the workers run as is rarely known, but never is it root: what only root
// may read, nobody is served.
func (w Worker) Permits(info *source.Info, bit Bit) model.Fact {
	perm, uid, gid := uint32(info.Mode.Perm()), info.UID, info.GID
	has := func(shift int) bool { return perm>>shift&uint32(bit) != 0 }
	if w.UID >= 0 && uid >= 0 {
		switch {
		case uid == w.UID:
			return fact(has(6))
		case gid == w.GID:
			return fact(has(3))
		case has(0) || !has(3) || gid == 0:
			return fact(has(0))
		}
		return model.Unknown // the worker may be in the group
	}
	switch {
	case has(0):
		return model.Yes
	case uid < 0:
		return model.Unknown
	case uid == 0 && (!has(3) || gid == 0), !has(6) && !has(3):
		return model.No
	}
	return model.Unknown
}

func fact(yes bool) model.Fact {
	if yes {
		return model.Yes
	}
	return model.No
}

// Opens says whether the worker can open a credential file: read it, and enter
// the folders that it lies in.
func (w Worker) Opens(d *Disk, ref *model.FileRef) model.Fact {
	all := w.Permits(&ref.Info, Read)
	for dir := path.Dir(ref.Path); all != model.No; dir = path.Dir(dir) {
		if info, err := d.tree.Stat(dir); err == nil && w.Permits(&info, Enter) == model.No {
			all = model.No
		}
		if dir == path.Dir(dir) {
			break
		}
	}
	return all
}
