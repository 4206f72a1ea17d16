package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// RequireReplacesParent reports a Require that takes the place of a password
// asked for above, where it was probably meant to be asked for as well.
// "Require all granted" below a password is an exemption that was meant.
var RequireReplacesParent = &lint.Rule{
	ID:      "require-replaces-parent",
	Summary: "a Require replaces what is required above, and the password is no longer asked for",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("require-replaces-parent"),
	Run: func(p *lint.Pass) {
		requirements(p, func(s *model.Scope, tree *model.Requirement) {
			above := s.Parent
			if above == nil {
				above = s.Above
			}
			if above == nil || above.Merged.Uncertain || s.Own.Merging.Written() && s.Own.Merging.Value != model.MergeReplace {
				return
			}
			keep := mergeAbove(p, s, tree)
			if d, is := bansDropped(tree, above); is {
				d.Fixes = keep
				p.Report(d)
			}
			asked := firstOf(above.Merged.Require, (*model.Requirement).NeedsUser)
			if asked == nil || access.Enter(&above.Merged, access.Stranger("GET")).May(access.Enters) {
				return
			}
			if d, is := replaced(s, tree, above); is {
				if d.Severity == lint.SeverityOfRule {
					d.Witness = openBy(p, s, openMethods(&s.Merged))
				}
				d.Fixes = keep
				d.Related = []lint.Related{{Span: asked.Required(), Message: "is required above"}}
				p.Report(d)
			}
		})
	},
}

// bansDropped: who is banned above gets in here with a password. To ask for one
// instead may have been meant.
func bansDropped(tree *model.Requirement, above *model.Scope) (lint.Diagnostic, bool) {
	bans, user := firstOf(above.Merged.Require, onlyBans), firstOf(tree, (*model.Requirement).NeedsUser)
	if bans == nil || user == nil || above.Merged.Require.AsksForUser() || firstOf(tree, (*model.Requirement).Negative) != nil {
		return lint.Diagnostic{}, false
	}
	return lint.Diagnostic{
		Span: user.Required(), Cause: user.Span, Severity: lint.Warning,
		Message:    fmt.Sprintf("%q replaces the bans above, and who is banned gets in here with a password: \"AuthMerging And\" keeps both", user.Name()),
		Assumption: "the bans were meant to hold here too",
		Related:    []lint.Related{{Span: bans.Head, Message: "does not hold here"}},
	}, true
}

// replaced says what became of the password.
func replaced(s *model.Scope, tree *model.Requirement, above *model.Scope) (lint.Diagnostic, bool) {
	if bound := tree.Bound(); bound != nil && tree.AsksForUser() && strangerEnters(&s.Merged) {
		return lint.Diagnostic{
			Span: bound.Span,
			Message: fmt.Sprintf("Require in <%s> replaces the one above for every method, and those it does not name need no password: \"AuthMerging And\" keeps both",
				bound),
		}, true
	}
	if !tree.AsksForUser() {
		return passwordDropped(s, tree)
	}
	return everyUser(s, tree, above)
}

// passwordDropped: who fits the condition gets in without a password.
func passwordDropped(s *model.Scope, tree *model.Requirement) (lint.Diagnostic, bool) {
	instead := firstOf(tree, func(r *model.Requirement) bool { return conditional(s, r) })
	if instead == nil || tree.Bound() != nil || strangerEnters(&s.Merged) || !mayGrant(tree, "GET") {
		return lint.Diagnostic{}, false
	}
	return lint.Diagnostic{
		Span: instead.Required(), Cause: instead.Span, Severity: lint.Warning,
		Message: fmt.Sprintf("%q replaces the password asked for above, who meets it gets in without one: \"AuthMerging And\" asks for both",
			instead.Name()),
		Assumption: "the password above was meant to hold here too",
	}, true
}

// conditional says that a leaf admits some visitors. For single files the
// server itself, a variable or an expression makes an exemption.
func conditional(s *model.Scope, r *model.Requirement) bool {
	if r.Kind != model.RequireLeaf || r.Not {
		return false
	}
	switch r.Provider.Text {
	case "ip", "host", "forward-dns":
		return true
	case "local", "env", "expr":
		return s.Kind != model.ScopeFiles && s.Kind != model.ScopeIf
	}
	return false
}

// everyUser: any user of the file gets in where only some were let in above.
func everyUser(s *model.Scope, tree *model.Requirement, above *model.Scope) (lint.Diagnostic, bool) {
	all := first(tree, anyUser)
	if all == nil || s.Own.UserFile.Written() || firstOf(above.Merged.Require, anyUser) != nil {
		return lint.Diagnostic{}, false
	}
	return lint.Diagnostic{
		Span: all.Required(), Cause: all.Span, Severity: lint.Warning,
		Message:    "\"Require valid-user\" replaces the narrower requirement above and lets every user in: \"AuthMerging And\" keeps both",
		Assumption: "the users above were meant to be the only ones here too",
	}, true
}
