package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// reportACMEOfNginx asks a host of nginx that has a location for the authority's
// requests. They come over plain http.
func reportACMEOfNginx(p *lint.Pass, h *model.Host) {
	if h.Scope == nil || !ofNginx(h.Scope) {
		return
	}
	for s := range belowScope(h.Scope) {
		if s.Kind != model.ScopeLocation || s.Merged.Uncertain || !speaksOfACME(s.Matcher.Pattern.Text) || refusesAll(s) {
			continue
		}
		for r := range plainRequests(p, h.Scope) {
			if r.Target = acmePath + "a-token"; r.TLS {
				r.TLS, r.Port = false, 80
			}
			reportACME(p, r, model.Word{Text: s.Matcher.Pattern.Text, Span: s.Head}, openedForACME(p, s, r))
			return
		}
	}
}

// refusesAll says that a location was written to refuse what comes to it.
func refusesAll(s *model.Scope) bool {
	for i := range s.Serving.Returns {
		if s.Serving.Returns[i].Refuses() {
			return true
		}
	}
	return len(s.Own.Address.Rules) > 0 && !s.Own.Address.Rules[0].Allow
}

// openedForACME has the location that was written for the authority's requests
// hold for them, and ask for nothing.
func openedForACME(p *lint.Pass, s *model.Scope, r access.Request) []lint.Fix {
	e := in(s)
	way := newRoutes(p).of(r, anyAnswer)
	switch {
	case way == nil || s.Matcher.Form != model.MatchPrefix:
		return nil
	case way.first() != s && !s.Matcher.NoRegexp && way.first() != nil && way.first().Matcher.Form == model.MatchRegexp:
		e.Insert(s.Matcher.Pattern.Span, "^~ ")
		return p.Fix("have "+locationName(s)+" win over patterns", &e.Edits)
	case way.first() != s || len(s.Own.Address.Rules) > 0:
		return nil
	}
	texts := openTexts(s)
	if s.Own.Realm.Written() && s.Own.Realm.State != model.Off || s.Own.AuthRequest.Written() || len(texts) == 0 {
		return nil
	}
	e.into(s, texts...)
	return p.Fix("ask for nothing in "+locationName(s), &e.Edits)
}
