//go:build unix && !aix && !solaris

package source

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

const nobody = 65534

// Mode and owner stay, whoever replaces the file.
func TestReplaceKeepsModeAndOwner(t *testing.T) {
	root := writeLayout(t, layout{files: map[string]string{"a": "old"}})
	d := newDisk(t, root)
	uid, gid := os.Getuid(), os.Getgid()
	if uid == 0 {
		uid, gid = nobody, nobody
		if err := os.Chown(root+"/a", uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	for _, mode := range []uint32{0o600, 0o664, 0o4755, 0o200} {
		if mode&0o400 == 0 && os.Getuid() != 0 {
			continue
		}
		if err := unix.Chmod(root+"/a", mode); err != nil {
			t.Fatal(err)
		}
		if err := replace(d, root+"/a", "old", "old"); err != nil {
			t.Fatalf("%o: %v", mode, err)
		}
		var st unix.Stat_t
		if err := unix.Stat(root+"/a", &st); err != nil || uint32(st.Mode)&0o7777 != mode || int(st.Uid) != uid || int(st.Gid) != gid {
			t.Errorf("%o became %o of %d:%d, %v", mode, st.Mode, st.Uid, st.Gid, err)
		}
	}
}

func TestReplaceRefusals(t *testing.T) {
	root := writeLayout(t, layout{files: map[string]string{"linked": "old", "read-only": "old"}})
	d := newDisk(t, root)
	if err := errors.Join(os.Link(root+"/linked", root+"/other"), os.Chmod(root+"/read-only", 0o444)); err != nil {
		t.Fatal(err)
	}
	want := map[string]error{"linked": ErrHardLinks, "other": ErrHardLinks, "read-only": ErrReadOnly}
	if unix.Mkfifo(root+"/fifo", 0o644) == nil {
		want["fifo"] = ErrNotRegular
	}
	done := make(chan bool)
	go func() {
		defer close(done)
		for name, why := range want {
			if err := replace(d, root+"/"+name, "old", "new"); !errors.Is(err, why) {
				t.Errorf("%s: %v, want %v", name, err, why)
			}
		}
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it waits for the writer of a FIFO")
	}
	holds(t, root+"/linked", "old")
	holds(t, root+"/read-only", "old")
}

// TestReplaceOtherOwner runs itself as somebody who may write to the folder and
// to the file, and does not own it: only root can give it back to its owner.
func TestReplaceOtherOwner(t *testing.T) {
	const at = "AUTHLINT_TEST_REPLACE"
	if root := os.Getenv(at); root != "" {
		d := newDisk(t, root)
		for name, want := range map[string]error{"others": ErrNotOurs, "group": ErrNotOurs, "closed": ErrReadOnly} {
			if err := replace(d, root+"/"+name, "old", "new"); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
		}
		if err := replace(d, root+"/own", "old", "new"); err != nil {
			t.Errorf("own: %v", err)
		}
		return
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	root, err := os.MkdirTemp("/tmp", "authlint")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	for name, mode := range map[string]os.FileMode{"others": 0o666, "group": 0o666, "closed": 0o644, "own": 0o644} {
		if err := errors.Join(os.WriteFile(root+"/"+name, []byte("old"), 0o600), os.Chmod(root+"/"+name, mode)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Chmod(root, 0o777), os.Chown(root+"/own", nobody, nobody), os.Chown(root+"/group", nobody, 0)); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(root, "test")
	data, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Skip("the test cannot run itself: ", err)
	}
	if err := os.WriteFile(binary, data, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, "-test.run", "^TestReplaceOtherOwner$")
	cmd.Dir, cmd.Env = root, append(os.Environ(), at+"="+root, "TMPDIR="+root)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	holds(t, root+"/others", "old")
	holds(t, root+"/own", "new")
}
