package apache

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// Options say what is assumed of httpd where its configuration is not in view.
// The zero value assumes Apache 2.4 with the usual modules and AllowOverride
// All.
type Options struct {
	// Version is 2.4, or with a patch level, as in 2.4.62.
	Version string
	// Modules, when there are any, are all that are loaded, by their names
	// without "mod_".
	Modules []string
	// AllowOverride are the words of the directive.
	AllowOverride []string
}

// ModuleNames are the modules that Options may name, sorted.
func ModuleNames() []string {
	var names []string
	for m := range Modules() {
		if !m.Historic {
			names = append(names, shortName(m.Symbol))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func shortName(symbol string) string {
	return strings.TrimSuffix(strings.TrimPrefix(symbol, "mod_"), "_module")
}

// moduleSymbol is the symbol of a module by its short name.
func moduleSymbol(name string) string {
	for _, symbol := range []string{name + "_module", "mod_" + name, name} {
		if _, known := LookupModule(symbol); known {
			return symbol
		}
	}
	return name + "_module"
}

func (o *Options) version() string {
	if o.Version == "" {
		return assumedVersion
	}
	return o.Version
}

// overrides are the classes of directives that a .htaccess may hold.
func (o *Options) overrides() Override {
	if len(o.AllowOverride) == 0 {
		return ^Override(0)
	}
	var set Override
	for _, word := range o.AllowOverride {
		switch {
		case strings.EqualFold(word, "All"):
			return ^Override(0)
		case strings.EqualFold(word, "None"):
			return 0
		}
		for bit, name := range overrideNames {
			if strings.EqualFold(word, name) {
				set |= 1 << bit
			}
		}
	}
	return set | OverrideAny
}

// assumesOverrides says that no configuration in view has a say in what a
// .htaccess may hold.
func (l *lowerer) assumesOverrides() bool {
	return l.htaccess && !l.apart && l.server.Assumed && !slices.ContainsFunc(l.site.Scopes, func(s *model.Scope) bool {
		return s.Kind == model.ScopeServer
	})
}

// forbidden says why AllowOverride forbids a directive; empty when it does
// not.
func (l *lowerer) forbidden(d *Directive) string {
	if d.Override&l.assumed.overrides() != 0 || !l.assumesOverrides() {
		return ""
	}
	return "in .htaccess, where AllowOverride is " + strings.Join(l.assumed.AllowOverride, " ")
}

// fewModules is how many modules a sentence names.
const fewModules = 8

// assumption is what Options assume, as a clause.
func (o *Options) assumption() string {
	modules := "the usual modules"
	switch n := len(o.Modules); {
	case n > fewModules:
		modules = fmt.Sprintf("the %d modules that are configured", n)
	case n > 0:
		modules = "no modules but " + strings.Join(o.Modules, ", ")
	}
	allowed := "All"
	if len(o.AllowOverride) > 0 {
		allowed = strings.Join(o.AllowOverride, " ")
	}
	if o.overrides() == 0 {
		return fmt.Sprintf("Apache %s with AllowOverride None, so that it reads no .htaccess", o.version())
	}
	return fmt.Sprintf("Apache %s with %s, AllowOverride %s, and a folder above that grants access", o.version(), modules, allowed)
}
