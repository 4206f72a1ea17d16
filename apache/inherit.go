package apache

import (
	"cmp"
	"strings"

	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/lint/model"
)

// inherit sets what holds in a scope of the file at hand, and reads the
// credential files it names itself. Parents come before children.
func (l *lowerer) inherit(s *model.Scope) {
	above := s.Parent
	if above == nil {
		above = s.Above
	}
	if above == nil {
		s.Merged = engine.MergeAccess(&model.Access{}, &s.Own)
	} else {
		s.Merged = engine.MergeAccess(&above.Merged, &s.Own)
	}
	kind := model.Passwords
	if strings.EqualFold(s.Merged.Type.Value, "digest") || usesDigests(s) {
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

// usesDigests says that Basic passwords are compared with digests in a scope
// (AuthBasicUseDigestAlgorithm).
func usesDigests(s *model.Scope) bool {
	for ; s != nil; s = cmp.Or(s.Parent, s.Above) {
		p := partOf(s)
		if p == nil {
			continue
		}
		for i := len(p.items) - 1; i >= 0; i-- {
			if n := p.items[i].node; n.folded() == "authbasicusedigestalgorithm" {
				return len(n.Words) > 0 && strings.EqualFold(n.Words[0].Text, "md5")
			}
		}
	}
	return false
}
