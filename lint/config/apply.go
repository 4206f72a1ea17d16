package config

import (
	"path"
	"slices"

	"github.com/authlint/authlint/lint"
)

// Configured returns the rules that are to run, each with its settings. Those
// that were asked for by name run even where they are switched off.
func (c *Config) Configured(all []*lint.Rule, named []string) []*lint.Rule {
	rules := make([]*lint.Rule, 0, len(all))
	for _, r := range all {
		set := c.rule(r.ID)
		if set == nil {
			rules = append(rules, r)
			continue
		}
		if set.Enabled.Set() && !set.Enabled.V && !slices.Contains(named, r.ID) {
			continue
		}
		rules = append(rules, r.With(set.settings()))
	}
	return rules
}

func (c *Config) rule(id string) *Rule {
	i := slices.IndexFunc(c.Rules, func(r Rule) bool { return r.ID.V == id })
	if i < 0 {
		return nil
	}
	return &c.Rules[i]
}

func (r *Rule) settings() lint.Settings {
	s := lint.Settings{Severity: r.Severity.V, Options: map[string]int{}}
	for _, o := range r.Options {
		s.Options[o.Name] = o.Value.V
	}
	return s
}

// Mappings are the folders of the server with those here, absolute.
func (c *Config) Mappings() map[string]string {
	m := map[string]string{}
	for _, entry := range c.PathMap {
		m[path.Clean(entry.Server.V)] = c.Path(entry.Here.V)
	}
	return m
}

// Path is the absolute path of one that was written in the file.
func (c *Config) Path(name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(c.Dir, name)
}

// Mark marks the findings that a suppress block is for, and returns the blocks
// in force that are for none. The findings stay in the result and do not count.
// A suppression holds through its last day; absolute turns the name of a
// finding's file into a path, absolute.
func (c *Config) Mark(r *lint.Result, today string, absolute func(file string) string) (unused []Suppress) {
	used := map[*Suppress]bool{}
	for i := range r.Findings {
		f := &r.Findings[i]
		s := c.suppression(f.Rule.ID, absolute(f.File), today)
		if s == nil {
			continue
		}
		used[s] = true
		if f.Suppressed == nil {
			f.Suppressed = &lint.Suppression{Kind: lint.External, Reason: s.Reason.V}
		}
	}
	r.Count()
	for i := range c.Suppress {
		if s := &c.Suppress[i]; !used[s] && !s.expired(today) {
			unused = append(unused, *s)
		}
	}
	return unused
}

func (c *Config) suppression(id, treePath, today string) *Suppress {
	name, inside := c.within(treePath)
	if !inside {
		return nil
	}
	for i := range c.Suppress {
		s := &c.Suppress[i]
		if s.ID.V == id && !s.expired(today) &&
			slices.ContainsFunc(s.Files.V, func(pattern string) bool { return fits(pattern, name) }) {
			return s
		}
	}
	return nil
}

func (s *Suppress) expired(today string) bool { return s.Expires.Set() && s.Expires.V < today }
