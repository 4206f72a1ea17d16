package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// guarded makes the tree of /home/alice below a base in which the files lie.
func guarded(t *testing.T, base string, g Guard, roots ...string) *Disk {
	t.Helper()
	g.Top = topOf(t, base)
	d, err := NewGuarded(g, roots...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

func asRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("it needs to be root")
	}
}

// A name that the owner of a folder made for somebody else's file does not open
// it.
func TestGuardHardLink(t *testing.T) {
	asRoot(t)
	base := writeLayout(t, layout{files: map[string]string{"home/alice/own": "x", "home/alice/other": "y", "home/bob/secret": "z"}})
	must(t, os.Link(base+"/home/bob/secret", base+"/home/alice/linked"))
	must(t, os.Link(base+"/home/alice/own", base+"/home/alice/own2"))
	for _, name := range []string{"own", "linked"} {
		must(t, os.Chown(base+"/home/alice/"+name, nobody, nobody))
	}
	for owner, want := range map[int]map[string]error{
		nobody: {"own": nil, "own2": nil, "other": nil},
		1234:   {"own": ErrForeign, "linked": ErrForeign, "other": nil},
		-1:     {"own": nil, "linked": nil},
	} {
		d := guarded(t, base, Guard{Owner: owner}, "/home/alice")
		for name, want := range want {
			_, info, err := d.ReadFile(d.guard.Top.At("/home/alice/"+name), 10)
			if !errors.Is(err, want) || !info.IsRegular() {
				t.Errorf("owner %d, %s: %v", owner, name, err)
			}
		}
	}
}

// The roots are found from the base, and what lies on the way to them is
// followed only where no customer could have put it.
func TestGuardRoots(t *testing.T) {
	asRoot(t)
	base := writeLayout(t, layout{
		files: map[string]string{"home2/alice/www/f": "x", "home/bob/web/f": "y"},
		links: map[string]string{
			"home/alice": "/home2/alice", "home/rel": "../home2/alice", "home/bob/out": "/home2/alice/www",
			"home/bob/loop": "loop", "home/round": "round", "home/bob/abs": "/home/bob/web/f", "home/bob/etc": "/etc/hostname",
		},
	})
	must(t, os.Chown(base+"/home/bob", nobody, nobody))
	for _, root := range []string{"/home/alice", "/home/rel", "/home2/alice"} {
		d := guarded(t, base, Guard{Owner: -1}, root)
		if data, _, err := d.ReadFile(d.guard.Top.At(root+"/www/f"), 10); err != nil || string(data) != "x" {
			t.Errorf("%s: %v", root, err)
		}
		checkHandles(t, d)
	}
	for root, want := range map[string]error{
		"/home/bob/out": ErrOutside, "/home/bob/loop": ErrOutside, "/home/missing": fs.ErrNotExist, "/home/bob/web/f": ErrNotDir,
		"relative": fs.ErrInvalid,
	} {
		if _, err := NewGuarded(Guard{Top: topOf(t, base)}, root); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", root, err, want)
		}
	}
	if _, err := NewGuarded(Guard{Top: topOf(t, base)}, "/home/round"); err == nil || !strings.Contains(err.Error(), "symbolic links") {
		t.Errorf("a link to itself: %v", err)
	}
	d := guarded(t, base, Guard{Owner: -1}, "/home/bob")
	if data, _, err := d.ReadFile(d.guard.Top.At("/home/bob/abs"), 10); err != nil || string(data) != "y" {
		t.Errorf("an absolute link starts from the base: %v", err)
	}
	if _, _, err := d.ReadFile(d.guard.Top.At("/home/bob/etc"), 10); !errors.Is(err, ErrOutside) {
		t.Errorf("an absolute link out of the roots: %v", err)
	}
}

// Where everybody may put names, no link is followed on the way to a root.
func TestGuardSharedFolder(t *testing.T) {
	asRoot(t)
	base := writeLayout(t, layout{files: map[string]string{"srv/alice/f": "x"}, links: map[string]string{"srv/link": "alice"}})
	for mode, want := range map[fs.FileMode]error{0o755: nil, 0o775: ErrOutside, 0o777 | fs.ModeSticky: ErrOutside} {
		must(t, os.Chmod(base+"/srv", mode))
		d, err := NewGuarded(Guard{Top: topOf(t, base)}, "/srv/link")
		if !errors.Is(err, want) {
			t.Errorf("%v: %v", mode, err)
		}
		if err == nil {
			d.Close()
		}
	}
}

// What is to be private is read only where nobody else may put names.
func TestGuardPrivate(t *testing.T) {
	asRoot(t)
	base := writeLayout(t, layout{files: map[string]string{"panel/pd/f": "x", "panel/pd/open/g": "y"}})
	must(t, os.Chown(base+"/panel/pd/open", nobody, nobody))
	d := guarded(t, base, Guard{Owner: 0, Private: true}, "/panel/pd")
	if _, _, err := d.ReadFile(d.guard.Top.At("/panel/pd/f"), 10); err != nil {
		t.Error(err)
	}
	if _, _, err := d.ReadFile(d.guard.Top.At("/panel/pd/open/g"), 10); !errors.Is(err, ErrShared) {
		t.Errorf("below another's folder: %v", err)
	}
	checkHandles(t, d)
	for _, dir := range []string{"/panel/pd", "/panel"} {
		must(t, os.Chmod(base+dir, 0o775))
		if _, err := NewGuarded(Guard{Top: topOf(t, base), Private: true}, "/panel/pd"); !errors.Is(err, ErrShared) {
			t.Errorf("%s is shared: %v", dir, err)
		}
		must(t, os.Chmod(base+dir, 0o755))
	}
}

// The folder of all homes need not be one that may be listed.
func TestGuardPassesThrough(t *testing.T) {
	asRoot(t)
	base := writeLayout(t, layout{files: map[string]string{"home/alice/f": "x"}})
	must(t, os.Chmod(base+"/home", 0o711))
	must(t, os.Chmod(base, 0o711))
	must(t, os.Chmod(filepath.Dir(base), 0o711))
	asNobody(t, func() {
		d := guarded(t, base, Guard{Owner: -1}, "/home/alice")
		if data, _, err := d.ReadFile(d.guard.Top.At("/home/alice/f"), 10); err != nil || string(data) != "x" {
			t.Error(err)
		}
		if _, err := NewGuarded(Guard{Top: topOf(t, base)}, "/home"); err != nil {
			t.Error(err)
		}
	})
}

func TestGuardMount(t *testing.T) {
	asRoot(t)
	base := writeLayout(t, layout{files: map[string]string{"home/alice/mnt/f": "x", "home/bob/f": "y"}})
	if err := unix.Mount("none", base+"/home/alice/mnt", "tmpfs", 0, ""); err != nil {
		t.Skipf("nothing can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(base+"/home/alice/mnt", unix.MNT_DETACH) })
	must(t, os.WriteFile(base+"/home/alice/mnt/g", []byte("z"), 0o644))
	d := guarded(t, base, Guard{Owner: -1}, "/home/alice")
	if _, _, err := d.ReadFile(d.guard.Top.At("/home/alice/mnt/g"), 10); !errors.Is(err, ErrMount) {
		t.Errorf("a file of a mount: %v", err)
	}
	if _, err := d.ReadDir(d.guard.Top.At("/home/alice/mnt")); !errors.Is(err, ErrMount) {
		t.Errorf("the folder of a mount: %v", err)
	}
	// What an administrator mounts is a root like others.
	if _, _, err := guarded(t, base, Guard{Owner: -1}, "/home/alice/mnt").ReadFile(d.guard.Top.At("/home/alice/mnt/g"), 10); err != nil {
		t.Errorf("a mount as a root: %v", err)
	}
	// The kernel may lack the call that tells mounts before it enters them.
	h, err := openHandle(base + "/home/alice")
	must(t, err)
	defer h.close()
	if _, err := h.openSameDevice("mnt", openFlags); !errors.Is(err, ErrMount) {
		t.Errorf("by comparing devices: %v", err)
	}
}

func TestGuardEntries(t *testing.T) {
	files := map[string]string{}
	for i := range 300 { // more than one answer of the kernel
		files[fmt.Sprintf("d/a-file-with-a-rather-long-name-%d", i)] = ""
	}
	base := writeLayout(t, layout{files: files})
	for limit, want := range map[int]error{0: nil, 300: nil, 299: ErrEntries, 1: ErrEntries} {
		infos, err := guarded(t, base, Guard{Owner: -1, Entries: limit}, "/d").ReadDir(base + "/d")
		if !errors.Is(err, want) || limit > 0 && len(infos) != limit || limit == 0 && len(infos) != 300 {
			t.Errorf("limit %d: %d entries, %v", limit, len(infos), err)
		}
	}
	d := guarded(t, base, Guard{Owner: -1}, "/d")
	infos, err := d.List(base+"/d", func(name []byte, _ fs.FileMode) bool { return strings.HasSuffix(string(name), "7") })
	if err != nil || len(infos) != 30 {
		t.Errorf("%d of the wanted entries, %v", len(infos), err)
	}
}

// A file that is touched all the time while it is read is not taken for what it
// was at any time; one that has settled is.
func TestGuardChanging(t *testing.T) {
	base := writeLayout(t, layout{files: map[string]string{"d/f": strings.Repeat("a", 8<<20)}})
	var stop atomic.Bool
	touched := make(chan bool)
	go func() {
		defer close(touched)
		for at := time.Unix(1, 0); !stop.Load(); at = at.Add(time.Second) {
			_ = os.Chtimes(base+"/d/f", at, at)
		}
	}()
	d := guarded(t, base, Guard{Owner: -1}, "/d")
	changed := 0
	for range 20 {
		if _, _, err := d.ReadFile(base+"/d/f", 16<<20); errors.Is(err, ErrUnsettled) {
			changed++
		}
	}
	stop.Store(true)
	<-touched
	if changed == 0 {
		t.Error("it never changed while it was read")
	}
	if data, _, err := d.ReadFile(base+"/d/f", 16<<20); err != nil || len(data) != 8<<20 {
		t.Errorf("when it has settled: %v", err)
	}
}

// What was read of a file that has changed since is read again.
func TestGuardSettles(t *testing.T) {
	base := writeLayout(t, layout{files: map[string]string{"f": "before"}})
	h, err := openAt(unix.AT_FDCWD, base+"/f", openFlags)
	must(t, err)
	defer h.close()
	info, err := h.info()
	must(t, err)
	for _, now := range []string{"after", "BEFORE"} {
		must(t, os.WriteFile(base+"/f", []byte(now), 0o644))
		data, info, err := h.settled([]byte("before"), info, 10)
		if err != nil || string(data) != now || info.Size != int64(len(now)) {
			t.Errorf("%q, %v", data, err)
		}
	}
	if _, _, err := h.settled([]byte("before"), info, 1); !errors.Is(err, ErrTooLarge) {
		t.Errorf("it has grown: %v", err)
	}
}

func topOf(t *testing.T, dir string) *Top {
	t.Helper()
	b, err := OpenTop(dir)
	must(t, err)
	t.Cleanup(b.Close)
	return b
}

func TestTop(t *testing.T) {
	dir := writeLayout(t, layout{files: map[string]string{"top/etc/f": "x"}, links: map[string]string{"link": "top"}})
	b := topOf(t, dir+"/link")
	if got := b.At("/etc/f"); got != dir+"/top/etc/f" || b.Name(got) != "/etc/f" {
		t.Errorf("%s, %s", got, b.Name(got))
	}
	if got := b.Name(dir + "/topmost"); got != dir+"/topmost" {
		t.Errorf("beside the base: %s", got)
	}
	if got := b.Name(b.At("/")); got != "/" {
		t.Errorf("the base itself: %s", got)
	}
	if _, err := OpenTop(dir + "/none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestInfoID(t *testing.T) {
	base := writeLayout(t, layout{files: map[string]string{"f": "x"}})
	must(t, os.Link(base+"/f", filepath.Join(base, "g")))
	d := newDisk(t, base)
	f, _ := d.Lstat(base + "/f")
	g, _ := d.Stat(base + "/g")
	if f.ID != g.ID || f.ID.Links != 2 || f.ID.Changed == 0 || f.ID.Inode == 0 {
		t.Errorf("%+v, %+v", f.ID, g.ID)
	}
}
