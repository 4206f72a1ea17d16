//go:build unix

package scan

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/source"
)

// TestHttpdAndOverrides asks httpd what it answers below a .htaccess that it
// cannot read, and holds what is said of it against the answer.
func TestHttpdAndOverrides(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{})
	cases := map[string]func(name string) error{
		"plain":    func(name string) error { return os.WriteFile(name, nil, 0o644) },
		"folder":   func(name string) error { return os.Mkdir(name, 0o755) },
		"fifo":     func(name string) error { return syscall.Mkfifo(name, 0o644) },
		"device":   func(name string) error { return os.Symlink("/dev/null", name) },
		"dangling": func(name string) error { return os.Symlink("gone", name) },
		"loop":     func(name string) error { return os.Symlink(".htaccess", name) },
	}
	if os.Getuid() == 0 {
		// The server's user is another one.
		cases["mode"] = func(name string) error { return os.WriteFile(name, nil, 0o600) }
	}
	d, err := source.NewDisk(h.Path, "/dev")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	o := Options{Tree: d}
	for name, create := range cases {
		h.Write(t, name+"/page.txt", "text")
		at := filepath.Join(h.Path, name, overrideName)
		if err := create(at); err != nil {
			t.Fatal(err)
		}
		_, info, err := d.ReadFile(at, MaxConfigSize)
		says := ""
		if u := o.deniedOverride(at, h.Path, info, err); u != nil {
			says = u.Server
		}
		want := map[int]string{200: "", 403: answers403}
		if info.Mode&fs.ModeNamedPipe != 0 {
			if !waits(t, h.Addr, "/"+name+"/page.txt") || says != neverEnds {
				t.Errorf("%s: httpd answers, or %q is said", name, says)
			}
			continue
		}
		status := h.Do(t, live.Request{Path: "/" + name + "/page.txt"}).Status
		if text, known := want[status]; !known || says != text {
			t.Errorf("%s: httpd answers %d, %q is said", name, status, says)
		}
	}
	if h.Requests() < len(cases)-1 {
		t.Errorf("only %d requests were made", h.Requests())
	}
}

// waits says that a request gets no answer for a while.
func waits(t *testing.T, addr, path string) bool {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write([]byte("GET " + path + " HTTP/1.0\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(time.Second))
	n, err := conn.Read(make([]byte, 1))
	return n == 0 && os.IsTimeout(err)
}
