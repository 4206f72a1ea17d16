package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var shown bytes.Buffer
		p := &progress{w: &shown, done: make(chan struct{})}
		p.start(progressAfter, progressEvery)
		time.Sleep(progressAfter + progressEvery/2)
		p.siteLoaded(12)
		time.Sleep(progressEvery)
		p.end()
		const erase = "\r\x1b[K"
		if want := erase + "looking for configuration" + erase + "1 of 12 sites" + erase; shown.String() != want {
			t.Errorf("shown was %q, want %q", shown.String(), want)
		}
	})
}

// A scan tells how fast it is, too.
func TestProgressRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &progress{began: time.Now(), rate: true}
		if got := p.line(); got != "looking for configuration" {
			t.Error(got)
		}
		time.Sleep(2 * time.Second)
		for range 500 {
			p.siteLoaded(20_000)
		}
		if got, want := p.line(), "500 of 20000 sites, 250 a second, 1m18s left"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}

// A check that is over soon says nothing, and neither does one that nobody
// looks at.
func TestProgressUnseen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var shown bytes.Buffer
		p := &progress{w: &shown, done: make(chan struct{})}
		p.start(progressAfter, progressEvery)
		time.Sleep(progressAfter / 2)
		p.end()

		p = streams{err: &shown, getenv: func(string) string { return "" }}.showProgress()
		time.Sleep(progressAfter * 2)
		p.end()
		if shown.Len() > 0 {
			t.Errorf("shown was %q", strings.TrimSpace(shown.String()))
		}
	})
}
