package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// RequireIsOr reports Require lines side by side, of which one is enough,
// where all were probably meant to be needed. Whoever writes <RequireAny>
// knows, and a requirement for methods or variables is an exemption.
var RequireIsOr = &lint.Rule{
	ID:      "require-is-or",
	Summary: "Require lines side by side are alternatives: one of them is enough to get in",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("require-is-or"),
	Run: func(p *lint.Pass) {
		requirements(p, func(s *model.Scope, tree *model.Requirement) {
			if anyGate, _ := s.Merged.Address.SatisfyAny("GET"); !anyGate {
				// Satisfy Any says itself that address or user is enough.
				reportAddressOrUser(p, s, tree)
			}
			alternatives(tree, func(c *model.Requirement) { reportAnyUser(p, c) })
		})
	},
}

// reportAddressOrUser reports an address that makes the password needless.
func reportAddressOrUser(p *lint.Pass, s *model.Scope, tree *model.Requirement) {
	place, user := first(tree, isPlace), first(tree, (*model.Requirement).NeedsUser)
	if !tree.Implicit || tree.Kind != model.RequireAny || place == nil || user == nil || first(tree, (*model.Requirement).GrantsAll) != nil {
		return
	}
	p.Report(lint.Diagnostic{
		Span: place.Required(), Cause: place.Span, Severity: lint.Warning,
		Message: fmt.Sprintf("%q is an alternative to %q: who comes from there gets in without a password, <RequireAll> round both asks for both",
			place.Name(), user.Name()),
		Assumption: "both were meant to be required, which <RequireAny> round them would deny",
		Related:    []lint.Related{{Span: user.Required(), Message: "the alternative"}},
		Witness:    openFrom(p, s, place),
		Fixes:      askForBoth(p, s, tree),
	})
}

// openFrom is a request by which somebody gets in from where a requirement says.
func openFrom(p *lint.Pass, s *model.Scope, place *model.Requirement) *lint.Witness {
	if len(place.Ranges) == 0 {
		return nil
	}
	for _, probe := range p.Probes().Of(s) {
		probe.Request.Remote = place.Ranges[0].Addr()
		if probe.Kind != access.ProbePlain {
			continue
		}
		if w := witness(p, probe.Request, gotIn); w != nil {
			return w
		}
	}
	return nil
}

// reportAnyUser reports valid-user beside names, which then do not matter.
func reportAnyUser(p *lint.Pass, container *model.Requirement) {
	all := first(container, anyUser)
	some := first(container, func(r *model.Requirement) bool { return r.NeedsUser() && !anyUser(r) })
	if all == nil || some == nil || first(container, (*model.Requirement).GrantsAll) != nil {
		return
	}
	p.Report(lint.Diagnostic{
		Span: all.Required(), Cause: all.Span, Severity: lint.Warning,
		Message: fmt.Sprintf("\"Require valid-user\" lets every user in, so that %q beside it has no effect: one of the two lines is too many",
			some.Name()),
		Assumption: "the narrower requirement was meant to count",
		Related:    []lint.Related{{Span: some.Required(), Message: "has no effect"}},
		Fixes:      withoutLine(p, all),
	})
}

// first returns the first child that holds for every method, is not negative
// and fits, or nil.
func first(container *model.Requirement, fits func(*model.Requirement) bool) *model.Requirement {
	for _, c := range container.Children {
		if c.Kind == model.RequireLeaf && c.Methods == nil && !c.Not && fits(c) {
			return c
		}
	}
	return nil
}

func anyUser(r *model.Requirement) bool { return r.Provider.Text == "valid-user" }

// isPlace says that a leaf is about where a request comes from.
func isPlace(r *model.Requirement) bool {
	switch r.Provider.Text {
	case "ip", "host", "forward-dns", "local":
		return true
	}
	return false
}
