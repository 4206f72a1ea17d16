package source

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
)

// Guard is what a Disk does not take on trust where the owner of the folders
// may wish their reader ill. Beside what every Disk refuses, a guarded one
// stays on the file system of each root, refuses hard links to files of
// others, and notices files that change while they are read.
type Guard struct {
	// Top is what is / to those whose folders these are: absolute symbolic
	// links start from there.
	Top *Top
	// Owner is the user whose folders these are; -1 when nobody is to be told
	// apart. A regular file of anybody else is read under its only name.
	Owner int
	// Entries is how many entries of a folder are looked at; 0 for all.
	Entries int
	// Private says that the folders, and those above them, are to be such
	// that nobody but root, or the user who runs this, can put a name there:
	// of others nothing is read.
	Private bool
}

// NewGuarded makes the Tree of all that lies below some folders of the base,
// which are named from there: /home/alice. On the way to them a symbolic link is
// followed, and a mount entered, only where nobody but root, or the user who
// runs this, could have put it.
func NewGuarded(g Guard, roots ...string) (*Disk, error) {
	d := &Disk{guard: &g, roots: map[string]*folder{}, folders: map[string]*folder{}}
	return d.with(roots, d.addGuarded)
}

// Top is the top of a server's file system: of this machine's, or of a copy in
// a folder. It holds the folder, so that nobody need be allowed to pass those
// above it, and is closed after use.
type Top struct {
	handle
	path string // resolved
}

// OpenTop opens the folder that holds a server's file system.
func OpenTop(dir string) (*Top, error) {
	at, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if at, err = filepath.EvalSymlinks(at); err != nil {
		return nil, err
	}
	h, err := openBase(at)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: err}
	}
	return &Top{h, filepath.ToSlash(at)}, nil
}

// Close gives the folder back.
func (b *Top) Close() { b.close() }

// At is the path on this machine of a path as the base has it.
func (b *Top) At(name string) string { return path.Join(b.path, name) }

// Name is the path as the base has it of one on this machine.
func (b *Top) Name(at string) string {
	if b.path == "/" || !Below(b.path, at) {
		return at
	}
	return path.Join("/", at[len(b.path):])
}

// addGuarded opens a root one element after the other.
func (d *Disk) addGuarded(root string) error {
	fail := func(err error) error { return &fs.PathError{Op: "open", Path: root, Err: err} }
	if !path.IsAbs(root) {
		return fail(fs.ErrInvalid)
	}
	rest := path.Clean(root)
	for range maxLinks {
		h, at, left, err := d.guard.descend(rest)
		switch {
		case err != nil:
			return fail(err)
		case left == "":
			d.hold(h, d.guard.absolute(at), d.guard.absolute(path.Clean(root)))
			return nil
		}
		rest = left
	}
	return fail(fmt.Errorf("more than %d symbolic links", maxLinks))
}

// descend walks from the base along a clean absolute path. When it comes to a
// link that may be followed, left is where to walk instead.
func (g *Guard) descend(name string) (h handle, at, left string, err error) {
	if h, err = g.Top.open(".", toPass); err != nil {
		return h, "", "", err
	}
	at = "/"
	for rest := strings.TrimPrefix(name, "/"); rest != ""; {
		elem, after, _ := strings.Cut(rest, "/")
		private := h.private()
		if g.Private && !private {
			h.close()
			return handle{}, "", "", ErrShared
		}
		how := toPass
		if !private {
			how = toStay
		}
		sub, err := h.open(elem, how)
		if errors.Is(err, errLink) {
			if left, err = h.linked(at, elem, private); err == nil {
				left = path.Join(left, after)
			}
		}
		h.close()
		if err != nil || left != "" {
			return handle{}, "", left, err
		}
		h, at, rest = sub, path.Join(at, elem), after
	}
	return g.checked(h, at)
}

// checked is the end of a descent.
func (g *Guard) checked(h handle, at string) (handle, string, string, error) {
	if g.shared(h) {
		h.close()
		return handle{}, "", "", ErrShared
	}
	return h, at, "", nil
}

// opening is what a directory is opened for.
type opening uint8

const (
	toRead opening = iota // whatever is asked for
	toPass                // the names in it
	toStay                // the names in it, on the same file system
)

// opening is how the folders below the roots are opened.
func (g *Guard) opening() opening {
	if g == nil {
		return toRead
	}
	return toStay
}

// shared says that a folder is not private although it has to be.
func (g *Guard) shared(h handle) bool { return g != nil && g.Private && !h.private() }

// linked is where a link in a folder leads, as the base has it, if the folder is
// nobody else's.
func (h handle) linked(at, elem string, private bool) (string, error) {
	if !private {
		return "", ErrOutside
	}
	target, err := h.readlink(elem)
	if err != nil {
		return "", err
	}
	target = filepath.ToSlash(target)
	if path.IsAbs(target) {
		return path.Clean(target), nil
	}
	return path.Join(at, target), nil
}

// absolute is where a path lies that the base's own see as absolute.
func (g *Guard) absolute(name string) string {
	if g == nil {
		return name
	}
	return g.Top.At(name)
}

func (g *Guard) entries() int {
	if g == nil {
		return 0
	}
	return g.Entries
}

// owns says that a file may be read under a name in these folders.
func (g *Guard) owns(info Info) bool {
	return g == nil || g.Owner < 0 || info.ID.Links < 2 || info.UID == g.Owner
}

// maxReads is how often a file is read that changes meanwhile.
const maxReads = 3

// same says that a file is still what it was.
func same(a, b Info) bool { return a.Size == b.Size && a.ModTime.Equal(b.ModTime) && a.ID == b.ID }
