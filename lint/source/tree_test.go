package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The same questions are put to every Tree: builder makes one that holds what
// layout says, below a root whose name it returns.
type layout struct {
	files map[string]string
	links map[string]string // "ROOT" in a target stands for the root
}

var plain = layout{
	files: map[string]string{
		"a/f":      "content",
		"a/b/g":    "deep",
		"a/empty":  "",
		"other/h":  "h",
		"a.b/file": "x",
	},
	links: map[string]string{
		"a/rel":       "../other/h",
		"a/abs":       "ROOT/other/h",
		"a/dir":       "../a/b",
		"a/twice":     "dir/../../other/./h",
		"a/chain":     "rel",
		"a/loop":      "loop",
		"a/ping":      "pong",
		"a/pong":      "ping",
		"a/dangling":  "nowhere/at/all",
		"a/out":       "/authlint-no-such-folder/x",
		"a/up":        "../../../../../../../../../../authlint-no-such-folder",
		"a/outabove":  "..//.././..",
		"a/throughin": "ROOT/a/dir/g",
		"a/viafile":   "f/g",
	},
}

func memoryTree(_ testing.TB, l layout) (Tree, string) {
	m := NewMemory("/top/root")
	for name, text := range l.files {
		m.Add("/top/root/"+name, []byte(text))
	}
	for name, target := range l.links {
		m.AddLink("/top/root/"+name, strings.ReplaceAll(target, "ROOT", "/top/root"))
	}
	return m, "/top/root"
}

func writeLayout(tb testing.TB, l layout) string {
	tb.Helper()
	root := filepath.ToSlash(tb.TempDir())
	for name, text := range l.files {
		mkdir(tb, filepath.Dir(filepath.Join(root, name)))
		write(tb, filepath.Join(root, name), text)
	}
	for name, target := range l.links {
		if err := os.Symlink(strings.ReplaceAll(target, "ROOT", root), filepath.Join(root, name)); err != nil {
			tb.Skipf("no symbolic links here: %v", err)
		}
	}
	return root
}

func mkdir(tb testing.TB, name string) {
	tb.Helper()
	if err := os.MkdirAll(name, 0o755); err != nil {
		tb.Fatal(err)
	}
}

func write(tb testing.TB, name, text string) {
	tb.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

func newDisk(tb testing.TB, roots ...string) *Disk {
	tb.Helper()
	d, err := NewDisk(roots...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(d.Close)
	return d
}

func diskTree(tb testing.TB, l layout) (Tree, string) {
	root := writeLayout(tb, l)
	return newDisk(tb, root), root
}

func gitTree(tb testing.TB, l layout) (Tree, string) {
	root := writeLayout(tb, l)
	commit(tb, root)
	return newGit(tb, root, "HEAD")
}

func eachTree(t *testing.T, l layout, check func(t *testing.T, tree Tree, root string)) {
	for name, build := range map[string]func(testing.TB, layout) (Tree, string){
		"memory": memoryTree, "disk": diskTree, "git": gitTree,
	} {
		t.Run(name, func(t *testing.T) {
			tree, root := build(t, l)
			check(t, tree, root)
			if d, ok := tree.(*Disk); ok {
				check(t, tree, root) // out of the cache
				checkHandles(t, d)
			}
		})
	}
}

func TestReadFile(t *testing.T) {
	eachTree(t, plain, func(t *testing.T, tree Tree, root string) {
		for name, want := range map[string]string{
			"a/f": "content", "a/b/g": "deep", "a/empty": "", "a.b/file": "x",
			"a/rel": "h", "a/abs": "h", "a/dir/g": "deep", "a/chain": "h", "a/throughin": "deep",
		} {
			data, info, err := tree.ReadFile(root+"/"+name, 100)
			if err != nil || string(data) != want || !info.IsRegular() || info.Size != int64(len(want)) || info.Name != filepath.Base(name) {
				t.Errorf("%s: %q, %+v, %v", name, data, info, err)
			}
		}
	})
}

func TestReadFileFails(t *testing.T) {
	eachTree(t, plain, func(t *testing.T, tree Tree, root string) {
		for name, want := range map[string]error{
			root + "/nowhere":        fs.ErrNotExist,
			root + "/nowhere/x":      fs.ErrNotExist,
			root + "/a/f/x":          fs.ErrNotExist,
			root + "/a/dangling":     fs.ErrNotExist,
			root + "/a/viafile":      fs.ErrNotExist,
			root + "/a":              ErrNotRegular,
			root + "/a/dir":          ErrNotRegular,
			root:                     ErrNotRegular,
			root + "/a/out":          ErrOutside,
			root + "/a/up":           ErrOutside,
			"/authlint-no-such/file": ErrOutside,
			root + "-other/file":     ErrOutside,
		} {
			if data, _, err := tree.ReadFile(name, 100); !errors.Is(err, want) {
				t.Errorf("%s: %d bytes, %v, want %v", strings.TrimPrefix(name, root), len(data), err, want)
			}
		}
		for _, name := range []string{"/a/loop", "/a/ping"} {
			if _, _, err := tree.ReadFile(root+name, 100); err == nil || !strings.Contains(err.Error(), "symbolic links") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, _, err := tree.ReadFile(root+"/a/f", 6); !errors.Is(err, ErrTooLarge) {
			t.Errorf("7 bytes with a limit of 6: %v", err)
		}
		if data, _, err := tree.ReadFile(root+"/a/f", 7); err != nil || len(data) != 7 {
			t.Errorf("7 bytes with a limit of 7: %v", err)
		}
	})
}

func TestStat(t *testing.T) {
	eachTree(t, plain, func(t *testing.T, tree Tree, root string) {
		for name, dir := range map[string]bool{"/a": true, "/a/dir": true, "/a/f": false, "/a/chain": false, "": true} {
			info, err := tree.Stat(root + name)
			if err != nil || info.IsDir() != dir || info.IsLink() || info.Name != filepath.Base(root+name) {
				t.Errorf("stat %q: %+v, %v", name, info, err)
			}
		}
		for name, link := range map[string]bool{"/a/dir": true, "/a/dir/g": false, "/a/dangling": true, "/a/out": true, "/a": false} {
			if info, err := tree.Lstat(root + name); err != nil || info.IsLink() != link {
				t.Errorf("lstat %q: %+v, %v", name, info, err)
			}
		}
		if _, err := tree.Stat(root + "/a/outabove"); !errors.Is(err, ErrOutside) {
			t.Errorf("a link above the root: %v", err)
		}
		if _, err := tree.Stat(root + "/a/dangling"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a dangling link: %v", err)
		}
	})
}

func TestReadDir(t *testing.T) {
	eachTree(t, plain, func(t *testing.T, tree Tree, root string) {
		for name, want := range map[string]string{
			"":       "a/ a.b/ other/",
			"/a/b":   "g",
			"/a/dir": "g",
			"/a.b":   "file",
		} {
			infos, err := tree.ReadDir(root + name)
			var got []string
			for _, i := range infos {
				if i.Name != ".git" {
					got = append(got, i.Name+strings.Repeat("/", strings.Count(i.Mode.Type().String(), "d")-strings.Count(fs.FileMode(0).String(), "d")))
				}
			}
			if err != nil || strings.Join(got, " ") != want {
				t.Errorf("%q: %q, %v, want %q", name, got, err, want)
			}
		}
		if _, err := tree.ReadDir(root + "/a/f"); !errors.Is(err, ErrNotDir) {
			t.Errorf("listing a file: %v", err)
		}
		if _, err := tree.ReadDir(root + "/nowhere"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("listing what is not there: %v", err)
		}
		if info, err := tree.Lstat(root + "/a/dir"); err != nil || !info.IsLink() {
			t.Errorf("a link that was listed is a link no more: %v", err)
		}
	})
}

func TestReadlink(t *testing.T) {
	eachTree(t, plain, func(t *testing.T, tree Tree, root string) {
		if target, err := tree.Readlink(root + "/a/rel"); err != nil || target != "../other/h" {
			t.Errorf("%q, %v", target, err)
		}
		if _, err := tree.Readlink(root + "/a/f"); err == nil {
			t.Error("a file is no link")
		}
	})
}

func TestMemoryDenied(t *testing.T) {
	m := NewMemory()
	m.Add("/a/b/f", []byte("x"))
	m.Add("/a/g", []byte("x"))
	m.Deny("/a/b")
	m.Deny("/a/g")
	m.Deny("/nowhere")
	for _, name := range []string{"/a/b/f", "/a/g", "/a/b/missing"} {
		if _, _, err := m.ReadFile(name, 10); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("reading %s: %v", name, err)
		}
	}
	if _, err := m.Stat("/a/b/f"); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("stat below a denied folder: %v", err)
	}
	if _, err := m.ReadDir("/a/b"); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("listing a denied folder: %v", err)
	}
	if info, err := m.Stat("/a/b"); err != nil || !info.IsDir() {
		t.Errorf("stat of a denied folder: %v", err)
	}
}

func TestMemoryReplaces(t *testing.T) {
	m := NewMemory()
	m.Add("/a/f", []byte("old"))
	m.AddInfo("/a/f", []byte("new"), Info{Mode: 0o600, UID: 0, GID: 0})
	data, info, err := m.ReadFile("/a/f", 10)
	infos, _ := m.ReadDir("/a")
	if err != nil || string(data) != "new" || info.Mode != 0o600 || len(infos) != 1 {
		t.Errorf("%q, %+v, %v", data, info, err)
	}
}
