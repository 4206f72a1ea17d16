package nginx

import (
	"iter"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Tree is a parsed file. Its nodes stand in the order of the file; what lies
// between them is white space, and what nginx would not accept is in Faults.
type Tree struct {
	File  *source.File
	Nodes []*Node
	// Faults are what nginx would not accept, in order.
	Faults []Fault
	// ByteOrderMark says that the file begins with one. The tree is that of
	// what follows; nginx takes it for a part of the first word.
	ByteOrderMark bool
	// Lost are the parts of the file that could not be made into nodes.
	Lost []source.Span
	// Path is where the server has the file, or the tree where that is not
	// known; that of a part of what "nginx -T" prints is what stands there.
	Path string

	text string
	// torn says that the file's words and braces are not what nginx accepts.
	torn bool
	// bounds are the places where one of authlint's own was hit.
	bounds []Fault
	// unclosed is the block that lacks its "}", as far as that can be told:
	// what stands behind it was not meant to be in it.
	unclosed *Node
}

// NodeKind is the kind of a node.
type NodeKind uint8

// The kinds of node.
const (
	KindDirective NodeKind = iota // name and arguments, ended by ";"
	KindBlock                     // name and arguments with a block
	KindComment                   // a comment, to the end of its line
)

// Node is one directive, block or comment. Start and End are byte offsets:
// from the first byte of the name to behind the ";" or the "}" that ends it.
type Node struct {
	Kind   NodeKind
	Tree   *Tree
	Parent *Node // the block it stands in, nil at the top of a file
	Start  int
	End    int
	// HeadEnd is behind the "{" of a block; End for the others.
	HeadEnd int
	// CloseStart is where a block's "}" stands; End when it has none.
	CloseStart int
	// Name is the directive's name; of a comment its text without "#".
	Name  Word
	Words []Word
	// Children are what a block holds, in order, and before that the comments
	// that stand between the words of a block or directive. A block of Lua has
	// no others: its text lies between HeadEnd and CloseStart.
	Children []*Node
	// Refused says that nginx does not accept the directive, which keeps the
	// server from starting. A Fault says why.
	Refused bool
	// Included are the files that an include directive stands for, in nginx's
	// order. Missing says that one that is named outright was not found.
	Included []*Tree
	Missing  bool

	known *known // nil for a comment
}

// Word is a name or an argument. Text is what nginx makes of it: quotes taken
// off, escapes undone.
type Word struct {
	Text       string
	Start, End int  // in the file, quotes included
	Quote      byte // the quote it is written in, or 0
}

// Fault is something that nginx refuses, or would.
type Fault struct {
	Node       *Node // nil where there is none
	Start, End int   // the bytes that are wrong
	Message    string
	Kind       model.RefusalKind
	// Assumed is not empty where another plausible nginx would accept it, and
	// says under what condition it does not.
	Assumed string
	// Meant is what was meant, where that is certain.
	Meant mending
}

// mending is what mends a fault: texts in the place of bytes. Without a title it
// is none.
type mending struct {
	title   string
	changes []change
}

// change is a text in the place of bytes.
type change struct {
	start, end int
	text       string
}

// in is the mending of a fault in a file.
func (m mending) in(f *source.File) *model.Correction {
	if m.title == "" {
		return nil
	}
	c := &model.Correction{Title: m.title}
	for _, e := range m.changes {
		c.Changes = append(c.Changes, model.Change{At: f.Span(e.start, e.end), Text: e.text})
	}
	return c
}

// Is says whether the node is a directive or block of that name. Names are
// compared as nginx does, by their case too.
func (n *Node) Is(name string) bool { return n.Kind != KindComment && n.Name.Text == name }

// Arg is the i-th argument's text; empty where there is none.
func (n *Node) Arg(i int) string {
	if i >= len(n.Words) {
		return ""
	}
	return n.Words[i].Text
}

// Span is the whole node.
func (n *Node) Span() source.Span { return n.Tree.File.Span(n.Start, n.End) }

// Head is a directive without its ";", or a block's opening without its "{".
func (n *Node) Head() source.Span {
	end := n.Name.End
	if len(n.Words) > 0 {
		end = n.Words[len(n.Words)-1].End
	}
	return n.Tree.File.Span(n.Start, end)
}

// WordSpan is the place of a word of the node.
func (n *Node) WordSpan(w Word) source.Span { return n.Tree.File.Span(w.Start, w.End) }

// Word turns a word into the model's; of a masked one the text stays behind.
func (n *Node) Word(w Word) model.Word {
	if n.Tree.File.Masked(w.Start, w.End) {
		w.Text = source.Mask
	}
	return model.Word{Text: w.Text, Span: n.WordSpan(w), Quoted: w.Quote != 0}
}

// maxIncluded is how deep files that include others are followed.
const maxIncluded = 32

// Directives yields what stands in a block as nginx reads it: without comments,
// and with what is included in the place of include.
func Directives(nodes []*Node) iter.Seq[*Node] {
	return func(yield func(*Node) bool) { directives(nodes, 0, yield) }
}

func directives(nodes []*Node, depth int, yield func(*Node) bool) bool {
	for _, n := range nodes {
		switch {
		case n.Kind == KindComment:
		case n.Is("include") && depth < maxIncluded:
			for _, t := range n.Included {
				if !directives(t.Nodes, depth+1, yield) {
					return false
				}
			}
		case !yield(n):
			return false
		}
	}
	return true
}
