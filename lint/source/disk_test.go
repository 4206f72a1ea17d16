package source

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// checkHandles says whether every folder is held exactly as often as it is
// listed: a handle that is lost is never closed.
func checkHandles(t *testing.T, d *Disk) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	held := map[*folder]int{}
	for _, f := range d.folders {
		held[f]++
	}
	for _, f := range d.roots {
		held[f]++
	}
	for f, n := range held {
		if f.refs != n {
			t.Errorf("a folder listed %d times is held %d times", n, f.refs)
		}
	}
}

func TestDiskUnresolvedRoot(t *testing.T) {
	real := writeLayout(t, layout{files: map[string]string{"site/f": "x", "other/g": "y"}})
	links := t.TempDir()
	if err := os.Symlink(real, filepath.Join(links, "link")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	spelled := filepath.ToSlash(filepath.Join(links, "link/site"))
	d := newDisk(t, spelled)
	if err := os.Symlink(spelled+"/f", filepath.Join(real, "site/abs")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{spelled + "/f", real + "/site/f", spelled + "/abs", real + "/site/abs"} {
		if data, _, err := d.ReadFile(name, 10); err != nil || string(data) != "x" {
			t.Errorf("%v", err)
		}
	}
	for _, name := range []string{real + "/other/g", spelled + "/../../link/other/g", real, "relative"} {
		if _, _, err := d.ReadFile(filepath.ToSlash(name), 10); err == nil {
			t.Errorf("a file outside was read")
		}
	}
	checkHandles(t, d)
}

func TestDiskLinksBetweenRoots(t *testing.T) {
	top := writeLayout(t, layout{
		files: map[string]string{"one/f": "1", "two/g": "2", "three/h": "3"},
		links: map[string]string{
			"one/rel": "../two/g", "one/abs": "ROOT/two/g", "one/round": "../one/../two/../one/f",
			"one/out": "../three/h", "one/outabs": "ROOT/three/h", "one/dir": "ROOT/two",
		},
	})
	d := newDisk(t, top+"/one", top+"/two", top+"/two")
	for name, want := range map[string]string{"rel": "2", "abs": "2", "round": "1", "dir/g": "2"} {
		if data, _, err := d.ReadFile(top+"/one/"+name, 10); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	for _, name := range []string{"out", "outabs"} {
		if _, _, err := d.ReadFile(top+"/one/"+name, 10); !errors.Is(err, ErrOutside) {
			t.Errorf("%s: %v", name, err)
		}
	}
	checkHandles(t, d)
}

func TestDiskNestedRoots(t *testing.T) {
	top := writeLayout(t, layout{files: map[string]string{"a/b/f": "x", "a/g": "y"}, links: map[string]string{"a/b/up": "../g"}})
	for _, roots := range [][]string{{top + "/a", top + "/a/b"}, {top + "/a/b", top + "/a"}} {
		d := newDisk(t, roots...)
		for _, name := range []string{"/a/b/f", "/a/g", "/a/b/up"} {
			if _, _, err := d.ReadFile(top+name, 10); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestDiskManyFolders(t *testing.T) {
	root := t.TempDir()
	var names []string
	for i := range 3 * maxFolders {
		name := filepath.Join(root, fmt.Sprint(i%7), fmt.Sprint(i))
		mkdir(t, name)
		write(t, filepath.Join(name, "f"), fmt.Sprint(i))
		names = append(names, filepath.ToSlash(filepath.Join(name, "f")))
	}
	d := newDisk(t, root)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, name := range names {
				if data, _, err := d.ReadFile(name, 10); err != nil || string(data) != fmt.Sprint(i) {
					t.Errorf("file %d: %q, %v", i, data, err)
				}
				if _, err := d.ReadDir(filepath.ToSlash(filepath.Dir(name))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := len(d.folders); n > maxFolders {
		t.Errorf("%d handles in the cache", n)
	}
	checkHandles(t, d)
}

func TestDiskDoesNotExist(t *testing.T) {
	if _, err := NewDisk(filepath.Join(t.TempDir(), "nowhere")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a root that is not there: %v", err)
	}
	name := filepath.Join(t.TempDir(), "f")
	write(t, name, "x")
	if _, err := NewDisk(name); err == nil {
		t.Error("a file is no root")
	}
}

const smallFiles, smallText = 4000, "AuthType Basic\nAuthName \"Members\"\nRequire valid-user\n"

// manySmall writes the files of a large site, ten to a folder.
func manySmall(tb testing.TB) (root string, names []string) {
	tb.Helper()
	root = tb.TempDir()
	for i := range smallFiles {
		dir := filepath.Join(root, fmt.Sprint(i/1000), fmt.Sprint(i/10))
		if i%10 == 0 {
			mkdir(tb, dir)
		}
		names = append(names, filepath.Join(dir, fmt.Sprint(i)))
		write(tb, names[i], strings.Repeat(smallText, 1+i%8))
	}
	return root, names
}

// BenchmarkDisk reads many small files through a Disk and with os.ReadFile in
// turns, so that both see the same machine, and says how they compare.
func BenchmarkDisk(b *testing.B) {
	if runtime.GOOS == "windows" {
		b.Skip("paths differ")
	}
	root, names := manySmall(b)
	d := newDisk(b, root)
	var plain, ours time.Duration
	for b.Loop() {
		start := time.Now()
		for _, name := range names {
			if _, err := os.ReadFile(name); err != nil {
				b.Fatal(err)
			}
		}
		middle := time.Now()
		for _, name := range names {
			if _, _, err := d.ReadFile(name, 1<<20); err != nil {
				b.Fatal(err)
			}
		}
		plain += middle.Sub(start)
		ours += time.Since(middle)
	}
	b.ReportMetric(ours.Seconds()/plain.Seconds(), "x-os.ReadFile")
}
