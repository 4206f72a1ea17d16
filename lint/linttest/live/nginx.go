package live

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Nginx is a running nginx.
type Nginx struct {
	Server

	binary string
	home   Folder // configuration, logs, process number
}

// StartNginx starts nginx with a server of its own on a free loopback port; text
// stands in its block server. It stops with the test. Where nginx is not
// installed the test skips, or fails when Required says so. A configuration
// that nginx refuses fails the test; use NginxTest to look at a refusal.
func StartNginx(tb testing.TB, text string) *Nginx {
	tb.Helper()
	n := &Nginx{binary: findNginx(tb), home: NewFolder(tb)}
	n.Path = NewFolder(tb).Path
	n.errorLog, n.accessLog = n.home.local(tb, "error.log"), n.home.local(tb, "access.log")
	for range startAttempts {
		err := n.start(tb, text)
		if err == nil {
			return n
		}
		if !strings.Contains(err.Error(), "bind() to") {
			tb.Fatalf("%v\n%s", err, n.ErrorLog())
		}
	}
	tb.Fatalf("no free port after %d attempts", startAttempts)
	return nil
}

// start tries once.
func (n *Nginx) start(tb testing.TB, text string) error {
	tb.Helper()
	addr, err := freePort()
	if err != nil {
		return err
	}
	n.Addr = addr
	n.home.Write(tb, "nginx.conf", nginxConfig(n.home, addr, n.Path, text))
	out := &strings.Builder{}
	cmd := exec.Command(n.binary, nginxArguments(n.home)...)
	cmd.Stdout, cmd.Stderr = out, out
	p, err := startProcess(tb, cmd)
	if err != nil {
		return err
	}
	if err := p.waitFor(n.listens); err != nil {
		p.stop()
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// listens says that somebody takes connections, and that the port is no longer
// somebody else's: nginx writes its number first.
func (n *Nginx) listens() bool {
	if _, err := os.Stat(n.home.Path + "/nginx.pid"); err != nil {
		return false
	}
	conn, err := net.DialTimeout("tcp", n.Addr, time.Second)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// NginxTest asks nginx whether it would start with some text in a block
// server, and what it prints.
func NginxTest(tb testing.TB, text string) (ok bool, output string) {
	tb.Helper()
	binary, home := findNginx(tb), NewFolder(tb)
	home.Write(tb, "nginx.conf", nginxConfig(home, "127.0.0.1:80", home.Path, text))
	out, err := exec.Command(binary, append(nginxArguments(home), "-t")...).CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		tb.Fatalf("could not run nginx: %v", err)
	}
	return err == nil, string(out)
}

// nginxArguments keep nginx to a folder: what it logs before it has read its
// configuration goes to standard error.
func nginxArguments(home Folder) []string {
	return []string{"-p", home.Path, "-c", "nginx.conf", "-e", "stderr"}
}

// nginxConfig is a whole configuration. Where the test runs as root, so does
// nothing but the master: nginx picks its own worker's user.
func nginxConfig(home Folder, addr, docroot, text string) string {
	return `daemon off;
worker_processes 1;
pid ` + quote(home.Path+"/nginx.pid") + `;
error_log ` + quote(home.Path+"/error.log") + ` info;
events { worker_connections 64; }
http {
	access_log off;
	client_body_temp_path ` + quote(home.Path+"/body") + `;
	proxy_temp_path ` + quote(home.Path+"/proxy") + `;
	fastcgi_temp_path ` + quote(home.Path+"/fastcgi") + `;
	uwsgi_temp_path ` + quote(home.Path+"/uwsgi") + `;
	scgi_temp_path ` + quote(home.Path+"/scgi") + `;
	limit_req_zone $binary_remote_addr zone=slow:1m rate=1r/m;
	server {
		listen ` + addr + `;
		server_name localhost;
		root ` + quote(docroot) + `;
` + text + `
	}
}
`
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
