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
	began         time.Time
	rate          bool // whether how fast it goes is shown, and what is left
	done          chan struct{}
	wg            sync.WaitGroup
}

// showProgress begins a progress, which shows nothing where nobody looks.
func (s streams) showProgress() *progress { return s.begin(&progress{}) }

// showRate is showProgress for what takes its time: it tells how much is left.
func (s streams) showRate() *progress { return s.begin(&progress{rate: true}) }

func (s streams) begin(p *progress) *progress {
	p.w, p.done, p.began = s.err, make(chan struct{}), time.Now()
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
	sites, loaded := p.sites.Load(), p.loaded.Load()
	if sites == 0 {
		return "looking for configuration"
	}
	line := fmt.Sprintf("%d of %d sites", loaded, sites)
	if rate := float64(loaded) / time.Since(p.began).Seconds(); p.rate && rate > 0 {
		left := time.Duration(float64(sites-loaded) / rate * float64(time.Second))
		line += fmt.Sprintf(", %.0f a second, %v left", rate, left.Round(time.Second))
	}
	return line
}
