//go:build unix && !aix && !solaris

package source

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestDiskNotRegular(t *testing.T) {
	root := writeLayout(t, layout{links: map[string]string{"link": "fifo"}})
	if err := unix.Mkfifo(filepath.Join(root, "fifo"), 0o644); err != nil {
		t.Skipf("no FIFO here: %v", err)
	}
	if err := os.Chdir(root); err != nil { // the name of a socket is short
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", "socket")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = socket.Close() }()
	d := newDisk(t, root)
	done := make(chan bool)
	go func() {
		defer close(done)
		for name, kind := range map[string]fs.FileMode{"fifo": fs.ModeNamedPipe, "link": fs.ModeNamedPipe, "socket": fs.ModeSocket} {
			_, info, err := d.ReadFile(root+"/"+name, 10)
			if !errors.Is(err, ErrNotRegular) || info.Mode.Type() != kind {
				t.Errorf("%s: %v, %v", name, info.Mode, err)
			}
		}
	}()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("reading a FIFO waits for its writer")
	}
}

func TestDiskOwner(t *testing.T) {
	root := writeLayout(t, layout{files: map[string]string{"f": "x"}})
	if err := os.Chmod(root+"/f", 0o640); err != nil {
		t.Fatal(err)
	}
	_, info, err := newDisk(t, root).ReadFile(root+"/f", 10)
	if err != nil || info.UID != os.Getuid() || info.Mode != 0o640 || time.Since(info.ModTime) > time.Hour {
		t.Errorf("%+v, %v", info, err)
	}
}

// TestDiskSizeLies reads a file whose size is told as zero.
func TestDiskSizeLies(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("no /proc here")
	}
	d := newDisk(t, "/proc")
	if data, _, err := d.ReadFile("/proc/self/status", 1<<20); err != nil || !strings.Contains(string(data), "Name:") {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if _, _, err := d.ReadFile("/proc/self/status", 100); !errors.Is(err, ErrTooLarge) {
		t.Errorf("more bytes than the limit: %v", err)
	}
}

// TestDiskGrows reads from a handle a file that has grown since its size was
// asked for.
func TestDiskGrows(t *testing.T) {
	root := writeLayout(t, layout{files: map[string]string{"f": strings.Repeat("x", 1000)}})
	for _, c := range []struct {
		size, limit int64
		want        error
	}{{999, 2000, nil}, {10, 2000, nil}, {10, 999, ErrTooLarge}, {1000, 1000, nil}, {0, 1000, nil}, {1500, 2000, nil}} {
		h, err := openAt(unix.AT_FDCWD, root+"/f", openFlags)
		if err != nil {
			t.Fatal(err)
		}
		data, err := h.readAll(c.size, c.limit)
		h.close()
		if !errors.Is(err, c.want) || err == nil && len(data) != 1000 {
			t.Errorf("size %d, limit %d: %d bytes, %v", c.size, c.limit, len(data), err)
		}
	}
}

// TestDiskLinkSwapped swaps a folder for a link that leads out while it is
// read.
func TestDiskLinkSwapped(t *testing.T) {
	top := writeLayout(t, layout{files: map[string]string{"in/d/f": "inside", "out/f": "outside"}})
	d := newDisk(t, top+"/in")
	stop := make(chan bool)
	go func() {
		defer close(stop)
		for range 300 {
			_ = os.Rename(top+"/in/d", top+"/in/e")
			_ = os.Symlink(top+"/out", top+"/in/d")
			_ = os.Remove(top + "/in/d")
			_ = os.Rename(top+"/in/e", top+"/in/d")
		}
	}()
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		if data, _, _ := d.ReadFile(top+"/in/d/f", 10); string(data) == "outside" {
			t.Fatal("a swapped link led out")
		}
		d.mu.Lock()
		d.empty() // so that the folder is looked for again
		d.mu.Unlock()
	}
}
