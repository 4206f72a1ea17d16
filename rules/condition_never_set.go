package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// ConditionNeverSet reports access that hangs on a variable which nothing in
// view sets, or which is set only after access was decided. Variables that
// modules set by themselves are left alone.
var ConditionNeverSet = &lint.Rule{
	ID:      "condition-never-set",
	Summary: "access depends on a variable that nothing sets, or that is set too late",
	Outcome: lint.Exposes,
	Doc:     doc("condition-never-set"),
	Run: func(p *lint.Pass) {
		neverSetHere(p)
		for _, s := range p.Site.Scopes {
			if !s.Live() {
				continue
			}
			for _, use := range envUses(s) {
				if d, never := neverSet(s, use); never {
					p.Report(d)
				}
			}
		}
	},
}

func neverSet(s *model.Scope, use envUse) (lint.Diagnostic, bool) {
	if setByModules(use.name) {
		return lint.Diagnostic{}, false
	}
	var late *model.EnvChange
	early := false
	envChanges(s, use.name, func(c *model.EnvChange, maybe bool) bool {
		if maybe || c.When == model.EnvEarly && !c.Unset {
			early = true
		} else if !c.Unset {
			late = c
		}
		return !early
	})
	if early {
		return lint.Diagnostic{}, false
	}
	d := lint.Diagnostic{
		Span: use.word.Span, Cause: use.directive.Span, Outcome: lint.Exposes,
		Assumption: "the server's configuration does not set it",
	}
	effect := "so that nobody is refused by it"
	if use.grants {
		d.Outcome, effect = lint.LocksOut, "so that nobody is let in by it"
	}
	if late != nil {
		d.Message = fmt.Sprintf("variable %q is set only after access was decided, %s: it must come from SetEnvIf", use.name, effect)
		d.Related = []lint.Related{{Span: late.Span, Message: "is carried out after access was decided"}}
		return d, true
	}
	d.Message = fmt.Sprintf("variable %q is set nowhere, %s: a SetEnvIf is missing, or the name is misspelt", use.name, effect)
	return d, true
}

// setByModules says that some module is known to set the variable early.
func setByModules(name string) bool {
	upper := strings.ToUpper(name)
	for _, prefix := range []string{"GEOIP", "MM_", "REDIRECT_", "SSL_", "MAXMIND", "IP2LOCATION", "QS_", "EVASIVE", "MODSEC"} {
		if strings.HasPrefix(upper, prefix) {
			return true
		}
	}
	return false
}
