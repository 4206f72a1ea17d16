//go:build unix

package live

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup makes the command the leader of a process group, so that it can be
// ended with its workers and a terminal's interrupt does not reach it.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// terminate asks a server to end.
func terminate(p *os.Process) error {
	return p.Signal(syscall.SIGTERM)
}

// reread asks a server to end its workers and to read its configuration again.
func reread(p *os.Process) error {
	return p.Signal(syscall.SIGHUP)
}

// killGroup ends all that is left of a group. Nothing left is no error.
func killGroup(pid int) {
	_ = syscall.Kill(-pid, syscall.SIGKILL)
}
