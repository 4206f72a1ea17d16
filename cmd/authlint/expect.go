package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
)

// expectFlags are the flags of expect.
type expectFlags struct {
	serverFlags
	format choice
	color  choice
	record recordFlags
}

func newExpect(s streams) *cobra.Command {
	f := expectFlags{
		serverFlags: newServerFlags(),
		format:      choice{value: formatText, of: report.ExpectedFormats(), kind: "FORMAT"},
		color:       colorFlag(),
		record:      newRecordFlags(),
	}
	cmd := &cobra.Command{
		Use:   "expect [PATH...] | expect --record URL...",
		Short: "Hold the answers of the server against what .authlint.hcl expects",
		Long: `Asks for each block expect of .authlint.hcl what the server would answer, and says
which are met; of the others what led to the answer. Nothing is sent: the answer
comes from the files. authlint check does the same beside its rules, and reports
expectation-failed. Looked at are the files in force for the current folder, or
for what is named, and those below.

The server is that of --config FILE, or the one that is assumed for --root DIR;
else what the block site says; else the configuration of a server found below the
folder of the file, or that folder as the document root where it has a .htaccess.

With --record the URLs are asked, and blocks that expect today's answers are
printed, or, with --write, added to the file in force; where there is none, to a
new one in the current folder. A request that is expected something of already is
left alone, unless --update is given. --all-callers asks each URL as all those
whom the settings that cover it tell apart: strangers, users with the right and
the wrong password, addresses that are allowed and denied, methods. What cannot
be known is left out, with a note.

What an expectation may say is on the page of authlint config. No password is
written down or printed.

Exit codes:
  0  all are met, or all URLs were recorded
  1  one is not met, or cannot be checked; a URL could not be recorded, or is
     expected to answer otherwise
  2  wrong usage, or a configuration that could not be read
  3  nothing is expected`,
		Example: `  authlint expect
  authlint expect --config /etc/nginx/nginx.conf --format junit > expectations.xml
  authlint expect --record --write https://shop.test/staff/ https://shop.test/
  authlint expect --record --all-callers --root public /staff/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.usage(cmd, args); err != nil {
				return err
			}
			if f.record.on {
				return f.write(cmd, s, args)
			}
			return f.run(cmd, s, args)
		},
	}
	f.register(cmd)
	return cmd
}

func (f *expectFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	f.registerServer(cmd)
	f.record.register(cmd)
	flags.Var(&f.format, "format", "text, json or junit")
	f.registerFiles(cmd)
	flags.Var(&f.color, "color", "auto, always or never")
	completeFlag(cmd, "format", words(f.format.of))
	completeFlag(cmd, "color", words(f.color.of))
}

func (f *expectFlags) usage(cmd *cobra.Command, args []string) error {
	switch {
	case f.record.on && cmd.Flags().Changed("format"):
		return errors.New("--format: --record prints blocks of the configuration")
	case f.record.on:
		return f.record.usage(args)
	}
	return f.record.unused(cmd)
}

// given says which server is asked where the flags do, and reads what the
// projects of paths expect.
func (f *expectFlags) given(s streams, paths []string) (standard.Config, error) {
	c := standard.Config{AllowRoots: f.allowRoots, PathMap: f.pathMap}
	var err error
	if f.server+f.root != "" {
		c, err = f.config(s, f.color.value)
	} else {
		c.Stored, err = f.stored.read()
	}
	if err != nil {
		return c, err
	}
	c.Projects, err = f.project.load(s, f.color.value, paths, true)
	return c, err
}

func (f *expectFlags) run(cmd *cobra.Command, s streams, args []string) error {
	if len(args) == 0 {
		args = []string{"."}
	}
	for _, name := range args {
		if _, err := os.Stat(name); err != nil {
			return fmt.Errorf("%s: %w", name, source.Cause(err))
		}
	}
	c, err := f.given(s, args)
	if err != nil {
		return err
	}
	if err := readBelow(c.Projects, args); err != nil {
		return err
	}
	all, notes, err := standard.Expect(cmd.Context(), c)
	for _, note := range notes {
		s.note("%s", note)
	}
	switch {
	case err != nil:
		return err
	case len(all) == 0:
		s.note("nothing is expected in %s; authlint expect --record URL writes expectations", quoted(args))
		return statusNothing
	}
	if err := report.WriteExpected(s.out, f.format.value, all, report.Options{Color: s.colored(f.color.value)}); err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(e lint.Expected) bool { return !e.Met }) {
		return statusFindings
	}
	return nil
}

// readBelow reads the configurations that lie below paths, too.
func readBelow(set *config.Set, paths []string) error {
	_, absolute, err := placesOf(paths)
	if err != nil {
		return err
	}
	for _, at := range absolute {
		for _, folder := range append([]string{at}, set.Below(at)...) {
			set.In(filepath.ToSlash(folder))
		}
	}
	return set.Err()
}
