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

// usage says which flags do not go together.
func (p *projectFlags) usage() error {
	if p.none && p.file != "" {
		return errors.New("--rules-config and --no-config exclude each other")
	}
	return nil
}

// inForce returns the file in force in the current folder; empty for none.
func (s streams) inForce() (string, error) {
	dir, absolute, err := placesOf([]string{"."})
	if err != nil {
		return "", err
	}
	found, err := config.Find(absolute[0], dir)
	switch {
	case err != nil:
		return "", cannotFind(err)
	case found.Ignored != "":
		s.noteIgnored(dir, found)
		return "", nil
	}
	return shortest(dir, found.Path), nil
}

// load reads the files in force for some paths and says what is wrong with
// them; of what a check will report only where there is none to follow.
func (p *projectFlags) load(s streams, color string, paths []string, checked bool) (*config.Set, error) {
	if err := p.usage(); err != nil {
		return nil, err
	}
	if p.none || p.file != "" || len(paths) == 0 {
		var c config.Config
		var err error
		if p.file != "" {
			c, err = loadConfig(s, color, p.file, !checked)
		}
		return config.Only(c), err
	}
	dir, absolute, err := placesOf(paths)
	if err != nil {
		return nil, err
	}
	var failed error
	set, err := config.Nearest(absolute, dir, func(found config.Found) (*config.Config, error) {
		if found.Ignored != "" {
			s.noteIgnored(dir, found)
			return nil, nil
		}
		c, err := loadConfig(s, color, shortest(dir, found.Path), !checked)
		if failed = err; err != nil {
			return nil, err
		}
		return &c, nil
	})
	if err != nil && failed == nil {
		err = cannotFind(err)
	}
	return set, err
}

// placesOf are the working directory and paths, absolute.
func placesOf(paths []string) (dir string, absolute []string, err error) {
	if dir, err = os.Getwd(); err != nil {
		return "", nil, err
	}
	for _, name := range paths {
		at, err := filepath.Abs(name)
		if err != nil {
			return "", nil, err
		}
		absolute = append(absolute, at)
	}
	return dir, absolute, nil
}

func cannotFind(err error) error { return fmt.Errorf("cannot look for %s: %w", config.Name, err) }

func (s streams) noteIgnored(dir string, found config.Found) {
	s.note("%s: ignored: %s; --rules-config names it all the same", shortest(dir, found.Path), found.Ignored)
}

// loadConfig reads a configuration file. What is wrong with it is said, and all
// of it unless a check follows that reports the rest; after an error nothing
// must be checked.
func loadConfig(s streams, color, name string, all bool) (config.Config, error) {
	if filepath.Ext(name) != ".hcl" {
		// The lines of another file, as one of passwords, must not be shown.
		return config.Config{}, fmt.Errorf("%s: is no configuration of authlint: its name does not end in .hcl", name)
	}
	data, err := config.Read(name)
	if err != nil {
		return config.Config{}, fmt.Errorf("cannot read the configuration: %s: %w", name, source.Cause(err))
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
		if d.Finding && !all {
			continue
		}
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
