package model

import (
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// GrantsAll says that the node is "Require all granted".
func (r *Requirement) GrantsAll() bool { return r.all("granted") }

// DeniesAll says that the node is "Require all denied".
func (r *Requirement) DeniesAll() bool { return r.all("denied") }

func (r *Requirement) all(operand string) bool {
	return r.Kind == RequireLeaf && !r.Not && r.Provider.Text == "all" && len(r.Args) == 1 &&
		strings.EqualFold(r.Args[0].Text, operand)
}

// Negative says that the node can only refuse: "Require not", RequireNone.
func (r *Requirement) Negative() bool { return r.Not || r.Kind == RequireNone }

// Accepted says that the server has nothing against any node of the tree.
func (r *Requirement) Accepted() bool {
	ok := true
	r.Walk(func(n *Requirement) { ok = ok && n.Fault == FaultNone })
	return ok
}

// Leaf is the first leaf of a provider in the tree, or nil.
func (r *Requirement) Leaf(provider string) *Requirement {
	var found *Requirement
	r.Walk(func(n *Requirement) {
		if found == nil && n.Kind == RequireLeaf && n.Provider.Text == provider {
			found = n
		}
	})
	return found
}

// Required is the place of what a leaf requires, from the provider's name to
// the last word; of a container, its opening line.
func (r *Requirement) Required() source.Span {
	switch {
	case r.Kind != RequireLeaf:
		return r.Head
	case len(r.Args) == 0:
		return r.Provider.Span
	}
	return r.Provider.Span.To(r.Args[len(r.Args)-1].Span)
}

// Whole is the directive, or all of a container.
func (r *Requirement) Whole() source.Span { return r.Span }

// Cause is what has to change where the node is wrong: the directive of a
// leaf, the opening line of a container.
func (r *Requirement) Cause() source.Span {
	if r.Kind == RequireLeaf {
		return r.Span
	}
	return r.Head
}

// Name names the node as it is written, without the words after the provider.
func (r *Requirement) Name() string {
	switch r.Kind {
	case RequireAll:
		return "<RequireAll>"
	case RequireAny:
		return "<RequireAny>"
	case RequireNone:
		return "<RequireNone>"
	}
	name := "Require "
	if r.Not {
		name = "Require not "
	}
	if r.Provider.Text == "all" && len(r.Args) == 1 {
		return name + "all " + strings.ToLower(r.Args[0].Text)
	}
	return name + r.Provider.Text
}

// Bound is the first binding of a tree to methods, or nil.
func (r *Requirement) Bound() *Methods {
	var bound *Methods
	r.Walk(func(n *Requirement) {
		if bound == nil {
			bound = n.Methods
		}
	})
	return bound
}

// String is the section that binds as it is written, without its brackets.
func (m *Methods) String() string {
	name := "Limit"
	if m.Except {
		name = "LimitExcept"
	}
	for _, n := range m.Names {
		name += " " + n.Text
	}
	return name
}
