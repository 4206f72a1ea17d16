package hosting

import (
	"context"
	"time"
)

// How often the machine's load is looked at while a site waits for it to fall,
// and how long one waits at most: a scan is to be slowed down, not stopped.
const (
	loadEvery    = time.Second
	longestPause = time.Minute
)

// calm waits until the machine has less to do than Options.MaxLoad.
func (r *run) calm(ctx context.Context) {
	if r.o.MaxLoad <= 0 {
		return
	}
	over := time.After(longestPause)
	for r.load() > r.o.MaxLoad {
		select {
		case <-ctx.Done():
			return
		case <-over:
			return
		case <-time.After(loadEvery):
		}
	}
}
