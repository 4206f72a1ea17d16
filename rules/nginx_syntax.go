package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// NginxSyntax reports what nginx would not accept and no other rule names.
var NginxSyntax = &lint.Rule{
	ID:      "nginx-syntax",
	Summary: "nginx does not accept a line, and does not start with its file",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("nginx-syntax"),
	Final:   true,
	Run:     func(p *lint.Pass) { refusedBy(p, model.Nginx) },
}
