package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// requirements calls f for every scope in force with requirements of its own
// that httpd accepts and that are all known.
func requirements(p *lint.Pass, f func(s *model.Scope, tree *model.Requirement)) {
	for _, s := range p.Site.Scopes {
		if tree := s.Own.Require; tree != nil && s.Live() && !s.Own.Uncertain && tree.Accepted() {
			f(s, tree)
		}
	}
}

// alternatives calls f for every container of a tree whose children are
// alternatives.
func alternatives(tree *model.Requirement, f func(container *model.Requirement)) {
	tree.Walk(func(r *model.Requirement) {
		if r.Kind == model.RequireAny {
			f(r)
		}
	})
}

// reportFaults reports the requirements that httpd refuses for one of the
// faults, and says what would be right where the refusal does not.
func reportFaults(p *lint.Pass, right string, faults ...model.RequirementFault) {
	for _, s := range p.Site.Scopes {
		s.Own.Require.Walk(func(r *model.Requirement) {
			refusal := p.Site.RefusalAt(r.Cause())
			if refusal == nil || !isOneOf(r.Fault, faults) || commented(r) {
				return
			}
			d := refused(p, refusal)
			d.Message += ": " + everythingFails(s) + right
			if r.Fault == model.FaultNegativeAlone {
				d.Fixes = intoRequireAll(p, s, r)
			}
			p.Report(d)
		})
	}
}

func isOneOf(fault model.RequirementFault, faults []model.RequirementFault) bool {
	for _, f := range faults {
		if f == fault && fault != model.FaultNone {
			return true
		}
	}
	return false
}

// commented says that what is wrong is a comment behind the operands: another
// rule tells.
func commented(r *model.Requirement) bool {
	switch r.Fault {
	case model.FaultNoOperand, model.FaultAddress, model.FaultMethod, model.FaultOperand:
		return len(operands(r)) < len(r.Args)
	}
	return false
}

// everythingFails says in a clause what a server does that refuses the file of
// a scope.
func everythingFails(s *model.Scope) string {
	if !s.ServerConfiguration() {
		return "httpd answers 500 for everything here"
	}
	return "httpd does not start"
}

// mayGrant says whether a tree lets any visitor in at all.
func mayGrant(tree *model.Requirement, method string) bool {
	return access.Require(tree, method, access.Anybody(method).Meets).May(access.Granted)
}

// restricts says that a requirement bound to no method keeps anybody out.
func restricts(r *model.Requirement) bool {
	return r.Bound() == nil && refuses(r, "GET")
}

// refuses says that a requirement keeps anybody out who uses a method.
func refuses(r *model.Requirement, method string) bool {
	return !access.Require(r, method, access.Anybody(method).Meets).Is(access.Granted)
}

// onlyNegative says that a <RequireAll> has nothing but negative requirements
// in it, so that it never grants.
func onlyNegative(r *model.Requirement) bool {
	if r.Kind != model.RequireAll || r.Implicit {
		return false
	}
	for _, c := range r.Children {
		if !c.Negative() {
			return false
		}
	}
	return len(r.Children) > 0
}

// onlyBans says that a <RequireAll> lets everybody in but those whom it names, as
// security plugins write it.
func onlyBans(r *model.Requirement) bool {
	if r.Kind != model.RequireAll || r.Implicit || r.Not || r.Bound() != nil {
		return false
	}
	granted := false
	for _, c := range r.Children {
		if !c.GrantsAll() && !c.Negative() {
			return false
		}
		granted = granted || c.GrantsAll()
	}
	return granted
}
