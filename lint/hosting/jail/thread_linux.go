package jail

import (
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"
)

// Thread is an operating system's thread that opens files as somebody else. It
// belongs to the goroutine that made it, and ends with it: what it has become
// must never be met by another goroutine.
//
// Only the user and group for the file system change, so that nobody may send
// the process signals or look into it, and the thread can change again.
type Thread struct {
	id         int
	privileged bool
	now        Identity
}

// everybodyElse is an Identity that may read what all may.
var everybodyElse = Identity{UID: 65534, GID: 65534}

// Lock ties the calling goroutine to a thread of its own. It fails where the
// process is root's and the kernel does not let it open files as others.
func Lock() (*Thread, error) {
	runtime.LockOSThread() // and never unlocked
	t := &Thread{id: unix.Gettid(), privileged: unix.Geteuid() == 0}
	if !t.privileged {
		return t, nil
	}
	// Raw, as all of x/sys: the other threads keep their groups.
	if err := unix.Setgroups(nil); err != nil {
		return nil, fmt.Errorf("%w: groups cannot be given up: %w", ErrIdentity, err)
	}
	return t, t.Become(everybodyElse)
}

// Privileged says that the thread can become somebody else.
func (t *Thread) Privileged() bool { return t.privileged }

// Here says that the caller runs on the thread.
func (t *Thread) Here() bool { return unix.Gettid() == t.id }

// Become makes the thread open files as somebody else from now on. A process
// that is not root's stays what it is.
func (t *Thread) Become(who Identity) error {
	if !t.privileged || t.now == who {
		return nil
	}
	if !t.Here() {
		return ErrThread
	}
	// The calls report no failure: what is in force has to be asked for.
	_ = unix.Setfsgid(who.GID)
	_ = unix.Setfsuid(who.UID)
	t.now = Identity{UID: -1, GID: -1}
	uid, _ := unix.SetfsuidRetUid(-1)
	gid, _ := unix.SetfsgidRetGid(-1)
	if uid != who.UID || gid != who.GID {
		return fmt.Errorf("%w: the user is %d, and the group %d", ErrIdentity, uid, gid)
	}
	overrides, err := overridesPermissions()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	if overrides && who.UID != 0 {
		return fmt.Errorf("%w: the thread keeps the right to read all files", ErrIdentity)
	}
	t.now = who
	return nil
}

// overridesPermissions says that permissions do not hold for the thread.
func overridesPermissions() (bool, error) {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var sets [2]unix.CapUserData
	if err := unix.Capget(&header, &sets[0]); err != nil {
		return false, err
	}
	const all = 1<<unix.CAP_DAC_OVERRIDE | 1<<unix.CAP_DAC_READ_SEARCH
	return sets[0].Effective&all != 0, nil
}
