package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// inherits says that the rules above are kept.
func inherits(r *model.Rewrite) bool { return hasOption(r, "inherit") }

func hasOption(r *model.Rewrite, begin string) bool {
	for _, w := range r.Options {
		if strings.HasPrefix(strings.ToLower(w.Text), begin) {
			return true
		}
	}
	return false
}

// firstRewrite is the first rewriting directive; a word only for its span.
func firstRewrite(r *model.Rewrite) model.Word {
	var first model.Word
	take := func(w model.Word) {
		if first.Span.IsZero() || !w.Span.IsZero() && w.Span.Start < first.Span.Start {
			first = w
		}
	}
	take(model.Word{Span: r.Engine.Cause})
	take(model.Word{Span: r.Base.Cause})
	for _, rule := range r.Rules {
		take(model.Word{Span: rule.Span})
	}
	for _, w := range r.Options {
		take(w)
	}
	return first
}

// closedLocations are sections for plain paths that turn strangers away.
func closedLocations(site *model.Site) []*model.Scope {
	var closed []*model.Scope
	for s := range scopesInForce(site) {
		if s.Kind == model.ScopeLocation && !ofNginx(s) && s.Matcher.Form == model.MatchPrefix && keepsOut(&s.Merged) {
			closed = append(closed, s)
		}
	}
	return closed
}
