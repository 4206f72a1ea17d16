package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RequireNegativeAlone reports negative requirements with nothing positive
// beside them. A negative one never grants: among alternatives httpd refuses
// it, in a <RequireAll> of its own it leaves nobody who gets in.
var RequireNegativeAlone = &lint.Rule{
	ID:      "require-negative-alone",
	Summary: "a negative requirement has no positive one beside it, and lets nobody in by itself",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("require-negative-alone"),
	Run: func(p *lint.Pass) {
		reportFaults(p, ", it belongs into <RequireAll> beside what lets others in", model.FaultNegativeAlone)
		requirements(p, func(s *model.Scope, tree *model.Requirement) {
			reportOnlyNegative(p, s, tree)
		})
	},
}

// reportOnlyNegative goes down a tree to the containers with nothing positive
// in them.
func reportOnlyNegative(p *lint.Pass, s *model.Scope, within *model.Requirement) {
	for _, r := range within.Children {
		if !onlyNegative(r) {
			reportOnlyNegative(p, s, r)
			continue
		}
		if d, is := negativeContainer(s, within, r); is {
			d.Span, d.Cause = r.Head, r.Head
			if len(within.Children) == 1 {
				d.Fixes = grantBeside(p, r)
			}
			p.Report(d)
		}
	}
}

// negativeContainer says what httpd makes of a container without anything
// positive: its check at the start does not see a .htaccess.
func negativeContainer(s *model.Scope, within, r *model.Requirement) (lint.Diagnostic, bool) {
	const found = "<RequireAll> has only negative requirements, which never let anybody in: "
	switch {
	case s.ServerConfiguration():
		return lint.Diagnostic{Message: found + "httpd does not start, \"Require all granted\" belongs beside them"}, true
	case s.Own.Merging.Written():
		return lint.Diagnostic{}, false // what is required above is beside them
	case within.Kind == model.RequireAny && len(within.Children) > 1:
		return lint.Diagnostic{
			Outcome: lint.Exposes,
			Message: found + "among alternatives it has no effect and refuses nobody, it belongs into one <RequireAll> with what is required beside it",
		}, true
	case !mayGrant(s.Own.Require, "GET"):
		return lint.Diagnostic{
			Outcome: lint.LocksOut,
			Message: found + "every request is refused with 403, \"Require all granted\" belongs beside them",
		}, true
	}
	return lint.Diagnostic{}, false
}
