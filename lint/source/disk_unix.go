//go:build unix && !aix && !solaris

package source

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// handle is an open directory. Names given to it are single elements, or "."
// for the directory itself; none of its methods follows a symbolic link.
type handle struct{ fd int }

// openFlags never wait for a writer of a FIFO, never follow a link and never
// make a terminal ours.
const openFlags = unix.O_RDONLY | unix.O_NONBLOCK | unix.O_NOFOLLOW | unix.O_NOCTTY | unix.O_CLOEXEC

func openHandle(name string) (handle, error) {
	return openAt(unix.AT_FDCWD, name, openFlags|unix.O_DIRECTORY)
}

func openAt(dir int, name string, flags int) (handle, error) {
	for {
		fd, err := unix.Openat(dir, name, flags, 0)
		if !errors.Is(err, unix.EINTR) {
			return handle{fd}, err
		}
	}
}

func (h handle) close() { _ = unix.Close(h.fd) }

// open opens a directory within the directory.
func (h handle) open(name string) (handle, error) {
	sub, err := openAt(h.fd, name, openFlags|unix.O_DIRECTORY)
	if err == nil || errors.Is(err, unix.ENOENT) {
		return sub, err
	}
	// Systems disagree on the number for "this is a link".
	if info, e := h.lstat(name); e == nil && info.IsLink() {
		err = errLink
	} else if e == nil && !info.IsDir() {
		err = ErrNotDir
	}
	return handle{}, err
}

func (h handle) lstat(name string) (Info, error) {
	var st unix.Stat_t
	if err := unix.Fstatat(h.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return Info{}, err
	}
	return infoOf(&st), nil
}

func (h handle) readlink(name string) (string, error) {
	for size := 256; ; size *= 2 {
		buf := make([]byte, size)
		n, err := unix.Readlinkat(h.fd, name, buf)
		if err != nil {
			return "", err
		}
		if n < size {
			return string(buf[:n]), nil
		}
	}
}

// list lists the directory; where is its path, for file systems that do not
// tell kinds.
func (h handle) list(where string) ([]Info, error) {
	again, err := openAt(h.fd, ".", openFlags|unix.O_DIRECTORY)
	if err != nil {
		return nil, err
	}
	dir := os.NewFile(uintptr(again.fd), where)
	defer func() { _ = dir.Close() }()
	entries, err := dir.ReadDir(-1)
	return infosOf(entries), err
}

// read reads a regular file. What the file turned out to be is told with an
// error, too.
func (h handle) read(name string, limit int64) ([]byte, Info, error) {
	f, err := openAt(h.fd, name, openFlags)
	if err != nil {
		info, e := h.lstat(name)
		switch {
		case e != nil:
		case info.IsLink():
			err = errLink
		case !info.IsRegular():
			err = ErrNotRegular
		}
		return nil, info, err
	}
	defer f.close()
	var st unix.Stat_t
	if err := unix.Fstat(f.fd, &st); err != nil {
		return nil, Info{}, err
	}
	info := infoOf(&st)
	if !info.IsRegular() {
		return nil, info, ErrNotRegular
	}
	data, err := f.readAll(info.Size, limit)
	return data, info, err
}

// readAll reads to the end, which may lie elsewhere than size says.
func (h handle) readAll(size, limit int64) ([]byte, error) {
	if size > limit {
		return nil, ErrTooLarge
	}
	buf := make([]byte, 0, max(size+1, 64))
	for {
		n, err := unix.Read(h.fd, buf[len(buf):cap(buf)])
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return nil, err
		}
		buf = buf[:len(buf)+n]
		switch {
		case int64(len(buf)) > limit:
			return nil, ErrTooLarge
		case n == 0, size > 0 && int64(len(buf)) == size:
			// A read that came back short at the size ended at the end.
			return buf, nil
		case len(buf) == cap(buf):
			buf = append(buf, 0)[:len(buf)]
		}
	}
}

func infoOf(st *unix.Stat_t) Info {
	sec, nsec := st.Mtim.Unix()
	mode := fs.FileMode(st.Mode & 0o777)
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
	case unix.S_IFDIR:
		mode |= fs.ModeDir
	case unix.S_IFLNK:
		mode |= fs.ModeSymlink
	case unix.S_IFIFO:
		mode |= fs.ModeNamedPipe
	case unix.S_IFSOCK:
		mode |= fs.ModeSocket
	case unix.S_IFCHR:
		mode |= fs.ModeDevice | fs.ModeCharDevice
	case unix.S_IFBLK:
		mode |= fs.ModeDevice
	default:
		mode |= fs.ModeIrregular
	}
	return Info{Mode: mode, Size: st.Size, ModTime: time.Unix(sec, nsec), UID: int(st.Uid), GID: int(st.Gid)}
}
