package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// exact says that the translation of a scope lets the same visitors in as
// before. Order and its kin are inherited by themselves and replaced as a whole
// where one of them is written, Require likewise: as long as every scope has the
// one where it had the other, nothing changes. The rest is looked at one by one.
func (t *translation) exact(s *model.Scope) bool {
	adm := t.scopes[s]
	anyGate, _ := s.Own.Address.SatisfyAny("GET")
	switch own := s.Own.Require; {
	case own == nil && anyGate:
		if adm.verdict != passAll {
			return false
		}
	case own == nil:
		if adm.verdict != passNone && !grantedAbove(s) {
			return false
		}
	case !own.Accepted(), anyGate && adm.verdict == passAll, !anyGate && (adm.verdict == passNone || deniesEveryone(own) || nobodyMeetsBoth(&s.Own)):
		return false // other rules tell what is wrong with these
	}
	for _, o := range t.p.Site.Scopes {
		if _, too := t.scopes[o]; !too && o.Live() && (o.Own.Require != nil || o.Own.Address.Written()) && mayMeet(s, o) && !t.unmoved(s, o) {
			return false
		}
	}
	return true
}

// grantedAbove says that what is required above lets everybody in.
func grantedAbove(s *model.Scope) bool {
	above := s.Outer()
	return above == nil || above.Merged.Require == nil || grantsEverybody(above.Merged.Require)
}

// unmoved says that nothing changes where another scope, which is not
// translated, holds for the same requests.
func (t *translation) unmoved(s, o *model.Scope) bool {
	adm := t.scopes[s]
	anyGate, _ := s.Own.Address.SatisfyAny("GET")
	if anyGate && s.Own.Require == nil {
		return openStays(s, o)
	}
	shut := adm.verdict == passNone && s.Own.Require == nil
	// idle rules neither add to what is required nor take from it.
	idle := adm.verdict == passAll || adm.verdict == passNone && s.Own.Require != nil
	legacy, denies := o.Own.Address.Written(), o.Own.Require != nil && deniesEveryone(o.Own.Require)
	above, below := isAbove(o, s), isAbove(s, o)
	switch {
	case o.Merged.Uncertain || o.Own.Merging.Written():
		return false
	case above && legacy:
		other, ok := admit(&o.Own.Address)
		anyGate, _ := o.Own.Address.SatisfyAny("GET")
		return shut || ok && other.verdict == passAll && !anyGate
	case above:
		return true // which grantedAbove looked at
	case below && legacy:
		return idle
	case below:
		return idle || denies && shut
	case legacy:
		return false
	case s.Own.Require != nil:
		return idle
	}
	return shut && denies || adm.verdict == passAll && grantsEverybody(o.Own.Require)
}

// openStays is unmoved for a scope that lets everybody in by Satisfy Any.
func openStays(s, o *model.Scope) bool {
	switch {
	case o.Merged.Uncertain || o.Own.Merging.Written():
		return false
	case isAbove(o, s):
		anyGate, _ := o.Own.Address.SatisfyAny("GET")
		other, ok := admit(&o.Own.Address)
		return !o.Own.Address.Written() || anyGate || ok && other.verdict == passAll
	}
	return !o.Own.Address.Written() && !isAbove(s, o) && grantsEverybody(o.Own.Require)
}

func deniesEveryone(tree *model.Requirement) bool {
	return len(tree.Children) == 1 && tree.Children[0].DeniesAll()
}

// isAbove says that a scope inherits from another.
func isAbove(outer, s *model.Scope) bool {
	for at := s.Outer(); at != nil; at = at.Outer() {
		if at == outer {
			return true
		}
	}
	return false
}

// mayMeet says that two scopes may hold for one request.
func mayMeet(a, b *model.Scope) bool {
	if a == b || a.Server != b.Server || a.Host != nil && b.Host != nil && a.Host != b.Host {
		return false
	}
	da, db := folderOf(a), folderOf(b)
	return da == "" || db == "" || strings.HasPrefix(da+"/", db+"/") || strings.HasPrefix(db+"/", da+"/")
}

// folderOf is the folder of the .htaccess that a scope stands in; empty for
// those of the server's configuration.
func folderOf(s *model.Scope) string {
	for s.Parent != nil {
		s = s.Parent
	}
	if s.Kind != model.ScopeHtaccess {
		return ""
	}
	return strings.TrimSuffix(s.Dir, "/")
}
