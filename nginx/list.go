package nginx

import (
	"iter"
	"slices"

	"github.com/authlint/authlint/lint/model"
)

// Directives implements lint.Lister. What nginx does not accept keeps it from
// starting, and is listed all the same: it is what somebody wants.
func (p *program) Directives() iter.Seq[*model.Directive] {
	return func(yield func(*model.Directive) bool) {
		for _, t := range p.trees {
			if !list(t.Nodes, nil, yield) {
				return
			}
		}
	}
}

func list(nodes []*Node, within []string, yield func(*model.Directive) bool) bool {
	for n := range Directives(nodes) {
		d := &model.Directive{
			Server: model.Nginx, Name: n.Word(n.Name).Text, At: n.WordSpan(n.Name), Section: n.Kind == KindBlock,
			Within: within, Read: model.Yes, Span: n.Head(),
		}
		for _, w := range n.Words {
			d.Args = append(d.Args, n.Word(w))
		}
		if !yield(d) {
			return false
		}
		if len(n.Children) > 0 && !list(n.Children, append(slices.Clip(within), d.Name), yield) {
			return false
		}
	}
	return true
}
