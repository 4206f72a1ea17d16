package model

import "github.com/authlint/authlint/lint/source"

// Directive is a directive or section of a server as it is written, whatever
// the rest of the model makes of it.
type Directive struct {
	Server ServerKind
	// Name is spelled as in the server's manual, where that knows it; that of
	// a section has no bracket.
	Name string
	// At is where the name stands.
	At   source.Span
	Args []Word
	// Section says that it has a body.
	Section bool
	// Within are the names of the sections and blocks that it stands in, outer
	// ones first; through includes, too.
	Within []string
	// Read says whether the server reads it: not what stands in a condition
	// that it skips.
	Read Fact
	// Span is the directive, or a section's opening.
	Span source.Span
}
