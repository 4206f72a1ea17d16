package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// neverSetHere reports an if of nginx that refuses by a variable which is set in
// other servers alone, or behind the if: nginx takes it for empty then. One that
// nothing sets it does not start with.
func neverSetHere(p *lint.Pass) {
	if len(p.Site.Unread) > 0 {
		return
	}
	for s := range scopesInForce(p.Site) {
		if !onNginx(s) || !refusesWhen(s) {
			continue
		}
		late, behindIt := setTooLate(p.Site, s)
		w := openTo(p, s)
		if late == nil || behindIt && w == nil {
			continue // an inner request may come to the if again
		}
		why := "is set in other servers alone"
		if behindIt {
			why = "is set only behind this if"
		}
		p.Report(lint.Diagnostic{
			Span: s.Test.Variable.Span, Cause: s.Head,
			Message: fmt.Sprintf("variable %s %s, so that people get in all the same: set it before the if", s.Test.Variable.Text, why),
			Related: []lint.Related{{Span: late.Span, Message: "sets it"}},
			Witness: w,
		})
	}
}

// refusesWhen says that a scope is an if that refuses where a variable has some
// value, which an empty one is not.
func refusesWhen(s *model.Scope) bool {
	if s.Kind != model.ScopeIf || s.Test == nil || len(s.Serving.Returns) != 1 || !s.Serving.Returns[0].Refuses() {
		return false
	}
	variable := s.Test.Variable.Text
	if len(variable) < 2 || variable[0] != '$' {
		return false
	}
	return s.Test.Operator == "" || s.Test.Operator == "=" && s.Test.Operand.Text != ""
}

// setTooLate is the first change of the variable of an if when none comes before
// it, and whether it comes behind; nil where one does or may.
func setTooLate(site *model.Site, s *model.Scope) (first *model.EnvChange, behindIt bool) {
	for _, o := range site.Scopes {
		for i := range o.Env {
			e := &o.Env[i]
			if e.When != model.EnvEarly || "$"+e.Name != s.Test.Variable.Text {
				continue
			}
			switch {
			case o.Kind == model.ScopeServer, s.Host == nil, o.Host == s.Host && !behind(o, e, s):
				return nil, false // map and geo, a fragment, or it may come before
			case o.Host == s.Host:
				first, behindIt = e, true
			case first == nil:
				first = e
			}
		}
	}
	return first, behindIt
}

// behind says that a change stands behind an if, in the scope that the if stands
// in or in another if of it.
func behind(o *model.Scope, e *model.EnvChange, s *model.Scope) bool {
	beside := o == s.Parent || o.Kind == model.ScopeIf && o.Parent == s.Parent && o != s
	return beside && e.Span.File == s.Span.File && e.Span.Start > s.Span.End
}
