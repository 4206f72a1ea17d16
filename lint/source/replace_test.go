package source

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func replace(d *Disk, name, old, text string) error {
	r, err := d.Replace(name, []byte(old), []byte(text))
	if err != nil {
		return err
	}
	return r.Commit()
}

// left are the names in a folder.
func left(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func holds(t *testing.T, name, want string) {
	t.Helper()
	if data, err := os.ReadFile(name); err != nil || string(data) != want {
		t.Errorf("%s holds %q, %v", filepath.Base(name), data, err)
	}
}

func TestReplace(t *testing.T) {
	root := writeLayout(t, layout{files: map[string]string{"a": "old\n", "sub/b": "old\n"}, links: map[string]string{"link": "a", "inside": "sub"}})
	d := newDisk(t, root)
	if err := replace(d, root+"/a", "old\n", "new, and longer\n"); err != nil {
		t.Fatal(err)
	}
	holds(t, root+"/a", "new, and longer\n")
	if err := replace(d, root+"/inside/b", "old\n", ""); err != nil {
		t.Fatal(err)
	}
	holds(t, root+"/sub/b", "")
	for name, want := range map[string]error{
		"/link": ErrIsLink, "/sub": ErrNotRegular, "/none": os.ErrNotExist, "/../x": ErrOutside,
	} {
		if err := replace(d, root+name, "", "new"); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
		if err := d.Replaceable(root + name); !errors.Is(err, want) {
			t.Errorf("%s: %v beforehand, want %v", name, err, want)
		}
	}
	if got := left(t, root); got != "a inside link sub" {
		t.Errorf("left are %s", got)
	}
}

// A folder on the way that is a link to outside is not gone through.
func TestReplaceLinkLeadsOut(t *testing.T) {
	outside := writeLayout(t, layout{files: map[string]string{"a": "old"}})
	root := writeLayout(t, layout{links: map[string]string{"out": outside, "file": outside + "/a"}})
	d := newDisk(t, root)
	if err := replace(d, root+"/out/a", "old", "new"); !errors.Is(err, ErrOutside) {
		t.Errorf("through a folder: %v", err)
	}
	if err := replace(d, root+"/file", "old", "new"); !errors.Is(err, ErrIsLink) {
		t.Errorf("through a file: %v", err)
	}
	holds(t, outside+"/a", "old")
}

// A file that is not what was read, before the new text is written or after, is
// left alone.
func TestReplaceChanged(t *testing.T) {
	root := writeLayout(t, layout{files: map[string]string{"a": "old"}})
	d := newDisk(t, root)
	for _, old := range []string{"", "ol", "olD", "older"} {
		if err := replace(d, root+"/a", old, "new"); !errors.Is(err, ErrChanged) {
			t.Errorf("%q: %v", old, err)
		}
	}
	change := map[string]func() error{
		"longer": func() error { return os.WriteFile(root+"/a", []byte("longer"), 0o644) },
		"moved in": func() error {
			return errors.Join(os.WriteFile(root+"/b", []byte("old"), 0o644), os.Rename(root+"/b", root+"/a"))
		},
		"a link": func() error { return errors.Join(os.Remove(root+"/a"), os.Symlink("/etc/passwd", root+"/a")) },
		"gone":   func() error { return os.Remove(root + "/a") },
	}
	for name, f := range change {
		if runtime.GOOS == "windows" && name == "a link" {
			continue
		}
		_ = os.Remove(root + "/a")
		if err := os.WriteFile(root+"/a", []byte("old"), 0o644); err != nil {
			t.Fatal(err)
		}
		r, err := d.Replace(root+"/a", []byte("old"), []byte("new"))
		if err != nil {
			t.Fatal(err)
		}
		if err := f(); err != nil {
			t.Fatal(err)
		}
		err = r.Commit()
		if wanted := name == "gone" && errors.Is(err, os.ErrNotExist) || errors.Is(err, ErrChanged); !wanted {
			t.Errorf("%s: %v", name, err)
		}
		if data, _ := os.ReadFile(root + "/a"); string(data) == "new" {
			t.Errorf("%s: it was written over", name)
		}
		if got := left(t, root); got != "a" && got != "" {
			t.Errorf("%s: left are %s", name, got)
		}
	}
}

// A process that ends between writing and renaming leaves the old file. What it
// wrote lies beside it, by a name that httpd refuses.
func TestReplaceEndsHalfWay(t *testing.T) {
	root := writeLayout(t, layout{files: map[string]string{"a": "old"}})
	d := newDisk(t, root)
	r, err := d.Replace(root+"/a", []byte("old"), []byte("new"))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, root+"/a", "old")
	if got := left(t, root); !strings.HasPrefix(got, ".ht") || !strings.HasSuffix(got, " a") {
		t.Errorf("left are %s", got)
	}
	r.Abandon()
	r.Abandon()
	if got := left(t, root); got != "a" {
		t.Errorf("left are %s", got)
	}
}
