package live

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"
)

const (
	startLimit = 10 * time.Second
	stopLimit  = 2 * time.Second
	pollEvery  = 2 * time.Millisecond
)

// process is a server that runs in the foreground in a process group of its
// own, with its workers.
type process struct {
	cmd    *exec.Cmd
	exited chan struct{} // closed when the server itself has ended
	guard  io.Closer     // see startGuard
	ending sync.Once
}

// startProcess starts a server and stops it, with its workers, when the test
// ends, or when the test binary dies without running its clean-ups.
func startProcess(tb testing.TB, cmd *exec.Cmd) (*process, error) {
	tb.Helper()
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("could not start the server: %w", err)
	}
	p := &process{cmd: cmd, exited: make(chan struct{})}
	go func() {
		defer close(p.exited)
		_ = cmd.Wait() // how it ended is in its log
	}()
	tb.Cleanup(p.stop)
	guard, err := startGuard(cmd.Process.Pid)
	if err != nil {
		return nil, err
	}
	p.guard = guard
	return p, nil
}

// stop ends the server kindly, so that it frees what it holds, and then
// whatever is left of its group. It does so once: later the number of the
// group may belong to somebody else.
func (p *process) stop() {
	p.ending.Do(p.end)
}

// end does the work of stop.
func (p *process) end() {
	if !p.over() {
		_ = terminate(p.cmd.Process)
		p.waitExit(stopLimit)
	}
	killGroup(p.cmd.Process.Pid)
	<-p.exited
	if p.guard != nil {
		_ = p.guard.Close()
	}
}

// over reports whether the server has ended.
func (p *process) over() bool {
	select {
	case <-p.exited:
		return true
	default:
		return false
	}
}

// waitExit waits for the end of the server, for at most d.
func (p *process) waitExit(d time.Duration) {
	select {
	case <-p.exited:
	case <-time.After(d):
	}
}

var (
	errEnded = errors.New("the server ended at once")
	errLate  = errors.New("the server was not ready in time")
)

// waitFor polls until ready says so, the server ends, or time is up.
func (p *process) waitFor(ready func() bool) error {
	for deadline := time.Now().Add(startLimit); time.Now().Before(deadline); {
		switch {
		case ready():
			return nil
		case p.over():
			return errEnded
		}
		time.Sleep(pollEvery)
	}
	return errLate
}

// freePort is a loopback address nobody listens on. Somebody else may take it
// before the server does, so starting must be tried more than once.
func freePort() (string, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("could not find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// freePorts are two of them.
func freePorts() (first, second string, err error) {
	one, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", "", fmt.Errorf("could not find a free port: %w", err)
	}
	defer one.Close()
	second, err = freePort()
	return one.Addr().String(), second, err
}

// startGuard starts a shell that kills the process group once the test binary
// is gone: a test that panics or runs out of time never reaches its clean-ups.
func startGuard(pid int) (io.Closer, error) {
	cmd := exec.Command("/bin/sh", "-c", `read -r word; test -n "$word" || kill -9 "-$0"`, strconv.Itoa(pid))
	ownGroup(cmd)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("could not start the guard: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("could not start the guard: %w", err)
	}
	return &guard{cmd: cmd, in: in}, nil
}

// guard is the shell that startGuard started.
type guard struct {
	cmd *exec.Cmd
	in  io.WriteCloser
}

// Close tells the guard that there is nothing left to kill, because the number
// of the group may by now belong to somebody else.
func (g *guard) Close() error {
	_, werr := io.WriteString(g.in, "done\n")
	return errors.Join(werr, g.in.Close(), g.cmd.Wait())
}
