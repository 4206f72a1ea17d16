package oracle

import (
	"slices"
	"testing"
)

// bench is a live server with the folder of what it serves.
type bench struct {
	Ground
	kind Kind
}

// newBench starts a server.
func newBench(tb testing.TB, start Start) *bench {
	tb.Helper()
	g := newGround(tb)
	return &bench{g, start(tb, g)}
}

// serve lays a batch out and has the server serve it. What the server refuses
// is taken out of the batch first; the number of those sites is returned.
func (b *bench) serve(tb testing.TB, batch *Batch) (refused int) {
	tb.Helper()
	for _, s := range batch.Sites {
		b.site(tb, s)
	}
	for {
		text, starts := b.kind.Text(*batch)
		ok, out := b.kind.Test(tb, text)
		if ok {
			b.kind.Serve(tb, text)
			return refused
		}
		if len(batch.Sites) == 0 && batch.Conf == "" {
			tb.Fatalf("%s refuses an empty batch: %s", b.kind.Name(), out)
		}
		b.dropGuilty(tb, batch, starts, out)
		refused++
	}
}

// dropGuilty takes out the site that holds the line the server complains of, or
// the part before the sites. Complaints without a line are traced by halving.
func (b *bench) dropGuilty(tb testing.TB, batch *Batch, starts []int, complaint string) {
	tb.Helper()
	line, found := b.kind.Line(complaint)
	if !found {
		b.dropSilent(tb, batch)
		return
	}
	at, exact := slices.BinarySearch(starts, line)
	if !exact {
		at--
	}
	if at < 0 {
		batch.Conf = ""
		return
	}
	batch.Sites = slices.Delete(batch.Sites, at, at+1)
}

// dropSilent halves the batch until one site, or the part before them, is found
// that the server refuses on its own.
func (b *bench) dropSilent(tb testing.TB, batch *Batch) {
	tb.Helper()
	refused := func(part Batch) bool {
		text, _ := b.kind.Text(part)
		ok, _ := b.kind.Test(tb, text)
		return !ok
	}
	if len(batch.Sites) == 0 || refused(Batch{Conf: batch.Conf, TLS: batch.TLS}) {
		batch.Conf = ""
		return
	}
	low, high := 0, len(batch.Sites) // the first guilty one is in [low, high)
	for high-low > 1 {
		middle := (low + high) / 2
		if refused(Batch{Conf: batch.Conf, TLS: batch.TLS, Sites: batch.Sites[:middle]}) {
			high = middle
		} else {
			low = middle
		}
	}
	batch.Sites = slices.Delete(batch.Sites, low, high)
}
