package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// halfGates reports scopes of nginx that have one half of a gate for passwords,
// a realm or a user file, and nowhere the other.
func halfGates(p *lint.Pass) {
	for s := range scopesInForce(p.Site) {
		if !onNginx(s) || snippet(s) {
			continue
		}
		lacks := otherHalf(s)
		if lacks == "" || s.Merged.Require != nil || !letsIn(&s.Merged) || answersItself(s) {
			continue
		}
		d := lint.Diagnostic{Assumption: aroundFragment(s, "sets "+lacks+" here"), Witness: openTo(p, s)}
		if lacks == "auth_basic" {
			d.Span, d.Cause = s.Own.UserFile.Span, s.Own.UserFile.Cause
			d.Message = "user file is named here and nobody is asked for a password, because no auth_basic is in force: everybody gets in"
		} else {
			d.Span, d.Cause = s.Own.Realm.Span, s.Own.Realm.Cause
			d.Message = "password is set up here and never asked for, because no auth_basic_user_file is in force: everybody gets in"
		}
		d.Fixes = otherHalfOf(p, s, lacks)
		p.Report(d)
	}
}

// otherHalf is the directive that a scope's own half of a gate lacks, here and
// in all scopes inside; empty where it lacks none, or has none itself.
func otherHalf(s *model.Scope) string {
	own, merged := &s.Own, &s.Merged
	switch {
	case own.Realm.State == model.Dynamic, own.Realm.State == model.Set && !looksLikeOff(own.Realm.Value):
		if !merged.UserFile.Written() && !inside(s, func(a *model.Access) bool { return a.UserFile.Written() }) {
			return "auth_basic_user_file"
		}
	case own.UserFile.Written() && own.UserFile.Value.Written.Text != "off":
		if !merged.Realm.Written() && !inside(s, func(a *model.Access) bool { return a.Realm.Written() }) {
			return "auth_basic"
		}
	}
	return ""
}

// inside says that something holds for what any scope inside another says
// itself, or that nobody knows what one says.
func inside(s *model.Scope, is func(*model.Access) bool) bool {
	for _, c := range s.Children {
		if c.Own.Uncertain || is(&c.Own) || inside(c, is) {
			return true
		}
	}
	return false
}

// snippet says that a scope is a file of directives that others include, which
// may have their own part in what it says.
func snippet(s *model.Scope) bool { return s.Parent == nil && s.Alone }

// aroundFragment is the assumption about the configuration round a file of nginx
// that is only a part of one: no other part does something. It is empty where
// nginx.conf is in view.
func aroundFragment(s *model.Scope, does string) string {
	for s.Parent != nil {
		s = s.Parent
	}
	if !s.Alone {
		return ""
	}
	return "no other part of nginx's configuration " + does
}

// answersItself says that a scope, or the host it belongs to, answers every
// request by a return.
func answersItself(s *model.Scope) bool {
	for ; s != nil; s = s.Parent {
		if len(s.Serving.Returns) > 0 {
			return true
		}
	}
	return false
}
