package standard

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress"
	"github.com/authlint/authlint/wordpress/options"
	"github.com/authlint/authlint/wordpress/options/database"
)

// Stored says where the stored options of WordPress installations are read,
// beside what the projects say: it wins over them. At most one may be set.
type Stored struct {
	// File is WP-CLI's JSON, an SQL dump or an export of All-In-One Security.
	File string
	// DSN is a live database, as go-sql-driver writes it.
	DSN string
	// Live asks the database that each installation's own configuration names.
	Live bool
}

// stored reads stored options, each source once. Sites are loaded by several
// goroutines.
type stored struct {
	places *places
	// given are those of File or DSN; none where projects say where to read.
	given []*options.Set
	fixed bool
	// ask reads a live database; nil where nobody wants it.
	ask func(database.Target) ([]*options.Set, error)

	mu    sync.Mutex
	read  map[string][]*options.Set // by file, or folder of an installation
	notes []string
	err   error // the first
}

// newStored reads what was given on the spot.
func newStored(ctx context.Context, p *places, from Stored) (*stored, error) {
	s := &stored{places: p, read: map[string][]*options.Set{}}
	switch {
	case from.File != "" && (from.DSN != "" || from.Live), from.DSN != "" && from.Live:
		return nil, errors.New("stored options are read from one place: a file or a database")
	case from.File != "":
		sets, err := readStored(p.system(from.File), from.File)
		if err != nil {
			return nil, err
		}
		s.give(sets)
	case from.DSN != "":
		sets, err := database.Read(ctx, database.Target{DSN: from.DSN})
		if err != nil {
			return nil, err
		}
		s.give(sets)
	case from.Live:
		s.ask = func(t database.Target) ([]*options.Set, error) { return database.Read(ctx, t) }
	}
	return s, nil
}

func (s *stored) give(sets []*options.Set) {
	s.given, s.fixed = sets, true
	s.note(sets)
}

// note tells what of a source could not be read.
func (s *stored) note(sets []*options.Set) {
	for _, set := range sets {
		for _, f := range set.Faults {
			note := fmt.Sprintf("%s: byte %d: %s", set.From, f.Offset, f.Why)
			if !slices.Contains(s.notes, note) {
				s.notes = append(s.notes, note)
			}
		}
	}
}

// finder are the options of the WordPress front end.
func (s *stored) finder() wordpress.Options {
	if s == nil {
		return wordpress.Options{}
	}
	o := wordpress.Options{Stored: s.of}
	if s.ask != nil {
		o.Live = s.live
	}
	return o
}

// of are the options that were given, or those of the file that the project
// of a folder names.
func (s *stored) of(dir string) []*options.Set {
	if s.fixed || s.ask != nil {
		return s.given
	}
	project := s.places.projects.In(dir)
	name := project.WordPress.Options.V
	if name == "" {
		return nil
	}
	at := project.Path(name)
	return s.once(at, func() ([]*options.Set, error) {
		sets, err := s.ofProject(project, at)
		if err != nil {
			err = fmt.Errorf("%s: the options of the block wordpress: %w", s.places.display(s.places.absolute(project.File)), err)
		}
		return sets, err
	})
}

// ofProject reads a file that a project names. A project says nothing of files
// that may not be read for it.
func (s *stored) ofProject(project *config.Config, at string) ([]*options.Set, error) {
	display := s.places.display(at)
	real, err := filepath.EvalSymlinks(filepath.FromSlash(at))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", display, source.Cause(err))
	}
	if !slices.ContainsFunc(append(slices.Clone(s.places.roots), filepath.FromSlash(project.Dir)), func(root string) bool {
		root, err := filepath.EvalSymlinks(root)
		return err == nil && source.Below(filepath.ToSlash(root), filepath.ToSlash(real))
	}) {
		return nil, fmt.Errorf("%s lies outside what may be read; --allow-root opens its folder", display)
	}
	if info, err := os.Stat(real); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", display)
	}
	return readStored(real, display)
}

// live asks the database of an installation.
func (s *stored) live(dir string, d *wordpress.Database) []*options.Set {
	return s.once(dir, func() ([]*options.Set, error) {
		display := s.places.display(dir)
		if d.Why != "" {
			return nil, fmt.Errorf("%s: the database is not known: %s; --wp-db=DSN names it", display, d.Why)
		}
		sets, err := s.ask(database.Target{Host: d.Host, User: d.User, Password: d.Password, Name: d.Name, Prefix: d.Prefix})
		if err != nil {
			err = fmt.Errorf("%s: %w", display, err)
		}
		return sets, err
	})
}

// once reads a source unless it was read, and keeps the first error.
func (s *stored) once(key string, read func() ([]*options.Set, error)) []*options.Set {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sets, known := s.read[key]; known {
		return sets
	}
	sets, err := read()
	if err != nil && s.err == nil {
		s.err = err
	}
	s.read[key] = sets
	s.note(sets)
	return sets
}

// said is what could not be read, and the error that ends the run.
func (s *stored) said() ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.notes), s.err
}

// readStored reads a file of the system.
func readStored(at, name string) ([]*options.Set, error) {
	f, err := os.Open(at)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, source.Cause(err))
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder", name)
	}
	return options.Read(f, filepath.ToSlash(name), options.DumpOptions{})
}
