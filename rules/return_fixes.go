package rules

import (
	"slices"
	"strconv"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// redirectLater is answerLater for a rewrite that redirects whatever comes.
func redirectLater(p *lint.Pass, s *model.Scope, r *model.RewriteRule) []lint.Fix {
	if !slices.Contains([]string{"^", "^/", ".*", "^.*$", "^(.*)$", "^/(.*)$"}, r.Pattern.Text) {
		return nil // which leaves others to what stands behind it
	}
	return answerLater(p, s, model.Word{Span: r.Span})
}

// answerLater moves a directive that answers into a named location to which
// try_files leads, for try_files comes after the access rules. In a server
// block, where no location stands, it is one for everything that leads there.
func answerLater(p *lint.Pass, s *model.Scope, by model.Word) []lint.Fix {
	if len(s.Serving.TryFiles) > 0 || len(s.Serving.Returns)+len(s.Rewrite.Rules) > 1 {
		return nil
	}
	outer := s
	for outer.Kind == model.ScopeLocation {
		if outer.Parent == nil || outer.Parent.Kind != model.ScopeLocation && outer.Parent.Kind != model.ScopeHost {
			return nil // named locations stand in server blocks alone
		}
		if outer.Parent.Kind == model.ScopeHost {
			break
		}
		outer = outer.Parent
	}
	e, name := in(s), freeName(p.Site, s.Host)
	step := lint.Step(s.File())
	answer := []string{"location " + name + " {"}
	for _, h := range s.Headers {
		if h.By == "add_header" { // those of the server block hold there otherwise
			answer = append(answer, step+e.Copy(h.Span)+";")
		}
	}
	answer = append(answer, step+e.Copy(by.Span)+";", "}")
	try := "try_files /nonexistent " + name
	switch {
	case s.Kind == model.ScopeLocation:
		e.swap(by, try)
		e.below(model.Word{Span: outer.Span}, joined(answer))
	case len(s.Children) == 0:
		e.swap(by, joined([]string{"location / {", step + try + ";", "}"}), joined(answer))
	default:
		return nil // locations that nobody came to would answer
	}
	return p.Fix("answer behind the access rules, in location "+name, &e.Edits)
}

// freeName is a name that no location of a host has.
func freeName(site *model.Site, h *model.Host) string {
	name := "@answer"
	for i := 2; slices.ContainsFunc(site.Scopes, func(s *model.Scope) bool { return s.Host == h && s.Matcher.Pattern.Text == name }); i++ {
		name = "@answer" + strconv.Itoa(i)
	}
	return name
}
