//go:build unix

package standard

import (
	"syscall"
	"time"
)

// ProcessTime is how long the process has had a core so far.
func ProcessTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
