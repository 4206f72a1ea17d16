//go:build !unix || aix || solaris

package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// handle is an open directory. Names given to it are single elements, or "."
// for the directory itself.
type handle struct{ root *os.Root }

func openHandle(name string) (handle, error) {
	root, err := os.OpenRoot(name)
	return handle{root}, err
}

func openBase(name string) (handle, error) { return openHandle(name) }

func (h handle) close() { _ = h.root.Close() }

// open opens a directory within the directory.
func (h handle) open(name string, _ opening) (handle, error) {
	if info, err := h.lstat(name); err != nil {
		return handle{}, err
	} else if info.IsLink() {
		return handle{}, errLink
	} else if !info.IsDir() {
		return handle{}, ErrNotDir
	}
	root, err := h.root.OpenRoot(name)
	return handle{root}, bare(err)
}

func (h handle) lstat(name string) (Info, error) {
	info, err := h.root.Lstat(name)
	if err != nil {
		return Info{}, bare(err)
	}
	return infoOf(info), nil
}

func (h handle) readlink(name string) (string, error) {
	target, err := h.root.Readlink(name)
	return target, bare(err)
}

// private is unknown on these systems.
func (h handle) private() bool { return false }

// list lists the directory, at most limit entries of it unless that is 0.
func (h handle) list(_ string, limit int, wanted func([]byte, fs.FileMode) bool) ([]Info, error) {
	dir, err := h.root.Open(".")
	if err != nil {
		return nil, bare(err)
	}
	defer func() { _ = dir.Close() }()
	return listed(dir, limit, wanted)
}

// read reads a regular file. What the file turned out to be is told with an
// error, too. It looks before it opens: these systems cannot open without
// waiting.
func (h handle) read(name string, limit int64, _ *Guard) ([]byte, Info, error) {
	info, err := h.lstat(name)
	switch {
	case err != nil:
		return nil, Info{}, err
	case info.IsLink():
		return nil, info, errLink
	case !info.IsRegular():
		return nil, info, ErrNotRegular
	case info.Size > limit:
		return nil, info, ErrTooLarge
	}
	f, err := h.root.Open(name)
	if err != nil {
		return nil, info, bare(err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, info, ErrTooLarge
	}
	return data, info, err
}

// bare takes the path off: the caller knows the whole one.
func bare(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

func infoOf(info fs.FileInfo) Info {
	return Info{Mode: info.Mode(), Size: info.Size(), ModTime: info.ModTime(), UID: -1, GID: -1}
}
