//go:build !unix || aix || solaris

package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

// identity tells whether a file is still the same one, with the same text.
type identity struct {
	size int64
	time time.Time
}

// stage is a file that may be replaced, open for reading.
type stage struct {
	file *os.File
	info fs.FileInfo
}

// stageable opens a file if nothing is in the way of replacing it. Owners and
// hard links these systems do not tell.
func (h handle) stageable(name string) (*stage, error) {
	info, err := h.root.Lstat(name)
	switch {
	case err != nil:
		return nil, bare(err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, ErrIsLink
	case !info.Mode().IsRegular():
		return nil, ErrNotRegular
	case info.Mode().Perm()&0o222 == 0:
		return nil, ErrReadOnly
	}
	f, err := h.root.OpenFile(name, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrPermission) {
		return nil, ErrReadOnly
	}
	return &stage{f, info}, bare(err)
}

func (s *stage) close() { _ = s.file.Close() }

func (s *stage) readAll(limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(s.file, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, ErrTooLarge
	}
	return data, err
}

// write writes a new file beside the staged one, with its mode.
func (s *stage) write(dir handle, name string, text []byte) (identity, error) {
	f, err := dir.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return identity{}, bare(err)
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = dir.root.Chmod(name, s.info.Mode().Perm())
	}
	if err != nil {
		_ = dir.remove(name)
		return identity{}, bare(err)
	}
	return identity{s.info.Size(), s.info.ModTime()}, nil
}

// swap renames a file over another one, which must be as it was.
func (h handle) swap(from, to string, was identity) error {
	info, err := h.root.Lstat(to)
	switch {
	case err != nil:
		return bare(err)
	case !info.Mode().IsRegular(), info.Size() != was.size, !info.ModTime().Equal(was.time):
		return ErrChanged
	}
	return bare(h.root.Rename(from, to))
}

func (h handle) remove(name string) error { return h.root.Remove(name) }
