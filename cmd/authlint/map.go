package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/accessmap"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/standard"
)

// mapFlags are the flags of map.
type mapFlags struct {
	serverFlags
	why    bool
	format choice
	color  choice
}

func newMap(s streams) *cobra.Command {
	f := mapFlags{
		serverFlags: newServerFlags(),
		format:      choice{value: formatText, of: []string{formatText, formatJSON}, kind: "FORMAT"},
		color:       colorFlag(),
	}
	cmd := &cobra.Command{
		Use:   "map [PATH...]",
		Short: "Show who gets in where: the access map of a site",
		Long: `Shows what the server answers at the protected and sensitive places of a site:
front pages, what is behind a password or rules about addresses, the login and
interfaces of WordPress, files with secrets, error pages. Each is asked for

  by a stranger                           anonymous
  with a wrong and with a right password  of a user whom a file names
  from an allowed and a denied address    of those that rules name

A caller who means nothing at a place is left out there. Nothing is sent: the
answers come from the files, and what cannot be known from them is undecided.

The sites are those of the PATHs, files and folders as authlint check takes them,
or the current folder; or the server of --config FILE with all its hosts, or the
one that is assumed for --root DIR, as in authlint why. Places are few and in a
fixed order; what was left out for want of room is said.

authlint check --format html=FILE has the same table, and each answer in it opens
the walk through the server's gates; here --why shows the lines that decided.

Exit codes: 0 with any answer, 2 for wrong usage or a configuration that could
not be read, 3 for a folder that held nothing.`,
		Example: `  authlint map
  authlint map public --why
  authlint map --config /etc/nginx/nginx.conf
  authlint map --root public --wp-options wp-options.json --format json`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), s, args) },
	}
	f.register(cmd)
	return cmd
}

func (f *mapFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	f.registerServer(cmd)
	f.registerFiles(cmd)
	flags.BoolVar(&f.why, "why", false, "show the lines behind each answer (json has them always)")
	flags.Var(&f.format, "format", "text or json")
	flags.Var(&f.color, "color", "auto, always or never")
	completeFlag(cmd, "format", words(f.format.of))
	completeFlag(cmd, "color", words(f.color.of))
}

func (f *mapFlags) run(ctx context.Context, s streams, args []string) error {
	maps, empty, err := f.maps(ctx, s, args)
	if err != nil {
		return err
	}
	if f.format.value == formatJSON {
		err = accessmap.WriteJSON(s.out, maps)
	} else {
		err = accessmap.WriteText(s.out, maps, accessmap.Options{
			Color: s.colored(f.color.value), Width: terminalWidth(s.out), Why: f.why,
		})
	}
	if err == nil && empty {
		return statusNothing
	}
	return err
}

// maps draws what was asked for. Empty says that there was nothing.
func (f *mapFlags) maps(ctx context.Context, s streams, args []string) (maps []*report.Map, empty bool, err error) {
	if f.server == "" && f.root == "" {
		return f.ofPaths(ctx, s, args)
	}
	if len(args) > 0 {
		return nil, false, errors.New("paths are for the sites that lie there: --config and --root name a server in place of them")
	}
	config, err := f.config(s, f.color.value)
	if err != nil {
		return nil, false, err
	}
	m, notes, err := standard.Map(ctx, config)
	if err != nil {
		return nil, false, err
	}
	for _, note := range notes {
		s.note("%s", note)
	}
	return []*report.Map{m}, false, nil
}

// ofPaths draws the maps of the sites of some paths.
func (f *mapFlags) ofPaths(ctx context.Context, s streams, paths []string) (maps []*report.Map, empty bool, err error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	c := standard.Config{Paths: paths, AllowRoots: f.allowRoots, PathMap: f.pathMap}
	if c.Stored, err = f.stored.read(); err != nil {
		return nil, false, err
	}
	if c.Projects, err = f.project.load(s, f.color.value, paths, true); err != nil {
		return nil, false, err
	}
	maps, plan, err := standard.Maps(ctx, c)
	if err != nil {
		return nil, false, err
	}
	for _, note := range plan.Notes {
		s.note("%s", note)
	}
	if plan.Empty {
		s.note("nothing to map in %s", quoted(paths))
	} else if len(maps) == 0 {
		s.note("no server is in view that would answer")
	}
	return maps, plan.Empty, nil
}
