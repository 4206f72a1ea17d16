//go:build !unix

package standard

import "time"

// ProcessTime is not known here.
func ProcessTime() time.Duration { return 0 }
