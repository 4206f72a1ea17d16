package config

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/source"
)

// Set holds the configurations of one run: each is in force for what lies in
// its folder and below, as far down as the next one. Several goroutines may
// use it.
type Set struct {
	only *Config // in force for everything, when set
	none Config  // that of no file
	// open reads a file that was found; nil for one that is ignored.
	open func(Found) (*Config, error)
	// named are the folders that were asked for, tops how far up from there
	// the search goes; first is what is in force for the first of them.
	named, tops map[string]bool
	first       *Config
	// bare says that something was named that has no configuration.
	bare bool

	mu    sync.Mutex
	byDir map[string]*Config
	all   []*Config
	err   error
}

// Only is the set of one configuration that is in force for everything.
func Only(c Config) *Set { return &Set{only: &c, all: []*Config{&c}} }

// Nearest is the set of the files that are nearest to what is checked. Those
// above the paths, absolute, are read at once, by open; those below when
// something is asked of their folder. An error of theirs is kept for Err. dir
// is the working directory.
func Nearest(paths []string, dir string, open func(Found) (*Config, error)) (*Set, error) {
	s := &Set{open: open, named: map[string]bool{}, tops: map[string]bool{}, byDir: map[string]*Config{}}
	for i, name := range paths {
		from := folder(name)
		found, err := nearestFile(from, dir)
		if err != nil {
			return nil, err
		}
		s.named[filepath.ToSlash(from)] = true
		s.tops[filepath.ToSlash(topOf(from, dir))] = true
		at, c := filepath.ToSlash(filepath.Dir(found.Path)), (*Config)(nil)
		if found.Path != "" {
			c = s.once(at, found)
		}
		if i == 0 {
			s.first = c
		}
		s.bare = s.bare || c == nil
	}
	return s, s.err
}

// maxFiles is how many files one run goes by.
const maxFiles = 1000

// once reads the file of a folder, and keeps the first error for Err.
func (s *Set) once(dir string, found Found) *Config {
	if c, known := s.byDir[dir]; known {
		return c
	}
	var c *Config
	err := fmt.Errorf("there are more than %d files %s; --rules-config names one for all", maxFiles, Name)
	if len(s.all) < maxFiles {
		c, err = s.open(found)
	}
	if err != nil && s.err == nil {
		s.err = err
	}
	if c != nil {
		s.all = append(s.all, c)
	}
	s.byDir[dir] = c
	return c
}

// Err is what was wrong with a file that was read since: nothing of the run
// holds then.
func (s *Set) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// All are the configurations that were read so far, by their folders.
func (s *Set) All() []*Config {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.SortedFunc(slices.Values(s.all), func(a, b *Config) int { return strings.Compare(a.Dir, b.Dir) })
}

// Of is what is in force for a file, by its absolute path.
func (s *Set) Of(file string) *Config { return s.In(path.Dir(file)) }

// In is what is in force in a folder. For what lies outside of all that was
// named and has no configuration nearby, that is the one of what was named
// first.
func (s *Set) In(dir string) *Config {
	if s.only != nil {
		return s.only
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var c *Config
	if below(s.tops, dir) {
		c = s.lookUp(dir)
	}
	if c == nil && !below(s.named, dir) {
		c = s.first
	}
	if c == nil {
		return &s.none
	}
	return c
}

// lookUp is the nearest configuration at or above a folder, nil for none. A
// folder that cannot be looked into holds nothing that is checked.
func (s *Set) lookUp(dir string) *Config {
	if c, known := s.byDir[dir]; known {
		return c
	}
	up := path.Dir(dir)
	name := filepath.Join(filepath.FromSlash(dir), Name)
	if _, err := os.Lstat(name); err == nil {
		why, err := ignored(name, s.top(dir))
		if err != nil && s.err == nil {
			s.err = fmt.Errorf("cannot look at %s: %w", name, err)
		}
		return s.once(dir, Found{Path: name, Ignored: why})
	}
	var c *Config
	if up != dir && !s.tops[dir] {
		c = s.lookUp(up)
	}
	s.byDir[dir] = c
	return c
}

// below says whether a folder is one of some, or lies in one.
func below(folders map[string]bool, dir string) bool {
	for !folders[dir] {
		if dir == path.Dir(dir) {
			return false
		}
		dir = path.Dir(dir)
	}
	return true
}

// top is where the search from a folder ends, for the system.
func (s *Set) top(dir string) string {
	for !s.tops[dir] && dir != path.Dir(dir) {
		dir = path.Dir(dir)
	}
	return filepath.FromSlash(dir)
}

// Below are the folders below one that have a file of their own. Links are not
// followed.
func (s *Set) Below(dir string) []string {
	if s.only != nil {
		return nil
	}
	var folders []string
	// A folder that cannot be read has none that is in force.
	_ = filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil, entry.IsDir() && entry.Name() == ".git":
			return filepath.SkipDir
		case entry.Name() == Name && filepath.Dir(name) != dir && !entry.IsDir():
			folders = append(folders, filepath.Dir(name))
		}
		return nil
	})
	return folders
}

// Excludes says whether a path, absolute, is not to be checked.
func (s *Set) Excludes(treePath string) bool { return s.Of(treePath).Excludes(treePath) }

// Configured returns the rules that are to run, each with what is wanted of it
// where; absolute turns the name of a finding's file into a path. Rules that
// were asked for by name run even where they are switched off.
func (s *Set) Configured(all []*lint.Rule, asked bool, absolute func(file string) string) []*lint.Rule {
	if s.only != nil && len(s.only.Rules)+len(s.only.Overrides) == 0 {
		return all
	}
	rules := make([]*lint.Rule, 0, len(all))
	for _, r := range all {
		if !asked && s.off(r.ID) {
			continue
		}
		owner := s.owner(r)
		if owner != nil {
			r = s.within(r, owner, absolute)
		}
		rules = append(rules, r.With(func(file string) lint.Settings {
			at := absolute(file)
			in := s.Of(at)
			settings := in.Settings(r.ID, at)
			settings.Off = settings.Off && !asked || owner != nil && in != owner
			return settings
		}))
	}
	return rules
}

// Own are the rules of the projects' own.
func (s *Set) Own() []*lint.Rule {
	var own []*lint.Rule
	for _, c := range s.All() {
		for i := range c.Custom {
			own = append(own, c.Custom[i].Rule.Rule)
		}
	}
	return own
}

// owner is the project whose own a rule is; nil for one that is built in.
func (s *Set) owner(r *lint.Rule) *Config {
	if !r.Project {
		return nil
	}
	for _, c := range s.All() {
		if slices.ContainsFunc(c.Custom, func(own CustomRule) bool { return own.Rule.Rule == r }) {
			return c
		}
	}
	return nil
}

// within is a rule of a project's own, which does not look at sites that the
// project has no part in.
func (s *Set) within(r *lint.Rule, owner *Config, absolute func(file string) string) *lint.Rule {
	within := *r
	within.Run = func(p *lint.Pass) {
		if slices.ContainsFunc(p.Site.Files, func(f *source.File) bool { return s.Of(absolute(f.Name)) == owner }) {
			r.Run(p)
		}
	}
	return &within
}

// off says that a rule is switched off everywhere.
func (s *Set) off(id string) bool {
	return !s.bare && !slices.ContainsFunc(s.All(), func(c *Config) bool {
		on, _ := c.switches(id)
		return on
	})
}
