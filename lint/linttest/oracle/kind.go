package oracle

import (
	"testing"
)

// Kind is a kind of server: how to draw batches for it and how to serve them.
type Kind interface {
	// Name is what the server is called in reports.
	Name() string
	// Features are what must occur, and be decided, often enough.
	Features() []Feature
	// Draw draws a batch of at most so many requests, or a little more. Equal
	// seeds and numbers draw equal batches.
	Draw(seed, number uint64, requests int) Batch

	// Text is the configuration of a batch whose files are laid out, and the
	// line at which each site begins.
	Text(b Batch) (text string, starts []int)
	// Test asks the server whether it would start with a configuration.
	Test(tb testing.TB, text string) (ok bool, complaint string)
	// Line is the line that the server complains of.
	Line(complaint string) (line int, found bool)
	// Serve serves a configuration in place of the one before.
	Serve(tb testing.TB, text string)
	// Conf is the path of what the server has read.
	Conf() string
	// Address gives a request the ports that the server listens at.
	Address(r Request) Request
	// Mask replaces the ports and what else is different in each run.
	Mask(text string) string

	// Governing tells the features of what governs a request to a site.
	Governing(b Batch, s Site) func(Request) map[string]bool
	// IsConf reports whether a file below a document root is configuration.
	IsConf(f File) bool
	// Plain is configuration without comments and one directive on each line.
	Plain(conf string) []string
	// Nests is 1 for a line that opens a section, without the blanks round it,
	// -1 for one that closes one, and 0 for any other.
	Nests(line string) int
	// Whole says that a trial still has what the server needs to be asked.
	Whole(site Site, r Request) bool
}

// Start starts a server that serves nothing yet, on the ground of a run.
type Start func(tb testing.TB, g Ground) Kind
