package nginx

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// addressed collects the comments that speak to authlint from nodes that stand
// side by side and from the blocks among them; end is that of what the nodes
// stand in. It walks the tree and not what is lowered of it: a comment counts
// in a block that means nothing to the model, too.
func (l *lowerer) addressed(nodes []*Node, end int) {
	var waiting []*model.Comment // those with nothing behind them yet
	for _, n := range nodes {
		switch {
		case n.Kind == KindComment:
			if lint.Addressed(n.Name.Text) {
				c := &model.Comment{Span: n.Head(), Text: n.Name.Text, Scope: l.scope}
				c.Covers = l.tree.File.Span(c.Span.Start, end)
				l.site.Addressed = append(l.site.Addressed, c)
				waiting = append(waiting, c)
			}
		default:
			for _, c := range waiting {
				c.Applies, c.Covers.End = n.Head(), n.End
			}
			waiting = waiting[:0]
			l.addressed(n.Children, n.CloseStart)
		}
	}
}
