//go:build unix && !aix && !solaris

package source

import (
	"errors"
	"io/fs"
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

// openBase opens a directory to pass through.
func openBase(name string) (handle, error) { return openAt(unix.AT_FDCWD, name, passFlags) }

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
func (h handle) open(name string, how opening) (handle, error) {
	flags := openFlags | unix.O_DIRECTORY
	if how != toRead {
		flags = passFlags
	}
	sub, err := h.openWithin(name, flags, how == toStay)
	if err == nil || errors.Is(err, unix.ENOENT) || errors.Is(err, ErrMount) {
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

// openSameDevice opens a name and looks whether that was another file system.
func (h handle) openSameDevice(name string, flags int) (handle, error) {
	sub, err := openAt(h.fd, name, flags)
	if err != nil {
		return sub, err
	}
	var in, of unix.Stat_t
	if err = errors.Join(unix.Fstat(h.fd, &of), unix.Fstat(sub.fd, &in)); err == nil && in.Dev != of.Dev && in.Mode&unix.S_IFMT == unix.S_IFDIR {
		err = ErrMount
	}
	if err != nil {
		sub.close()
		return handle{}, err
	}
	return sub, nil
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

// private says that nobody but root and whoever runs this can put a name into
// the directory.
func (h handle) private() bool {
	var st unix.Stat_t
	if err := unix.Fstat(h.fd, &st); err != nil {
		return false
	}
	return (st.Uid == 0 || int(st.Uid) == unix.Geteuid()) && st.Mode&0o022 == 0
}

// read reads a regular file. What the file turned out to be is told with an
// error, too.
func (h handle) read(name string, limit int64, g *Guard) ([]byte, Info, error) {
	f, err := h.openWithin(name, openFlags, g != nil)
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
	info, err := f.info()
	switch {
	case err != nil:
		return nil, Info{}, err
	case !info.IsRegular():
		return nil, info, ErrNotRegular
	case !g.owns(info):
		return nil, info, ErrForeign
	}
	data, err := f.readAll(info.Size, limit)
	if g == nil || err != nil {
		return data, info, err
	}
	return f.settled(data, info, limit)
}

// settled says whether what was read is a file as it once was, and reads it
// again where it is not.
func (h handle) settled(data []byte, info Info, limit int64) ([]byte, Info, error) {
	for range maxReads {
		now, err := h.info()
		if err != nil || same(now, info) {
			return data, now, err
		}
		if _, err := unix.Seek(h.fd, 0, unix.SEEK_SET); err != nil {
			return nil, now, err
		}
		if data, err = h.readAll(now.Size, limit); err != nil {
			return nil, now, err
		}
		info = now
	}
	return nil, info, ErrUnsettled
}

func (h handle) info() (Info, error) {
	var st unix.Stat_t
	if err := unix.Fstat(h.fd, &st); err != nil {
		return Info{}, err
	}
	return infoOf(&st), nil
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
	changedSec, changedNsec := st.Ctim.Unix()
	return Info{
		Mode: mode, Size: st.Size, ModTime: time.Unix(sec, nsec), UID: int(st.Uid), GID: int(st.Gid),
		ID: FileID{
			Device: uint64(st.Dev), Inode: st.Ino, Links: uint64(st.Nlink),
			Changed: changedSec*int64(time.Second) + changedNsec,
		},
	}
}
