package apache

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// maxNesting bounds how deep sections may stand in each other. httpd has no
// bound but its stack; nobody writes this.
const maxNesting = 500

// decision is whether httpd reads what stands in a condition.
type decision struct {
	verdict model.Verdict
	why     string
	assumed bool
}

// context is what parsing one file needs to know of the server.
type context struct {
	maxLine int
	// decide answers for a condition; the argument is without its "!".
	decide func(kind model.ConditionKind, argument string) decision
	// vars answers for ${NAME}; nil when nothing is known.
	vars func(name string) (string, bool)
	// undefined says that the server's configuration is in view, so that names
	// of IfDefine which it does not define are taken for undefined.
	undefined bool
	// read is called for every directive httpd carries out while reading
	// (Define, LoadModule, Include), in order; nil when there is no use.
	read func(t *Tree, n *Node)
}

// byteOrderMark is that of UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

// parser builds a tree. open is the stack of sections not closed yet.
type parser struct {
	context
	scanner
	tree  *Tree
	open  []*Node
	line  line
	nodes []Node  // room for the next nodes
	words []Word  // for their words
	slots []*Node // and for what sections hold
	// pending are the nodes of all open sections, those of the innermost
	// last; bases says where those of each begin.
	pending []*Node
	bases   []int
	lines   int // of the file
	// soakEnd is where the closing tag begins of what httpd reads over as
	// raw lines: a condition that is not met, a macro. What stands before it
	// is read for the rules alone. Elsewhere it is -1.
	soakEnd int
	// outside counts the open conditions that httpd does not enter, as far
	// as is known.
	outside int
	// deeper counts the open sections beyond maxNesting.
	deeper int
	// torn says that a tag was wrong. httpd reads no further, and how the
	// tags after it pair is a guess.
	torn bool
	// expands says that a macro was used, which may hold any tag.
	expands bool
}

// parse reads a file. It always gives a tree.
func parse(f *source.File, c context) *Tree {
	text := string(f.Data)
	p := &parser{
		context: c,
		scanner: scanner{text: text, max: c.maxLine, vars: c.vars},
		tree:    &Tree{File: f, text: text},
		soakEnd: -1,
		lines:   strings.Count(text, "\n") + 1,
	}
	if strings.HasPrefix(text, byteOrderMark) {
		p.tree.ByteOrderMark = true
		p.pos = len(byteOrderMark)
	}
	for p.next(&p.line) {
		if p.line.start == len(byteOrderMark) && p.tree.ByteOrderMark {
			p.line.start = 0
		}
		p.take()
	}
	p.finish()
	return p.tree
}

// take sorts one logical line into the tree.
func (p *parser) take() {
	l := &p.line
	switch {
	case p.soakEnd >= 0 && l.start == p.soakEnd:
		p.closeSoaked()
	case l.tooLong > 0 && p.soakEnd < 0:
		p.tooLong()
	case l.text == "":
		p.blank()
	case l.text[0] == '#':
		n := p.add(KindComment)
		n.Name = Word{Text: l.text, Start: l.place(0), End: l.placeAfter(len(l.text) - 1)}
	case isClosing(l.text):
		p.closing()
	default:
		p.directive()
	}
}

// tooLong keeps a line that httpd does not read.
func (p *parser) tooLong() {
	n := p.add(KindComment)
	p.fault(n, p.line.tooLong-1, p.line.tooLong, model.RefusedSyntax, lineTooLong)
}

const lineTooLong = "line is longer than httpd reads, and it refuses the file for it"

// add makes a node of the line and puts it where it stands.
func (p *parser) add(kind NodeKind) *Node {
	if len(p.nodes) == cap(p.nodes) {
		p.nodes = make([]Node, 0, p.piece(1, 128))
	}
	p.nodes = p.nodes[:len(p.nodes)+1]
	n := &p.nodes[len(p.nodes)-1]
	n.Kind, n.Start, n.End, n.HeadEnd, n.sectionPart = kind, p.line.start, p.line.end, p.line.end, &p.tree.none
	n.Joined, n.NUL, n.Lenient = p.line.joined, p.line.nul, p.soakEnd >= 0 || p.deeper > 0
	if len(p.open) > 0 {
		n.Parent = p.open[len(p.open)-1]
	}
	p.pending = append(p.pending, n)
	return n
}

// piece is how many are allocated at once of what a line has so many of: most
// files are small, and there are many of them.
func (p *parser) piece(ofLine, most int) int { return min(ofLine*p.lines, most) }

// push opens a section.
func (p *parser) push(n *Node) {
	p.open = append(p.open, n)
	p.bases = append(p.bases, len(p.pending))
}

// inside is where the nodes of the innermost open section begin.
func (p *parser) inside() int {
	if len(p.bases) == 0 {
		return 0
	}
	return p.bases[len(p.bases)-1]
}

// settle takes the nodes of the innermost open section, or those at the top,
// out of the pending ones. Their slices are cut from larger pieces.
func (p *parser) settle() []*Node {
	base := p.inside()
	nodes := p.pending[base:]
	if len(nodes) > cap(p.slots)-len(p.slots) {
		p.slots = make([]*Node, 0, max(p.piece(1, 512), len(nodes)))
	}
	first := len(p.slots)
	p.slots = append(p.slots, nodes...)
	p.pending = p.pending[:base]
	return p.slots[first:len(p.slots):len(p.slots)]
}

// blank adds an empty line to a run of them.
func (p *parser) blank() {
	if len(p.pending) > p.inside() {
		if last := p.pending[len(p.pending)-1]; last.Kind == KindBlank && last.End == p.line.start {
			last.End, last.HeadEnd = p.line.end, p.line.end
			return
		}
	}
	p.add(KindBlank)
}

func (p *parser) fault(n *Node, start, end int, kind model.RefusalKind, message string, right ...Word) {
	if !n.Lenient {
		p.tree.Faults = append(p.tree.Faults, Fault{Node: n, Start: start, End: end, Message: message, kind: kind, right: right})
	}
}

// tear is fault for a tag that is wrong, of which httpd names only the first.
// With an assumption it counts only where that holds. Where macros are used the
// tag may belong to what one of them makes.
func (p *parser) tear(n *Node, w Word, message, assumed string, right ...Word) {
	if p.torn || n.Lenient || p.expands {
		return
	}
	p.fault(n, w.Start, w.End, model.RefusedSyntax, message, right...)
	p.tree.Faults[len(p.tree.Faults)-1].assumed = assumed
	p.torn = assumed == ""
}

// directive takes a line that begins with a directive's or a section's name.
func (p *parser) directive() {
	l := &p.line
	name, next, _ := l.word(0, len(l.text))
	if name.Text == "" { // `""` alone on a line, which httpd passes over
		p.add(KindComment).Name = name
		return
	}
	if strings.HasSuffix(name.Text, ">") && !strings.HasPrefix(name.Text[1:], "/") {
		name.Text = name.Text[:len(name.Text)-1] // of any directive's name, not of sections' alone
		name.End--
	}
	if name.Text != "" && name.Text[0] == '<' {
		p.section(name, next)
		return
	}
	n := p.add(KindDirective)
	n.Name, n.known = name, lookUp(name.Text)
	p.expands = p.expands || !n.Lenient && strings.EqualFold(name.Text, "Use")
	n.refused = name.Text == "" && n.Parent != nil && n.Parent.Open // its ">", on a line of its own
	p.arguments(n, next, len(l.text))
	if p.read != nil && !n.Lenient && p.outside == 0 {
		p.read(p.tree, n)
	}
}

// arguments cuts the words between two places of the line.
func (p *parser) arguments(n *Node, from, to int) {
	l := &p.line
	n.Args = l.text[min(from, to):to]
	n.ArgsStart, n.ArgsEnd = n.Name.End, n.Name.End
	if from >= to {
		return
	}
	n.ArgsStart, n.ArgsEnd = l.place(from), l.placeAfter(to-1)
	first := len(p.words)
	if cap(p.words)-len(p.words) < wordsOfLine {
		p.words, first = make([]Word, 0, wordsOfLine+p.piece(2, wordChunk)), 0
	}
	if n.known != nil && n.known.rewrite {
		p.words = l.rewriteWords(p.words, from, to)
	} else {
		p.words = l.cut(p.words, from, to)
	}
	n.Words = p.words[first:len(p.words):len(p.words)]
}

// Words are allocated in pieces; hardly any line has more than wordsOfLine.
const (
	wordsOfLine = 16
	wordChunk   = 512
)

// section opens a section. A name alone on its line needs no ">".
func (p *parser) section(name Word, next int) {
	l := &p.line
	end := len(l.text)
	last := strings.LastIndexByte(l.text[next:], '>')
	n := p.add(KindSection)
	n.Name, n.known = name, lookUp(name.Text)
	n.sectionPart = &sectionPart{CloseStart: p.line.end}
	from, to := end, end
	switch {
	case last >= 0:
		from, to = next, next+last
	case next < end:
		n.Open = true
		from = next
	}
	p.arguments(n, from, to)
	if last >= 0 {
		p.tail(n, to+1)
	}
	switch {
	case !plainName(name.Text[1:]) && !strings.Contains(name.Text, "${"):
		p.tear(n, name, oddSection(name.Text), "")
		n.refused = true
	case n.Open:
		p.fault(n, name.Start, name.End, model.RefusedSyntax, name.Text+"> lacks its closing '>'", Word{Text: ">", Start: n.ArgsEnd, End: n.ArgsEnd})
		n.refused = true
	}
	if len(p.open) >= maxNesting {
		p.deep(n)
		return
	}
	p.push(n)
	if n.Condition() {
		p.condition(n, n.known.kind, from, to)
	} else if strings.EqualFold(name.Text, "<Macro") && p.soakEnd < 0 {
		p.soak(n, macroEnd)
	}
}

// oddSection says why a section's name is none.
func oddSection(name string) string {
	if name == "<" {
		return "a section's name follows its < without a blank"
	}
	for end := len(name); end > 2; end-- {
		if len(Lookup(name[:end])) > 0 {
			return "a blank is missing between " + name[:end] + " and its argument"
		}
	}
	return name + "> is no section's name"
}

// deep keeps a section beyond maxNesting, unread.
func (p *parser) deep(n *Node) {
	n.Kind = KindClose
	p.deeper++
	if p.tree.Deep == nil {
		p.tree.Deep = n
	}
}

// tail keeps what stands after a section's ">": httpd does not look at it.
func (p *parser) tail(n *Node, from int) {
	l := &p.line
	for from < len(l.text) && source.IsSpace(l.text[from]) {
		from++
	}
	if from < len(l.text) {
		n.Tail = Word{Text: l.text[from:], Start: l.place(from), End: l.placeAfter(len(l.text) - 1)}
	}
}
