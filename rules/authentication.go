package rules

import (
	"iter"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// scopesInForce are the scopes whose settings are known to hold.
func scopesInForce(site *model.Site) iter.Seq[*model.Scope] {
	return func(yield func(*model.Scope) bool) {
		for _, s := range site.Scopes {
			if s.Live() && !s.Merged.Uncertain && !yield(s) {
				return
			}
		}
	}
}

// A question is a requirement for which somebody is asked to log in, and a
// method by which it is asked.
type question struct {
	*model.Requirement
	method string
}

// askedFor is the first requirement in force in the scope for which somebody
// is asked to log in; false when nobody is.
func askedFor(s *model.Scope) (question, bool) {
	var first question
	if s.Merged.Require == nil {
		return first, false
	}
	asks := map[string]bool{} // by method
	s.Merged.Require.Walk(func(r *model.Requirement) {
		if first.Requirement != nil || !r.NeedsUser() || r.Not || r.Fault != model.FaultNone {
			return
		}
		for _, method := range methodsOf(r.Methods) {
			if _, tried := asks[method]; !tried {
				asks[method] = access.Enter(&s.Merged, access.Anybody(method)).May(access.Asked | access.Broken)
			}
			if asks[method] {
				first = question{r, method}
				return
			}
		}
	})
	return first, first.Requirement != nil
}

// methodsOf are methods that a rule holds for: of those that everybody knows,
// or else the first it names.
func methodsOf(m *model.Methods) []string {
	var known []string
	for _, name := range [...]string{"GET", "POST", "PUT", "DELETE", "OPTIONS"} {
		if m.Covers(name) {
			known = append(known, name)
		}
	}
	if known == nil && len(m.Names) > 0 && !m.Except {
		known = append(known, m.Names[0].Text)
	}
	return known
}

// asking are the scopes in force in which somebody is asked to log in.
func asking(site *model.Site) iter.Seq2[*model.Scope, question] {
	return func(yield func(*model.Scope, question) bool) {
		for s := range scopesInForce(site) {
			if q, asked := askedFor(s); asked && !yield(s, q) {
				return
			}
		}
	}
}

// gates are those of asking that write the requirement or the scheme
// themselves: where a setting that is missing belongs.
func gates(site *model.Site) iter.Seq2[*model.Scope, question] {
	return func(yield func(*model.Scope, question) bool) {
		for s, q := range asking(site) {
			if (s.Own.Require != nil || s.Own.Type.Written()) && !yield(s, q) {
				return
			}
		}
	}
}

// gap begins the diagnostic of a setting that a gate lacks: at its AuthType, or
// at the requirement where that is inherited. All that one gate lacks has one
// cause.
func gap(s *model.Scope, r question, message, assumption string) lint.Diagnostic {
	d := lint.Diagnostic{Span: r.Provider.Span, Cause: r.Span, Message: message, Assumption: assumption}
	if s.Own.Type.Written() {
		d.Span, d.Cause = s.Own.Type.Span, s.Own.Type.Cause
	}
	return d
}

// someRealm names a realm where nobody did.
const someRealm = `AuthName "Restricted"`

// addToGate puts lines that a gate lacks below its AuthType, or above what it
// requires.
func addToGate(p *lint.Pass, s *model.Scope, r question, title string, lines ...string) []lint.Fix {
	var e lint.Edits
	switch {
	case s.Own.Type.Written():
		e.Below(s.Own.Type.Cause, lines...)
	case r.Scope == s:
		e.Above(s.Own.Require.Children[0].Cause(), lines...)
	default:
		return nil
	}
	return p.Fix(title, &e)
}

// noneElsewhere is the assumption under which a setting that is not written
// here is not written at all; ok is false when a section that may cover the
// same requests writes it.
func noneElsewhere(site *model.Site, s *model.Scope, name string, written func(*model.Access) bool) (assumption string, ok bool) {
	for o := range scopesInForce(site) {
		if o != s && written(&o.Own) && o.ServerConfiguration() && o.MayCover(s) {
			return "", false
		}
	}
	if s.ServerConfiguration() {
		return "no other part of the server's configuration sets " + name + " here", true
	}
	return "no folder above sets " + name, true
}
