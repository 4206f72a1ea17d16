package jail

import (
	"errors"

	"github.com/landlock-lsm/go-landlock/landlock"
	syscalls "github.com/landlock-lsm/go-landlock/landlock/syscall"
)

// Sandbox takes from the whole process, for good, every right to the file
// system but to read what lies below some folders, and every right to the
// network. What is open already stays open. It is Landlock, which asks no
// privileges and holds for root. It returns false where the kernel has none.
func Sandbox(folders []string) (bool, error) {
	version, err := syscalls.LandlockGetABIVersion()
	if err != nil || version < 1 {
		return false, nil
	}
	if len(folders) == 0 {
		return false, errors.New("a sandbox needs a folder")
	}
	// Best effort leaves out what this kernel's Landlock does not know yet:
	// the file system is in all of them.
	err = landlock.V7.BestEffort().Restrict(landlock.RODirs(folders...).IgnoreIfMissing())
	return err == nil, err
}
