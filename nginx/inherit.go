package nginx

import "github.com/authlint/authlint/lint/model"

// merge gives what holds where child is written over parent, as nginx's modules
// merge their configurations. Neither is changed.
//
//   - auth_basic, auth_basic_user_file, auth_delay, auth_request and satisfy:
//     each for itself.
//   - allow and deny: any of them in the child discards all of the parent's,
//     whichever family of addresses they are about.
//
// What a visitor needs follows from all of it: nginx asks for a password where
// both a realm and a file are in force, whichever scope wrote them.
func merge(parent, child *model.Access) model.Access {
	m := model.Access{
		Realm:       child.Realm.Over(parent.Realm),
		UserFile:    child.UserFile.Over(parent.UserFile),
		AuthRequest: child.AuthRequest.Over(parent.AuthRequest),
		AuthDelay:   child.AuthDelay.Over(parent.AuthDelay),
		Others:      mergeOthers(parent.Others, child.Others),
		Address:     mergeAddress(&parent.Address, &child.Address),
		Uncertain:   parent.Uncertain || child.Uncertain,
	}
	m.Elsewhere = len(m.Others) > 0
	m.Type, m.Require = demand(&m)
	return m
}

// mergeAddress: the rules go together, satisfy by itself.
func mergeAddress(parent, child *model.AddressRules) model.AddressRules {
	m := model.AddressRules{Rules: parent.Rules, Satisfies: parent.Satisfies}
	if len(child.Rules) > 0 {
		m.Rules = child.Rules
	}
	if len(child.Satisfies) > 0 {
		m.Satisfies = child.Satisfies
	}
	m.Orders = orders(&m)
	return m
}

// orders says how nginx goes through address rules: the first that fits
// decides, and where none does nothing is decided.
func orders(a *model.AddressRules) []model.OrderRule {
	if !a.Written() {
		return nil
	}
	return []model.OrderRule{{Value: model.FirstMatch, Span: a.First()}}
}

// mergeOthers: the directives of other modules are inherited by their names,
// and "off" switches each of them off.
func mergeOthers(parent, child []model.Setting[string]) []model.Setting[string] {
	if len(child) == 0 {
		return parent
	}
	var m []model.Setting[string]
	for _, p := range parent {
		if !named(child, p.Value) {
			m = append(m, p)
		}
	}
	for _, c := range child {
		if c.State != model.Off {
			m = append(m, c)
		}
	}
	return m
}

func named(list []model.Setting[string], name string) bool {
	for _, s := range list {
		if s.Value == name {
			return true
		}
	}
	return false
}

// asksForPassword says that nginx asks for a password, or, where the realm is
// known only at run time, that it may.
func asksForPassword(a *model.Access) bool {
	return (a.Realm.State == model.Set || a.Realm.State == model.Dynamic) && a.UserFile.Written()
}

// demand is what merged settings require of a visitor beside the address, as a
// tree of requirements: nil where there is nothing. By default all of it is
// required, and with "satisfy any" one is enough.
func demand(a *model.Access) (scheme model.Setting[string], root *model.Requirement) {
	var leaves []*model.Requirement
	if asksForPassword(a) {
		scheme = model.Setting[string]{State: model.Set, Value: "Basic", Span: a.Realm.Cause, Cause: a.Realm.Cause}
		leaf := requirement("valid-user", a.Realm)
		leaf.Dynamic = a.Realm.State == model.Dynamic
		leaves = append(leaves, leaf)
	}
	if a.AuthRequest.State == model.Set {
		leaves = append(leaves, requirement("auth_request", a.AuthRequest))
	}
	for _, o := range a.Others {
		leaves = append(leaves, requirement(o.Value, o))
	}
	if len(leaves) == 0 {
		return scheme, nil
	}
	root = &model.Requirement{
		Kind: model.RequireAny, Implicit: true, Span: leaves[0].Span, Head: leaves[0].Span, Children: leaves,
	}
	if anyGate, _ := a.Address.SatisfyAny("GET"); !anyGate && len(leaves) > 1 {
		root.Kind = model.RequireAll
	}
	return scheme, root
}

// requirement is a leaf of what nginx requires without the word.
func requirement(what string, by model.Setting[string]) *model.Requirement {
	return &model.Requirement{Provider: model.Word{Text: what, Span: by.Cause}, Span: by.Cause}
}

// inherit sets what holds in a scope, parents first, and what it says itself
// beyond single directives: that a password is required shows in the scope
// that has a part in it.
func inherit(s *model.Scope) {
	above := &model.Access{}
	if s.Parent != nil {
		above = &s.Parent.Merged
	}
	own := &s.Own
	own.Address.Orders = orders(&own.Address)
	own.Elsewhere = len(own.Others) > 0
	s.Merged = merge(above, own)
	own.Type, own.Require = ownDemand(own, &s.Merged)
	wrote(s, own.Require, nil)
	wrote(s, s.Merged.Require, func(leaf *model.Requirement) *model.Scope {
		if own.Require.Leaf(leaf.Provider.Text) != nil {
			return s
		}
		return above.Require.Leaf(leaf.Provider.Text).Scope
	})
	for _, c := range s.Children {
		inherit(c)
	}
}

// ownDemand is the part of what is required in a scope that the scope itself
// causes.
func ownDemand(own, merged *model.Access) (scheme model.Setting[string], root *model.Requirement) {
	caused := model.Access{AuthRequest: own.AuthRequest, Others: mergeOthers(nil, own.Others), Address: merged.Address}
	if own.Realm.Written() || own.UserFile.Written() {
		caused.Realm, caused.UserFile = merged.Realm, merged.UserFile
	}
	return demand(&caused)
}

// wrote notes which scope wrote the leaves of a tree: the one that by says, or
// the one that the tree is of.
func wrote(s *model.Scope, root *model.Requirement, by func(*model.Requirement) *model.Scope) {
	if root == nil {
		return
	}
	root.Scope = s
	for _, leaf := range root.Children {
		if leaf.Scope = s; by != nil {
			leaf.Scope = by(leaf)
		}
	}
}
