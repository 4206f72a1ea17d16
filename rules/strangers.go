package rules

import (
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// keepsOut says that settings are sure to turn a visitor without credentials
// away, whether he reads or writes.
func keepsOut(a *model.Access) bool {
	return !access.Enter(a, access.Stranger("GET")).May(access.Enters) ||
		!access.Enter(a, access.Stranger("POST")).May(access.Enters)
}

// bars says that settings turn at least somebody away.
func bars(a *model.Access) bool {
	barred := keepsOut(a)
	for i := range a.Address.Rules {
		barred = barred || !a.Address.Rules[i].Allow
	}
	a.Require.Walk(func(r *model.Requirement) { barred = barred || r.Not || r.Kind == model.RequireNone })
	return barred
}

// barsWithin says the same of a scope and those written in it.
func barsWithin(s *model.Scope) bool {
	if bars(&s.Own) {
		return true
	}
	for _, c := range s.Children {
		if barsWithin(c) {
			return true
		}
	}
	return false
}

// onNginx says that a scope is one of nginx's configuration.
func onNginx(s *model.Scope) bool { return s.Server != nil && s.Server.Kind == model.Nginx }

// tornApart says that a server refuses a file for its tags, or for a directive
// that may be a misspelt rule about access: what stands in which section, and
// what is missing beside what is skipped, is a guess until that is mended.
func tornApart(site *model.Site, of *model.Scope) bool {
	r := site.Refused(of.Head.File)
	return r != nil && (r.Kind == model.RefusedSyntax || r.Kind == model.RefusedUnknown)
}

// saysWho says that a scope has rules of its own about who may enter.
func saysWho(a *model.Access) bool { return a.Require != nil || a.Address.Written() }
