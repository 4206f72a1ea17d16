package apache

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Tree is a parsed file. Its nodes cover every byte of it, in order: Text
// gives back what was read.
type Tree struct {
	File  *source.File
	Nodes []*Node
	// Faults are what httpd would not accept in the structure, in order.
	Faults []Fault
	// ByteOrderMark says that the file begins with one. The tree is that of
	// what follows; httpd takes it for a part of the first word.
	ByteOrderMark bool
	// Deep is the first section that stands in too many others to be read.
	Deep *Node
	text string
	none sectionPart // of all nodes that are no sections
}

// NodeKind is the kind of a node.
type NodeKind uint8

// The kinds of node.
const (
	KindBlank     NodeKind = iota // empty lines
	KindComment                   // a comment with the lines it swallows
	KindDirective                 // a directive
	KindSection                   // a section with all that stands in it
	KindClose                     // a closing tag that closes nothing
)

// Node is one logical line or one section. Start and End are byte offsets: of
// the whole node, line ends included.
type Node struct {
	Kind NodeKind
	// Joined says that a backslash joined the node's lines.
	Joined bool
	// NUL says that the text after a NUL was not seen.
	NUL bool
	// Lenient says that httpd skips this node unread.
	Lenient bool
	// refused says that httpd's complaint about the node is known.
	refused bool

	Parent *Node // the section it stands in, nil at the top
	Start  int
	End    int
	// HeadEnd is the end of a section's opening line; End for the others.
	HeadEnd int
	// Name is the directive's name; a section's begins with "<". For a
	// comment it is the whole text of the line.
	Name Word
	// Args is the text httpd cuts the words from: for a section up to the
	// last ">" of the line.
	Args  string
	Words []Word
	// ArgsStart and ArgsEnd are the bytes of the arguments.
	ArgsStart, ArgsEnd int

	// known is what is known of the name; nil when nothing is.
	known *known
	*sectionPart
}

// sectionPart is what only sections have. All other nodes share an empty one.
type sectionPart struct {
	// Tail is the text after a section's ">", which httpd ignores.
	Tail Word
	// Open says that a section's opening line has no ">".
	Open bool
	// CloseStart is where the closing tag's line begins; End when the
	// section is not closed.
	CloseStart int
	Children   []*Node

	// Verdict says whether httpd reads what stands in a condition, Why what
	// that rests on, Assumed that it rests on the assumed server.
	Verdict model.Verdict
	Why     string
	Assumed bool
	Negated bool
	// Argument is what a condition asks, without its "!".
	Argument Word
}

// Condition says that the node is a section httpd decides while reading.
func (n *Node) Condition() bool { return n.Kind == KindSection && n.known != nil && n.known.condition }

// label is a section's opening tag, without what is of no account in it.
func (n *Node) label() string { return n.Name.Text + " " + strings.TrimSpace(n.Args) + ">" }

// Is compares the node's name, a section's with its "<", as httpd does.
func (n *Node) Is(name string) bool { return strings.EqualFold(n.Name.Text, name) }

// Fault is something in the structure of a file that httpd refuses.
type Fault struct {
	Node       *Node
	Start, End int // the word that is wrong
	Message    string
	kind       model.RefusalKind
	// assumed is not empty when the fault is one under an assumption.
	assumed string
	// right are the words that belong in place of what is there, where that is
	// certain.
	right []Word
}

// Span returns bytes of the file.
func (t *Tree) Span(start, end int) source.Span { return t.File.Span(start, end) }

// WordSpan is the place of a word.
func (t *Tree) WordSpan(w Word) source.Span { return t.File.Span(w.Start, w.End) }

// Word turns a word into the model's; of a masked one the text stays behind.
func (t *Tree) Word(w Word) model.Word {
	if t.File.Masked(w.Start, w.End) {
		w.Text = source.Mask
	}
	return model.Word{Text: w.Text, Span: t.WordSpan(w), Quoted: w.Quote != 0}
}

// DirectiveSpan is a directive, or a section's opening tag, without the blanks
// round it.
func (t *Tree) DirectiveSpan(n *Node) source.Span {
	start, end := n.Start, n.HeadEnd
	for end > start && source.IsSpace(t.text[end-1]) {
		end--
	}
	for start < end && source.IsSpace(t.text[start]) {
		start++
	}
	return t.File.Span(start, end)
}

// Text writes the tree back. It equals what was read.
func (t *Tree) Text() string {
	var b strings.Builder
	b.Grow(len(t.text))
	var write func(nodes []*Node)
	write = func(nodes []*Node) {
		for _, n := range nodes {
			b.WriteString(t.text[n.Start:n.HeadEnd])
			if n.Kind == KindSection {
				write(n.Children)
				b.WriteString(t.text[n.CloseStart:n.End])
			}
		}
	}
	write(t.Nodes)
	return b.String()
}

// Walk calls f for every node, parents first.
func (t *Tree) Walk(f func(*Node)) {
	var walk func(nodes []*Node)
	walk = func(nodes []*Node) {
		for _, n := range nodes {
			f(n)
			walk(n.Children)
		}
	}
	walk(t.Nodes)
}
