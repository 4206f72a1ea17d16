package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// TablePrefixMismatch reports a table prefix that is not the one of the stored
// roles: everybody logs in, and nobody may do anything.
var TablePrefixMismatch = &lint.Rule{
	ID:      "table-prefix-mismatch",
	Summary: "the table prefix is not the one of the stored roles, so that nobody may do anything",
	Outcome: lint.LocksOut,
	Doc:     doc("table-prefix-mismatch"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			prefix, roles := app.TablePrefix, app.RolePrefix
			if prefix.State != model.Set || !roles.Known() || prefix.Value == roles.Value {
				continue
			}
			d := lint.Diagnostic{
				Related: refersTo(model.Word{Span: roles.Span}, "the stored roles"),
				Message: "tables begin with " + quoted(prefix.Value) + ", and the stored roles are called " + quoted(roles.Value+"user_roles") +
					", so that nobody has a role: correct the prefix, or rename the roles and what users have of them",
			}
			if strings.Trim(roles.Value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "" {
				var e lint.Edits
				e.Replace(prefix.Span, "'"+roles.Value+"'")
				d.Fixes = p.Fix("write "+quoted(roles.Value), &e)
			}
			p.Report(placed(d, app, nil, model.Word{Span: prefix.Span}, "table prefix"))
		}
	},
}
