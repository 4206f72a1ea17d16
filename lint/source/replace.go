package source

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
)

// Why a file is not replaced, beside ErrOutside, ErrNotRegular and what the
// system says.
var (
	// ErrIsLink says that the path is a symbolic link.
	ErrIsLink = errors.New("it is a symbolic link: name the file that it leads to")
	// ErrHardLinks says that the file has other names, which would keep the old
	// text.
	ErrHardLinks = errors.New("it has other names (hard links), which would keep the old text")
	// ErrReadOnly says that nobody may write to the file.
	ErrReadOnly = errors.New("it is read-only")
	// ErrNotOurs says that the new text would belong to somebody else.
	ErrNotOurs = errors.New("its owner or group could not be kept")
	// ErrAttributes says that extended attributes would be lost.
	ErrAttributes = errors.New("its extended attributes or access list could not be kept")
	// ErrChanged says that the file is not what was read of it.
	ErrChanged = errors.New("it was changed after it was read")
)

// Replacement is a new text for a file, written beside it and ready to take its
// place. Nobody ever sees half of it: a process that ends before Commit leaves
// the file as it was.
type Replacement struct {
	disk *Disk
	dir  *folder // held
	base string
	temp string // empty when there is none any more
	was  identity
	path string
}

// Replace prepares a new text for a regular file that holds exactly old, with
// its mode, owner and attributes. The folder's way may lead over symbolic links
// that stay inside; the file itself must be none. One of Commit and Abandon
// has to follow.
func (d *Disk) Replace(name string, old, text []byte) (*Replacement, error) {
	r := &Replacement{disk: d, path: name}
	_, err := d.ask("replace", name, false, func(f *folder, base string) (Info, error) {
		stage, err := f.stageable(base)
		if err != nil {
			return Info{}, err
		}
		defer stage.close()
		now, err := stage.readAll(int64(len(old)))
		switch {
		case errors.Is(err, ErrTooLarge), err == nil && !bytes.Equal(now, old):
			return Info{}, ErrChanged
		case err != nil:
			return Info{}, err
		}
		temp := tempName()
		if r.was, err = stage.write(f.handle, temp, text); err != nil {
			return Info{}, err
		}
		d.mu.Lock()
		f.refs++
		d.mu.Unlock()
		r.dir, r.base, r.temp = f, base, temp
		return Info{}, nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Replaceable says why Replace would fail, so far as that can be known before
// there is a text; nil when nothing is in its way.
func (d *Disk) Replaceable(name string) error {
	_, err := d.ask("replace", name, false, func(f *folder, base string) (Info, error) {
		stage, err := f.stageable(base)
		if err == nil {
			stage.close()
		}
		return Info{}, err
	})
	return err
}

// Commit puts the text in the place of the file, which must not have been
// changed meanwhile.
func (r *Replacement) Commit() error {
	err := r.dir.swap(r.temp, r.base, r.was)
	if err == nil {
		r.temp = ""
	}
	r.Abandon()
	if err != nil {
		return &fs.PathError{Op: "replace", Path: r.path, Err: err}
	}
	return nil
}

// Abandon takes away what was prepared; after Commit it does nothing.
func (r *Replacement) Abandon() {
	if r.dir == nil {
		return
	}
	if r.temp != "" {
		_ = r.dir.remove(r.temp)
	}
	r.disk.release(r.dir)
	r.dir, r.temp = nil, ""
}

// tempName is a name that no other file has, and that servers refuse, as httpd
// does with all that begins in .ht: the folder may be one that is served.
func tempName() string { return ".ht-authlint-" + rand.Text() }
