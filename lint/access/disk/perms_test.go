package disk

import (
	"io/fs"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

func TestPermits(t *testing.T) {
	const yes, no, unknown = model.Yes, model.No, model.Unknown
	for _, c := range []struct {
		mode       fs.FileMode
		uid, gid   int // of the file
		user, pool int // of the worker; -1 when not known
		read       model.Fact
		enter      model.Fact
	}{
		// The worker is known.
		{0o400, 33, 33, 33, 33, yes, no},
		{0o040, 33, 33, 33, 33, no, no}, // the owner's bits count, the group's do not
		{0o500, 33, 0, 33, 33, yes, yes},
		{0o050, 5, 33, 33, 33, yes, yes},
		{0o040, 5, 33, 33, 33, yes, no},
		{0o404, 5, 33, 33, 33, no, no}, // of the group, which may not
		{0o005, 5, 6, 33, 33, yes, yes},
		{0o055, 5, 6, 33, 33, yes, yes},
		{0o700, 5, 6, 33, 33, no, no},
		{0o750, 5, 6, 33, 33, unknown, unknown}, // it may be in that group as well
		{0o750, 0, 0, 33, 33, no, no},           // but not in root's
		// Nobody knows the worker.
		{0o644, 0, 0, -1, -1, yes, no},
		{0o755, 0, 0, -1, -1, yes, yes},
		{0o600, 0, 0, -1, -1, no, no},
		{0o640, 0, 0, -1, -1, no, no},
		{0o640, 0, 33, -1, -1, unknown, no},
		{0o600, 1000, 1000, -1, -1, unknown, no},
		{0o000, 1000, 1000, -1, -1, no, no},
		// Nobody knows the owner.
		{0o644, -1, -1, 33, 33, yes, unknown},
		{0o600, -1, -1, 33, 33, unknown, unknown},
	} {
		w := Worker{UID: c.user, GID: c.pool}
		info := source.Info{Mode: c.mode, UID: c.uid, GID: c.gid}
		if got := w.Permits(&info, Read); got != c.read {
			t.Errorf("%03o of %d:%d for %d:%d: read %v, want %v", c.mode, c.uid, c.gid, c.user, c.pool, got, c.read)
		}
		if got := w.Permits(&info, Enter); got != c.enter {
			t.Errorf("%03o of %d:%d for %d:%d: enter %v, want %v", c.mode, c.uid, c.gid, c.user, c.pool, got, c.enter)
		}
	}
}

// TestPermitsLinks: of a link the file it leads to counts, and of what is not
// in view nothing is asked.
func TestPermitsLinks(t *testing.T) {
	m := source.NewMemory()
	m.AddInfo("/www/secret", nil, source.Info{Mode: 0o600})
	m.AddLink("/www/link", "secret")
	w := Worker{UID: 33, GID: 33}
	if got := w.MayRead(located(m).At("/www/link")); got != model.No {
		t.Errorf("a link to a closed file may be read: %v", got)
	}
	if w.MayRead(nil) != model.Yes || w.MayEnter(&Node{kind: KindFolder}) != model.Yes {
		t.Error("what is not in view is taken to be closed")
	}
}
