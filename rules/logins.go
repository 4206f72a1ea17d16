package rules

import (
	"github.com/authlint/authlint/lint/model"
)

// A login is a requirement about who the user is, with the settings of every
// place where it holds: a folder below may look its users up elsewhere.
type login struct {
	leaf *model.Requirement
	in   []*model.Access
}

// logins are the requirements of a kind ("user", "group") that are in force
// and let their users in. What is said under "not" lets nobody in.
func logins(site *model.Site, provider string) []*login {
	var all []*login
	known := map[*model.Requirement]*login{}
	for _, s := range site.Scopes {
		if !s.Live() || !speaks(&s.Own) {
			continue
		}
		positive(s.Merged.Require, func(leaf *model.Requirement) {
			if leaf.Provider.Text != provider || leaf.Fault != model.FaultNone || leaf.Dynamic || !leaf.Scope.Live() {
				return
			}
			l := known[leaf]
			if l == nil {
				l = &login{leaf: leaf}
				known[leaf] = l
				all = append(all, l)
			}
			l.in = append(l.in, &s.Merged)
		})
	}
	return all
}

// speaks says that a place says anything itself that bears on who logs in: for
// those that do not, the place above them speaks.
func speaks(own *model.Access) bool {
	return own.Require != nil || own.UserFile.Written() || own.GroupFile.Written() || own.Type.Written() ||
		own.Realm.Written() || own.Providers.Written() || own.Authoritative.Written() || own.FakeUser.Written() ||
		own.Address.Written() || own.Uncertain
}

// positive calls f for every leaf that can grant.
func positive(r *model.Requirement, f func(leaf *model.Requirement)) {
	if r == nil || r.Not || r.Kind == model.RequireNone {
		return
	}
	if r.Kind == model.RequireLeaf {
		f(r)
	}
	for _, c := range r.Children {
		positive(c, f)
	}
}

// operands are the words of a requirement up to what was meant as a comment.
func operands(leaf *model.Requirement) []model.Word {
	for i, w := range leaf.Args {
		if !w.Quoted && w.Text != "" && w.Text[0] == '#' {
			return leaf.Args[:i]
		}
	}
	return leaf.Args
}
