package disk

import (
	"fmt"
	"io/fs"
	"path"
	"sync"
	"testing"

	"github.com/authlint/authlint/lint/source"
)

// located is a Disk whose server paths are those of the tree.
func located(m *source.Memory) *Disk {
	return New(m, func(p string) (string, bool, string) { return p, true, "" })
}

func site() *source.Memory {
	m := source.NewMemory()
	m.Add("/www/a.html", []byte("page"))
	m.Add("/www/a.html.de", nil)
	m.Add("/www/sub/b.html", nil)
	m.AddInfo("/www/fifo", nil, source.Info{Mode: fs.ModeNamedPipe})
	m.AddInfo("/www/owned", nil, source.Info{Mode: 0o644, UID: 7})
	m.AddLink("/www/to-file", "a.html")
	m.AddLink("/www/to-folder", "/www/sub")
	m.AddLink("/www/to-nothing", "missing")
	m.AddLink("/www/to-owned", "owned")
	m.AddLink("/www/loop", "loop")
	return m
}

func TestDisk(t *testing.T) {
	d := located(site())
	for _, c := range []struct {
		path        string
		kind, leads Kind
	}{
		{"/", KindFolder, KindFolder},
		{"/www", KindFolder, KindFolder},
		{"/www/", KindFolder, KindFolder},
		{"/www/a.html", KindFile, KindFile},
		{"/www//sub/../a.html", KindFile, KindFile},
		{"/www/missing", KindMissing, KindMissing},
		{"/www/missing/x/y", KindMissing, KindMissing},
		{"/www/a.html/info", KindMissing, KindMissing},
		{"/www/fifo", KindOther, KindOther},
		{"/www/to-file", KindLink, KindFile},
		{"/www/to-file/info", KindMissing, KindMissing},
		{"/www/to-folder", KindLink, KindFolder},
		{"/www/to-folder/b.html", KindFile, KindFile},
		{"/www/to-folder/c.html", KindMissing, KindMissing},
		{"/www/to-nothing", KindLink, KindMissing},
		{"/www/to-nothing/x", KindMissing, KindMissing},
		{"/www/loop", KindLink, KindUnknown},
		{"/www/loop/x", KindUnknown, KindUnknown},
	} {
		n := d.At(c.path)
		if n.Kind() != c.kind || n.LeadsTo() != c.leads {
			t.Errorf("%s is %d and leads to %d, want %d and %d", c.path, n.Kind(), n.LeadsTo(), c.kind, c.leads)
		}
	}
	if n := d.At("/www/a.html"); n.Path() != "/www/a.html" {
		t.Errorf("the path is %s", n.Path())
	}
	n := d.At("/www/to-file")
	if size := n.Info().Size; size != int64(len("page")) {
		t.Errorf("what the link leads to has %d bytes", size)
	}
	if n.LinkInfo().Mode&fs.ModeSymlink == 0 || !n.Info().Mode.IsRegular() {
		t.Errorf("the link is %v and leads to %v", n.LinkInfo().Mode, n.Info().Mode)
	}
	if d.At("/www/missing").Info() != (source.Info{}) {
		t.Error("what is missing is described")
	}
	if d.At("/www/to-owned").SameOwner() {
		t.Error("a link to another owner's file has the same owner")
	}
	if !d.At("/www/a.html").SameOwner() {
		t.Error("a file has not the same owner as itself")
	}
	if !d.HasVariants("/www/a.html") || d.HasVariants("/www/a.htm") {
		t.Error("variants are not found, or found where there are none")
	}
}

// TestDiskUnlisted: a folder whose names cannot be read is asked for each.
func TestDiskUnlisted(t *testing.T) {
	m := site()
	d := New(unlisted{m}, func(p string) (string, bool, string) { return p, true, "" })
	for p, want := range map[string]Kind{
		"/www/a.html": KindFile, "/www/missing": KindMissing, "/www/sub/b.html": KindFile, "/www/to-file": KindLink,
	} {
		if n := d.At(p); n.Kind() != want || !n.Known() {
			t.Errorf("%s is %d, known %t, want %d", p, n.Kind(), n.Known(), want)
		}
	}
	if !d.At("/www").unlisted || !d.HasVariants("/www/a.html") {
		t.Error("of a folder without a list anything may be a variant")
	}
	if first := d.At("/www/a.html"); d.At("/www/a.html") != first {
		t.Error("a file of an unlisted folder is looked at twice")
	}
	before := d.count.Load()
	for i := range 100 {
		d.At(fmt.Sprintf("/www/missing-%d", i))
	}
	kept := 0
	d.At("/www").extra.Range(func(_, _ any) bool { kept++; return true })
	if kept > 3 {
		t.Errorf("%d names are kept, and %d were there", kept, before)
	}
}

// unlisted is a tree whose folders cannot be listed.
type unlisted struct{ source.Tree }

func (unlisted) ReadDir(string) ([]source.Info, error) { return nil, fs.ErrPermission }

// TestDiskAbove: of folders above those that may be read only what leads to
// them is known.
func TestDiskAbove(t *testing.T) {
	d := New(site(), func(p string) (string, bool, string) {
		if source.Below("/www", p) {
			return p, true, ""
		}
		return "", false, "it is not in view"
	})
	d.Root("/www/sub/")
	if !d.Above("/") || !d.Above("/www") || !d.Above("/www/sub") || d.Above("/www/sub/b.html") || d.Above("/etc") {
		t.Error("the folders above a root are not known, or others are")
	}
	if n := d.At("/"); n.Kind() != KindFolder || n.Known() {
		t.Errorf("the root is %d, known %t", n.Kind(), n.Known())
	}
	if n := d.At("/www/a.html"); n.Kind() != KindFile || !n.Known() {
		t.Errorf("a file below is %d, known %t", n.Kind(), n.Known())
	}
	if n := d.At("/etc/passwd"); n.Kind() != KindUnknown || n.Why() != "it is not in view" {
		t.Errorf("a file beside is %d: %s", n.Kind(), n.Why())
	}
	kept := 0
	for i := range 100 {
		d.At(fmt.Sprintf("/etc-%d", i))
	}
	d.At("/").extra.Range(func(_, _ any) bool { kept++; return true })
	if kept != 1 {
		t.Errorf("%d names are kept beside the one that leads to what may be read", kept)
	}
}

// TestDiskDenied: what is not to be seen is unknown, never missing.
func TestDiskDenied(t *testing.T) {
	m := site()
	m.Deny("/www/sub")
	d := located(m)
	if n := d.At("/www/sub/b.html"); n.Kind() != KindUnknown || n.Why() == "" {
		t.Errorf("a file in a closed folder is %d: %s", n.Kind(), n.Why())
	}
	outside := source.NewMemory("/www")
	outside.Add("/www/a.html", nil)
	outside.AddLink("/www/out", "/etc/passwd")
	d = located(outside)
	if n := d.At("/www/out"); n.LeadsTo() != KindUnknown || n.Why() == "" {
		t.Errorf("a link to the outside leads to %d: %s", n.LeadsTo(), n.Why())
	}
}

func TestDiskForgets(t *testing.T) {
	d := located(site())
	first := d.At("/www/a.html")
	if d.At("/www/a.html") != first {
		t.Error("nothing is remembered")
	}
	first.Memo().Store("key", "value")
	d.count.Store(maxNodes)
	if d.At("/www/a.html") != first {
		t.Error("it forgets before there is too much")
	}
	d.count.Store(maxNodes + 1)
	again := d.At("/www/a.html")
	if again == first || again.Kind() != first.kind || again.Path() != first.path {
		t.Errorf("it does not look again: %s is %d", again.Path(), again.Kind())
	}
	if _, kept := first.Memo().Load("key"); !kept {
		t.Error("a node forgets its notes by itself")
	}
	if _, kept := again.Memo().Load("key"); kept {
		t.Error("what was noted for a path outlives its node")
	}
	if d.count.Load() > 100 {
		t.Errorf("it counts %d paths", d.count.Load())
	}
}

// TestDiskTogether asks from several goroutines, for the race detector.
func TestDiskTogether(t *testing.T) {
	d := New(unlisted{site()}, func(p string) (string, bool, string) { return p, true, "" })
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for _, name := range []string{"a.html", "to-folder/b.html", "missing", fmt.Sprint(i)} {
				n := d.At(path.Join("/www", name))
				if want := name == "missing" || name == fmt.Sprint(i); (n.LeadsTo() == KindMissing) != want {
					t.Errorf("%s leads to %d", name, n.LeadsTo())
				}
			}
		})
	}
	wait.Wait()
}
