package engine

import (
	"slices"

	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/model"
)

// Merge gives what holds where child is written over parent, as httpd's
// modules merge their configurations. Neither is changed.
func Merge(parent, child *Settings) *Settings {
	m := &Settings{
		Access:         MergeAccess(&parent.Access, &child.Access),
		Options:        child.Options.over(parent.Options),
		Override:       first(child.Override, parent.Override),
		Listed:         child.Listed,
		Files:          join(parent.Files, child.Files),
		Ifs:            join(parent.Ifs, child.Ifs),
		Rewrite:        mergeRewrite(parent.Rewrite, child.Rewrite),
		Redirects:      join(child.Redirects, parent.Redirects),
		Redirect:       first(child.Redirect, parent.Redirect),
		Alias:          first(child.Alias, parent.Alias),
		Proxied:        first(child.Proxied, parent.Proxied),
		PreservePath:   child.PreservePath.Over(parent.PreservePath),
		ErrorDocuments: overlayDocuments(parent.ErrorDocuments, child.ErrorDocuments),
		ErrorOverride:  child.ErrorOverride.Over(parent.ErrorOverride),
		Env:            join(parent.Env, child.Env),
		LateEnv:        join(parent.LateEnv, child.LateEnv),
		Index:          first(child.Index, parent.Index),
		Slash:          child.Slash.Over(parent.Slash),
		CheckHandler:   child.CheckHandler.Over(parent.CheckHandler),
		IndexRedirect:  child.IndexRedirect,
		Fallback:       first(child.Fallback, parent.Fallback),
		Handler:        first(child.Handler, parent.Handler),
		Handlers:       overlay(parent.Handlers, child.Handlers),
		Types:          overlay(parent.Types, child.Types),
		PathInfo:       child.PathInfo,
		PathInfoSet:    child.PathInfoSet,
		Actions:        overlay(parent.Actions, child.Actions),
		AllowMethods:   first(child.AllowMethods, parent.AllowMethods),
		EncodedSlashes: child.EncodedSlashes,
		CanonicalName:  child.CanonicalName.Over(parent.CanonicalName),
		CanonicalPort:  child.CanonicalPort.Over(parent.CanonicalPort),
		RelativeTarget: child.RelativeTarget.Over(parent.RelativeTarget),
		RequireTLS:     child.RequireTLS.Over(parent.RequireTLS),
		Certificate:    child.Certificate.Over(parent.Certificate),
		TLSRequire:     join(parent.TLSRequire, child.TLSRequire),
		Headers:        join(parent.Headers, child.Headers),
		Unsure:         join(parent.Unsure, child.Unsure),
	}
	m.DigestAlgorithm = first(child.DigestAlgorithm, parent.DigestAlgorithm)
	m.Digest = first(child.Digest, parent.Digest)
	m.Anonymous = first(child.Anonymous, parent.Anonymous)
	if m.Listed == nil {
		m.Listed = parent.Listed
	}
	if m.IndexRedirect.Code == 0 {
		m.IndexRedirect = parent.IndexRedirect
	}
	if !m.PathInfoSet {
		m.PathInfo, m.PathInfoSet = parent.PathInfo, parent.PathInfoSet
	}
	return m
}

// mergeRewrite: httpd merges what mod_rewrite has only where both say anything
// to it.
func mergeRewrite(parent, child *rewrite.Config) *rewrite.Config {
	if parent == nil || child == nil {
		return first(child, parent)
	}
	return rewrite.Merge(parent, child)
}

// MergeAccess merges what sections say about access.
//
//   - AuthType and AuthName (mod_authn_core), AuthUserFile and AuthGroupFile,
//     AuthBasicProvider and its kin: each for itself.
//   - Require (mod_authz_core): the child's replace the parent's, or are
//     combined with them by the child's own AuthMerging.
//   - Order, Allow, Deny, Satisfy (mod_access_compat): the module has no
//     merger, so any one of them in the child discards all four.
func MergeAccess(parent, child *model.Access) model.Access {
	m := *child
	m.Type = child.Type.Over(parent.Type)
	m.Realm = child.Realm.Over(parent.Realm)
	m.UserFile = child.UserFile.Over(parent.UserFile)
	m.GroupFile = child.GroupFile.Over(parent.GroupFile)
	m.Providers = child.Providers.Over(parent.Providers)
	m.Authoritative = child.Authoritative.Over(parent.Authoritative)
	if !child.Anonymous.Written() && !child.AnonymousNeedsEmail.Written() { // mod_authn_anon has no merger
		m.Anonymous, m.AnonymousNeedsEmail = parent.Anonymous, parent.AnonymousNeedsEmail
	}
	m.ForbidOnFailure = child.ForbidOnFailure.Over(parent.ForbidOnFailure)
	m.FakeUser = child.FakeUser.Over(parent.FakeUser)
	if m.Dropped = dropsRequire(child); !m.Dropped {
		m.Require = mergeRequire(parent.Require, child.Require, child.Merging.Value)
		m.Dropped = m.Require == nil && parent.Dropped
		if child.Require == nil && parent.Require != nil && !child.Merging.Written() {
			m.Merging = parent.Merging // the whole of what mod_authz_core keeps is the parent's
		}
	}
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

// overlayDocuments: a document for one status replaces that of the parent.
func overlayDocuments(parent, child []ErrorDocument) []ErrorDocument {
	if len(parent) == 0 {
		return child
	}
	if len(child) == 0 {
		return parent
	}
	// The last for a status wins, so that the child's follow the parent's.
	return slices.Concat(parent, child)
}

func first[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

func join[T any](a, b []T) []T {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
	}
	return slices.Concat(a, b)
}

func overlay[V any](below, above map[string]V) map[string]V {
	switch {
	case len(above) == 0:
		return below
	case len(below) == 0:
		return above
	}
	m := make(map[string]V, len(below)+len(above))
	for k, v := range below {
		m[k] = v
	}
	for k, v := range above {
		m[k] = v
	}
	return m
}
