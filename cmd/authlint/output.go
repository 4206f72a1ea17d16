package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mattn/go-isatty"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/report"
)

// output is one report that was asked for.
type output struct {
	format report.Format
	file   string // empty for standard output
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
		outputs = append(outputs, output{format, file})
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

// write writes one report. Files are never coloured.
func (o output) write(s streams, color string, r *lint.Result) error {
	if o.file == "" {
		colored := s.colored(color)
		return o.format.Write(s.out, r, report.Options{Color: colored, Links: colored && isTerminal(s.out)})
	}
	f, err := os.Create(o.file)
	if err != nil {
		return fmt.Errorf("cannot write the %s report: %w", o.format.Name, err)
	}
	if err := errors.Join(o.format.Write(f, r, report.Options{}), f.Close()); err != nil {
		return fmt.Errorf("cannot write the %s report: %w", o.format.Name, err)
	}
	return nil
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
