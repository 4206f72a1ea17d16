package live

import (
	"os"
	"path/filepath"
	"testing"
)

// Folder is a directory whose files a server's worker may read, whichever user
// it runs as. testing.TB.TempDir will not do: its first level is closed to
// everybody but the owner.
type Folder struct {
	Path string // absolute, without symbolic links
}

// NewFolder makes an empty folder that is removed when the test ends.
func NewFolder(tb testing.TB) Folder {
	tb.Helper()
	dir, err := os.MkdirTemp("", "authlint-live-")
	if err != nil {
		tb.Fatalf("could not make a folder: %v", err)
	}
	tb.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			tb.Errorf("could not remove a folder: %v", err)
		}
	})
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		tb.Fatalf("could not resolve a folder: %v", err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		tb.Fatalf("could not open a folder to the worker: %v", err)
	}
	return Folder{Path: dir}
}

// Write writes a file that everybody may read, and makes its parents. The name
// is relative to the folder and must stay inside it.
func (f Folder) Write(tb testing.TB, rel, content string) {
	tb.Helper()
	f.WriteMode(tb, rel, content, 0o644)
}

// WriteMode is Write with a mode. A mode that shuts the worker out does so only
// when the test runs as root: otherwise the worker is the file's owner.
func (f Folder) WriteMode(tb testing.TB, rel, content string, mode os.FileMode) {
	tb.Helper()
	f.Mkdir(tb, filepath.Dir(rel), 0o755)
	name := f.local(tb, rel)
	if err := os.WriteFile(name, []byte(content), mode); err != nil {
		tb.Fatalf("could not write %q: %v", rel, err)
	}
	// The mode of WriteFile is cut by the umask and ignored for an existing file.
	if err := os.Chmod(name, mode); err != nil {
		tb.Fatalf("could not set the mode of %q: %v", rel, err)
	}
}

// Mkdir makes a directory with a mode; parents that it makes are open to
// everybody. A directory that exists gets the mode.
func (f Folder) Mkdir(tb testing.TB, rel string, mode os.FileMode) {
	tb.Helper()
	rel = filepath.Clean(rel)
	if rel == "." {
		return
	}
	name := f.local(tb, rel)
	if info, err := os.Stat(name); err == nil && info.IsDir() && info.Mode().Perm() == mode {
		return
	}
	f.Mkdir(tb, filepath.Dir(rel), 0o755)
	if err := os.Mkdir(name, mode); err != nil && !os.IsExist(err) {
		tb.Fatalf("could not make the directory %q: %v", rel, err)
	}
	if err := os.Chmod(name, mode); err != nil {
		tb.Fatalf("could not set the mode of %q: %v", rel, err)
	}
}

// Remove deletes a file or a directory with all it holds.
func (f Folder) Remove(tb testing.TB, rel string) {
	tb.Helper()
	if err := os.RemoveAll(f.local(tb, rel)); err != nil {
		tb.Fatalf("could not remove %q: %v", rel, err)
	}
}

// local is the path of a name inside the folder.
func (f Folder) local(tb testing.TB, rel string) string {
	tb.Helper()
	if !filepath.IsLocal(rel) || filepath.Clean(rel) == "." {
		tb.Fatalf("%q is not a name inside the folder", rel)
	}
	return filepath.Join(f.Path, rel)
}
