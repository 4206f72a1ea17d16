package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// DirectiveRemoved reports directives of httpd 1.3, 2.0 and 2.2 that 2.4 calls
// invalid commands.
var DirectiveRemoved = &lint.Rule{
	ID:      "directive-removed",
	Summary: "a directive of an older httpd is refused by 2.4, which answers 500",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("directive-removed"),
	Run:     func(p *lint.Pass) { refusals(p, model.RefusedRemoved) },
}
