package engine

// OptionSet are the names of the Options directive.
type OptionSet uint8

// The options.
const (
	OptionIndexes OptionSet = 1 << iota
	OptionIncludes
	OptionIncludesExec
	OptionFollowSymLinks
	OptionSymLinksIfOwnerMatch
	OptionExecCGI
	OptionMultiViews

	OptionAll = OptionIndexes | OptionIncludes | OptionIncludesExec | OptionFollowSymLinks | OptionExecCGI
	// OptionDefault is what holds where nobody wrote Options.
	OptionDefault = OptionFollowSymLinks
)

// Options is one or more Options directives.
type Options struct {
	// Set is what holds; Add and Remove are what was written with signs.
	Set, Add, Remove OptionSet
	// Whole says that some directive was written without signs.
	Whole bool
	// Untouched is a .htaccess file without any directive of httpd's core,
	// which then has nothing to merge: what was written with signs before a
	// list without signs comes back only where something is merged.
	Untouched bool
}

// over merges options with those they inherit: names with a sign change what
// is inherited, a list without any replaces it.
func (o Options) over(below Options) Options {
	switch {
	case o.Whole:
		return o
	case o.Untouched:
		return below
	}
	merged := Options{
		Add:    below.Add&^o.Remove | o.Add,
		Remove: below.Remove&^o.Add | o.Remove,
		Whole:  below.Whole,
	}
	merged.Set = below.Set&^merged.Remove | merged.Add
	if below.Set&(OptionIncludes|OptionIncludesExec) == OptionIncludes|OptionIncludesExec &&
		o.Set&(OptionIncludes|OptionIncludesExec) == OptionIncludes {
		merged.Set &^= OptionIncludesExec
	}
	return merged
}

// Has says that an option holds.
func (o Options) Has(s OptionSet) bool { return o.Set&s != 0 }

// Override is one AllowOverride directive: what .htaccess files may say.
type Override struct {
	// Classes are package apache's, which alone knows what they mean.
	Classes uint8
	// Options are those that Options may name.
	Options OptionSet
	// Unforbidden says that directives which are not allowed are passed over
	// (Nonfatal=Override), Unrefused the same of those nobody knows.
	Unforbidden, Unrefused bool
}

// None says that httpd does not look for .htaccess files, but for what
// AllowOverrideList lists. Where nobody wrote AllowOverride it does look, and
// allows nothing in them.
func (o *Override) None() bool {
	return o != nil && o.Classes == 0 && !o.Unforbidden && !o.Unrefused
}
