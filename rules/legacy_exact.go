package rules

import (
	"maps"
	"path"
	"slices"
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
		a := &s.Merged
		asks := a.Type.Written() || a.Realm.Written() || a.UserFile.Written() // for what is required out of view
		if adm.verdict != passNone && (asks || !grantedAbove(s)) {
			return false
		}
	case !own.Accepted(), anyGate && adm.verdict == passAll, !anyGate && (adm.verdict == passNone || deniesEveryone(own) || nobodyMeetsBoth(&s.Own)):
		return false // other rules tell what is wrong with these
	}
	around, all := t.speakers.around(s)
	for _, o := range around {
		if _, too := t.scopes[o]; !too && o != s && mayMeet(s, o) && !t.unmoved(s, o) {
			return false
		}
	}
	return all
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

// speakers are the scopes in force that say who may enter, by where they stand.
type speakers struct {
	folders map[string][]*model.Scope // of a .htaccess and its sections
	names   []string                  // of those folders, sorted
	server  []*model.Scope            // those in the server's configuration
}

// manyAround bounds the scopes that one is compared with.
const manyAround = 500

func newSpeakers(site *model.Site) *speakers {
	k := &speakers{folders: map[string][]*model.Scope{}}
	for _, s := range site.Scopes {
		switch dir := folderOf(s); {
		case !s.Live() || s.Own.Require == nil && !s.Own.Address.Written():
		case dir == "":
			k.server = append(k.server, s)
		default:
			k.folders[dir] = append(k.folders[dir], s)
		}
	}
	k.names = slices.Sorted(maps.Keys(k.folders))
	return k
}

// around are the scopes that may hold for a request for which a scope does; all
// is false where there are too many to look at.
func (k *speakers) around(s *model.Scope) (list []*model.Scope, all bool) {
	list = append(list, k.server...)
	dir, below := folderOf(s), ""
	if dir != "" {
		for at := dir; at != "/"; at = path.Dir(at) {
			list = append(list, k.folders[at]...)
		}
		list = append(list, k.folders["/"]...)
		below = strings.TrimSuffix(dir, "/") + "/"
	}
	for i, _ := slices.BinarySearch(k.names, below); i < len(k.names) && strings.HasPrefix(k.names[i], below); i++ {
		if list = append(list, k.folders[k.names[i]]...); len(list) > manyAround {
			break
		}
	}
	if len(list) > manyAround {
		return nil, false
	}
	return list, true
}

// mayMeet says that two scopes may hold for one request.
func mayMeet(a, b *model.Scope) bool {
	return a.Server == b.Server && (a.Host == nil || b.Host == nil || a.Host == b.Host)
}

// folderOf is the folder of the .htaccess that a scope stands in, with a slash
// before it; empty for those of the server's configuration.
func folderOf(s *model.Scope) string {
	for s.Parent != nil {
		s = s.Parent
	}
	if s.Kind != model.ScopeHtaccess {
		return ""
	}
	return "/" + strings.Trim(s.Dir, "/")
}
