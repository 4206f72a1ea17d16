package apache

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// merge gives what holds in a scope: child over everything that is inherited
// from parent, as httpd's modules merge their per-directory configurations.
// Neither is changed.
//
//   - AuthType and AuthName (mod_authn_core), AuthUserFile and AuthGroupFile,
//     AuthBasicProvider and its kin: each for itself.
//   - Require (mod_authz_core): the child's replace the parent's, or are
//     combined with them by the child's own AuthMerging, which nobody
//     inherits.
//   - Order, Allow, Deny, Satisfy (mod_access_compat): the module has no
//     merger, so any one of them in the child discards all four.
func merge(parent, child *model.Access) model.Access {
	m := *child
	m.Type = child.Type.Over(parent.Type)
	m.Realm = child.Realm.Over(parent.Realm)
	m.UserFile = child.UserFile.Over(parent.UserFile)
	m.GroupFile = child.GroupFile.Over(parent.GroupFile)
	m.Providers = child.Providers.Over(parent.Providers)
	m.Authoritative = child.Authoritative.Over(parent.Authoritative)
	m.Anonymous = child.Anonymous.Over(parent.Anonymous)
	m.AnonymousNeedsEmail = child.AnonymousNeedsEmail.Over(parent.AnonymousNeedsEmail)
	m.ForbidOnFailure = child.ForbidOnFailure.Over(parent.ForbidOnFailure)
	m.FakeUser = child.FakeUser.Over(parent.FakeUser)
	if m.Dropped = dropsRequire(child); !m.Dropped {
		m.Require = mergeRequire(parent.Require, child.Require, child.Merging.Value)
		m.Dropped = m.Require == nil && parent.Dropped
	}
	m.Merging = model.Setting[model.Merging]{}
	if !child.Address.Written() {
		m.Address = parent.Address
	}
	m.Elsewhere = parent.Elsewhere || child.Elsewhere
	m.Uncertain = parent.Uncertain || child.Uncertain
	return m
}

// dropsRequire says that the child has an AuthMerging Off and nothing else:
// httpd then forgets what is required above.
func dropsRequire(child *model.Access) bool {
	return child.Merging.State == model.Set && child.Merging.Value == model.MergeReplace && child.Require == nil
}

// mergeRequire combines two trees of requirements.
func mergeRequire(parent, child *model.Requirement, how model.Merging) *model.Requirement {
	switch {
	case child == nil:
		return parent
	case parent == nil || how == model.MergeReplace:
		return child
	}
	kind := model.RequireAll
	if how == model.MergeOr {
		kind = model.RequireAny
	}
	return &model.Requirement{
		Kind: kind, Implicit: true, Children: []*model.Requirement{parent, child},
		Span: child.Span, Head: child.Head, Scope: child.Scope,
	}
}

// inherit sets what holds in a scope of the file at hand, and reads the
// credential files it names itself. Parents come before children.
func (l *lowerer) inherit(s *model.Scope) {
	above := s.Parent
	if above == nil {
		above = s.Above
	}
	if above == nil {
		s.Merged = merge(&model.Access{}, &s.Own)
	} else {
		s.Merged = merge(&above.Merged, &s.Own)
	}
	kind := model.Passwords
	if strings.EqualFold(s.Merged.Type.Value, "digest") {
		kind = model.Digests
	}
	if ref := s.Own.UserFile; ref.State == model.Set {
		l.loader.Credentials(ref.Value, kind, model.Apache)
	}
	if ref := s.Own.GroupFile; ref.State == model.Set {
		l.loader.Credentials(ref.Value, model.Groups, model.Apache)
	}
	for _, c := range s.Conditions {
		if c.Body != nil {
			l.inherit(c.Body)
		}
	}
}
