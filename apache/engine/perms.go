package engine

import (
	"path"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Permission bits, as they stand for the others.
const (
	bitRead  = 4
	bitEnter = 1
)

// mayEnter says whether the server's user can enter a folder, mayRead whether
// it can read a file.
func (p *Program) mayEnter(n *node) model.Fact { return p.permits(n, bitEnter) }

func (p *Program) mayRead(n *node) model.Fact { return p.permits(n, bitRead) }

// permits asks the mode. Which user the workers run as is rarely known, but
// never is it root: what only root may read, nobody is served.
func (p *Program) permits(n *node, bit uint32) model.Fact {
	if n == nil || !n.known {
		return model.Yes // it lies above what may be read, and something below is served
	}
	n.look(p.Disk)
	return p.permitsInfo(&n.target, bit)
}

func (p *Program) permitsInfo(info *source.Info, bit uint32) model.Fact {
	perm, uid, gid := uint32(info.Mode.Perm()), info.UID, info.GID
	has := func(shift int) bool { return perm>>shift&bit != 0 }
	if p.UID >= 0 && uid >= 0 {
		switch {
		case uid == p.UID:
			return fact(has(6))
		case gid == p.GID:
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

// opens says whether the server's user can open a credential file: read it,
// and enter the folders that it lies in.
func (p *Program) opens(ref *model.FileRef) model.Fact {
	all := p.permitsInfo(&ref.Info, bitRead)
	for dir := path.Dir(ref.Path); all != model.No; dir = path.Dir(dir) {
		if info, err := p.Disk.tree.Stat(dir); err == nil && p.permitsInfo(&info, bitEnter) == model.No {
			all = model.No
		}
		if dir == path.Dir(dir) {
			break
		}
	}
	return all
}

// missing says that a credential file is certainly not there: its path is
// relative to ServerRoot, which can be seen.
func (p *Program) missing(ref *model.FileRef) bool {
	if ref.Path == "" || path.IsAbs(ref.Written.Text) || p.Root == "" {
		return false
	}
	return p.Disk.at(path.Join(p.Root, ref.Written.Text)).leadsTo(p.Disk) == KindMissing
}
