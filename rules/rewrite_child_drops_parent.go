package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RewriteChildDropsParent reports folders whose own rewriting discards rules of
// a folder above that refuse requests. Where the child rewrites at all, nothing
// of the parent's is left.
var RewriteChildDropsParent = &lint.Rule{
	ID:      "rewrite-child-drops-parent",
	Summary: "rewriting in a folder discards the rules above that refuse requests",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("rewrite-child-drops-parent"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			if s.Kind != model.ScopeHtaccess || s.Parent != nil || !s.Rewrite.Written() || inherits(&s.Rewrite) {
				continue
			}
			above, rule := refusingAbove(s)
			if rule == nil || refusesAnyway(s, rule) {
				continue
			}
			first := firstRewrite(&s.Rewrite)
			p.Report(lint.Diagnostic{
				Span: first.Span, Severity: lint.Warning, Witness: openBehind(p, s, rule),
				Message: "rewriting here discards every rule of the folder above, those that refuse requests too: " +
					"RewriteOptions Inherit keeps them, Require refuses in all folders",
				Assumption: "what is refused in " + quoted(path.Base(above.Dir)) + " was to be refused here too",
				Related:    []lint.Related{{Span: rule.Span, Message: "is not in force here"}},
				Fixes:      rulesAboveFirst(p, s, rule),
			})
		}
	},
}

// refusingAbove returns the rule that would refuse requests in a folder, of the
// nearest folder above that has any rules.
func refusingAbove(s *model.Scope) (*model.Scope, *model.RewriteRule) {
	above := s.Above
	for above != nil && !above.Rewrite.Written() {
		above = above.Above
	}
	if above == nil || above.Kind != model.ScopeHtaccess || !above.Live() || hasOption(&above.Rewrite, "inheritdown") ||
		above.Rewrite.Engine.State != model.Set || !above.Rewrite.Engine.Value {
		return nil, nil
	}
	below := strings.TrimPrefix(strings.TrimPrefix(s.Dir, above.Dir), "/") + "/"
	for _, r := range above.Rewrite.Rules {
		if blocks(r) && reaches(r, below) && !aboutMethods(r) {
			return above, r
		}
	}
	return nil, nil
}

// aboutMethods says that a rule refuses methods: those without a program that
// takes them, httpd refuses by itself.
func aboutMethods(r *model.RewriteRule) bool {
	return slices.ContainsFunc(r.Conditions, func(c model.RewriteCondition) bool {
		return strings.EqualFold(c.Test.Text, "%{REQUEST_METHOD}")
	})
}

// reaches says that a rule's pattern was written for a folder below, given by
// its path, or for all.
func reaches(r *model.RewriteRule, below string) bool {
	pattern := r.Pattern.Text
	switch {
	case matchesAll(r):
		return true
	case strings.HasPrefix(pattern, "!"), !strings.HasPrefix(pattern, "^"):
		return !strings.HasPrefix(pattern, "!") && !strings.Contains(pattern, "/") && strings.HasSuffix(pattern, "$")
	}
	return strings.HasPrefix(strings.TrimPrefix(pattern, "^"), below)
}

// refusesAnyway says that the folder refuses the same by itself.
func refusesAnyway(s *model.Scope, above *model.RewriteRule) bool {
	if keepsOut(&s.Merged) {
		return true
	}
	for _, r := range s.Rewrite.Rules {
		if blocks(r) && (r.Pattern.Text == above.Pattern.Text || matchesAll(r)) {
			return true
		}
	}
	for _, c := range s.Children {
		if barsWithin(c) {
			return true
		}
	}
	return false
}

// openBehind is a request that the rule above would refuse, if it has no
// conditions, and that gets in.
func openBehind(p *lint.Pass, s *model.Scope, rule *model.RewriteRule) *lint.Witness {
	if len(rule.Conditions) > 0 {
		return nil
	}
	for _, sample := range pathSamples(rule) {
		for _, r := range requestsBelow(p, s, sample) {
			if w := witness(p, r, gotIn); w != nil {
				return w
			}
		}
	}
	return nil
}
