package source

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"

	"golang.org/x/sys/unix"
)

// passFlags open a directory for the names in it: it need not be one that may be
// listed.
const passFlags = unix.O_PATH | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC

// openWithin opens a name in the directory, on the same file system where that
// is asked for.
func (h handle) openWithin(name string, flags int, stay bool) (handle, error) {
	if !stay {
		return openAt(h.fd, name, flags)
	}
	how := unix.OpenHow{
		Flags:   uint64(flags),
		Resolve: unix.RESOLVE_NO_XDEV | unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_MAGICLINKS | unix.RESOLVE_BENEATH,
	}
	for {
		fd, err := unix.Openat2(h.fd, name, &how)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EXDEV):
			return handle{}, ErrMount
		case errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EPERM):
			return h.openSameDevice(name, flags) // a kernel before 5.6, or a container
		}
		return handle{fd}, err
	}
}

// What the kernel puts before the name of an entry: inode, offset, length of
// the entry, kind.
const (
	entryLength = 16
	entryKind   = 18
	entryName   = 19
)

// list lists the directory, at most limit entries of it unless that is 0. The
// names that are not wanted cost nothing.
func (h handle) list(_ string, limit int, wanted func([]byte, fs.FileMode) bool) ([]Info, error) {
	dir, err := openAt(h.fd, ".", openFlags|unix.O_DIRECTORY)
	if err != nil {
		return nil, err
	}
	defer dir.close()
	var infos []Info
	var buf [8 << 10]byte
	for seen := 0; ; {
		n, err := unix.Getdents(dir.fd, buf[:])
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || n == 0 {
			return infos, err
		}
		for entries := buf[:n]; len(entries) > entryName; {
			length := int(binary.NativeEndian.Uint16(entries[entryLength:]))
			if length <= entryName || length > len(entries) {
				return infos, fs.ErrInvalid
			}
			name := entries[entryName:length]
			name = name[:max(bytes.IndexByte(name, 0), 0)]
			kind := entries[entryKind]
			entries = entries[length:]
			if len(name) == 0 || string(name) == "." || string(name) == ".." {
				continue
			}
			if seen++; limit > 0 && seen > limit {
				return infos, ErrEntries
			}
			mode, known := dir.kind(kind, name)
			if known && (wanted == nil || wanted(name, mode)) {
				infos = append(infos, Info{Name: string(name), Mode: mode, UID: -1, GID: -1})
			}
		}
	}
}

// kind is the kind of an entry; some file systems have to be asked for it. It
// is false where the entry is gone.
func (h handle) kind(kind byte, name []byte) (fs.FileMode, bool) {
	switch kind {
	case unix.DT_REG:
		return 0, true
	case unix.DT_DIR:
		return fs.ModeDir, true
	case unix.DT_LNK:
		return fs.ModeSymlink, true
	case unix.DT_FIFO:
		return fs.ModeNamedPipe, true
	case unix.DT_SOCK:
		return fs.ModeSocket, true
	case unix.DT_CHR:
		return fs.ModeDevice | fs.ModeCharDevice, true
	case unix.DT_BLK:
		return fs.ModeDevice, true
	}
	info, err := h.lstat(string(name))
	return info.Mode.Type(), err == nil
}
