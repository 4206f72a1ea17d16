// Package jail keeps the sites of a server apart while they are read: each is
// read as its owner, through handles of its own folders, and no more of it than
// was agreed on.
//
// Begin with Open, which makes the Tree of one site for one Thread. What the
// kernel enforces stands in thread_linux.go, for one site, and in
// sandbox_linux.go, for the whole process.
package jail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/authlint/authlint/lint/source"
)

// Identity is the user and the group as whom files are opened.
type Identity struct{ UID, GID int }

var (
	// ErrThread says that a file was asked for on another thread than the one
	// that has become its owner.
	ErrThread = errors.New("a file was asked for on the thread of another site")
	// ErrIdentity says that files cannot be opened as their owners.
	ErrIdentity = errors.New("files cannot be opened as their owners")
)

// Limits bound what is read of one site. 0 means no bound.
type Limits struct {
	Files   int   // files that are read
	Bytes   int64 // in all of them
	Entries int   // of one folder
	// Questions is how often the file system is asked anything.
	Questions int
}

// Site is what a Tree is made for.
type Site struct {
	// Top is the server's file system.
	Top *source.Top
	// Folders may be read, as Owner. Those that are not there are left out,
	// but for the first.
	Folders []string
	// Stores are folders of the panel's own: where nobody but root can put a
	// name into them or above them they are read as root, else as Owner.
	Stores []string
	Owner  Identity
	Limits Limits
}

// Tree is the source.Tree of one site. It is asked on the thread that it was
// opened for, and is closed after use.
type Tree struct {
	ctx    context.Context
	thread *Thread
	limits Limits
	owner  Identity

	disk *source.Disk
	// panel holds Stores that are read as root; nil where there are none.
	panel  *source.Disk
	stores []string // in the tree

	files, questions int
	bytes            int64
	full             bool // a file was not read because of their number
	hit              []string
	manifest         map[string]asked // nil where none is wanted
}

// Open makes the Tree of a site. The thread becomes the owner, and stays so
// until another Tree is opened or the thread is Left. What ctx says holds for
// every question.
func Open(ctx context.Context, t *Thread, s Site) (*Tree, error) {
	tree := &Tree{ctx: ctx, thread: t, limits: s.Limits, owner: s.Owner}
	folders := s.Folders
	for _, store := range s.Stores {
		if !tree.openPanel(s, store) {
			folders = append(folders[:len(folders):len(folders)], store)
		}
	}
	if err := t.Become(s.Owner); err != nil {
		tree.Close()
		return nil, err
	}
	var err error
	guard := source.Guard{Top: s.Top, Owner: s.Owner.UID, Entries: s.Limits.Entries}
	if tree.disk, err = source.NewGuarded(guard, folders...); err != nil {
		tree.disk, err = source.NewGuarded(guard, openable(guard, folders)...)
	}
	if err != nil {
		tree.Close()
		return nil, err
	}
	return tree, nil
}

// openable are the first of some folders, and those others that can be opened.
func openable(g source.Guard, folders []string) []string {
	there := folders[:1:1]
	for _, dir := range folders[1:] {
		if d, err := source.NewGuarded(g, dir); err == nil {
			d.Close()
			there = append(there, dir)
		}
	}
	return there
}

// openPanel opens a store as root, if it is nobody else's.
func (t *Tree) openPanel(s Site, store string) bool {
	if t.panel != nil || !t.thread.Privileged() || t.thread.Become(Identity{}) != nil {
		return false
	}
	d, err := source.NewGuarded(source.Guard{Top: s.Top, Owner: 0, Entries: s.Limits.Entries, Private: true}, store)
	if err != nil {
		return false
	}
	t.panel, t.stores = d, append(t.stores, s.Top.At(store))
	return true
}

// Close gives the handles back.
func (t *Tree) Close() {
	for _, d := range []*source.Disk{t.disk, t.panel} {
		if d != nil {
			d.Close()
		}
	}
}

// Used are the files and bytes that were read.
func (t *Tree) Used() (files int, bytes int64) { return t.files, t.bytes }

// Hit says which bounds were hit, each as a clause.
func (t *Tree) Hit() []string { return t.hit }

// ask is the beginning of every question: it says which disk answers, after the
// thread has become who may ask it.
func (t *Tree) ask(name string) (*source.Disk, error) {
	if !t.thread.Here() {
		return nil, ErrThread
	}
	if err := t.ctx.Err(); err != nil {
		return nil, source.ErrSpent
	}
	if t.questions++; t.limits.Questions > 0 && t.questions > t.limits.Questions {
		return nil, t.spent(t.questions == t.limits.Questions+1, "the file system is asked %d times, the rest was not read", t.limits.Questions)
	}
	for _, store := range t.stores {
		if source.Below(store, name) {
			return t.panel, t.thread.Become(Identity{})
		}
	}
	return t.disk, t.thread.Become(t.owner)
}

// spent notes a bound that was hit, the first time.
func (t *Tree) spent(first bool, what string, args ...any) error {
	if first {
		t.hit = append(t.hit, fmt.Sprintf(what, args...))
	}
	return source.ErrSpent
}

func fail(op, name string, err error) error { return &fs.PathError{Op: op, Path: name, Err: err} }

// ReadFile reads a regular file of at most limit bytes.
func (t *Tree) ReadFile(name string, limit int64) ([]byte, source.Info, error) {
	disk, err := t.ask(name)
	if err != nil {
		return nil, source.Info{}, fail("open", name, err)
	}
	if t.limits.Files > 0 && t.files >= t.limits.Files {
		first := !t.full
		t.full = true
		return nil, source.Info{}, fail("open", name, t.spent(first, "%d files of a site are read, the others were not", t.limits.Files))
	}
	if t.limits.Bytes > 0 && t.bytes >= t.limits.Bytes {
		return nil, source.Info{}, fail("open", name, source.ErrSpent)
	}
	data, info, err := disk.ReadFile(name, limit)
	t.note(name, askedStat, err)
	if err == nil {
		t.files++
	}
	if t.bytes += int64(len(data)); t.limits.Bytes > 0 && t.bytes >= t.limits.Bytes {
		_ = t.spent(true, "%s of a site are read, the rest was not", size(t.limits.Bytes))
	}
	return data, info, err
}

// Stat describes what the path leads to.
func (t *Tree) Stat(name string) (source.Info, error) {
	disk, err := t.ask(name)
	if err != nil {
		return source.Info{}, fail("stat", name, err)
	}
	info, err := disk.Stat(name)
	t.note(name, askedStat, err)
	return info, err
}

// Lstat describes the path itself.
func (t *Tree) Lstat(name string) (source.Info, error) {
	disk, err := t.ask(name)
	if err != nil {
		return source.Info{}, fail("lstat", name, err)
	}
	info, err := disk.Lstat(name)
	t.note(name, askedLstat, err)
	return info, err
}

// ReadDir lists a folder.
func (t *Tree) ReadDir(name string) ([]source.Info, error) { return t.List(name, nil) }

// List is ReadDir for the entries that are wanted.
func (t *Tree) List(name string, wanted func([]byte, fs.FileMode) bool) ([]source.Info, error) {
	disk, err := t.ask(name)
	if err != nil {
		return nil, fail("readdir", name, err)
	}
	infos, err := disk.List(name, wanted)
	t.note(name, askedList, err)
	return infos, err
}

// Readlink is the text of a symbolic link.
func (t *Tree) Readlink(name string) (string, error) {
	disk, err := t.ask(name)
	if err != nil {
		return "", fail("readlink", name, err)
	}
	target, err := disk.Readlink(name)
	t.note(name, askedLstat, err)
	return target, err
}

// size says a number of bytes in words.
func size(bytes int64) string {
	switch {
	case bytes >= 1<<20 && bytes%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", bytes>>20)
	case bytes >= 1<<10 && bytes%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", bytes>>10)
	}
	return fmt.Sprintf("%d bytes", bytes)
}
