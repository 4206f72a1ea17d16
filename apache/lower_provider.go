package apache

import (
	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/lint/model"
)

// provider is a provider with settings of its own, which AuthnProviderAlias or
// AuthzProviderAlias defines.
type provider struct {
	base  string
	scope *model.Scope // what the section says
	// requirement is what an alias for Require asks for.
	requirement *model.Requirement
}

// alias lowers AuthnProviderAlias and AuthzProviderAlias, which stand in the
// server's configuration alone.
func (l *lowerer) alias(n *Node, required bool) {
	if len(n.Words) < 2 || l.htaccess || l.lenient {
		return
	}
	a := &provider{base: n.Words[0].Text, scope: &model.Scope{
		Kind: model.ScopeServer, Server: l.server, Within: l.within,
		Span: l.tree.Span(n.Start, n.End), Head: l.tree.DirectiveSpan(n),
	}}
	a.scope.Program = &part{tree: l.tree, node: n}
	saved, container := l.scope, l.container
	l.scope, l.container = a.scope, nil
	l.nodes(n.Children)
	if required {
		a.requirement = l.aliased(n)
	}
	l.scope, l.container = saved, container
	l.inherit(a.scope)
	if l.p.providers == nil {
		l.p.providers = map[string]*provider{}
	}
	l.p.providers[n.Words[1].Text] = a
}

// aliased is the requirement that an alias stands for: its third word has all
// that follows the provider's name.
func (l *lowerer) aliased(n *Node) *model.Requirement {
	r := &model.Requirement{Provider: l.tree.Word(n.Words[0]), Span: l.tree.DirectiveSpan(n), Scope: l.scope}
	if len(n.Words) > 2 {
		whole := n.Words[2]
		text := line{text: whole.Text}
		for _, w := range text.cut(nil, 0, len(whole.Text)) {
			w.Start, w.End = whole.Start, whole.End
			r.Args = append(r.Args, l.tree.Word(w))
			r.Dynamic = r.Dynamic || dynamic(w.Text)
		}
		r.Text = requiredText(whole.Text, r.Provider.Text)
	}
	r.Dynamic = r.Dynamic || r.Provider.Text == "expr"
	fault, span, message := l.operands(n, r)
	if fault != model.FaultNone {
		l.refuse(n, model.RefusedValue, span, message, "")
	}
	return r
}

// providers compiles the aliases.
func (c *compiler) providers() map[string]*engine.Provider {
	all := make(map[string]*engine.Provider, len(c.p.providers))
	for name, a := range c.p.providers {
		all[name] = &engine.Provider{
			Base: a.base, Requirement: a.requirement, Settings: c.settings(a.scope, &engine.Section{Scope: a.scope}),
		}
	}
	return all
}
