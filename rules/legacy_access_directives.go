package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// LegacyAccessDirectives notes, once for each file, that it uses the access
// directives of httpd 2.2. Those that stand under a condition on their module
// are meant for it.
var LegacyAccessDirectives = &lint.Rule{
	ID:      "legacy-access-directives",
	Summary: "Order, Allow, Deny and Satisfy are deprecated, and refused where mod_access_compat is not loaded",
	Outcome: lint.Confuses,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("legacy-access-directives"),
	Run: func(p *lint.Pass) {
		var found [2]*lint.Diagnostic // the second of what a comment suppresses
		var scopes []*model.Scope     // of the first
		var overrides *model.Overrides
		var all *speakers
		flush := func() {
			for i, d := range found {
				if d == nil {
					continue
				}
				if n := len(d.Parts); n > 1 {
					d.Message += fmt.Sprintf(" (as in %d sections of this file)", n)
				}
				if i == 0 {
					if all == nil {
						all, overrides = newSpeakers(p.Site), p.Site.Overrides()
					}
					d.Fixes = sayWithRequire(p, scopes, overrides, all)
				}
				p.Report(*d)
				found[i] = nil
			}
			scopes = nil
		}
		at := ""
		for _, s := range p.Site.Scopes {
			first := s.Own.Address.First()
			if first.IsZero() || !s.Live() || meantForModule(s) {
				continue
			}
			refusal := p.Site.RefusalAt(first)
			if refusal != nil && refusal.Kind != model.RefusedUnknown {
				continue // what is wrong with it says more
			}
			if at != first.File.Name {
				flush()
				at = first.File.Name
			}
			d := &found[0]
			if p.Ignored(first) {
				d = &found[1]
			} else {
				scopes = append(scopes, s)
			}
			if *d == nil {
				*d = legacyDiagnostic(refusal != nil)
				(*d).Span = first
			}
			(*d).Parts = append((*d).Parts, first)
		}
		flush()
	},
}

func legacyDiagnostic(refused bool) *lint.Diagnostic {
	if refused {
		return &lint.Diagnostic{
			Outcome: lint.Breaks,
			Message: "access directive of httpd 2.2, whose module is not loaded: httpd answers 500 for everything here, it must be Require",
		}
	}
	return &lint.Diagnostic{Message: "access directive of httpd 2.2, which 2.4 keeps for old files only: it must be Require"}
}

// meantForModule says that the rules stand in a condition on the module that
// has them.
func meantForModule(s *model.Scope) bool {
	first := s.Own.Address.First()
	for at := s; at != nil; at = at.Parent {
		for _, c := range at.Conditions {
			if c.Verdict == model.Entered && !c.Negated && c.Span.Contains(first) &&
				(c.Argument.Text == "mod_access_compat.c" || c.Argument.Text == "access_compat_module") {
				return true
			}
		}
	}
	return false
}
