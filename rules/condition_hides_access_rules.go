package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// ConditionHidesAccessRules reports access rules inside IfModule, IfVersion
// and their kin that the server skips, where nothing else says the same. The
// usual pairs for two versions, of which it reads one, are silent.
var ConditionHidesAccessRules = &lint.Rule{
	ID:      "condition-hides-access-rules",
	Summary: "access rules stand in a condition that the server does not enter, and nothing else protects",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("condition-hides-access-rules"),
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			if len(s.Conditions) == 0 || !s.Live() || s.Merged.Uncertain || !entersMore(&s.Merged, nil) {
				continue
			}
			twins := protectedSections(s)
			var found, fallback []*model.Condition
			for _, c := range s.Conditions {
				switch {
				case c.Verdict != model.Skipped || tornApart(p.Site, c.Body) || !hides(c, s, twins):
				case c.Kind == model.IfModule && c.Negated:
					fallback = append(fallback, c)
				default:
					found = append(found, c)
				}
			}
			if len(found) == 0 {
				// Beside one that should be entered, the version for
				// servers without the module is rightly skipped.
				found = fallback
			}
			for _, c := range found {
				p.Report(hidden(p, s, c))
			}
		}
	},
}

// hides says that a skipped condition holds access rules which the scope it
// stands in does not have.
func hides(c *model.Condition, s *model.Scope, twins map[sectionKey]bool) bool {
	own := &c.Body.Own
	if s.Own.Require != nil && firstOf(s.Own.Require, (*model.Requirement).DeniesAll) != nil {
		return false // the other half is in force, what undoes it is another mistake
	}
	if entersMore(&s.Merged, own) || bars(own) && !bars(&s.Merged) {
		return true
	}
	for _, child := range c.Body.Children {
		if barsWithin(child) && !twins[keyOf(child)] && !twins[sectionKey{kind: child.Kind, conditional: true}] {
			return true
		}
	}
	return false
}

// entersMore says that a visitor without credentials may read, or write, under
// the settings and is sure not to under the others; nil stands for ones that
// turn everybody away.
func entersMore(a, than *model.Access) bool {
	for _, method := range []string{"GET", "POST"} {
		stranger := access.Stranger(method)
		if access.Enter(a, stranger).May(access.Enters) && (than == nil || !access.Enter(than, stranger).May(access.Enters)) {
			return true
		}
	}
	return false
}

// sectionKey tells sections inside one scope apart.
type sectionKey struct {
	kind    model.ScopeKind
	pattern string
	// conditional stands, without a pattern, for any section that stands in
	// a condition: two versions need not spell a pattern the same way.
	conditional bool
}

func keyOf(s *model.Scope) sectionKey {
	pattern := strings.NewReplacer(`\`, "", "^", "", "$", "").Replace(s.Matcher.Pattern.Text)
	return sectionKey{kind: s.Kind, pattern: strings.ToLower(pattern)}
}

// protectedSections are the sections in force inside a scope that turn
// somebody away.
func protectedSections(s *model.Scope) map[sectionKey]bool {
	found := map[sectionKey]bool{}
	for _, child := range s.Children {
		if !child.Live() || !barsWithin(child) {
			continue
		}
		found[keyOf(child)] = true
		if child.Within != s.Within {
			found[sectionKey{kind: child.Kind, conditional: true}] = true
		}
	}
	return found
}

func hidden(p *lint.Pass, s *model.Scope, c *model.Condition) lint.Diagnostic {
	at := c.Argument.Span
	if c.Kind != model.IfModule {
		at = c.Head
	}
	return lint.Diagnostic{
		Span: at, Cause: c.Head, Witness: openTo(p, s), Fixes: withoutCondition(p, s, c),
		Message: "access rules in this condition are skipped, because " + c.Why +
			", and nothing else turns visitors away: write them without the condition",
	}
}
