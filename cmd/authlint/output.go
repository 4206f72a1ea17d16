package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/report"
)

// output is one report that was asked for.
type output struct {
	format report.Format
	file   string // empty for standard output
	target *target
}

// parseOutputs reads the values of --format: FORMAT or FORMAT=FILE. Without
// any the first format goes to standard output.
func parseOutputs(values []string) ([]output, error) {
	if len(values) == 0 {
		return []output{{format: report.Formats()[0]}}, nil
	}
	var outputs []output
	taken := map[string]bool{}
	for _, value := range values {
		name, file, named := strings.Cut(value, "=")
		format, known := report.Lookup(name)
		switch {
		case !known:
			return nil, fmt.Errorf("--format: no format %q: must be one of %s", name, strings.Join(formatNames(), ", "))
		case named && file == "":
			return nil, fmt.Errorf("--format %s=: the file is missing", name)
		case taken[file] && file == "":
			return nil, errors.New("--format: two formats for standard output; give one a file, as in json=report.json")
		case taken[file]:
			return nil, fmt.Errorf("--format: two formats for %s", file)
		}
		taken[file] = true
		outputs = append(outputs, output{format: format, file: file})
	}
	return outputs, nil
}

func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// outputs are the reports of one check.
type outputs struct {
	list []output
	// summary is where GitHub Actions looks for the summary of a job; nil
	// outside of it.
	summary *target
	// maps are those for the reports that show them.
	maps *[]*report.Map
}

// drawing takes in the maps of a check; nil where no report shows any.
func (all outputs) drawing() func([]*report.Map) {
	if !slices.ContainsFunc(all.list, func(o output) bool { return o.format.Draws }) {
		return nil
	}
	return func(maps []*report.Map) { *all.maps = maps }
}

// openOutputs opens every file before there is anything to write: a check that
// takes its time should not end in a report that cannot be written. What was
// opened has to be closed also after an error.
func openOutputs(s streams, list []output) (outputs, error) {
	opened := outputs{list: list, maps: new([]*report.Map)}
	for i := range list {
		o := &list[i]
		var err error
		if o.file != "" {
			if o.target, err = openTarget(o.file, false); err != nil {
				return opened, fmt.Errorf("cannot write the %s report: %w", o.format.Name, err)
			}
		}
		if name := s.getenv("GITHUB_STEP_SUMMARY"); o.format.Name == "github" && name != "" && opened.summary == nil {
			if opened.summary, err = openTarget(name, true); err != nil {
				return opened, fmt.Errorf("cannot write the summary of the job: %w", err)
			}
		}
	}
	return opened, nil
}

// write writes every report.
func (all outputs) write(s streams, options report.Options, color string, r *lint.Result) error {
	if all.summary != nil {
		options.StepSummary = all.summary
	}
	options.Maps = *all.maps
	for _, o := range all.list {
		if err := o.write(s, options, color, r); err != nil {
			return err
		}
	}
	return all.close()
}

// write writes one report. Files are never coloured.
func (o output) write(s streams, options report.Options, color string, r *lint.Result) error {
	if o.target == nil {
		options.Color = s.colored(color)
		options.Links = options.Color && isTerminal(s.out)
		return o.format.Write(s.out, r, options)
	}
	if err := o.format.Write(o.target, r, options); err != nil {
		return fmt.Errorf("cannot write the %s report: %w", o.format.Name, err)
	}
	return nil
}

// close closes what is open.
func (all outputs) close() error {
	var err error
	for _, o := range all.list {
		if o.target != nil {
			err = errors.Join(err, o.target.close())
		}
	}
	if all.summary != nil {
		err = errors.Join(err, all.summary.close())
	}
	return err
}

const (
	colorAuto   = "auto"
	colorAlways = "always"
	colorNever  = "never"
)

// colored settles --color. What was asked for on the command line wins; else
// NO_COLOR, then FORCE_COLOR, then whether a terminal is there to show it.
func (s streams) colored(color string) bool {
	switch color {
	case colorAlways:
		return true
	case colorNever:
		return false
	}
	if s.getenv("NO_COLOR") != "" {
		return false
	}
	if force := s.getenv("FORCE_COLOR"); force != "" {
		return force != "0"
	}
	return s.getenv("TERM") != "dumb" && isTerminal(s.out)
}

func isTerminal(w io.Writer) bool {
	f, isFile := w.(*os.File)
	return isFile && isatty.IsTerminal(f.Fd())
}
