package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RequireUnknownProvider reports a Require whose first word no module knows.
var RequireUnknownProvider = &lint.Rule{
	ID:      "require-unknown-provider",
	Summary: "a Require names something that no module of the server can check",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("require-unknown-provider"),
	Run: func(p *lint.Pass) {
		reportFaults(p, "", model.FaultUnknownProvider, model.FaultModuleAbsent)
	},
}
