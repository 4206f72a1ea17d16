// Package fix applies what findings offer to mend themselves.
//
// Begin with Run. It picks fixes that go together, looks in memory at what the
// check says of the result, takes back what did not do, and starts again until
// nothing is left to apply, so that to run it twice changes nothing more. Only
// then does Write put the texts in the place of the files, each at once.
//
// What belongs to a program is left to it (owned.go). Judge says what a fix does
// to who gets in.
package fix

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/source"
)

// Bounds of one run.
const (
	// maxRounds is how often fixes are applied to what fixes left.
	maxRounds = 16
	// maxTrials is how often the check is repeated to find the fix that did not
	// do among those that were applied together.
	maxTrials = 100
)

// Options of Run. The zero value applies safe fixes only.
type Options struct {
	// Unsafe applies fixes that may lock out or let in, too.
	Unsafe bool
	// Wanted says which findings are to be mended, of those that count; nil for
	// all.
	Wanted func(*lint.Finding) bool
	// Closed says why a file is not to be edited, by its displayed name and its
	// path; nil and empty for nothing.
	Closed func(name, path string) string
}

func (o *Options) closed(f *source.File) string {
	if o.Closed == nil {
		return ""
	}
	return o.Closed(f.Name, f.Path)
}

// Check checks everything with some texts in place of files, by their paths.
// Where fixes are to be chosen by what it finds they have to be judged, and what
// they would edit is in the Files; elsewhere that may be spared.
type Check func(ctx context.Context, texts map[string][]byte, judge bool) (*lint.Result, *Files, error)

// Outcome is what became of the fixes.
type Outcome struct {
	// Before is what the check found at first, Result what it finds now.
	Before, Result *lint.Result
	// Applied are the fixes that were applied, in the order in which they were.
	Applied []Applied
	// Left are findings with fixes that were not.
	Left []Left
	// Changed are the files that are not as they were, by their paths.
	Changed []Changed
}

// Applied is a fix that was applied.
type Applied struct {
	Rule  string
	File  string
	Line  int // at the time
	Title string
	Safe  bool
	// Mended is how many findings it was for.
	Mended int
}

// Left is a finding with a fix that was not applied.
type Left struct {
	Finding *lint.Finding
	Fix     *lint.FixPlace
	Why     string
	// Unsafe says that nothing but that is in its way.
	Unsafe bool
}

// Changed is a file before and after. The files know what is secret in them;
// New is a File only where the check still reads it.
type Changed struct {
	Old  *source.File
	New  *source.File
	Text []byte
}

// runner is one run.
type runner struct {
	check  Check
	o      Options
	texts  map[string][]byte       // so far
	old    map[string]*source.File // by path, as they were on the disk
	banned map[string]string
	trials int
	out    Outcome
}

// Run applies fixes in memory, round after round.
func Run(ctx context.Context, check Check, o Options) (*Outcome, error) {
	r := &runner{check: check, o: o, texts: map[string][]byte{}, old: map[string]*source.File{}, banned: map[string]string{}}
	var now *lint.Result
	var files *Files
	for round := 0; ; round++ {
		var err error
		if now, files, err = check(ctx, maps.Clone(r.texts), true); err != nil {
			return nil, err
		}
		if round == 0 {
			r.out.Before = now
		}
		c := chooser{o: &r.o, files: files, banned: r.banned}
		c.choose(now.Findings)
		if len(c.chosen) == 0 || round == maxRounds {
			r.out.Left = append(c.left, unfinished(c.chosen)...)
			break
		}
		if err := r.apply(ctx, now, files, c.chosen); err != nil {
			return nil, err
		}
	}
	r.out.Result = now
	r.changed(files)
	return &r.out, nil
}

// unfinished are the choices of a round too many.
func unfinished(chosen []*choice) []Left {
	var left []Left
	for _, c := range chosen {
		left = append(left, Left{Finding: c.finding, Fix: c.fix, Why: fmt.Sprintf("fixes were applied %d times over: another run may apply it", maxRounds)})
	}
	return left
}

// apply applies as many of the choices as do, together.
func (r *runner) apply(ctx context.Context, now *lint.Result, files *Files, chosen []*choice) error {
	t := trial{runner: r, before: now, files: files}
	if err := t.add(ctx, chosen); err != nil {
		return err
	}
	for _, c := range t.good {
		for _, e := range c.fix.Edits {
			if f := files.Of(e.File); r.old[f.Path] == nil {
				r.old[f.Path] = f
			}
		}
		r.out.Applied = append(r.out.Applied, Applied{
			Rule: c.finding.Rule.ID, File: c.finding.File, Line: c.finding.Start.Line,
			Title: c.fix.Title, Safe: c.fix.Safe, Mended: 1 + len(c.also),
		})
	}
	maps.Copy(r.texts, edited(files, t.good))
	return nil
}

// changed settles which files are not as they were.
func (r *runner) changed(files *Files) {
	now := map[string]*source.File{}
	for _, name := range files.names() {
		f := files.Of(name)
		now[f.Path] = f
	}
	for _, path := range slices.Sorted(maps.Keys(r.old)) {
		old, text := r.old[path], r.texts[path]
		if string(old.Data) == string(text) {
			continue
		}
		c := Changed{Old: old, Text: text}
		if f := now[path]; f != nil && string(f.Data) == string(text) {
			c.New = f
		}
		r.out.Changed = append(r.out.Changed, c)
	}
}
