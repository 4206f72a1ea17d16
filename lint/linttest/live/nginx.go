package live

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Nginx is a running nginx.
type Nginx struct {
	Server

	Addr2   string // another host and port, for a configuration that listens at both
	binary  string
	home    Folder // configuration, logs, process number
	process *process
	beside  map[string]string // of the configuration it was started with
}

// StartNginx starts nginx with a configuration of its own on free loopback
// ports, waits until it takes connections, and stops it when the test ends.
// Where nginx is not installed the test skips, or fails when Required says so. A
// configuration that nginx refuses fails the test; use NginxTest to look at a
// refusal.
func StartNginx(tb testing.TB, c NginxConfig) *Nginx {
	tb.Helper()
	n := &Nginx{binary: findNginx(tb), home: NewFolder(tb)}
	n.Path = NewFolder(tb).Path
	n.errorLog, n.accessLog = n.home.local(tb, "error.log"), n.home.local(tb, "access.log")
	n.begin(tb, c)
	return n
}

// Restart gives the server another configuration, and so other ports. A new
// process takes no longer than the old one needs to end its workers kindly, and
// leaves no doubt about which of them answers.
func (n *Nginx) Restart(tb testing.TB, c NginxConfig) {
	tb.Helper()
	n.process.stop()
	for name := range n.beside {
		n.home.Remove(tb, name)
	}
	n.begin(tb, c)
}

// Config is the path of the nginx.conf that the server was started with.
func (n *Nginx) Config() string {
	return filepath.Join(n.home.Path, "nginx.conf")
}

// begin starts a process, each time with other ports: another program may take
// a free one before nginx does.
func (n *Nginx) begin(tb testing.TB, c NginxConfig) {
	tb.Helper()
	for range startAttempts {
		err := n.start(tb, c)
		if err == nil {
			return
		}
		if !strings.Contains(err.Error(), "bind() to") {
			tb.Fatalf("%v\n%s", err, n.ErrorLog())
		}
	}
	tb.Fatalf("no free port after %d attempts", startAttempts)
}

// start tries once.
func (n *Nginx) start(tb testing.TB, c NginxConfig) error {
	tb.Helper()
	var err error
	if n.Addr, n.Addr2, err = freePorts(); err != nil {
		return err
	}
	c.write(tb, n.home, n.Addr, n.Addr2, n.Path)
	n.beside = c.Beside
	n.home.Remove(tb, "nginx.pid")
	out := &strings.Builder{}
	cmd := exec.Command(n.binary, nginxArguments(n.home)...)
	cmd.Stdout, cmd.Stderr = out, out
	if n.process, err = startProcess(tb, cmd); err != nil {
		return err
	}
	if err := n.process.waitFor(n.listens); err != nil {
		n.process.stop()
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// listens says that nginx takes connections: it writes its number once it
// listens at every address.
func (n *Nginx) listens() bool {
	number, err := os.ReadFile(n.home.Path + "/nginx.pid")
	return err == nil && strings.HasSuffix(string(number), "\n")
}

// NginxTest asks nginx whether it would start with a configuration, and what it
// prints. Messages about NginxConfig.HTTP name the file http.conf and its
// lines.
func NginxTest(tb testing.TB, c NginxConfig) (ok bool, output string) {
	tb.Helper()
	binary, home := findNginx(tb), NewFolder(tb)
	c.write(tb, home, "127.0.0.1:80", "127.0.0.1:81", home.Path)
	out, err := exec.Command(binary, append(nginxArguments(home), "-t")...).CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		tb.Fatalf("could not run nginx: %v", err)
	}
	return err == nil, string(out)
}

// TimeNginxTest is how long nginx takes to test a configuration that it accepts,
// each time that test is called; config is the file.
func TimeNginxTest(tb testing.TB, c NginxConfig) (config string, test func() time.Duration) {
	tb.Helper()
	binary, home := findNginx(tb), NewFolder(tb)
	c.write(tb, home, "127.0.0.1:80", "127.0.0.1:81", home.Path)
	return home.local(tb, "nginx.conf"), func() time.Duration {
		tb.Helper()
		cmd := exec.Command(binary, append(nginxArguments(home), "-t")...)
		begin := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			tb.Fatalf("nginx refuses the configuration: %v\n%s", err, out)
		}
		return time.Since(begin)
	}
}

// nginxArguments keep nginx to a folder: what it logs before it has read its
// configuration goes to standard error.
func nginxArguments(home Folder) []string {
	return []string{"-p", home.Path, "-c", "nginx.conf", "-e", "stderr"}
}

// findNginx is the program, from the path or where distributions put it.
func findNginx(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{"nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	missing(tb, "nginx")
	return ""
}
