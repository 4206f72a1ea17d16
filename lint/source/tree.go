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
	// ErrForeign says that the file has several names and belongs to
	// somebody else than the folder's owner, who may have made this name for
	// it.
	ErrForeign = errors.New("it is a hard link to a file of another owner")
	// ErrShared says that somebody else may put names into a folder of which
	// that was not to be.
	ErrShared = errors.New("others may change the folder")
	// ErrSpent says that all was read that may be read. It is said elsewhere,
	// once.
	ErrSpent = errors.New("no more is read")
	// ErrMount says that another file system begins at the path.
	ErrMount = errors.New("another file system is mounted there")
	// ErrUnsettled says that the file changed while it was read, again and
	// again.
	ErrUnsettled = errors.New("it changed while it was read")
	// ErrEntries says that a folder has more entries than are looked at.
	ErrEntries = errors.New("it has more entries than are looked at")
)

// A Lister is a Tree that can leave out the entries of a folder which nobody
// wants before anything is made of them.
type Lister interface {
	Tree
	// List is ReadDir for the entries for which wanted is true. It is asked
	// with names that it must not keep, and with the kind.
	List(path string, wanted func(name []byte, kind fs.FileMode) bool) ([]Info, error)
}

// Info describes one path.
type Info struct {
	Name    string      // the last element of the path
	Mode    fs.FileMode // kind and permissions
	Size    int64
	ModTime time.Time
	UID     int // owner, or -1 when the tree does not know
	GID     int // group, or -1 when the tree does not know
	// ID tells files of a disk apart and says when one was last touched; the
	// zero value where the tree does not know.
	ID FileID
}

// FileID is which file of a disk it is.
type FileID struct {
	Device, Inode uint64
	// Links is how many names the file has.
	Links uint64
	// Changed is when anything about the file changed, in nanoseconds since
	// 1970. No owner can set it back.
	Changed int64
}

// IsDir says that the path is a folder.
func (i Info) IsDir() bool { return i.Mode.IsDir() }

// IsRegular says that the path is a regular file.
func (i Info) IsRegular() bool { return i.Mode.IsRegular() }

// IsLink says that the path is a symbolic link.
func (i Info) IsLink() bool { return i.Mode&fs.ModeSymlink != 0 }
