package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// ForeignSyntax reports files in another program's language under a name the
// server reads: nginx configuration, HTML or PHP in a .htaccess.
var ForeignSyntax = &lint.Rule{
	ID:      "foreign-syntax",
	Summary: "a configuration file holds another program's language, which the server refuses",
	Outcome: lint.Breaks,
	Doc:     doc("foreign-syntax"),
	Final:   true,
	Run:     func(p *lint.Pass) { refusals(p, model.RefusedForeign) },
}
