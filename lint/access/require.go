// Package access evaluates what the common model says about who may enter:
// requirement trees with httpd's values, address rules, and both together for
// a visitor of whom only some things are known. Nothing of one server's
// merging lives here: it works on settings that are merged already.
//
// Begin with Enter.
package access

import "github.com/authlint/authlint/lint/model"

// Answers is a set of the answers a requirement may give. With everything
// known it holds one; what is not known leaves several.
type Answers uint8

// The answers, which are httpd's (authz_status).
const (
	Granted   Answers = 1 << iota
	Denied            // a user would not change it
	NeedsUser         // denied as long as nobody has logged in
	Neutral           // says nothing
)

// Anything is the set of all answers.
const Anything = Granted | Denied | NeedsUser | Neutral

// Is says that the answer is known to be one of those in a.
func (s Answers) Is(a Answers) bool { return s != 0 && s&^a == 0 }

// May says that the answer can be one of those in a.
func (s Answers) May(a Answers) bool { return s&a != 0 }

// Require evaluates a tree of requirements for a method, as mod_authz_core
// does. ask answers for a leaf without its "not". Leaves are taken to be
// independent of each other.
func Require(r *model.Requirement, method string, ask func(leaf *model.Requirement) Answers) Answers {
	return evaluate(r, method, true, ask)
}

func evaluate(r *model.Requirement, method string, all bool, ask func(*model.Requirement) Answers) Answers {
	if !covers(r, method) {
		if all {
			return Granted
		}
		return Neutral
	}
	if r.Kind == model.RequireLeaf {
		return negate(ask(r), r.Not)
	}
	acc := Neutral
	isAll := r.Kind == model.RequireAll
	for _, c := range r.Children {
		acc = combine(acc, evaluate(c, method, isAll, ask), isAll)
	}
	return negate(acc, r.Kind == model.RequireNone)
}

// covers says whether a node has anything to say about a method: a container
// has when one of its children has.
func covers(r *model.Requirement, method string) bool {
	if r.Kind == model.RequireLeaf {
		return r.Methods.Covers(method)
	}
	for _, c := range r.Children {
		if covers(c, method) {
			return true
		}
	}
	return false
}

// negate turns "granted" into "denied" and a refusal into nothing: a negative
// requirement never grants.
func negate(a Answers, not bool) Answers {
	if !not {
		return a
	}
	out := a & Neutral
	if a.May(Granted) {
		out |= Denied
	}
	if a.May(Denied | NeedsUser) {
		out |= Neutral
	}
	return out
}

// combine adds a child's answer to what the children before it gave, for every
// pair that is possible.
func combine(acc, child Answers, all bool) Answers {
	var out Answers
	for a := Granted; a <= Neutral; a <<= 1 {
		for c := Granted; c <= Neutral; c <<= 1 {
			if acc&a == 0 || child&c == 0 {
				continue
			}
			out |= combineOne(a, c, all)
		}
	}
	return out
}

func combineOne(acc, child Answers, all bool) Answers {
	end, yields := Granted, Denied // of alternatives
	if all {
		end, yields = Denied, Granted
	}
	switch {
	case acc == end || child == Neutral:
		return acc
	case child == end, acc == Neutral:
		return child
	case acc == yields && child == NeedsUser:
		return NeedsUser
	}
	return acc
}
