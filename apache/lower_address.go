package apache

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

func (l *lowerer) order(n *Node) {
	o := model.OrderRule{Methods: l.methods, Span: l.tree.DirectiveSpan(n)}
	switch strings.ToLower(l.value(n).Value) {
	case "allow,deny":
		o.Value = model.AllowDeny
	case "mutual-failure":
		o.Value = model.MutualFailure
	}
	l.scope.Own.Address.Orders = append(l.scope.Own.Address.Orders, o)
}

// ignore is what a directive does that httpd passes over because AllowOverride
// forbids it: by then its module has begun the section anew, and the modules
// that merge nothing forget what is above.
func (l *lowerer) ignore(n *Node) {
	l.part().begun = append(l.part().begun, n.folded())
	switch n.folded() {
	case "order", "allow", "deny", "satisfy":
		a := &l.scope.Own.Address
		a.Orders = append([]model.OrderRule{{Value: model.DenyAllow, Span: l.tree.DirectiveSpan(n)}}, a.Orders...)
	case "authuserfile":
		l.scope.Own.UserFile = model.Setting[*model.FileRef]{State: model.Off, Cause: l.tree.DirectiveSpan(n)}
	case "authgroupfile":
		l.scope.Own.GroupFile = model.Setting[*model.FileRef]{State: model.Off, Cause: l.tree.DirectiveSpan(n)}
	}
}

func (l *lowerer) satisfy(n *Node) {
	s := model.SatisfyRule{
		Any:     strings.EqualFold(l.value(n).Value, "any"),
		Methods: l.methods,
		Span:    l.tree.DirectiveSpan(n),
	}
	l.scope.Own.Address.Satisfies = append(l.scope.Own.Address.Satisfies, s)
}

// allowDeny lowers Allow and Deny: one rule for each word after "from".
func (l *lowerer) allowDeny(n *Node, allow bool) {
	words := n.Words
	if len(words) > 0 && strings.EqualFold(words[0].Text, "from") {
		words = words[1:]
	}
	for _, w := range words {
		r := model.AddressRule{
			Allow: allow, Operand: l.tree.Word(w), Methods: l.methods, Span: l.tree.DirectiveSpan(n), Scope: l.scope,
		}
		l.operand(&r)
		l.scope.Own.Address.Rules = append(l.scope.Own.Address.Rules, r)
		if strings.HasPrefix(w.Text, "#") && w.Quote == 0 {
			break // what follows was meant as a comment
		}
	}
}

// operand says what the word is, in httpd's order of trying.
func (l *lowerer) operand(r *model.AddressRule) {
	text := r.Operand.Text
	lower := strings.ToLower(text)
	switch {
	case strings.Contains(text, "${"):
		r.Kind = model.AddressDynamic
	case strings.HasPrefix(lower, "env=!"):
		r.Kind, r.Env, r.NotEnv = model.AddressEnv, text[len("env=!"):], true
	case strings.HasPrefix(lower, "env="):
		r.Kind, r.Env = model.AddressEnv, text[len("env="):]
	case lower == "all":
		r.Kind = model.AddressAll
	default:
		r.Kind = model.AddressHost
		if p, ok := parseAddress(text); ok {
			r.Kind, r.Prefix = model.AddressRange, p
		} else if strings.ContainsAny(text, "/#") {
			r.Kind = model.AddressMalformed
		}
	}
}
