package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// unknownMethod stands for all methods that no section can name; scripts take
// them for GET.
const unknownMethod = "ANY"

// MethodsLeftOpen reports rules bound to some methods where a stranger gets in
// by another one although GET is closed.
var MethodsLeftOpen = &lint.Rule{
	ID:      "methods-left-open",
	Summary: "a rule holds for some methods only, and whoever uses another one gets in",
	Outcome: lint.Exposes,
	Doc:     doc("methods-left-open"),
	Run: func(p *lint.Pass) {
		limitExcepts(p)
		for _, s := range p.Site.Scopes {
			bound := boundHere(&s.Own)
			if bound == nil || !s.Live() || s.Merged.Uncertain || !accepted(s.Own.Require) {
				continue
			}
			reading := access.Enter(&s.Merged, access.Stranger("GET"))
			if reading.May(access.Enters) {
				continue
			}
			if open := openMethods(&s.Merged); len(open) > 0 && !closedInside(s) {
				p.Report(lint.Diagnostic{
					Span:    bound.Span,
					Message: methodsMessage(bound, reading, open),
					Witness: openBy(p, s, open),
					Fixes:   everyMethod(p, s, bound),
				})
			}
		}
	},
}

func accepted(tree *model.Requirement) bool { return tree == nil || tree.Accepted() }

// boundHere is the first section for methods round a rule of a scope, or nil.
func boundHere(a *model.Access) *model.Methods {
	if a.Require != nil {
		if m := a.Require.Bound(); m != nil {
			return m
		}
	}
	for i := range a.Address.Rules {
		if m := a.Address.Rules[i].Methods; m != nil {
			return m
		}
	}
	for i := range a.Address.Orders {
		if m := a.Address.Orders[i].Methods; m != nil {
			return m
		}
	}
	return nil
}

// closedInside says that a section for all files inside leaves nothing open.
func closedInside(s *model.Scope) bool {
	return slices.ContainsFunc(s.Children, func(c *model.Scope) bool {
		return c.Live() && everything(c) && !c.Merged.Uncertain && len(openMethods(&c.Merged)) == 0
	})
}

// openMethods are the methods by which a stranger is sure to get in. OPTIONS
// is not among them: browsers send it without a password.
func openMethods(a *model.Access) []string {
	var open []string
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", unknownMethod} {
		if access.Enter(a, access.Stranger(method)).Is(access.Enters) {
			open = append(open, method)
		}
	}
	return open
}

// methodsMessage names the methods that get in.
func methodsMessage(bound *model.Methods, reading access.Entry, open []string) string {
	does, which, get := "refuses strangers", "these methods only", "get"
	if reading.May(access.Asked) {
		does = "asks for a password"
	}
	if bound.Except {
		which = "all methods but these"
	}
	if len(open) == 1 {
		get = "gets"
	}
	return fmt.Sprintf("<%s> %s for %s, and %s %s in: the section round the rules has to go",
		bound, does, which, listMethods(open), get)
}

func listMethods(open []string) string {
	last := len(open) - 1
	name := open[last]
	if name == unknownMethod {
		name = "any unknown method"
	}
	if last == 0 {
		return name
	}
	return strings.Join(open[:last], ", ") + " and " + name
}
