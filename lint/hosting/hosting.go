// Package hosting scans many customers' sites of one server, whose files may be
// written by attackers: each as its owner, within bounds, and none able to stop
// the others.
//
// Begin with Scan. How sites run beside each other stands in run.go, how one is
// checked in site.go, what is told of all in summary.go, and the stream of
// events in stream.go. Package layout finds sites, package jail keeps them
// apart.
//
// Nothing in a site bears on how it is scanned: its configuration of authlint,
// its suppressing comments and its baselines are not looked at.
//
// Programs call standard.ScanSites, which brings front ends and rules along. What
// they see of this package, Event and what hangs on it, Limits, Stream and package
// layout, only grows within a major version; before 1.0 the changelog names what
// breaks. Streams say their version: StreamVersion changes when a reader has to.
// New fields and new events are no such change.
package hosting

import (
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/hosting/cache"
	"github.com/authlint/authlint/lint/hosting/layout"
	"github.com/authlint/authlint/lint/scan"
)

// Options say what to scan and how. Sites, Scan and Rules are needed.
type Options struct {
	// Base is where the server's file system lies on this machine; empty for
	// the machine's own.
	Base string
	// Sites are scanned in this order.
	Sites []layout.Site
	// Scan has the front ends in it. Tree, paths and bounds are set for each
	// site.
	Scan  scan.Options
	Rules []*lint.Rule
	// Jobs is how many sites are worked on at once; 0 means one for each
	// processor.
	Jobs int
	// MaxLoad is the load average of the machine above which sites wait before
	// they begin, each for a minute at most; 0 for never. Linux tells it.
	MaxLoad float64
	// Limits bound what one site may take.
	Limits Limits
	// Run is the name of the run in events; empty for one made at random.
	Run string
	// Settings tell runs apart that cannot be one, in RunStarted.
	Settings string
	// Begun is a run that is gone on with: its sites are not scanned again, it
	// keeps its name, and the summary is of both parts. nil begins a new one.
	Begun *Begun
	// Cache remembers sites from run to run: those of which no file has changed
	// are told of as before. nil for none. It was opened for the same rules and
	// bounds.
	Cache *cache.Cache
	// Today is the day by which things expire, as in 2027-01-31; empty for the
	// day it is.
	Today string
}

// Limits bound what one site may take. Hitting one is a finding of the site. In
// each, 0 stands for the default.
type Limits struct {
	// Time is how long one site may take.
	Time time.Duration
	// Files is how many of its files are read, Bytes how much of all of them,
	// FileSize how large one may be.
	Files    int
	Bytes    int64
	FileSize int64
	// Entries is how many entries of one folder are looked at, Questions how
	// often the file system is asked anything.
	Entries, Questions int
	// Findings is how many are told of.
	Findings int
}

// DefaultLimits are the bounds that hold where nothing else is said. They are
// far above what sites need.
func DefaultLimits() Limits {
	return Limits{
		Time: 30 * time.Second, Files: 5000, Bytes: 64 << 20, FileSize: 4 << 20,
		Entries: 100_000, Questions: 250_000, Findings: 1000,
	}
}

// orDefault puts the defaults where nothing is said.
func (l Limits) orDefault() Limits {
	defaults := DefaultLimits()
	set(&l.Time, defaults.Time)
	set(&l.Files, defaults.Files)
	set(&l.Bytes, defaults.Bytes)
	set(&l.FileSize, defaults.FileSize)
	set(&l.Entries, defaults.Entries)
	set(&l.Questions, defaults.Questions)
	set(&l.Findings, defaults.Findings)
	return l
}

func set[T int | int64 | time.Duration](value *T, otherwise T) {
	if *value == 0 {
		*value = otherwise
	}
}

// Event is one thing that happened. The events of one site follow each other,
// without others between: SiteStarted, its findings, SiteFinished.
type Event struct {
	Kind Kind
	Run  string
	Time time.Time
	// Sites is how many there are to scan, and Settings are those of Options,
	// in RunStarted.
	Sites    int
	Settings string
	// Site is set in all events of a site.
	Site *Site
	// Finding is set in Found.
	Finding *lint.Finding
	// Done is set in SiteFinished.
	Done *Done
	// Summary is set in RunFinished.
	Summary *Summary
}

// Kind is what an event tells of.
type Kind uint8

// The kinds of events, in the order in which they come.
const (
	RunStarted Kind = iota
	SiteStarted
	Found
	SiteFinished
	RunFinished
)

// Site is a site with its name in events.
type Site struct {
	// ID is the same in every run as long as the document root is.
	ID string
	layout.Site
}

// Status is how the scan of a site went.
type Status uint8

// How the scan of a site may go.
const (
	// Checked says that all of it was.
	Checked Status = iota
	// Partial says that a bound was hit: findings tell which.
	Partial
	// Failed says that nothing certain is known of the site.
	Failed
)

var statusNames = [...]string{"checked", "partial", "failed"}

// String is the status's name in every format.
func (s Status) String() string { return statusNames[s] }

// Done is how the scan of a site went.
type Done struct {
	Status Status
	// Error says why it failed.
	Error string
	// Limits are the bounds that were hit, each a clause.
	Limits []string
	// Files and Bytes are what was read, Skipped what was met and left alone
	// although it could have held configuration.
	Files, Skipped int
	Bytes          int64
	// Errors, Warnings and Notes count the findings.
	Errors, Warnings, Notes int
	// Cached says that nothing has changed since an earlier run found this.
	Cached bool
	Took   time.Duration
}
