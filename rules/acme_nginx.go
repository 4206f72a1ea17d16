package rules

import (
	"github.com/authlint/authlint/lint"
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
			reportACME(p, r, model.Word{Text: s.Matcher.Pattern.Text, Span: s.Head})
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
