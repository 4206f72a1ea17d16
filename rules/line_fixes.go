package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// commentAbove moves what was meant as a comment to a line of its own.
func commentAbove(p *lint.Pass, directive, hash model.Word, safe bool) []lint.Fix {
	var e lint.Edits
	comment := directive.Span
	comment.Start = hash.Span.Start
	text := e.Copy(comment)
	if strings.ContainsAny(text, "\n\\") || !strings.HasPrefix(text, "#") {
		return nil
	}
	e.Above(directive.Span, text)
	for comment.Start > directive.Span.Start && strings.ContainsAny(comment.File.Text(comment.Start-1, comment.Start), " \t") {
		comment.Start--
	}
	e.Replace(comment, "")
	const title = "put the comment on a line of its own"
	if safe {
		return p.SafeFix(title, &e)
	}
	return p.Fix(title, &e)
}

// ownPage has httpd send its own page for 401, which asks for the password. It
// is safe where httpd sends that page already.
func ownPage(p *lint.Pass, s *model.Scope, page *model.ErrorDocument, already bool) []lint.Fix {
	if onNginx(s) {
		return nil
	}
	var e lint.Edits
	e.Replace(page.Target.Span, "default")
	if already {
		return p.SafeFix("send httpd's own page", &e)
	}
	return p.Fix("send httpd's own page", &e)
}

// rulesAboveFirst has the rules of the folder above run before those of this
// one. httpd runs them as if they stood here, so that a pattern for a folder
// would match nothing.
func rulesAboveFirst(p *lint.Pass, s *model.Scope, rule *model.RewriteRule) []lint.Fix {
	if !matchesAll(rule) && strings.HasPrefix(rule.Pattern.Text, "^") {
		return nil
	}
	var e lint.Edits
	e.Above(startOfRewriting(&s.Rewrite).Span, "RewriteOptions InheritBefore")
	return p.Fix("run the rules of the folder above first", &e)
}

// startOfRewriting is the first directive of a scope's rewriting, the condition
// of a rule too.
func startOfRewriting(r *model.Rewrite) model.Word {
	first := firstRewrite(r)
	if len(r.Rules) > 0 && len(r.Rules[0].Conditions) > 0 && first.Span == r.Rules[0].Span {
		first.Span = r.Rules[0].Conditions[0].Span
	}
	return first
}

// wholeHeader puts the header into its variable, where the pattern takes in all
// of it.
func wholeHeader(p *lint.Pass, c *model.EnvChange) []lint.Fix {
	const name = "HTTP_AUTHORIZATION"
	pattern := strings.Trim(c.Pattern.Text, "^$()")
	if pattern != ".*" && pattern != ".+" || !strings.HasSuffix(c.Span.Text(), name) {
		return nil
	}
	var e lint.Edits
	e.Append(c.Span, "=$0")
	return p.Fix("put the header into the variable", &e)
}

// passAuthorization has httpd hand the header on to programs, whatever the
// rules for it. It takes AllowOverride AuthConfig.
func passAuthorization(p *lint.Pass, s *model.Scope) []lint.Fix {
	if s.PassAuthorization.Written() || !mayWrite(p.Site, p.Site.Overrides(), s, "AuthConfig") {
		return nil
	}
	var e lint.Edits
	first := startOfRewriting(&s.Rewrite)
	for _, c := range s.Conditions {
		if c.Span.Contains(first.Span) {
			first.Span = c.Head // which may be that of a module it does not need
			break
		}
	}
	e.Above(first.Span, "CGIPassAuth On")
	return p.Fix("hand the header on with CGIPassAuth", &e)
}

// mayWrite says that a .htaccess may have directives of a class, as far as is
// known.
func mayWrite(site *model.Site, overrides *model.Overrides, s *model.Scope, class string) bool {
	for s.Parent != nil {
		s = s.Parent
	}
	if s.Kind != model.ScopeHtaccess || !overrides.Configured {
		return true
	}
	by := overrides.Section(s.Dir)
	if by == nil || by.OverrideList {
		return onlyAssumed(site)
	}
	for _, w := range by.Override.Value {
		if strings.EqualFold(w.Text, class) || strings.EqualFold(w.Text, "All") {
			return true
		}
	}
	return false
}

// letMethodIn lets a method in without a password, beside what is required of
// others.
func letMethodIn(p *lint.Pass, s *model.Scope, method string) []lint.Fix {
	tree := s.Own.Require
	if tree == nil || tree.Bound() != nil || s.Merged.Address.Written() || s.Own.Merging.Written() || len(tree.Children) == 0 {
		return nil
	}
	var e lint.Edits
	e.Above(tree.Children[0].Cause(), "Require method "+method)
	return p.Fix("let "+method+" in without a password", &e)
}

// everyMethod takes away a section for methods, when it is the only one round
// rules of the scope.
func everyMethod(p *lint.Pass, s *model.Scope, bound *model.Methods) []lint.Fix {
	if onNginx(s) {
		return nil
	}
	other := false
	look := func(m *model.Methods) { other = other || m != nil && m != bound }
	s.Own.Require.Walk(func(r *model.Requirement) { look(r.Methods) })
	a := &s.Own.Address
	for i := range a.Rules {
		look(a.Rules[i].Methods)
	}
	for i := range a.Orders {
		look(a.Orders[i].Methods)
	}
	for i := range a.Satisfies {
		look(a.Satisfies[i].Methods)
	}
	if other {
		return nil
	}
	var e lint.Edits
	e.Unwrap(bound.Section, bound.Span)
	return p.Fix("have the rules in <"+bound.String()+"> hold for every method", &e)
}

// limitBeside asks for what stands in a section for methods, and for what stands
// beside it.
func limitBeside(p *lint.Pass, m *model.Methods, wider *model.Requirement) []lint.Fix {
	if wider.Kind != model.RequireLeaf || !wider.GrantsAll() {
		return nil
	}
	first, second := m.Section, wider.Span
	if first.Start > second.Start {
		first, second = second, first
	}
	var e lint.Edits
	e.Wrap(pair(first, second), "<RequireAll>", "</RequireAll>")
	return p.Fix("ask for both", &e)
}

func pair[S any](first, second S) []S { return []S{first, second} }

// withoutCondition puts what a condition hides in force: by the name under which
// the module is there, or else without the condition, when what it hides is such
// that httpd takes it. Rules of httpd 2.2 beside a Require are the other half of
// a pair.
func withoutCondition(p *lint.Pass, s *model.Scope, c *model.Condition) []lint.Fix {
	own := &c.Body.Own
	if !c.Sound || own.Require != nil && !own.Require.Accepted() || own.Address.Written() && s.Own.Require != nil {
		return nil
	}
	var e lint.Edits
	if name := c.Argument.Text + ".c"; c.Kind == model.IfModule && !c.Negated && s.Server.Module != nil && s.Server.Module(name) == model.Yes {
		e.Append(c.Argument.Span, ".c")
		return p.Fix("write "+name, &e)
	}
	e.Unwrap(c.Span, c.Head)
	return p.Fix("write them without the condition", &e)
}

// letAuthorityIn lets in who asks for an ACME challenge, beside what the topmost
// .htaccess requires of others.
func letAuthorityIn(p *lint.Pass) []lint.Fix {
	for s := range scopesInForce(p.Site) {
		if s.Kind != model.ScopeHtaccess || s.Parent != nil || s.Above != nil || s.Alone {
			continue
		}
		tree := s.Own.Require
		if tree == nil || tree.Bound() != nil || s.Merged.Address.Written() || s.Own.Merging.Written() || !tree.Accepted() {
			return nil
		}
		var e lint.Edits
		e.Above(tree.Children[0].Cause(), `Require expr "%{REQUEST_URI} =~ m#^/\.well-known/acme-challenge/#"`)
		return p.Fix("let the certificate authority in", &e)
	}
	return nil
}
