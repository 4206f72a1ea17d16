// Package rules holds the rules, one file each. All is their list; begin with
// any rule's file and the page of the same name in doc.
//
// A rule reads the common model through a lint.Pass and reports. It knows no
// front end, opens nothing and keeps no state.
package rules

import (
	"slices"

	"github.com/authlint/authlint/lint"
)

// All returns every rule. Where several report one cause, the one earlier in
// the list wins.
func All() []*lint.Rule {
	return slices.Concat(
		passwords(),
		access(),
		rewrites(),
		wordpress(),
		credentialFiles(),
		reading(),
	)
}

// passwords are the rules about the gate itself.
func passwords() []*lint.Rule {
	return []*lint.Rule{}
}

// access are the rules about who may pass.
func access() []*lint.Rule {
	return []*lint.Rule{}
}

// rewrites are the rules about rewriting, error documents and headers.
func rewrites() []*lint.Rule {
	return []*lint.Rule{}
}

// wordpress are the rules about WordPress and its plugins.
func wordpress() []*lint.Rule {
	return []*lint.Rule{}
}

// credentialFiles are the rules about password and group files.
func credentialFiles() []*lint.Rule {
	return []*lint.Rule{
		DuplicateUser,
	}
}

// reading are the rules about files as such.
func reading() []*lint.Rule {
	return []*lint.Rule{}
}
