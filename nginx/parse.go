package nginx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// maxNesting bounds how deep blocks may stand in each other. nginx has no bound
// but its stack; nobody writes this.
const maxNesting = 200

// maxNodes bounds how many directives and comments are read of a file.
const maxNodes = 1 << 20

// Bounds on what is said of one file: of its words and braces, and in all.
const (
	maxTorn   = 200
	maxFaults = 400
)

// byteOrderMark is that of UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

// parser builds a tree. open is the stack of blocks not closed yet.
type parser struct {
	scanner
	tree  *Tree
	count int // of the nodes
	known catalogue
	open  []*Node
	// nodes and slots are room for the next nodes and for what blocks hold.
	nodes []Node
	kept  []Word
	slots []*Node
	// pending are the nodes of all open blocks, those of the innermost last;
	// bases says where those of each begin.
	pending []*Node
	bases   []int
	// suspect is a block that, by how the lines are indented, was not closed
	// where its author thought.
	suspect *Node
}

// parse reads a file. It always gives a tree.
func parse(f *source.File) *Tree { return parseWith(f, catalogue{}) }

// parseWith is parse with what was looked up for other files.
func parseWith(f *source.File, c catalogue) *Tree {
	p := &parser{scanner: scanner{text: string(f.Data)}, known: c, tree: &Tree{File: f, Path: f.Path}}
	p.tree.text = p.text
	if strings.HasPrefix(p.text, byteOrderMark) {
		p.tree.ByteOrderMark = true
		p.pos = len(byteOrderMark)
		p.fault(nil, 0, len(byteOrderMark), model.RefusedEncoding,
			"nginx takes a byte-order mark for a part of the first word")
	}
	for p.take() {
	}
	for len(p.open) > 0 {
		p.close(len(p.text), len(p.text))
	}
	p.tree.Nodes = slices.Clone(p.pending)
	p.tree.torn = p.tree.torn || len(p.tree.Faults) > 0
	p.tree.sortFaults()
	return p.tree
}

func (t *Tree) sortFaults() {
	slices.SortStableFunc(t.Faults, func(a, b Fault) int { return a.Start - b.Start })
}

// take sorts the next statement into the tree. It is false at the end.
func (p *parser) take() bool {
	if p.count >= maxNodes {
		start := p.pos
		p.pos = len(p.text)
		p.bound(nil, start, start, fmt.Sprintf("%d directives are read of a file, the rest was not", maxNodes))
		return false
	}
	end := p.next()
	switch {
	case end == endComment:
		c := p.comments[0]
		p.blame(p.add(KindComment, c, c.End))
	case end == endClose:
		p.closeBlock()
	case end == endFile:
		p.endOfFile()
		return false
	case len(p.words) == 0 && end == endSemicolon:
		p.lose(p.pos-1, p.pos, "a \";\" stands here without a directive")
	case end == endOpen:
		p.split(end)
		p.block()
	default:
		p.split(end)
		p.directive(end)
	}
	return true
}

// add makes a node and puts it where it stands.
func (p *parser) add(kind NodeKind, name Word, end int) *Node {
	if len(p.nodes) == cap(p.nodes) {
		p.nodes = make([]Node, 0, p.piece(64, 128))
	}
	p.nodes = append(p.nodes, Node{Kind: kind, Tree: p.tree, Start: name.Start, End: end, HeadEnd: end,
		CloseStart: end, Name: name})
	n := &p.nodes[len(p.nodes)-1]
	if kind != KindComment {
		n.known = p.known.lookUp(name.Text)
	}
	if len(p.open) > 0 {
		n.Parent = p.open[len(p.open)-1]
	}
	p.pending = append(p.pending, n)
	p.count++
	return n
}

// piece is how many are allocated at once of what a file has one of in so many
// bytes: most files are small, and there are many of them.
func (p *parser) piece(bytes, most int) int { return min(len(p.text)/bytes+1, most) }

// arguments keeps the words of a directive and the comments between them.
func (p *parser) arguments(n *Node) {
	if len(p.words) > 1 {
		args := p.words[1:]
		if cap(p.kept)-len(p.kept) < len(args) {
			p.kept = make([]Word, 0, max(len(args), p.piece(24, 256)))
		}
		first := len(p.kept)
		p.kept = append(p.kept, args...)
		n.Words = p.kept[first:len(p.kept):len(p.kept)]
	}
	for _, c := range p.comments {
		n.Children = append(n.Children, &Node{Kind: KindComment, Tree: p.tree, Parent: n, Start: c.Start, End: c.End,
			HeadEnd: c.End, CloseStart: c.End, Name: c})
	}
	p.blame(n)
}

// blame ties what is wrong in the words to their node.
func (p *parser) blame(n *Node) {
	for _, f := range p.wrong {
		p.faulty(n, f)
	}
}

// fault notes what nginx does not accept.
func (p *parser) fault(n *Node, start, end int, kind model.RefusalKind, message string) {
	p.faulty(n, Fault{Start: start, End: end, Message: message, Kind: kind})
}

// faulty ties a fault to its node.
func (p *parser) faulty(n *Node, f Fault) {
	if f.Node = n; n != nil {
		n.Refused = true
	}
	if len(p.tree.Faults) < maxTorn {
		p.tree.Faults = append(p.tree.Faults, f)
	}
}

// lose notes bytes that belong to no node.
func (p *parser) lose(start, end int, message string) {
	p.lost(start, end)
	p.fault(nil, start, end, model.RefusedSyntax, message)
}

// lost adds to the bytes that belong to no node. Runs of them are one.
func (p *parser) lost(start, end int) {
	if n := len(p.tree.Lost); n > 0 && strings.Trim(p.text[p.tree.Lost[n-1].End:start], " \t\r\n") == "" {
		p.tree.Lost[n-1].End = end
		return
	}
	p.tree.Lost = append(p.tree.Lost, p.tree.File.Span(start, end))
}

// bound notes where one of authlint's own was hit.
func (p *parser) bound(n *Node, start, end int, message string) {
	p.lost(start, p.pos)
	p.tree.torn = true
	p.tree.bounds = append(p.tree.bounds, Fault{Node: n, Start: start, End: end, Message: message})
}

// directive takes a statement that ";" ends, or should have ended.
func (p *parser) directive(end ending) {
	if end == endSemicolon {
		p.arguments(p.add(KindDirective, p.words[0], p.pos))
		return
	}
	last := p.wordsEnd()
	n := p.add(KindDirective, p.words[0], last)
	p.arguments(n)
	p.lacks(n, last)
}

// lacks says of a directive that ends at a place that it has no ";".
func (p *parser) lacks(n *Node, last int) {
	p.faulty(n, Fault{
		Start: last - 1, End: last, Kind: model.RefusedSyntax, Message: n.Name.shown() + " lacks its closing \";\"",
		Meant: mending{"put \";\" behind it", []change{{last, last, ";"}}},
	})
}

// wordsEnd is where the words and comments of a statement end.
func (p *parser) wordsEnd() int {
	last := p.words[len(p.words)-1].End
	if len(p.comments) > 0 {
		last = max(last, p.comments[len(p.comments)-1].End)
	}
	return last
}

// shown is a directive's name as a message may quote it: what is no name may be
// a secret.
func (w Word) shown() string {
	if odd(w.Text) {
		return "the directive"
	}
	return w.Text
}

// block opens a block. One without a name is refused, but its braces count.
func (p *parser) block() {
	if len(p.words) == 0 {
		p.words = append(p.words, Word{Start: p.pos - 1, End: p.pos - 1})
		p.wrong = append(p.wrong, Fault{Start: p.pos - 1, End: p.pos, Kind: model.RefusedSyntax,
			Message: "a \"{\" stands here without a directive"})
	}
	n := p.add(KindBlock, p.words[0], p.pos)
	p.arguments(n)
	switch {
	case strings.HasSuffix(n.Name.Text, luaBlock):
		p.lua(n)
		return
	case len(p.open) >= maxNesting:
		p.deep(n)
		return
	}
	p.open = append(p.open, n)
	p.bases = append(p.bases, len(p.pending))
}

// deep reads over a block beyond maxNesting.
func (p *parser) deep(n *Node) {
	for depth := 1; depth > 0; {
		switch p.next() {
		case endOpen:
			depth++
		case endClose:
			depth--
		case endFile:
			depth = 0
		case endSemicolon, endBrace, endComment:
		}
	}
	n.End, n.CloseStart = p.pos, p.pos
	p.bound(n, n.HeadEnd, n.HeadEnd, fmt.Sprintf("blocks are read %d deep, what lies deeper was not", maxNesting))
}

// closeBlock takes a "}".
func (p *parser) closeBlock() {
	if len(p.open) == 0 {
		p.lose(p.pos-1, p.pos, "a \"}\" stands here and no block is open")
		return
	}
	p.suspectIndent(p.pos - 1)
	p.close(p.pos-1, p.pos)
}

// suspectIndent notes the block that a "}" closes when that stands below the
// beginning of another open block and not below that of its own.
func (p *parser) suspectIndent(at int) {
	n := p.open[len(p.open)-1]
	column, first := p.indent(at)
	if own, _ := p.indent(n.Start); p.suspect != nil || !first || own <= column {
		return
	}
	for _, outer := range p.open[:len(p.open)-1] {
		if c, _ := p.indent(outer.Start); c == column {
			p.suspect = n
			return
		}
	}
}

// maxIndent bounds how far a line is looked back over for its indentation.
const maxIndent = 256

// indent is how far the line of a place is indented, and whether only white
// space stands before the place. It is -1 where a line is too long to say.
func (p *parser) indent(at int) (column int, first bool) {
	from := max(0, at-maxIndent)
	line := strings.LastIndexByte(p.text[from:at], '\n')
	if line < 0 && from > 0 {
		return -1, false
	}
	start := from + line + 1
	for start+column < at && blank(p.text[start+column]) {
		column++
	}
	return column, start+column == at
}

// close ends the innermost block.
func (p *parser) close(start, end int) {
	n, base := p.open[len(p.open)-1], p.bases[len(p.bases)-1]
	nodes := p.pending[base:]
	if len(nodes) > cap(p.slots)-len(p.slots) {
		p.slots = make([]*Node, 0, max(p.piece(32, 256), len(nodes)))
	}
	first := len(p.slots)
	p.slots = append(p.slots, nodes...)
	inside := p.slots[first:len(p.slots):len(p.slots)]
	if len(n.Children) > 0 { // comments before the "{"
		inside = append(n.Children, inside...)
	}
	n.Children, n.CloseStart, n.End = inside, start, end
	p.pending, p.open, p.bases = p.pending[:base], p.open[:len(p.open)-1], p.bases[:len(p.bases)-1]
}

// endOfFile takes what stands unended at the end of the file.
func (p *parser) endOfFile() {
	if len(p.words) > 0 {
		p.split(endFile)
		p.directive(endFile)
	}
	if len(p.open) == 0 {
		return
	}
	n := p.open[len(p.open)-1]
	if p.suspect != nil {
		n = p.suspect
	}
	p.tree.unclosed = n
	p.fault(n, n.Start, n.HeadEnd, model.RefusedSyntax, "the block lacks its closing \"}\"")
}
