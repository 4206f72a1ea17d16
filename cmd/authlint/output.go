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
	format string
	file   string // empty for standard output
	target *target
}

// parseOutputs reads the values of --format: FORMAT or FORMAT=FILE, of those that
// are known. Without any the first goes to standard output.
func parseOutputs(values, known []string) ([]output, error) {
	if len(values) == 0 {
		return []output{{format: known[0]}}, nil
	}
	var outputs []output
	taken := map[string]bool{}
	for _, value := range values {
		format, file, named := strings.Cut(value, "=")
		switch {
		case !slices.Contains(known, format):
			return nil, fmt.Errorf("--format: no format %q: must be one of %s", format, strings.Join(known, ", "))
		case named && file == "":
			return nil, fmt.Errorf("--format %s=: the file is missing", format)
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
	draws := func(o output) bool {
		f, _ := report.Lookup(o.format)
		return f.Draws
	}
	if !slices.ContainsFunc(all.list, draws) {
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
				return opened, fmt.Errorf("cannot write the %s report: %w", o.format, err)
			}
		}
		if name := s.getenv("GITHUB_STEP_SUMMARY"); o.format == "github" && name != "" && opened.summary == nil {
			if opened.summary, err = openTarget(name, true); err != nil {
				return opened, fmt.Errorf("cannot write the summary of the job: %w", err)
			}
		}
	}
	return opened, nil
}

// writer writes a report in a format.
type writer func(format string, w io.Writer, o report.Options) error

// findings writes what a check found.
func findings(r *lint.Result) writer {
	return func(format string, w io.Writer, o report.Options) error {
		f, _ := report.Lookup(format)
		return f.Write(w, r, o)
	}
}

// write writes every report.
func (all outputs) write(s streams, options report.Options, color string, write writer) error {
	if all.summary != nil {
		options.StepSummary = all.summary
	}
	if all.maps != nil {
		options.Maps = *all.maps
	}
	for _, o := range all.list {
		if err := o.write(s, options, color, write); err != nil {
			return err
		}
	}
	return all.close()
}

// write writes one report. Files are never coloured.
func (o output) write(s streams, options report.Options, color string, write writer) error {
	if o.target == nil {
		options.Color = s.colored(color)
		options.Links = options.Color && isTerminal(s.out)
		return write(o.format, s.out, options)
	}
	if err := write(o.format, o.target, options); err != nil {
		return fmt.Errorf("cannot write the %s report: %w", o.format, err)
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
