package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// TrailingBackslashCrash reports an argument that ends in one backslash where
// httpd compiles it as an expression: its scanner gives up and the worker
// process exits, at every request.
var TrailingBackslashCrash = &lint.Rule{
	ID:      "trailing-backslash-crash",
	Summary: "an argument ends in a backslash at which the httpd worker exits, and the visitor gets an empty reply",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("trailing-backslash-crash"),
	Run:     func(p *lint.Pass) { refusals(p, model.RefusedCrash) },
}
