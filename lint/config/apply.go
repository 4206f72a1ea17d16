package config

import (
	"path"
	"slices"

	"github.com/authlint/authlint/lint"
)

// Settings is what is wanted of a rule in a file, by its absolute path: what
// the rule's block says, and then each override that is for the file. Every
// argument is by itself: a later one takes the place of an earlier one.
func (c *Config) Settings(id, treePath string) lint.Settings {
	s := lint.Settings{Options: map[string]int{}}
	if r := find(c.Rules, id); r != nil {
		r.onto(&s)
	}
	name, inside := c.within(treePath)
	if !inside {
		return s
	}
	for i := range c.Overrides {
		o := &c.Overrides[i]
		if r := find(o.Rules, id); r != nil && fitsAny(o.Files.V, name) {
			r.onto(&s)
		}
	}
	return s
}

// onto adds what a block says to what others said before.
func (r *Rule) onto(s *lint.Settings) {
	if r.Enabled.Set() {
		s.Off = !r.Enabled.V
	}
	if r.Severity.Set() {
		s.Severity = r.Severity.V
	}
	for _, o := range r.Options {
		s.Options[o.Name] = o.Value.V
	}
}

func find(rules []Rule, id string) *Rule {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID.V == id })
	if i < 0 {
		return nil
	}
	return &rules[i]
}

// switches are all that the file says of whether a rule runs, for any file.
func (c *Config) switches(id string) (on, off bool) {
	r := find(c.Rules, id)
	on = r == nil || !r.Enabled.Set() || r.Enabled.V
	off = !on
	for i := range c.Overrides {
		if r := find(c.Overrides[i].Rules, id); r != nil && r.Enabled.Set() {
			on, off = on || r.Enabled.V, off || !r.Enabled.V
		}
	}
	return on, off
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

// Blocks are the suppressions as the engine takes them. They hold through
// their last day; absolute turns the name of a finding's file into a path.
// Whether one is for nothing is judged where all below the file is checked,
// and for rules that ran and are switched off nowhere.
func (c *Config) Blocks(today string, judged func(rule string) bool, absolute func(file string) string) []*lint.Block {
	blocks := make([]*lint.Block, 0, len(c.Suppress))
	for i := range c.Suppress {
		s := &c.Suppress[i]
		_, off := c.switches(s.ID.V)
		b := &lint.Block{
			Ignore: lint.Ignore{
				Place: lint.PlaceOf(s.ID.Span), Rule: s.ID.V, Reason: s.Reason.V, Until: s.Expires.V,
				Block: true, Ran: !off && judged(s.ID.V),
			},
			Fits: func(file string) bool {
				name, inside := c.within(absolute(file))
				return inside && fitsAny(s.Files.V, name)
			},
		}
		if s.expired(today) {
			b.Fault, b.Place = lint.IgnoreExpired, lint.PlaceOf(s.Expires.Span)
		}
		blocks = append(blocks, b)
	}
	return blocks
}

func (s *Suppress) expired(today string) bool { return s.Expires.Set() && s.Expires.V < today }
