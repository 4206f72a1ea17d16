package live

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// wordpressFolders are where distributions put WordPress.
var wordpressFolders = []string{"/usr/share/wordpress"}

// findWordPress finds the program, or ends the test.
func findWordPress(tb testing.TB) string {
	tb.Helper()
	for _, dir := range wordpressFolders {
		if _, err := os.Stat(filepath.Join(dir, "wp-settings.php")); err == nil {
			return dir
		}
	}
	missing(tb, "WordPress")
	return ""
}

// unpack makes of a distribution's tree an ordinary one: links become what they
// lead to, and its own wp-config.php and .htaccess stay behind. What the
// packager left out stays missing, and so do the editor's scripts, which are a
// third of it all and run in browsers only.
func unpack(from, to string) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		info, err := os.Stat(name)
		switch {
		case rel == "wp-config.php", rel == ".htaccess", err != nil:
			return nil
		case rel == "wp-includes/js/dist":
			return fs.SkipDir
		case info.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		return copyFile(name, filepath.Join(to, rel))
	})
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

// copyTree copies a site. The files of the core are shared with the one they
// come from, because nobody writes to them and they are many: all but those at
// the top, which tests replace.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch top := topOf(rel); {
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case top == "wp-admin", top == "wp-includes":
			return os.Link(name, target)
		}
		return copyFile(name, target)
	})
}

// topOf is the first folder of a path.
func topOf(rel string) string {
	for dir := filepath.Dir(rel); dir != "."; dir = filepath.Dir(dir) {
		rel = dir
	}
	return rel
}

// giveTree gives the folders and the site's own files to the server's worker,
// so that WordPress can write them.
func giveTree(tb testing.TB, dir string) error {
	u := worker(tb)
	if u == nil {
		return nil
	}
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() || filepath.Dir(name) == dir {
			own(tb, name, u)
		}
		return nil
	})
}
