package compare

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// standing is what an answer is worth to who asks.
type standing uint8

const (
	unknown standing = iota
	gets             // what was asked for
	led              // elsewhere
	refused
	failed
)

// standingOf takes an error document for what it stands for. One for what is not
// there is often a program that has an answer after all.
func standingOf(d *access.Decision) standing {
	missing := d.Instead == 404 || d.Instead == 405 || d.Instead == 410
	switch {
	case d.Outcome == access.Undecided:
		return unknown
	case d.Instead >= 500:
		return failed
	case missing && (d.Outcome == access.Served || d.Outcome == access.Upstream):
		return led
	case d.Instead != 0, d.Status == 501: // which says that the method is none
		return refused
	}
	switch d.Outcome {
	case access.Served, access.Upstream:
		return gets
	case access.Redirected:
		return led
	case access.Failed:
		return failed
	}
	return refused
}

// kindOf says what the difference between two answers is. What is led elsewhere
// is not to be had there, unless it is only the way to TLS; and who was led
// elsewhere and gets it now has got something. Where a redirect takes the place
// of a refusal, or the other way round, nothing is had either way.
func kindOf(before, after *Answer) Kind {
	from, to := standingOf(&before.Decision), standingOf(&after.Decision)
	if before.None || after.None {
		return kindAlone(before.None, from, to)
	}
	switch {
	case from == unknown || to == unknown:
		return Undecided
	case to == failed && from != failed:
		return Broke
	case from == failed && to != failed:
		return Mended
	case to == gets && from != gets:
		return Opened
	case from != gets || to == gets:
		return Altered
	case to == led && toTLS(after):
		return Altered
	}
	return Closed
}

// kindAlone is the kind where one version has no such site.
func kindAlone(added bool, from, to standing) Kind {
	kinds := map[standing]Kind{unknown: Undecided, gets: Closed, led: Altered, refused: Opened, failed: Mended}
	if added {
		kinds, from = map[standing]Kind{unknown: Undecided, gets: Opened, led: Altered, refused: Closed, failed: Broke}, to
	}
	return kinds[from]
}

// toTLS says that a redirect leads to the same place over TLS.
func toTLS(a *Answer) bool {
	rest, secure := strings.CutPrefix(a.Decision.Location, "https://")
	_, target, _ := strings.Cut(rest, "/")
	return secure && !a.Request.TLS && "/"+target == a.Request.Target
}

// Opens says that somebody gets what was not to be had, be it by a server that
// no longer fails.
func (c *Change) Opens() bool {
	return c.Kind == Opened || c.Kind == Mended && standingOf(&c.After.Decision) == gets
}

// Closes says that somebody no longer gets what was to be had, be it by a server
// that fails.
func (c *Change) Closes() bool {
	return c.Kind == Closed || c.Kind == Broke && standingOf(&c.Before.Decision) == gets
}
