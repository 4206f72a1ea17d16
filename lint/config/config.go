// Package config reads .authlint.hcl: what a project wants of authlint, and
// what it says about the server that its files are for.
//
// Begin with Load. What is wrong with a file comes back as Diagnostics, which
// point at the words, and then nothing of the file holds. Find looks for the
// file that is in force; find.go says where. A Set has those of a run. Each
// kind of block is decoded in blocks.go from the literal values that value.go
// takes; what a Config does to rules, files and findings is in apply.go.
package config

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/source"
)

// Name is what the file is called.
const Name = ".authlint.hcl"

// maxSize bounds the file: the time that its parser takes is not linear.
const maxSize = 256 << 10

// Config is a decoded file. The zero value is that of no file.
type Config struct {
	// File is what the file is called.
	File string
	// Dir is the folder that paths and patterns start from, absolute and
	// with forward slashes.
	Dir string
	// Required is the version of authlint the file asks for.
	Required Value[string]
	Apache   Apache
	Nginx    Nginx
	// WordPress says where a WordPress site's settings lie.
	WordPress WordPress
	// PathMap says where folders of the server lie.
	PathMap []Mapping
	// Rules are in the order of the file.
	Rules []Rule
	// Overrides are too, and a later one wins.
	Overrides []Override
	// Exclude are patterns of files that are not checked.
	Exclude  []Value[string]
	Suppress []Suppress
	// Custom are the project's own rules, in the order of the file.
	Custom []CustomRule
	Site   Site
	// Expect are in the order of the file.
	Expect []Expect
}

// Value is something with the place where it was written; a zero Span says
// that it was not.
type Value[T any] struct {
	V    T
	Span source.Span
}

// Set says whether the value was written.
func (v Value[T]) Set() bool { return !v.Span.IsZero() }

// Apache is what is assumed of httpd where its configuration is not in view.
type Apache struct {
	Version Value[string]
	// Modules, when set, are all that are loaded.
	Modules Value[[]string]
	// AllowOverride are the words of the directive.
	AllowOverride Value[[]string]
}

// Nginx is what is assumed of nginx.
type Nginx struct {
	// Prefix is where relative paths start on the server.
	Prefix Value[string]
}

// WordPress says where the settings of a WordPress site are found.
type WordPress struct {
	// Options is a file that holds them.
	Options Value[string]
}

// Mapping says where a folder of the server lies here, from Dir.
type Mapping struct {
	Server, Here Value[string]
}

// Rule is what is wanted of a rule.
type Rule struct {
	ID       Value[string]
	Enabled  Value[bool]
	Severity Value[lint.Severity]
	// Options are in the order of the file.
	Options []RuleOption
}

// Override says what is wanted of rules in some files.
type Override struct {
	Files Value[[]string] // patterns
	Rules []Rule
}

// RuleOption is a value of one of a rule's options.
type RuleOption struct {
	Name  string
	Value Value[int]
}

// Suppress says that what a rule finds in some files does not count.
type Suppress struct {
	ID      Value[string]
	Files   Value[[]string] // patterns
	Reason  Value[string]
	Expires Value[string] // the last day, as in 2027-01-31; empty for never
}

// Known is what a file may speak of.
type Known struct {
	Rules []*lint.Rule
	// Modules are the names of httpd's modules without "mod_".
	Modules []string
	// Version is that of this build, as in v0.1.0. A build of which it is
	// not known, or that is no release, meets every requirement.
	Version string
	// Today is the day by which suppressions expire, as in 2027-01-31.
	Today string
}

func (k *Known) rule(id string) *lint.Rule {
	for _, r := range k.Rules {
		if r.ID == id {
			return r
		}
	}
	return nil
}

func (k *Known) ids() []string {
	ids := make([]string, 0, len(k.Rules))
	for _, r := range k.Rules {
		ids = append(ids, r.ID)
	}
	return ids
}
