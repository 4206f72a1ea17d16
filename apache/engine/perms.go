package engine

import "github.com/authlint/authlint/lint/model"

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
	perm, uid, gid := uint32(n.target.Mode.Perm()), n.target.UID, n.target.GID
	has := func(shift int) bool { return perm>>shift&bit != 0 }
	if p.UID >= 0 && uid >= 0 {
		switch {
		case uid == p.UID:
			return fact(has(6))
		case gid == p.GID:
			return fact(has(3))
		case has(0) || !has(3):
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
