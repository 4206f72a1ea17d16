package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// envUse is a variable that decides about access: an operand of Allow or Deny,
// or a word of Require env.
type envUse struct {
	word model.Word
	// directive is a word only for its span, that of the whole directive.
	directive model.Word
	name      string
	// grants says that the variable lets somebody in when it is set.
	grants bool
}

// envUses lists what a scope itself asks of variables.
func envUses(s *model.Scope) []envUse {
	var uses []envUse
	for i := range s.Own.Address.Rules {
		r := &s.Own.Address.Rules[i]
		if r.Kind == model.AddressEnv && r.Env != "" {
			uses = append(uses, envUse{r.Operand, model.Word{Span: r.Span}, r.Env, r.Allow != r.NotEnv})
		}
	}
	s.Own.Require.Walk(func(n *model.Requirement) {
		if n.Kind != model.RequireLeaf || n.Provider.Text != "env" || n.Dynamic {
			return
		}
		for _, w := range n.Args {
			uses = append(uses, envUse{w, model.Word{Span: n.Span}, w.Text, !n.Not})
		}
	})
	return uses
}

// envChanges calls f for every change of the variable that a scope or one
// above it makes, until f is false. maybe says that the change stands in a
// condition nobody can decide here.
func envChanges(s *model.Scope, name string, f func(c *model.EnvChange, maybe bool) bool) {
	for at := s; at != nil; at = at.Outer() {
		for i := range at.Env {
			if strings.EqualFold(at.Env[i].Name, name) && !f(&at.Env[i], false) {
				return
			}
		}
		for _, c := range at.Conditions {
			if c.Verdict != model.Undecided {
				continue
			}
			for i := range c.Body.Env {
				if strings.EqualFold(c.Body.Env[i].Name, name) && !f(&c.Body.Env[i], true) {
					return
				}
			}
		}
	}
}

// opensWith says that a stranger gets in when the variable is set, and not
// when it is not.
func opensWith(s *model.Scope, name string) bool {
	enter := func(set model.Fact) access.Entry {
		v := access.Stranger("GET")
		match, meets := v.Match, v.Meets
		v.Match = func(r *model.AddressRule) model.Fact {
			if r.Kind != model.AddressEnv || !strings.EqualFold(r.Env, name) {
				return match(r)
			}
			if r.NotEnv == (set == model.Yes) {
				return model.No
			}
			return model.Yes
		}
		v.Meets = func(r *model.Requirement) access.Answers {
			if r.Provider.Text != "env" {
				return meets(r)
			}
			for _, w := range r.Args {
				if strings.EqualFold(w.Text, name) && set == model.Yes {
					return access.Granted
				}
			}
			return access.Denied
		}
		return access.Enter(&s.Merged, v)
	}
	return enter(model.Yes).Is(access.Enters) && !enter(model.No).May(access.Enters)
}

// envSetter returns the first early change that sets the variable from
// something of the request, or nil.
func envSetter(s *model.Scope, name string, fits func(*model.EnvChange) bool) *model.EnvChange {
	var found *model.EnvChange
	envChanges(s, name, func(c *model.EnvChange, maybe bool) bool {
		if !maybe && !c.Unset && c.When == model.EnvEarly && fits(c) {
			found = c
		}
		return found == nil
	})
	return found
}
