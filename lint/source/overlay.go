package source

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Overlay is a Tree with some texts in place of what the Tree has there. Of a
// file that is there, mode and owner stay; folders that are not there are made.
type Overlay struct {
	Tree
	texts   map[string][]byte   // by path, no link in it
	bases   map[string]bool     // the last elements of those
	folders map[string][]string // above them, with what leads down to them
}

// NewOverlay puts texts over a tree, by their paths. A file at one of the paths
// is a regular file, and is found by every other path that leads there, where
// no symbolic link is in its own.
func NewOverlay(tree Tree, texts map[string][]byte) *Overlay {
	o := &Overlay{Tree: tree, texts: texts, bases: map[string]bool{}, folders: map[string][]string{}}
	for name := range texts {
		o.bases[path.Base(name)] = true
		for at := name; at != path.Dir(at); at = path.Dir(at) {
			dir, base := path.Split(at)
			dir = path.Clean(dir)
			if slices.Contains(o.folders[dir], base) {
				break
			}
			o.folders[dir] = append(o.folders[dir], base)
		}
	}
	return o
}

// text is what stands in place of a file, by whatever name it is asked for.
func (o *Overlay) text(name string) (text []byte, found bool) {
	name = path.Clean(name)
	if text, found = o.texts[name]; found || len(o.texts) == 0 {
		return text, found
	}
	at := Canonical(o.Tree, name)
	if !o.bases[path.Base(at)] {
		return nil, false
	}
	text, found = o.texts[Resolved(o.Tree, at)]
	return text, found
}

// itself says that a text stands under that very name.
func (o *Overlay) itself(name string) bool {
	_, found := o.texts[path.Clean(name)]
	return found
}

// ReadFile is Tree's.
func (o *Overlay) ReadFile(name string, limit int64) ([]byte, Info, error) {
	text, found := o.text(name)
	if !found {
		return o.Tree.ReadFile(name, limit)
	}
	info, err := o.Stat(name)
	if err == nil && int64(len(text)) > limit {
		err = &fs.PathError{Op: "open", Path: name, Err: ErrTooLarge}
	}
	if err != nil {
		return nil, info, err
	}
	return text, info, nil
}

// Stat is Tree's.
func (o *Overlay) Stat(name string) (Info, error) {
	info, err := o.Tree.Stat(name)
	text, found := o.text(name)
	switch {
	case !found && errors.Is(err, fs.ErrNotExist) && o.folders[path.Clean(name)] != nil:
		return Info{Name: path.Base(name), Mode: fs.ModeDir | 0o755, UID: -1, GID: -1}, nil
	case !found:
		return info, err
	case err != nil:
		info = Info{Name: path.Base(name), Mode: 0o644, UID: -1, GID: -1}
	}
	info.Size = int64(len(text))
	return info, nil
}

// Lstat is Tree's.
func (o *Overlay) Lstat(name string) (Info, error) {
	if info, err := o.Tree.Lstat(name); err == nil && info.IsLink() && !o.itself(name) {
		return info, nil
	}
	return o.Stat(name)
}

// ReadDir is Tree's.
func (o *Overlay) ReadDir(name string) ([]Info, error) {
	infos, err := o.Tree.ReadDir(name)
	at := path.Clean(name)
	if len(o.texts) > 0 && o.folders[at] == nil {
		at = Resolved(o.Tree, at)
	}
	added := o.folders[at]
	if len(added) == 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return infos, err
	}
	infos = slices.Clone(infos)
	for _, base := range added {
		i, there := slices.BinarySearchFunc(infos, base, func(info Info, base string) int { return strings.Compare(info.Name, base) })
		info, err := o.Lstat(path.Join(at, base))
		switch {
		case err != nil:
		case there:
			infos[i] = info
		default:
			infos = slices.Insert(infos, i, info)
		}
	}
	return infos, nil
}

// Readlink is Tree's.
func (o *Overlay) Readlink(name string) (string, error) {
	if o.itself(name) {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	return o.Tree.Readlink(name)
}

// Canonical is the path that a symbolic link at the end of a path leads to, for
// a file that two names may lead to.
func Canonical(t Tree, at string) string {
	for range maxLinks {
		target, err := t.Readlink(at)
		if err != nil {
			return at
		}
		if !path.IsAbs(target) {
			target = path.Join(path.Dir(at), target)
		}
		at = path.Clean(target)
	}
	return at
}

// maxResolved is how many elements a path may have to be resolved: links may
// make one longer for ever.
const maxResolved = 256

// Resolved is the path without any symbolic link in it, as far as the tree
// knows those.
func Resolved(t Tree, at string) string { return resolved(t, path.Clean(at), maxResolved) }

func resolved(t Tree, at string, left int) string {
	at = Canonical(t, at)
	if dir := path.Dir(at); dir != at && left > 0 {
		return path.Join(resolved(t, dir, left-1), path.Base(at))
	}
	return at
}
