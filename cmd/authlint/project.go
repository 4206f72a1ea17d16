package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
)

// projectFlags say which configuration file is in force.
type projectFlags struct {
	file string
	none bool
}

func (p *projectFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&p.file, "rules-config", "", "the configuration `FILE`, instead of the nearest "+config.Name)
	flags.BoolVar(&p.none, "no-config", false, "go by no configuration file")
}

// find returns the file in force for some paths; empty for none.
func (p *projectFlags) find(s streams, paths []string) (string, error) {
	switch {
	case p.none && p.file != "":
		return "", errors.New("--rules-config and --no-config exclude each other")
	case p.none:
		return "", nil
	case p.file != "":
		return p.file, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	absolute := make([]string, len(paths))
	for i, name := range paths {
		if absolute[i], err = filepath.Abs(name); err != nil {
			return "", err
		}
	}
	found, err := config.Find(absolute, dir)
	switch {
	case errors.Is(err, config.ErrSeveral):
		return "", fmt.Errorf("%w; check them apart, or name one with --rules-config", err)
	case err != nil:
		return "", fmt.Errorf("cannot look for %s: %w", config.Name, err)
	case found.Ignored != "":
		s.note("%s: ignored: %s; --rules-config names it all the same", shortest(dir, found.Path), found.Ignored)
		return "", nil
	}
	return shortest(dir, found.Path), nil
}

// load reads the file in force for some paths and says what is wrong with it.
func (p *projectFlags) load(s streams, color string, paths []string) (config.Config, error) {
	name, err := p.find(s, paths)
	if err != nil || name == "" {
		return config.Config{}, err
	}
	return loadConfig(s, color, name)
}

// loadConfig reads a configuration file. What is wrong with it is said; after
// an error nothing must be checked.
func loadConfig(s streams, color, name string) (config.Config, error) {
	if filepath.Ext(name) != ".hcl" {
		// The lines of another file, as one of passwords, must not be shown.
		return config.Config{}, fmt.Errorf("%s: is no configuration of authlint: its name does not end in .hcl", name)
	}
	data, err := config.Read(name)
	if err != nil {
		return config.Config{}, fmt.Errorf("cannot read the configuration: %s: %w", name, bare(err))
	}
	absolute, err := filepath.Abs(name)
	if err != nil {
		return config.Config{}, err
	}
	dir := filepath.ToSlash(filepath.Dir(absolute))
	file := source.NewFile(filepath.ToSlash(name), data)
	c, diagnostics := config.Load(file, dir, standard.Known(readVersion().Version))
	problems := make([]report.Problem, 0, len(diagnostics))
	for _, d := range diagnostics {
		problems = append(problems, report.Problem{Place: lint.PlaceOf(d.Span), Severity: d.Severity, Message: d.Message})
	}
	onErr := streams{out: s.err, getenv: s.getenv}
	if err := report.WriteProblems(s.err, problems, report.Options{Color: onErr.colored(color)}); err != nil {
		return config.Config{}, err
	}
	if config.Failed(diagnostics) {
		return config.Config{}, statusFailure
	}
	return c, nil
}

// shortest is how a path is called from a folder: by what lies below it, else
// whole.
func shortest(dir, name string) string {
	if rel, err := filepath.Rel(dir, name); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return name
}

// bare takes the path off an error that is told with it.
func bare(err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
