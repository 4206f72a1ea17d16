package rules

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// manyNames bounds the users that are tried one by one.
const manyNames = 200

// NeverGranted reports requirements that ask who the user is and that no user
// can meet, whatever the password.
var NeverGranted = &lint.Rule{
	ID:      "never-granted",
	Summary: "the requirements ask for a user, and no user can meet them all",
	Outcome: lint.LocksOut,
	Doc:     doc("never-granted"),
	Run: func(p *lint.Pass) {
		deniedBeforePassword(p)
		requirements(p, func(s *model.Scope, own *model.Requirement) {
			tree := s.Merged.Require
			if s.Merged.Uncertain || s.Merged.Type.State != model.Set || !own.AsksForUser() || !tree.Accepted() ||
				!closedToAll(tree, "GET") || !closedToAll(tree, "POST") {
				return
			}
			cause, reason := impossible(tree, own)
			p.Report(lint.Diagnostic{
				Span: cause.Required(), Cause: cause.Cause(),
				Message: "requirements that must all be met can be met by no user: " + reason,
			})
		})
	},
}

// impossible finds what stands in the way.
func impossible(tree, own *model.Requirement) (cause *model.Requirement, reason string) {
	for _, r := range []*model.Requirement{own, tree} {
		if denied := firstOf(r, (*model.Requirement).DeniesAll); denied != nil {
			return denied, "\"Require all denied\" refuses every request with 403"
		}
	}
	named := firstOf(own, func(r *model.Requirement) bool { return r.Kind == model.RequireLeaf && r.Provider.Text == "user" })
	if named != nil && len(named.Args) > 0 {
		return named, "nobody is two users at once, \"Require user\" takes several names on one line"
	}
	return own.Children[0], "what one asks for another refuses"
}

// firstOf returns the first node of a tree that fits, or nil.
func firstOf(tree *model.Requirement, fits func(*model.Requirement) bool) *model.Requirement {
	var found *model.Requirement
	tree.Walk(func(r *model.Requirement) {
		if found == nil && fits(r) {
			found = r
		}
	})
	return found
}

// closedToAll says that nobody gets in: neither a user who is named anywhere
// in the tree, nor one who is not.
func closedToAll(tree *model.Requirement, method string) bool {
	names := []string{""}
	tree.Walk(func(r *model.Requirement) {
		if r.Provider.Text == "user" {
			for _, w := range r.Args {
				names = append(names, w.Text)
			}
		}
	})
	if len(names) > manyNames {
		return !mayGrant(tree, method)
	}
	for _, name := range names {
		if access.Require(tree, method, user(name, method)).May(access.Granted) {
			return false
		}
	}
	return true
}

// user answers for a user of that name who fits whatever else is required.
func user(name, method string) func(*model.Requirement) access.Answers {
	anybody := access.Anybody(method)
	return func(r *model.Requirement) access.Answers {
		switch {
		case r.Provider.Text != "user" || r.Dynamic:
			return anybody.Meets(r)
		case slices.ContainsFunc(r.Args, func(w model.Word) bool { return w.Text == name }):
			return access.Granted
		}
		return access.Denied
	}
}

// deniedBeforePassword reports passwords of nginx that nobody is asked for,
// because every address is denied first. A scope may be there for those in it
// that allow some.
func deniedBeforePassword(p *lint.Pass) {
	for s := range scopesInForce(p.Site) {
		deny := deniesEverybody(&s.Merged.Address)
		anyGate, _ := s.Merged.Address.SatisfyAny("GET")
		if !onNginx(s) || deny == nil || anyGate || !s.Own.Require.AsksForUser() || s.Serving.Internal ||
			inside(s, func(a *model.Access) bool { return len(a.Address.Rules) > 0 }) {
			continue
		}
		d := lint.Diagnostic{
			Span: s.Own.Require.Span, Message: "nobody gets in, whatever the password: deny all refuses every address before it is asked for",
			Related: []lint.Related{{Span: deny.Span, Message: "refuses every address"}}, Witness: refusedTo(p, s, 403),
		}
		if deny.Scope == s {
			d.Span, d.Cause, d.Related = deny.Operand.Span, deny.Span, nil
		}
		p.Report(d)
	}
}
