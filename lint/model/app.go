package model

import "github.com/authlint/authlint/lint/source"

// Constant is a constant that an application's configuration defines.
type Constant struct {
	Name string
	// Value is its text; State is Dynamic where it is computed, or defined
	// under a condition. That of a secret is never kept: State is Set then, and
	// Value empty.
	Value Setting[string]
	Kind  ConstantKind
	// Again is a later definition of the same name, which PHP ignores.
	Again *Constant
}

// ConstantKind is what PHP takes a literal for.
type ConstantKind uint8

// The kinds.
const (
	ConstantText ConstantKind = iota
	ConstantBool              // Value is "true" or "false"
	ConstantNumber
	ConstantSecret
)

// Salt is one of the keys and salts.
type Salt struct {
	Name   string
	Secret SecretState
	// Same is another one with the same text; nil for none.
	Same *Salt
}

// StoredFault is a stored option that the application cannot read.
type StoredFault struct {
	Name string
	Why  string
	Span source.Span
}

// Prepend is a file that PHP runs before every program, by auto_prepend_file.
type Prepend struct {
	File FileRef
	// Owner is the plugin's folder that puts it there; empty for none known.
	Owner string
	// Module is the condition round it, as IfModule has it; empty for none.
	Module string
	Span   source.Span
}
