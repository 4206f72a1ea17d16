package source

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// asNobody runs f as a user without rights; it needs to be run by root.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	if os.Getuid() == 0 {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := unix.Setfsuid(65534); err != nil {
			t.Skipf("cannot become another user: %v", err)
		}
		defer func() { _ = unix.Setfsuid(0) }()
	}
	f()
}

func TestDiskDenied(t *testing.T) {
	root := writeLayout(t, layout{files: map[string]string{"file": "x", "dir/f": "x"}})
	for _, name := range []string{"/file", "/dir"} {
		if err := os.Chmod(root+name, 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(root+"/dir", 0o755) })
	d := newDisk(t, root)
	asNobody(t, func() {
		_, info, err := d.ReadFile(root+"/file", 10)
		if !errors.Is(err, fs.ErrPermission) || !info.IsRegular() {
			t.Errorf("a file nobody may read: %v, %v", info.Mode, err)
		}
		if _, _, err := d.ReadFile(root+"/dir/f", 10); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("a folder nobody may enter: %v", err)
		}
		if _, err := d.ReadDir(root + "/dir"); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("a folder nobody may list: %v", err)
		}
	})
}
