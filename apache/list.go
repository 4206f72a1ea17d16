package apache

import (
	"iter"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// readFile is a file that was lowered, with the trees that each Include
// brought.
type readFile struct {
	tree     *Tree
	included map[*Node][]*Tree
}

// keep notes what was lowered, for Directives. What is lowered for the engine
// alone was read before.
func (l *lowerer) keep() {
	if !l.apart {
		l.p.read = append(l.p.read, readFile{l.tree, l.included})
	}
}

// Directives implements lint.Lister.
func (p *program) Directives() iter.Seq[*model.Directive] {
	return func(yield func(*model.Directive) bool) {
		for _, f := range p.read {
			l := lister{included: f.included, yield: yield}
			if !l.nodes(f.tree, f.tree.Nodes, nil, model.Yes) {
				return
			}
		}
	}
}

// lister walks through one file and what it includes.
type lister struct {
	included map[*Node][]*Tree
	yield    func(*model.Directive) bool
}

func (l *lister) nodes(t *Tree, nodes []*Node, within []string, read model.Fact) bool {
	for _, n := range nodes {
		if n.Kind != KindDirective && n.Kind != KindSection {
			continue
		}
		d := directiveOf(t, n)
		d.Within, d.Read = within, read
		if n.Lenient {
			d.Read = model.No
		}
		if !l.yield(d) {
			return false
		}
		for _, included := range l.included[n] {
			if !l.nodes(included, included.Nodes, within, d.Read) {
				return false
			}
		}
		if n.Kind == KindSection && !l.nodes(t, n.Children, append(slices.Clip(within), d.Name), inside(n, d.Read)) {
			return false
		}
	}
	return true
}

// directiveOf is what a node says.
func directiveOf(t *Tree, n *Node) *model.Directive {
	d := &model.Directive{
		Server: model.Apache, Section: n.Kind == KindSection, At: t.WordSpan(n.Name), Span: t.DirectiveSpan(n),
	}
	d.Name = t.Word(n.Name).Text
	if known := n.directives(); len(known) > 0 {
		d.Name = known[0].Name
	}
	d.Name = strings.TrimPrefix(d.Name, "<")
	for _, w := range n.Words {
		d.Args = append(d.Args, t.Word(w))
	}
	return d
}

// inside says whether httpd reads what stands in a section.
func inside(n *Node, read model.Fact) model.Fact {
	switch {
	case read == model.No || !n.Condition() || n.Verdict == model.Entered:
		return read
	case n.Verdict == model.Skipped:
		return model.No
	}
	return model.Unknown
}
