package fix

import (
	"fmt"
	"slices"

	"github.com/authlint/authlint/lint"
)

// choice is the fix that was chosen for a finding.
type choice struct {
	finding *lint.Finding
	fix     *lint.FixPlace
	key     string
	// also are findings that have the very same fix.
	also []*lint.Finding
}

// where names the finding for people.
func where(f *lint.Finding) string { return fmt.Sprintf("%s:%d", f.File, f.Start.Line) }

// chooser picks fixes that go together.
type chooser struct {
	o     *Options
	files *Files
	// banned are fixes that were tried and did not do, by their keys, with the
	// reason.
	banned map[string]string

	chosen []*choice
	left   []Left
}

// choose picks one fix for each finding that counts, of several the first that
// is safe, else the first. A fix that changes what an earlier one changes, too,
// is left for another round.
func (c *chooser) choose(findings []lint.Finding) {
	for i := range findings {
		f := &findings[i]
		if f.Suppressed == nil && (c.o.Wanted == nil || c.o.Wanted(f)) && len(f.Fixes) > 0 {
			c.one(f)
		}
	}
}

func (c *chooser) one(f *lint.Finding) {
	var left *Left
	for _, safe := range []bool{true, false} {
		for i := range f.Fixes {
			x := &f.Fixes[i]
			if x.Safe != safe {
				continue
			}
			why := c.why(f, i)
			if why == "" {
				c.chosen = append(c.chosen, &choice{finding: f, fix: x, key: key(f, i)})
				return
			}
			if left == nil && why != joined {
				left = &Left{Finding: f, Fix: x, Why: why}
			}
		}
	}
	if left != nil {
		left.Unsafe = left.Why == onlyUnsafe
		c.left = append(c.left, *left)
	}
}

const (
	onlyUnsafe = "it is unsafe: --unsafe-fixes applies it"
	// joined is no reason but that the same fix was chosen for another finding.
	joined = "joined"
)

// why says why the i-th fix of a finding is not applied now; empty where it is.
func (c *chooser) why(f *lint.Finding, i int) string {
	x := &f.Fixes[i]
	if x.Refused != "" {
		return x.Refused
	}
	if why := c.files.refuse(x); why != "" {
		return why
	}
	for _, e := range x.Edits {
		if why := c.o.closed(c.files.Of(e.File)); why != "" {
			return e.File + ": " + why
		}
	}
	if why := c.banned[key(f, i)]; why != "" {
		return why
	}
	if !x.Safe && !c.o.Unsafe {
		return onlyUnsafe
	}
	for _, other := range c.chosen {
		if slices.Equal(other.fix.Edits, x.Edits) {
			other.also = append(other.also, f)
			return joined
		}
		if conflict(other.fix, x) {
			return fmt.Sprintf("%q (%s) changes the same text: another run may apply it", other.fix.Title, where(other.finding))
		}
	}
	return ""
}

func conflict(a, b *lint.FixPlace) bool {
	for _, x := range a.Edits {
		for _, y := range b.Edits {
			if x.File == y.File && overlap(x, y) {
				return true
			}
		}
	}
	return false
}

// key tells fixes apart from one round to the next, in which places are others.
func key(f *lint.Finding, i int) string { return fmt.Sprintf("%s %s %d", f.Rule.ID, f.Fingerprint, i) }

// edited are the texts of the files that some choices edit, by their paths.
func edited(files *Files, chosen []*choice) map[string][]byte {
	byFile := map[string][]lint.EditPlace{}
	for _, c := range chosen {
		for _, e := range c.fix.Edits {
			byFile[e.File] = append(byFile[e.File], e)
		}
	}
	texts := map[string][]byte{}
	for name, edits := range byFile {
		f := files.Of(name)
		texts[f.Path] = Apply(f.Data, edits)
	}
	return texts
}
