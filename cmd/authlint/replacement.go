package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/authlint/authlint/lint/source"
)

// replacement is a file that takes the place of another, or of none, at once:
// nobody ever sees half of it.
type replacement struct {
	temp   *os.File // nil when all is done
	target string
	mode   fs.FileMode
}

// newReplacement fails where the file cannot be replaced.
func newReplacement(name string) (*replacement, error) {
	r := &replacement{target: name, mode: 0o644}
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() {
			return nil, &fs.PathError{Op: "replace", Path: name, Err: errors.New("not a regular file")}
		}
		r.mode = info.Mode().Perm()
		// A link stays; what it leads to is replaced.
		if r.target, err = filepath.EvalSymlinks(name); err != nil {
			return nil, err
		}
	}
	var err error
	r.temp, err = os.CreateTemp(filepath.Dir(r.target), ".authlint-*")
	if err != nil {
		return nil, &fs.PathError{Op: "replace", Path: name, Err: source.Cause(err)}
	}
	return r, nil
}

// commit puts the data in the place of the file.
func (r *replacement) commit(data []byte) error {
	_, err := r.temp.Write(data)
	err = errors.Join(err, r.temp.Chmod(r.mode), r.temp.Sync(), r.temp.Close())
	if err == nil {
		err = os.Rename(r.temp.Name(), r.target)
	}
	if err == nil {
		r.temp = nil
	}
	return err
}

// abandon leaves the file as it was, unless it is replaced already.
func (r *replacement) abandon() {
	if r.temp != nil {
		_ = r.temp.Close()
		_ = os.Remove(r.temp.Name())
	}
}
