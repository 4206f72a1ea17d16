package source

import (
	"errors"
	"io/fs"
	"time"
)

// A Tree answers for the files below the folders that may be read: a disk, a
// revision of a git repository, or memory. Paths are absolute, cleaned and
// slash-separated.
//
// A path outside what may be read gives ErrOutside, which is not the same as
// missing: of such a path nothing is known. A Tree may be used from several
// goroutines.
type Tree interface {
	// ReadFile reads a regular file of at most limit bytes, following
	// symbolic links that stay inside. It fails with ErrTooLarge,
	// ErrNotRegular or an error of package fs.
	ReadFile(path string, limit int64) ([]byte, Info, error)
	// Stat describes what the path leads to, symbolic links followed.
	Stat(path string) (Info, error)
	// Lstat describes the path itself.
	Lstat(path string) (Info, error)
	// ReadDir lists a folder, ordered by name. Of its entries only the name
	// and the kind are certain: the rest costs a question for each.
	ReadDir(path string) ([]Info, error)
	// Readlink is the text of a symbolic link.
	Readlink(path string) (string, error)
}

// Errors of a Tree beside those of package fs. They are wrapped, with the path.
var (
	// ErrOutside says that the path is none that may be read.
	ErrOutside = errors.New("outside the folders that may be read")
	// ErrTooLarge says that the file is larger than the limit.
	ErrTooLarge = errors.New("larger than the limit")
	// ErrNotDir says that the path is no folder.
	ErrNotDir = errors.New("not a folder")
	// ErrNotRegular says that the path is a folder, FIFO, socket or device.
	ErrNotRegular = errors.New("not a regular file")
)

// Info describes one path.
type Info struct {
	Name    string      // the last element of the path
	Mode    fs.FileMode // kind and permissions
	Size    int64
	ModTime time.Time
	UID     int // owner, or -1 when the tree does not know
	GID     int // group, or -1 when the tree does not know
}

// IsDir says that the path is a folder.
func (i Info) IsDir() bool { return i.Mode.IsDir() }

// IsRegular says that the path is a regular file.
func (i Info) IsRegular() bool { return i.Mode.IsRegular() }

// IsLink says that the path is a symbolic link.
func (i Info) IsLink() bool { return i.Mode&fs.ModeSymlink != 0 }
