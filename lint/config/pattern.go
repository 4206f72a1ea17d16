package config

import (
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/hashicorp/hcl/v2"

	"github.com/authlint/authlint/lint/source"
)

// patterns decodes a list of patterns of files.
func (d *decoder) patterns(e hcl.Expression) []Value[string] {
	items, _ := d.items(e)
	list := make([]Value[string], 0, len(items))
	for _, item := range items {
		v, ok := d.text(item)
		if !ok {
			continue
		}
		if !path.IsAbs(v.V) {
			v.V = path.Clean(v.V)
		}
		switch {
		case v.V == ".":
			d.errorf(item.Range(), "this stands for all files: \"**\" says so")
		case path.IsAbs(v.V) || v.V == ".." || strings.HasPrefix(v.V, "../"):
			d.errorf(item.Range(), "%s leads out of the folder of this file, where patterns start", quote(v.V))
		case strings.Count(v.V, "*")+strings.Count(v.V, "{") > maxWildcards:
			d.errorf(item.Range(), "the pattern has more than %d wildcards", maxWildcards)
		case !doublestar.ValidatePattern(v.V):
			d.errorf(item.Range(), "%s is no pattern: a bracket or brace is not closed", quote(v.V))
		}
		list = append(list, v)
	}
	return list
}

// maxWildcards bounds what a pattern may cost: each may double it.
const maxWildcards = 12

// within is a path from the folder that patterns start from.
func (c *Config) within(treePath string) (string, bool) {
	if !source.Below(c.Dir, treePath) || treePath == c.Dir {
		return "", false
	}
	return strings.TrimPrefix(treePath[len(c.Dir):], "/"), true
}

// fits says whether a pattern is for a path or a folder above it.
func fits(pattern, name string) bool {
	for ; name != "."; name = path.Dir(name) {
		if match, err := doublestar.Match(pattern, name); match && err == nil {
			return true
		}
	}
	return false
}

func fitsAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return fits(p, name) })
}

// Excludes says whether a path, absolute, is not to be checked.
func (c *Config) Excludes(treePath string) bool {
	name, inside := c.within(treePath)
	if !inside {
		return false
	}
	for _, p := range c.Exclude {
		if fits(p.V, name) {
			return true
		}
	}
	return false
}
