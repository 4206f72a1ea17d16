//go:build unix && !linux && !aix && !solaris

package source

import (
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// passFlags open a directory for the names in it.
const passFlags = openFlags | unix.O_DIRECTORY

// openWithin opens a name in the directory, on the same file system where that
// is asked for.
func (h handle) openWithin(name string, flags int, stay bool) (handle, error) {
	if !stay {
		return openAt(h.fd, name, flags)
	}
	return h.openSameDevice(name, flags)
}

// list lists the directory, at most limit entries of it unless that is 0;
// where is its path, for file systems that do not tell kinds.
func (h handle) list(where string, limit int, wanted func([]byte, fs.FileMode) bool) ([]Info, error) {
	again, err := openAt(h.fd, ".", openFlags|unix.O_DIRECTORY)
	if err != nil {
		return nil, err
	}
	dir := os.NewFile(uintptr(again.fd), where)
	defer func() { _ = dir.Close() }()
	return listed(dir, limit, wanted)
}
