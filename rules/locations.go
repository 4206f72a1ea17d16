package rules

import (
	"iter"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// writesGate says that a scope of nginx says itself who may enter, be it that
// everybody may.
func writesGate(a *model.Access) bool {
	return a.Realm.Written() || a.UserFile.Written() || a.AuthRequest.Written() || len(a.Others) > 0 || a.Address.Written()
}

// fenced are nginx's locations in force that were written to keep people out:
// something in the location itself turns strangers away, or may.
func fenced(site *model.Site) iter.Seq[*model.Scope] {
	return func(yield func(*model.Scope) bool) {
		for s := range scopesInForce(site) {
			if s.Kind == model.ScopeLocation && ofNginx(s) && writesGate(&s.Own) && turnsAway(&s.Merged) && !yield(s) {
				return
			}
		}
	}
}

func ofNginx(s *model.Scope) bool { return s.Server != nil && s.Server.Kind == model.Nginx }

// turnsAway says that a stranger who reads is turned away, or that it is left to
// a program.
func turnsAway(a *model.Access) bool {
	return !access.Enter(a, access.Stranger("GET")).Is(access.Enters)
}

// belowScope are a scope and all that stand in it.
func belowScope(s *model.Scope) iter.Seq[*model.Scope] {
	return func(yield func(*model.Scope) bool) { walkBelow(s, yield) }
}

func walkBelow(s *model.Scope, yield func(*model.Scope) bool) bool {
	if !yield(s) {
		return false
	}
	for _, c := range s.Children {
		if !walkBelow(c, yield) {
			return false
		}
	}
	return true
}

// within says that a scope is another one or stands in it.
func within(s, outer *model.Scope) bool {
	for ; s != nil; s = s.Parent {
		if s == outer {
			return true
		}
	}
	return false
}

// locationName is a location as it is called in messages.
func locationName(s *model.Scope) string {
	if s.Kind == model.ScopeHost {
		return "the server block itself"
	}
	sign := ""
	switch {
	case s.Matcher.Form == model.MatchExact:
		sign = "= "
	case s.Matcher.NoRegexp:
		sign = "^~ "
	case s.Matcher.Form == model.MatchRegexp && s.Matcher.IgnoreCase:
		sign = "~* "
	case s.Matcher.Form == model.MatchRegexp:
		sign = "~ "
	}
	return "location " + sign + s.Matcher.Pattern.Text
}

// gateWord is a directive by which a scope of nginx says who may enter; a word
// only for its span.
func gateWord(a *model.Access) model.Word {
	switch {
	case a.Realm.Written():
		return model.Word{Span: a.Realm.Cause}
	case a.UserFile.Written():
		return model.Word{Span: a.UserFile.Cause}
	case a.AuthRequest.Written():
		return model.Word{Span: a.AuthRequest.Cause}
	case len(a.Others) > 0:
		return model.Word{Span: a.Others[0].Cause}
	}
	return model.Word{Span: a.Address.First()}
}
