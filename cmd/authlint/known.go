package main

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/pflag"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/baseline"
	"github.com/authlint/authlint/lint/standard"
)

// knownFlags say which findings are known and need not fail the check.
type knownFlags struct {
	noIgnores  bool
	baseline   string
	write      string
	prune      bool
	newFromRev string
}

func (f *knownFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.noIgnores, "no-ignores", false, "report what comments in files suppress, too")
	flags.StringVar(&f.baseline, "baseline", "", "suppress the findings that `FILE` lists")
	flags.StringVar(&f.write, "write-baseline", "", "list all findings in `FILE`, and suppress them")
	flags.BoolVar(&f.prune, "prune-baseline", false, "take the entries out of --baseline that nothing is found for")
	flags.StringVar(&f.newFromRev, "new-from-rev", "", "report only what is new since the git revision `REV`")
}

// usage says which flags do not go together.
func (f *knownFlags) usage() error {
	switch {
	case f.prune && f.baseline == "":
		return errors.New("--prune-baseline goes with --baseline")
	case f.write != "" && f.baseline != "":
		return errors.New("--write-baseline does not go with --baseline: --prune-baseline brings one up to date")
	case f.newFromRev != "" && (f.write != "" || f.prune):
		return errors.New("--new-from-rev leaves findings out, and does not go with --write-baseline and --prune-baseline")
	}
	return nil
}

// known is the baseline of one check, opened before it begins: what cannot be
// read or written is no reason to wait for the findings first.
type known struct {
	flags  *knownFlags
	list   *baseline.Baseline // of --baseline
	output *replacement       // nil when nothing is to be written
}

func (f *knownFlags) open() (*known, error) {
	if err := f.usage(); err != nil {
		return nil, err
	}
	k := &known{flags: f}
	target := f.write
	if f.baseline != "" {
		data, err := readFile(f.baseline, listMax)
		if err != nil {
			return nil, fmt.Errorf("cannot read the baseline: %w", err)
		}
		if k.list, err = baseline.Parse(f.baseline, data); err != nil {
			return nil, err
		}
	}
	if f.prune {
		target = f.baseline
	}
	if target != "" {
		var err error
		if k.output, err = newReplacement(target); err != nil {
			return nil, fmt.Errorf("cannot write the baseline: %w", err)
		}
	}
	return k, nil
}

func readFile(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readBounded(f, limit)
}

// close leaves no traces of what was not written.
func (k *known) close() {
	if k.output != nil {
		k.output.abandon()
	}
}

// settle suppresses what is in the baseline, and says nothing.
func (k *known) settle(r *lint.Result) {
	if k.list != nil {
		k.list.Apply(r, func(baseline.Entry) bool { return false })
	}
}

// apply suppresses what is known, and writes what is to be written.
func (k *known) apply(s streams, c standard.Config, r *lint.Result) error {
	switch {
	case k.flags.write != "":
		list := baseline.Of(r)
		if err := k.save(list); err != nil {
			return err
		}
		list.Apply(r, func(baseline.Entry) bool { return false })
		s.note("%s: entries written, which do not count from here on: %d", k.flags.write, list.Len())
	case k.list != nil:
		judged, err := k.judged(c)
		if err != nil {
			return err
		}
		stale := k.list.Apply(r, judged)
		if stale.Len() == 0 {
			return nil
		}
		if !k.flags.prune {
			s.note("%s: entries that nothing is found for any more: %d; --prune-baseline takes them out", k.flags.baseline, stale.Len())
			return nil
		}
		if err := k.save(k.list.Without(stale)); err != nil {
			return err
		}
		s.note("%s: entries taken out that nothing is found for any more: %d", k.flags.baseline, stale.Len())
	}
	return nil
}

// judged says of an entry whether this check would have found what it is for.
func (k *known) judged(c standard.Config) (func(baseline.Entry) bool, error) {
	if k.flags.newFromRev != "" {
		return func(baseline.Entry) bool { return false }, nil
	}
	covered, err := standard.Covered(c)
	if err != nil {
		return nil, err
	}
	all := standard.AllRules(c.Projects)
	return func(e baseline.Entry) bool {
		file, seen := covered(e.File)
		named := func(r *lint.Rule) bool { return r.ID == e.Rule }
		if slices.ContainsFunc(c.Rules, named) {
			return seen && slices.ContainsFunc(c.Rules, func(r *lint.Rule) bool { return named(r) && r.Runs(file) })
		}
		return seen && !slices.ContainsFunc(all, named)
	}, nil
}

func (k *known) save(list *baseline.Baseline) error {
	data, err := list.Encode()
	if err == nil {
		err = k.output.commit(data)
	}
	if err != nil {
		return fmt.Errorf("cannot write the baseline: %w", err)
	}
	return nil
}
