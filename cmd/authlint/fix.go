package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/fix"
	"github.com/authlint/authlint/lint/standard"
)

// fixNotesMax is how many fixes are told of one by one.
const fixNotesMax = 100

// fixFlags say what becomes of the fixes that findings offer.
type fixFlags struct {
	fix, unsafe, diff bool
}

func (f *fixFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.fix, "fix", false, "apply the safe fixes, which change nothing about who gets in; report what is left")
	flags.BoolVar(&f.unsafe, "unsafe-fixes", false, "apply the other fixes, too: their titles say who gets in then")
	flags.BoolVar(&f.diff, "diff", false, "print what the fixes would change, secrets masked, and change nothing")
}

// asked says that there is more to do than to report.
func (f *fixFlags) asked() bool { return f.fix || f.unsafe || f.diff }

// usage says which flags do not go together.
func (f *fixFlags) usage(c *checkFlags) error {
	switch {
	case !f.asked():
		return nil
	case c.listFiles:
		return errors.New("--list-files checks nothing, and does not go with --fix, --unsafe-fixes and --diff")
	case c.known.write != "":
		return errors.New("--write-baseline does not go with --fix, --unsafe-fixes and --diff: fix first")
	case f.diff && len(c.formats) > 0:
		return errors.New("--diff prints no report, and does not go with --format")
	case f.diff && c.known.prune:
		return errors.New("--diff changes nothing, and does not go with --prune-baseline")
	}
	return nil
}

// run applies the fixes, or shows what they would change.
func (f *fixFlags) run(ctx context.Context, s streams, c *checkFlags, to outputs, known *known, config standard.Config) error {
	if config.Stdin != nil && !f.diff {
		return errors.New("standard input cannot be fixed: --diff shows what would be changed")
	}
	progress := s.showProgress()
	config.Progress = progress.siteLoaded
	outcome, plan, err := standard.Fix(ctx, config, standard.FixOptions{
		Unsafe: f.unsafe, Dry: f.diff, Settle: known.settle,
		Wanted: func(x *lint.Finding) bool { return c.selects(x) && c.shows(x) },
	})
	progress.end()
	if err == nil {
		config.Rules, err = standard.Configured(config)
	}
	if err != nil {
		return err
	}
	f.tell(s, c, outcome)
	if !f.diff {
		return c.conclude(s, to, known, config, outcome.Result, plan)
	}
	if err := fix.Diff(s.out, outcome.Changed); err != nil {
		return err
	}
	if len(outcome.Changed) > 0 {
		return statusFindings
	}
	return s.nothing(plan, config)
}

// tell says what was done and what was not.
func (f *fixFlags) tell(s streams, c *checkFlags, o *fix.Outcome) {
	fixed, mended, told := "fixed", 0, 0
	if f.diff {
		fixed = "would fix"
	}
	one := func(format string, args ...any) {
		if told++; told <= fixNotesMax {
			s.note(format, args...)
		}
	}
	for _, a := range o.Applied {
		one("%s:%d: %s: %s [%s]", a.File, a.Line, fixed, a.Title, a.Rule)
		mended += a.Mended
	}
	unsafe := 0
	for _, l := range o.Left {
		if l.Unsafe {
			unsafe++
			continue
		}
		one("%s:%d: not fixed: %s: %s [%s]", l.Finding.File, l.Finding.Start.Line, l.Fix.Title, l.Why, l.Finding.Rule.ID)
	}
	if told > fixNotesMax {
		s.note("and %d more", told-fixNotesMax)
	}
	all := 0
	for i := range o.Before.Findings {
		if x := &o.Before.Findings[i]; x.Suppressed == nil && c.selects(x) && c.shows(x) {
			all++
		}
	}
	words := []string{fmt.Sprintf("%s %d of %d findings", fixed, min(mended, all), all)}
	switch {
	case unsafe == 1:
		words = append(words, "1 unsafe fix: --unsafe-fixes")
	case unsafe > 1:
		words = append(words, fmt.Sprintf("%d unsafe fixes: --unsafe-fixes", unsafe))
	}
	s.note("%s", strings.Join(words, "; "))
}
