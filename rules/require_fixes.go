package rules

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// The fixes that change how requirements stand beside each other. What stands
// in a section for methods, or in different conditions, is left alone.

// movable says that requirements can be put between two lines: they stand in
// the same conditions, and in no section for methods.
func movable(s *model.Scope, list []*model.Requirement) bool {
	for _, r := range list {
		if r.Bound() != nil || r.Scope != s || conditionAt(s, model.Word{Span: r.Span}) != conditionAt(s, model.Word{Span: list[0].Span}) {
			return false
		}
	}
	return len(list) > 0
}

// conditionAt is the innermost condition of a scope that a directive stands in;
// nil for none.
func conditionAt(s *model.Scope, directive model.Word) *model.Condition {
	var inner *model.Condition
	for _, c := range s.Conditions {
		if c.Span.Contains(directive.Span) && (inner == nil || inner.Span.Contains(c.Span)) {
			inner = c
		}
	}
	return inner
}

// each is what a function says of each of a list.
func each[T, S any](list []T, of func(T) S) []S {
	all := make([]S, 0, len(list))
	for _, one := range list {
		all = append(all, of(one))
	}
	return all
}

// intoAll puts requirements into a <RequireAll>, with more lines before them.
func intoAll(p *lint.Pass, s *model.Scope, list []*model.Requirement, title string, more ...string) []lint.Fix {
	if !movable(s, list) {
		return nil
	}
	var e lint.Edits
	e.Wrap(each(list, (*model.Requirement).Whole), "<RequireAll>", "</RequireAll>", more...)
	return p.Fix(title, &e)
}

// askForBoth asks for an address and a user where one of the two was enough.
// Other requirements beside them would make it another question.
func askForBoth(p *lint.Pass, s *model.Scope, tree *model.Requirement) []lint.Fix {
	places, users := 0, 0
	for _, c := range tree.Children {
		switch {
		case c.Kind != model.RequireLeaf || c.Not:
			return nil
		case isPlace(c):
			places++
		case c.NeedsUser():
			users++
		default:
			return nil
		}
	}
	if places != 1 || users != 1 {
		return nil
	}
	return intoAll(p, s, tree.Children, "ask for both")
}

// intoRequireAll puts negative requirements into a <RequireAll> with what they
// are to be subtracted from: the one positive beside them, or everybody.
func intoRequireAll(p *lint.Pass, s *model.Scope, r *model.Requirement) []lint.Fix {
	root := s.Own.Require
	if r.Kind != model.RequireLeaf || !slices.Contains(root.Children, r) {
		return nil
	}
	positive := 0
	for _, c := range root.Children {
		if !c.Negative() {
			positive++
		}
		if c.Fault != model.FaultNone && c.Fault != model.FaultNegativeAlone {
			return nil
		}
	}
	switch positive {
	case 0:
		return intoAll(p, s, root.Children, "let in everybody else", "Require all granted")
	case 1:
		return intoAll(p, s, root.Children, "subtract it from what is required beside it")
	}
	return nil
}

// grantBeside puts what lets others in beside requirements that only refuse.
func grantBeside(p *lint.Pass, container *model.Requirement) []lint.Fix {
	if len(container.Children) == 0 || container.Children[0].Bound() != nil {
		return nil
	}
	var e lint.Edits
	e.Above(container.Children[0].Cause(), "Require all granted")
	return p.Fix("let in everybody else", &e)
}

// withoutLine takes one requirement away.
func withoutLine(p *lint.Pass, r *model.Requirement) []lint.Fix {
	if r.Kind != model.RequireLeaf || r.Bound() != nil {
		return nil
	}
	var e lint.Edits
	e.Drop(r.Span)
	return p.Fix("take "+r.Name()+" away", &e)
}

// withoutOnly takes the requirement of a section away that has no other, so that
// what is required round it holds.
func withoutOnly(p *lint.Pass, tree *model.Requirement) []lint.Fix {
	if len(tree.Children) != 1 {
		return nil
	}
	return withoutLine(p, tree.Children[0])
}

// mergeAbove asks for what is required above too.
func mergeAbove(p *lint.Pass, s *model.Scope, tree *model.Requirement) []lint.Fix {
	if s.Own.Merging.Written() || tree.Bound() != nil && tree.Children[0].Bound() == nil {
		return nil
	}
	var e lint.Edits
	first := tree.Children[0].Cause()
	if m := tree.Children[0].Bound(); m != nil {
		first = m.Span
	}
	e.Above(first, "AuthMerging And")
	return p.Fix("ask for what is required above too", &e)
}
