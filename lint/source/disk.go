package source

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Disk is the Tree of the folders on disk that may be read.
//
// It resolves symbolic links itself, below directory handles that it holds:
// the operating system never follows one, so a link that is swapped between
// two questions cannot lead out. Links whose target lies in any of the roots
// are followed, all others give ErrOutside. A Disk is closed after use.
type Disk struct {
	// guard is what is not taken on trust; nil for nothing.
	guard *Guard
	// spellings are all names of the roots: resolved, and as they were given.
	spellings []string

	mu      sync.Mutex
	roots   map[string]*folder // by spelling; held until Close
	folders map[string]*folder // by path as asked for; a cache
}

// maxFolders bounds the handles the cache holds. Systems allow a process 256
// or more open files.
const maxFolders = 96

// folder is a directory handle that several goroutines may use.
type folder struct {
	handle
	path string // resolved
	refs int    // guarded by Disk.mu; closed when the last is gone
}

// errLink is what a handle answers when the name it should read is a symbolic
// link.
var errLink = errors.New("a symbolic link")

// NewDisk makes the Tree of all that lies below some folders.
func NewDisk(roots ...string) (*Disk, error) {
	d := &Disk{roots: map[string]*folder{}, folders: map[string]*folder{}}
	return d.with(roots, d.addRoot)
}

func (d *Disk) with(roots []string, add func(string) error) (*Disk, error) {
	for _, root := range roots {
		if err := add(root); err != nil {
			d.Close()
			return nil, err
		}
	}
	return d, nil
}

func (d *Disk) addRoot(root string) error {
	spelled, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	resolved, err := filepath.EvalSymlinks(spelled)
	if err != nil {
		return err
	}
	h, err := openHandle(resolved)
	if err != nil {
		return &fs.PathError{Op: "open", Path: root, Err: err}
	}
	d.hold(h, filepath.ToSlash(resolved), filepath.ToSlash(spelled))
	return nil
}

// hold keeps a root under its names.
func (d *Disk) hold(h handle, resolved, spelled string) {
	f := &folder{handle: h, path: resolved}
	for _, name := range []string{resolved, spelled} {
		if d.roots[name] == nil {
			d.roots[name] = f
			d.spellings = append(d.spellings, name)
			f.refs++
		}
	}
	if f.refs == 0 {
		h.close()
	}
}

// Close gives the handles back. Nothing may be asked afterwards.
func (d *Disk) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, f := range d.roots {
		d.drop(f)
	}
	d.empty()
	d.roots = nil
}

// ReadFile reads a regular file of at most limit bytes.
func (d *Disk) ReadFile(name string, limit int64) ([]byte, Info, error) {
	var data []byte
	info, err := d.ask("open", name, true, func(f *folder, base string) (info Info, err error) {
		data, info, err = f.read(base, limit, d.guard)
		return info, err
	})
	return data, info, err
}

// Stat describes what the path leads to.
func (d *Disk) Stat(name string) (Info, error) {
	return d.ask("stat", name, true, func(f *folder, base string) (Info, error) {
		info, err := f.lstat(base)
		if err == nil && info.IsLink() {
			err = errLink
		}
		return info, err
	})
}

// Lstat describes the path itself.
func (d *Disk) Lstat(name string) (Info, error) {
	return d.ask("lstat", name, false, func(f *folder, base string) (Info, error) {
		return f.lstat(base)
	})
}

// ReadDir lists a folder. Of its entries only the names and kinds are told.
func (d *Disk) ReadDir(name string) ([]Info, error) { return d.List(name, nil) }

// List is ReadDir for the entries that are wanted; nil wants all.
func (d *Disk) List(name string, wanted func(name []byte, kind fs.FileMode) bool) ([]Info, error) {
	var infos []Info
	_, err := d.ask("readdir", name, true, func(f *folder, base string) (Info, error) {
		sub, err := d.enter(f, base)
		if err != nil {
			return Info{}, err
		}
		defer d.release(sub)
		d.keep(name, sub)
		infos, err = sub.list(sub.path, d.guard.entries(), wanted)
		return Info{}, err
	})
	slices.SortFunc(infos, func(a, b Info) int { return strings.Compare(a.Name, b.Name) })
	return infos, err
}

// Readlink is the text of a symbolic link.
func (d *Disk) Readlink(name string) (string, error) {
	var target string
	_, err := d.ask("readlink", name, false, func(f *folder, base string) (Info, error) {
		var err error
		target, err = f.readlink(base)
		return Info{}, err
	})
	return filepath.ToSlash(target), err
}

// ask puts a question to the folder that holds the last element of the path.
// Where the answer is errLink and follow is set, it goes where the link leads
// and asks there.
func (d *Disk) ask(op, name string, follow bool, question func(*folder, string) (Info, error)) (Info, error) {
	w := walk{disk: d}
	defer w.leave()
	known := len(name)
	if !follow {
		// The cache knows what links lead to by the names of the links.
		known = max(strings.LastIndexByte(name, '/'), 0)
	}
	err := w.begin(name, known)
	for {
		if err == nil {
			err = w.toLast()
		}
		if err != nil {
			return Info{}, &fs.PathError{Op: op, Path: name, Err: err}
		}
		info, err := question(w.dir, w.elem)
		if err == nil {
			info.Name = path.Base(name)
			return info, nil
		}
		if !follow || !errors.Is(err, errLink) {
			return info, &fs.PathError{Op: op, Path: name, Err: err}
		}
		if err = w.follow(); err != nil {
			return Info{}, &fs.PathError{Op: op, Path: name, Err: err}
		}
	}
}

// walk goes along a path, one element after the other.
type walk struct {
	disk  *Disk
	dir   *folder // where it stands; nil above the roots
	at    string  // the resolved path of that
	elem  string  // the element it looks at
	rest  string  // what follows
	links int
}

// begin starts anew at an absolute path, as far down as a folder is known among
// its first bytes.
func (w *walk) begin(name string, known int) error {
	w.leave()
	if !strings.HasPrefix(name, "/") && filepath.VolumeName(name) == "" {
		return fs.ErrInvalid
	}
	w.dir, w.rest = w.disk.nearest(name, known)
	w.at = "/"
	if w.dir != nil {
		w.at = w.dir.path
	}
	return nil
}

func (w *walk) leave() {
	if w.dir != nil {
		w.disk.release(w.dir)
		w.dir = nil
	}
}

// toLast goes to the folder that holds the last element, which becomes elem:
// "." when the path ends in the folder itself.
func (w *walk) toLast() error {
	for {
		elem, rest, _ := strings.Cut(w.rest, "/")
		rest = strings.TrimLeft(rest, "/")
		switch {
		case w.dir == nil && elem == "":
			return ErrOutside
		case elem == "" || elem == "." && rest == "":
			w.elem, w.rest = ".", ""
			return nil
		case elem == ".":
			w.rest = rest
			continue
		case elem == "..":
			// at is resolved, so its parent is the one the kernel means.
			parent := path.Dir(w.at)
			if err := w.begin(parent+"/"+rest, len(parent)); err != nil {
				return err
			}
			continue
		}
		w.elem, w.rest = elem, rest
		if err := w.step(); err != nil || w.elem != "" {
			return err
		}
	}
}

// step enters elem, and leaves it in place when it is the last one.
func (w *walk) step() error {
	if w.dir == nil {
		return w.descend()
	}
	if w.rest == "" {
		return nil
	}
	sub, err := w.disk.enter(w.dir, w.elem)
	switch {
	case errors.Is(err, errLink):
		return w.follow()
	case errors.Is(err, ErrNotDir):
		return fs.ErrNotExist // as a server takes it, too
	case err != nil:
		return err
	}
	w.disk.keep(sub.path, sub)
	w.leave()
	w.dir, w.at, w.elem = sub, sub.path, ""
	return nil
}

// descend goes from above the roots towards one. What lies beside that way is
// not looked at.
func (w *walk) descend() error {
	next := path.Join(w.at, w.elem)
	if f := w.disk.root(next); f != nil {
		w.dir, w.at, w.elem = f, f.path, ""
		return nil
	}
	if !slices.ContainsFunc(w.disk.spellings, func(root string) bool { return Below(next, root) }) {
		return ErrOutside
	}
	w.at, w.elem = next, ""
	return nil
}

// follow goes on where the symbolic link elem leads.
func (w *walk) follow() error {
	if w.links++; w.links > maxLinks {
		return fmt.Errorf("more than %d symbolic links", maxLinks)
	}
	target, err := w.dir.readlink(w.elem)
	if err != nil {
		return err
	}
	target = filepath.ToSlash(target)
	rest := w.rest
	w.elem = ""
	if path.IsAbs(target) || filepath.IsAbs(target) {
		target = w.disk.guard.absolute(target)
		return w.begin(target+"/"+rest, len(target))
	}
	w.rest = strings.TrimSuffix(target+"/"+rest, "/")
	return nil
}

// enter opens a folder within a folder. The caller holds it.
func (d *Disk) enter(f *folder, name string) (*folder, error) {
	if name == "." {
		d.mu.Lock()
		defer d.mu.Unlock()
		f.refs++
		return f, nil
	}
	h, err := f.open(name, d.guard.opening())
	if err != nil {
		return nil, err
	}
	if d.guard.shared(h) {
		h.close()
		return nil, ErrShared
	}
	return &folder{handle: h, path: path.Join(f.path, name), refs: 1}, nil
}

// nearest returns the deepest known folder on the way along the path, held for
// the caller, and what of the path is left. It is nil when none is known. The
// cache is asked for the first known bytes of the path only.
func (d *Disk) nearest(name string, known int) (f *folder, rest string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f = d.roots[name]; f != nil {
		f.refs++
		return f, ""
	}
	for end := known; end > 0; {
		at := name[:end]
		if f = d.folders[at]; f == nil {
			f = d.roots[at]
		}
		if f != nil {
			f.refs++
			return f, strings.TrimLeft(name[end:], "/")
		}
		end = strings.LastIndexByte(at, '/')
	}
	if f = d.roots["/"]; f != nil {
		f.refs++
	}
	return f, strings.TrimLeft(name, "/")
}

// root returns the root of that spelling, held for the caller.
func (d *Disk) root(name string) *folder {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.roots[name]
	if f != nil {
		f.refs++
	}
	return f
}

// keep puts a folder into the cache. A full cache is emptied: what is asked
// for next lies close to what was asked for last.
func (d *Disk) keep(name string, f *folder) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.folders[name] != nil {
		return
	}
	if len(d.folders) >= maxFolders {
		d.empty()
	}
	d.folders[name] = f
	f.refs++
}

func (d *Disk) empty() {
	for _, f := range d.folders {
		d.drop(f)
	}
	clear(d.folders)
}

func (d *Disk) release(f *folder) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.drop(f)
}

func (d *Disk) drop(f *folder) {
	if f.refs--; f.refs == 0 {
		f.close()
	}
}
