//go:build !unix

package live

import (
	"errors"
	"os"
	"os/exec"
)

// ownGroup does nothing: there are no process groups here.
func ownGroup(*exec.Cmd) {}

// terminate ends a server; there is no kinder way here.
func terminate(p *os.Process) error {
	return p.Kill()
}

// reread fails: there is no signal for it here.
func reread(*os.Process) error {
	return errors.ErrUnsupported
}

// killGroup does nothing: there are no process groups here.
func killGroup(int) {}
