package main

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Nobody has to be told of what takes no longer than progressAfter.
const (
	progressAfter = time.Second
	progressEvery = 100 * time.Millisecond
)

// progress is a line on a terminal that says how far a check is, and that is
// gone when the check is done.
type progress struct {
	w             io.Writer
	loaded, sites atomic.Int64
	done          chan struct{}
	wg            sync.WaitGroup
}

// showProgress begins a progress, which shows nothing where nobody looks.
func (s streams) showProgress() *progress {
	p := &progress{w: s.err, done: make(chan struct{})}
	if isTerminal(s.err) && s.getenv("CI") == "" && s.getenv("TERM") != "dumb" {
		p.start(progressAfter, progressEvery)
	}
	return p
}

// siteLoaded takes in that one more site, of so many, has been loaded.
func (p *progress) siteLoaded(sites int) {
	p.sites.Store(int64(sites))
	p.loaded.Add(1)
}

// end takes the line away. What is written next begins where it began.
func (p *progress) end() {
	close(p.done)
	p.wg.Wait()
}

func (p *progress) start(after, every time.Duration) {
	p.wg.Go(func() {
		const erase = "\r\x1b[K"
		for wait := time.After(after); ; wait = time.After(every) {
			select {
			case <-p.done:
				if after == 0 {
					fmt.Fprint(p.w, erase)
				}
				return
			case <-wait:
				after = 0
				fmt.Fprint(p.w, erase+p.line())
			}
		}
	})
}

func (p *progress) line() string {
	if sites := p.sites.Load(); sites > 0 {
		return fmt.Sprintf("%d of %d sites", p.loaded.Load(), sites)
	}
	return "looking for configuration"
}
