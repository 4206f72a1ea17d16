//go:build unix && !aix && !solaris

package hosting

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// openOutput opens a file for one writer. Nobody else need read what is found.
func openOutput(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: is no regular file", name)
	}
	if err == nil && unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB) != nil {
		err = fmt.Errorf("%s: %w", name, errLocked)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}
