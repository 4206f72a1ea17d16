package standard

import (
	"context"
	"errors"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/fix"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

// FixOptions say which fixes are applied.
type FixOptions struct {
	// Unsafe applies fixes that may lock out or let in, too.
	Unsafe bool
	// Dry leaves the files as they are.
	Dry bool
	// Settle, where it is not nil, is shown what each check found before fixes
	// are chosen: it suppresses what is known already.
	Settle func(*lint.Result)
	// Wanted says which findings are to be mended, of those that count; nil for
	// all.
	Wanted func(*lint.Finding) bool
}

// Fix is Check, and applies the fixes of what it finds. The outcome has what is
// found after that. Files are written when all fixes were looked at, and either
// all of them or, with an error, none.
func Fix(ctx context.Context, c Config, o FixOptions) (*fix.Outcome, *scan.Plan, error) {
	if c.Stdin != nil && !o.Dry {
		return nil, nil, errors.New("what comes on standard input is no file that could be written")
	}
	places, err := newPlaces(c)
	if err != nil {
		return nil, nil, err
	}
	disk, err := source.NewDisk(places.roots...)
	if err != nil {
		return nil, nil, err
	}
	defer disk.Close()
	f := &fixer{config: c, disk: disk, places: places, known: map[string]string{}}
	options := fix.Options{Unsafe: o.Unsafe, Wanted: o.Wanted, Closed: f.closed}
	outcome, err := fix.Run(ctx, func(ctx context.Context, texts map[string][]byte, judge bool) (*lint.Result, *fix.Files, error) {
		result, files, err := f.check(ctx, texts, judge)
		if err == nil && o.Settle != nil {
			o.Settle(result)
		}
		return result, files, err
	}, options)
	if err == nil && !o.Dry {
		err = fix.Write(disk, outcome.Changed)
	}
	if err != nil {
		return nil, nil, err
	}
	return outcome, f.plan, nil
}

// fixer is what the checks of one Fix have in common.
type fixer struct {
	config Config
	disk   *source.Disk
	places *places
	plan   *scan.Plan // of the last check
	keep   func(file string) bool
	known  map[string]string // why files are closed
}

func (f *fixer) check(ctx context.Context, texts map[string][]byte, judge bool) (*lint.Result, *fix.Files, error) {
	c := f.config
	c.edited, c.Judge = texts, judge
	found, err := c.find(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer found.disk.Close()
	files := &fix.Files{Edited: texts}
	result, err := c.check(ctx, found, files)
	f.plan, f.keep = found.plan, found.places.keep(found.plan.Named)
	return result, files, err
}

// closed says why a file is not to be edited.
func (f *fixer) closed(name, path string) string {
	if f.config.Stdin != nil && path == f.places.stdin {
		return ""
	}
	why, known := f.known[path]
	if !known {
		why = f.look(name, path)
		f.known[path] = why
	}
	return why
}

func (f *fixer) look(name, path string) string {
	if !f.keep(name) {
		return "it is not among what is checked"
	}
	if err := f.disk.Replaceable(path); err != nil {
		return source.Cause(err).Error()
	}
	if source.Resolved(f.disk, path) != path {
		return "it is reached by a symbolic link: name the file itself"
	}
	return ""
}

// judge asks the engine about the fixes of a check.
func (f *found) judge(files *fix.Files) *fix.Judge {
	return &fix.Judge{Files: files, Tree: f.options.Tree, Again: f.plan.Again}
}
