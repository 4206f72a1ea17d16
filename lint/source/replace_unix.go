//go:build unix && !aix && !solaris

package source

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// identity tells whether a file is still the same one, with the same text.
type identity struct {
	dev, ino   uint64
	size       int64
	mtim, ctim unix.Timespec
}

func identityOf(st *unix.Stat_t) identity {
	return identity{uint64(st.Dev), uint64(st.Ino), st.Size, st.Mtim, st.Ctim}
}

// stage is a file that may be replaced, open for reading.
type stage struct {
	handle
	st unix.Stat_t
}

// stageable opens a file if nothing is in the way of replacing it.
func (h handle) stageable(name string) (*stage, error) {
	var st unix.Stat_t
	if err := unix.Fstatat(h.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return nil, err
	}
	switch {
	case st.Mode&unix.S_IFMT == unix.S_IFLNK:
		return nil, ErrIsLink
	case st.Mode&unix.S_IFMT != unix.S_IFREG:
		return nil, ErrNotRegular
	case st.Nlink > 1:
		return nil, ErrHardLinks
	case st.Mode&0o222 == 0:
		return nil, ErrReadOnly
	}
	// Whoever may write to the folder could replace files that he may not
	// write to.
	w, err := openAt(h.fd, name, openFlags&^unix.O_RDONLY|unix.O_RDWR)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, ErrReadOnly
	case err != nil:
		return nil, err
	}
	s := &stage{handle: w}
	if err := unix.Fstat(w.fd, &s.st); err != nil || identityOf(&s.st) != identityOf(&st) {
		s.close()
		return nil, errors.Join(err, ErrChanged)
	}
	if uid := os.Geteuid(); uid != 0 && uid != int(st.Uid) {
		s.close()
		return nil, ErrNotOurs
	}
	return s, nil
}

func (s *stage) readAll(limit int64) ([]byte, error) { return s.handle.readAll(s.st.Size, limit) }

// write writes a new file beside the staged one, which has all of that but the
// text. Until its owner and mode are right nobody else may read it.
func (s *stage) write(dir handle, name string, text []byte) (identity, error) {
	fd, err := createAt(dir.fd, name)
	if err != nil {
		return identity{}, err
	}
	f := os.NewFile(uintptr(fd), name)
	_, err = f.Write(text)
	if err == nil {
		err = s.dress(fd)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = dir.remove(name)
		return identity{}, Cause(err)
	}
	return identityOf(&s.st), nil
}

func createAt(dir int, name string) (int, error) {
	for {
		fd, err := unix.Openat(dir, name, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0o600)
		if !errors.Is(err, unix.EINTR) {
			return fd, err
		}
	}
}

// dress gives the new file what the old one has, the mode last: a change of
// owner takes bits away, and attributes may be for the owner to set.
func (s *stage) dress(fd int) error {
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return err
	}
	if st.Uid != s.st.Uid || st.Gid != s.st.Gid {
		if err := unix.Fchown(fd, int(s.st.Uid), int(s.st.Gid)); err != nil {
			return ErrNotOurs
		}
	}
	if err := copyAttributes(s.fd, fd); err != nil {
		return ErrAttributes
	}
	return unix.Fchmod(fd, uint32(s.st.Mode&0o7777))
}

// swap renames a file over another one, which must be as it was.
func (h handle) swap(from, to string, was identity) error {
	var st unix.Stat_t
	if err := unix.Fstatat(h.fd, to, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return err
	}
	if identityOf(&st) != was {
		return ErrChanged
	}
	if err := unix.Renameat(h.fd, from, h.fd, to); err != nil {
		return err
	}
	// That the name is on the disk, too, not every file system can promise.
	_ = unix.Fsync(h.fd)
	return nil
}

func (h handle) remove(name string) error { return unix.Unlinkat(h.fd, name, 0) }
