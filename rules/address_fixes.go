package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// denyOthers denies everybody whom no rule about addresses of a scope of nginx
// names.
func denyOthers(p *lint.Pass, s *model.Scope) []lint.Fix {
	e := in(s)
	e.below(lastRule(&s.Own.Address), "deny all")
	return p.Fix("deny everybody else", &e.Edits)
}

// repeatRules puts the rules about addresses that a scope of nginx discards
// behind its own, of which the first that fits counts.
func repeatRules(p *lint.Pass, s *model.Scope, outer *model.AddressRules) []lint.Fix {
	e := in(s)
	var texts []string
	for i := range outer.Rules {
		texts = append(texts, e.Copy(outer.Rules[i].Span))
	}
	e.below(lastRule(&s.Own.Address), texts...)
	return p.Fix("repeat the rules that do not hold here", &e.Edits)
}

// lastRule is the last rule about addresses; a word only for its span.
func lastRule(a *model.AddressRules) model.Word {
	return model.Word{Span: a.Rules[len(a.Rules)-1].Span}
}
