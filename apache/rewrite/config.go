package rewrite

import "strings"

// Options are those of RewriteOptions.
type Options uint16

// The options by their names in the manual.
const (
	Inherit Options = 1 << iota
	InheritBefore
	InheritDown
	InheritDownBefore
	IgnoreInherit
	AllowNoSlash
	AllowAnyURI
	MergeBase
	IgnoreContextInfo
	LegacyPrefixDocRoot
	UnsafePrefixStat
)

// optionNames are the options in lower case.
var optionNames = map[string]Options{
	"inherit": Inherit, "inheritbefore": InheritBefore, "inheritdown": InheritDown,
	"inheritdownbefore": InheritDownBefore, "ignoreinherit": IgnoreInherit, "allownoslash": AllowNoSlash,
	"allowanyuri": AllowAnyURI, "mergebase": MergeBase, "ignorecontextinfo": IgnoreContextInfo,
	"legacyprefixdocroot": LegacyPrefixDocRoot, "unsafeprefixstat": UnsafePrefixStat,
}

// Option is one word of RewriteOptions. MaxRedirects is taken and does nothing;
// known is false for what httpd refuses.
func Option(word string) (o Options, known bool) {
	word = strings.ToLower(word)
	o, known = optionNames[word]
	return o, known || strings.HasPrefix(word, "maxredirects=")
}

// Config is what one section, .htaccess file or server says to mod_rewrite, or
// several of them merged.
type Config struct {
	// Engine is RewriteEngine, where EngineSet says that it is written.
	Engine, EngineSet bool
	// Options are those of all RewriteOptions lines together, where OptionsSet
	// says that there are any.
	Options    Options
	OptionsSet bool
	// Base is RewriteBase, "" for none, where BaseSet says that it is written.
	Base    string
	BaseSet bool
	// Dir is the folder the rules stand in, with a slash at its end: of a
	// .htaccess file or <Directory> its path, of another section its argument.
	// It is "" in a server's context.
	Dir   string
	Rules []*Rule
	// LimitRequestLine is that of the server; 0 stands for the default.
	LimitRequestLine int
}

func (c *Config) has(o Options) bool { return c.Options&o != 0 }

// Merge is what holds where a section or virtual host stands within another
// one. Call it only for sections with a directive of mod_rewrite: httpd merges
// no others, and a virtual host without one has no rules at all. What is
// written at server level beside rules holds in folders too: begin there with
// Config{Engine: ..., Options: ...} of the server, without its rules.
//
// It matters in which order sections are merged. httpd merges the <Directory>
// sections and .htaccess files of a path with each other, from the root on, and
// the outcome then with what the server says; likewise the <Files> sections,
// and the <Location> sections.
func Merge(parent, child *Config) *Config {
	m := *child
	if !child.EngineSet {
		m.Engine = parent.Engine
	}
	m.EngineSet = child.EngineSet || parent.EngineSet
	if !child.OptionsSet {
		m.Options = parent.Options
	}
	m.OptionsSet = child.OptionsSet || parent.OptionsSet
	m.BaseSet = false
	if m.has(MergeBase) {
		if !child.BaseSet {
			m.Base = parent.Base
		}
		m.BaseSet = child.BaseSet || parent.BaseSet
	}
	if child.LimitRequestLine == 0 {
		m.LimitRequestLine = parent.LimitRequestLine
	}
	m.Rules = mergeRules(parent, child, m.Options)
	return &m
}

// mergeRules joins the rules of both where an option asks for it. What a parent
// hands down, its own options say, and the child may refuse that alone.
func mergeRules(parent, child *Config, o Options) []*Rule {
	down := o&IgnoreInherit == 0
	switch {
	case o&Inherit != 0 || down && parent.has(InheritDown):
		return joined(child.Rules, parent.Rules)
	case o&InheritBefore != 0 || down && parent.has(InheritDownBefore):
		return joined(parent.Rules, child.Rules)
	}
	return child.Rules
}

func joined(first, second []*Rule) []*Rule {
	rules := make([]*Rule, 0, len(first)+len(second))
	return append(append(rules, first...), second...)
}
