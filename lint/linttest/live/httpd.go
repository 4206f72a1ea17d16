package live

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Httpd is a running Apache httpd.
type Httpd struct {
	Server

	install installation
	home    Folder // configuration, logs, process number
	process *process
}

// startAttempts is how often to try, each time with another port: another
// program may take a free port before httpd does.
const startAttempts = 3

// StartHttpd starts httpd with a configuration of its own on a free loopback
// port, waits until it answers, and stops it when the test ends. Where httpd
// or a module that was asked for is not installed, the test skips, or fails
// when Required says so. A configuration that httpd refuses fails the test;
// use ConfigTest to look at a refusal.
func StartHttpd(tb testing.TB, c HttpdConfig) *Httpd {
	tb.Helper()
	h := &Httpd{install: findHttpd(tb), home: NewFolder(tb)}
	h.Path = c.Docroot
	if h.Path == "" {
		h.Path = NewFolder(tb).Path
	}
	h.errorLog, h.accessLog = h.home.local(tb, "error.log"), h.home.local(tb, "access.log")
	for range startAttempts {
		err := h.start(tb, c)
		if err == nil {
			return h
		}
		if !strings.Contains(err.Error(), "could not bind") {
			tb.Fatalf("%v\n%s", err, h.ErrorLog())
		}
	}
	tb.Fatalf("no free port after %d attempts", startAttempts)
	return nil
}

// start tries once.
func (h *Httpd) start(tb testing.TB, c HttpdConfig) error {
	tb.Helper()
	addr, err := freePort()
	if err != nil {
		return err
	}
	h.Addr = addr
	h.configure(tb, c)
	mark := h.Mark()
	out := &strings.Builder{}
	cmd := h.install.command(h.home, "-D", "FOREGROUND")
	cmd.Stdout, cmd.Stderr = out, out
	p, err := startProcess(tb, cmd)
	if err != nil {
		return err
	}
	h.process = p
	if err := p.waitFor(h.resumed(mark)); err != nil {
		p.stop()
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// configure writes the configuration files.
func (h *Httpd) configure(tb testing.TB, c HttpdConfig) {
	tb.Helper()
	c.Docroot = h.Path
	writeConfig(tb, h.install, h.home, h.Addr, c, c.docroot())
}

// writeConfig writes httpd.conf, and the caller's part of it to a file of its
// own, so that messages have the caller's line numbers.
func writeConfig(tb testing.TB, in installation, home Folder, addr string, c HttpdConfig, docroot string) {
	tb.Helper()
	home.Write(tb, "server.conf", c.Server)
	home.Write(tb, "httpd.conf", in.base(tb, home, addr, c)+
		"Include "+quote(home.local(tb, "server.conf"))+"\n"+docroot)
}

// Config is the path of the httpd.conf that the server was started with.
func (h *Httpd) Config() string {
	return filepath.Join(h.home.Path, "httpd.conf")
}

// Addr6 is host and port of a server that listens on IPv6 too.
func (h *Httpd) Addr6() string {
	return loopback6(h.Addr)
}

// command runs the server with the configuration in a folder.
func (in installation) command(home Folder, args ...string) *exec.Cmd {
	return exec.Command(in.binary, append([]string{"-d", home.Path, "-f", "httpd.conf"}, args...)...)
}

// resumed returns a check whether httpd has started its workers since a mark.
// That it takes connections is not enough: it does so before it minds signals,
// and the first Restart would end it. It logs this at every LogLevel.
func (h *Httpd) resumed(since Mark) func() bool {
	return func() bool { return strings.Contains(h.LogSince(since), "resuming normal operations") }
}

// Restart gives the server another configuration, which is much faster than
// another server. Port and document root stay; requests under way are cut off.
func (h *Httpd) Restart(tb testing.TB, c HttpdConfig) {
	tb.Helper()
	h.configure(tb, c)
	mark := h.Mark()
	if err := reread(h.process.cmd.Process); err != nil {
		tb.Fatalf("could not restart httpd: %v", err)
	}
	if err := h.process.waitFor(h.resumed(mark)); err != nil {
		tb.Fatalf("%v\n%s", err, h.LogSince(mark))
	}
}

// ConfigTest asks httpd whether it would start with a configuration at server
// level, and what it prints. Messages name the file server.conf and its lines.
// The modules are as in HttpdConfig.
func ConfigTest(tb testing.TB, text string, modules ...string) (ok bool, output string) {
	tb.Helper()
	in, home := findHttpd(tb), NewFolder(tb)
	c := HttpdConfig{Modules: modules, Server: text}
	writeConfig(tb, in, home, "127.0.0.1:80", c, "")
	out, err := in.command(home, "-t").CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		tb.Fatalf("could not run httpd: %v", err)
	}
	return err == nil, string(out)
}
