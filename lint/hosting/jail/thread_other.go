//go:build !linux

package jail

import (
	"fmt"
	"os"
	"runtime"
)

// Thread stands for a thread that opens files as somebody else, which only
// Linux has.
type Thread struct{}

// Lock ties the calling goroutine to a thread. It fails for root, whose files
// it could not tell from others'.
func Lock() (*Thread, error) {
	if os.Geteuid() == 0 {
		return nil, fmt.Errorf("%w on %s: run it as a user who may read the sites and nothing else", ErrIdentity, runtime.GOOS)
	}
	return &Thread{}, nil
}

// Privileged says that the thread can become somebody else.
func (t *Thread) Privileged() bool { return false }

// Here says that the caller runs on the thread.
func (t *Thread) Here() bool { return true }

// Become does nothing for who cannot become anybody.
func (t *Thread) Become(Identity) error { return nil }
