package apache

import (
	"strconv"
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
	nodes []Node // allocated in one piece
	words []Word
	// soakEnd is where the closing tag of the outermost skipped condition
	// begins; what stands before it is read for the rules alone. Outside a
	// skipped condition it is -1.
	soakEnd int
	// deep says that nesting reached its bound.
	deep bool
}

// parse reads a file. It always gives a tree.
func parse(f *source.File, c context) *Tree {
	text := string(f.Data)
	lines := strings.Count(text, "\n") + 1
	p := &parser{
		context: c,
		scanner: scanner{text: text, max: c.maxLine, vars: c.vars},
		tree:    &Tree{File: f, text: text},
		nodes:   make([]Node, 0, lines),
		words:   make([]Word, 0, 3*lines),
		soakEnd: -1,
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
	if p.soakEnd >= 0 && l.start == p.soakEnd {
		p.closeSkipped()
		return
	}
	if l.tooLong && p.soakEnd < 0 {
		n := p.add(KindDirective)
		p.fault(n, n.Start, min(n.End, n.Start+1), model.RefusedSyntax,
			"line is longer than the "+strconv.Itoa(p.max)+" bytes httpd reads")
		n.Kind = KindComment
		return
	}
	switch {
	case l.text == "":
		p.blank()
	case l.text[0] == '#':
		n := p.add(KindComment)
		n.Name = Word{Text: l.text, Start: l.place(0), End: l.place(len(l.text)-1) + 1}
	case strings.HasPrefix(l.text, "</") || strings.HasPrefix(l.text, "\"</"):
		p.closing()
	default:
		p.directive()
	}
}

// add makes a node of the line and puts it where it stands.
func (p *parser) add(kind NodeKind) *Node {
	if len(p.nodes) == cap(p.nodes) {
		p.nodes = make([]Node, 0, 64)
	}
	p.nodes = append(p.nodes, Node{
		Kind: kind, Start: p.line.start, End: p.line.end, HeadEnd: p.line.end, CloseStart: p.line.end,
		Joined: p.line.joined, NUL: p.line.nul, Lenient: p.soakEnd >= 0,
	})
	n := &p.nodes[len(p.nodes)-1]
	if len(p.open) > 0 {
		n.Parent = p.open[len(p.open)-1]
		n.Parent.Children = append(n.Parent.Children, n)
	} else {
		p.tree.Nodes = append(p.tree.Nodes, n)
	}
	return n
}

// blank adds an empty line to a run of them.
func (p *parser) blank() {
	nodes := p.tree.Nodes
	if len(p.open) > 0 {
		nodes = p.open[len(p.open)-1].Children
	}
	if len(nodes) > 0 {
		if last := nodes[len(nodes)-1]; last.Kind == KindBlank && last.End == p.line.start {
			last.End, last.HeadEnd, last.CloseStart = p.line.end, p.line.end, p.line.end
			return
		}
	}
	p.add(KindBlank)
}

func (p *parser) fault(n *Node, start, end int, kind model.RefusalKind, message string) {
	if n.Lenient {
		return
	}
	p.tree.Faults = append(p.tree.Faults, Fault{n, start, end, message, kind})
}

// directive takes a line that begins with a directive's or a section's name.
func (p *parser) directive() {
	l := &p.line
	name, next, _ := l.word(0, len(l.text))
	if name.Text == "" { // `""` alone on a line, which httpd passes over
		p.add(KindComment).Name = name
		return
	}
	if name.Text[0] != '<' {
		n := p.add(KindDirective)
		n.Name = name
		p.arguments(n, next, len(l.text))
		if p.read != nil && !n.Lenient && p.entered() {
			p.read(p.tree, n)
		}
		return
	}
	p.section(name, next)
}

// arguments cuts the words between two places of the line.
func (p *parser) arguments(n *Node, from, to int) {
	l := &p.line
	n.Args = l.text[min(from, to):to]
	n.ArgsStart, n.ArgsEnd = n.Name.End, n.Name.End
	if from >= to {
		return
	}
	n.ArgsStart, n.ArgsEnd = l.place(from), l.place(to-1)+1
	first := len(p.words)
	for at := from; ; {
		w, next, ok := l.word(at, to)
		if !ok {
			break
		}
		p.words = append(p.words, w)
		at = next
	}
	n.Words = p.words[first:len(p.words):len(p.words)]
}

// section opens a section.
func (p *parser) section(name Word, next int) {
	l := &p.line
	end := len(l.text)
	bare := strings.HasSuffix(name.Text, ">")
	if bare {
		name.Text = name.Text[:len(name.Text)-1]
	}
	last := strings.LastIndexByte(l.text[next:], '>')
	n := p.add(KindSection)
	n.Name = name
	switch {
	case last >= 0:
		p.arguments(n, next, next+last)
		p.tail(n, next+last+1)
	case bare && next >= end:
		p.arguments(n, end, end)
	default:
		n.Open = true
		p.arguments(n, next, end)
		p.fault(n, n.Name.Start, n.Name.End, model.RefusedSyntax, name.Text+"> lacks its closing '>'")
	}
	if len(p.open) >= maxNesting {
		p.deep = true
		n.Kind = KindClose
		return
	}
	p.open = append(p.open, n)
	if kind, is := conditionKind(name.Text); is {
		p.condition(n, kind)
	}
}

// tail keeps what stands after a section's ">": httpd does not look at it.
func (p *parser) tail(n *Node, from int) {
	l := &p.line
	for from < len(l.text) && source.IsSpace(l.text[from]) {
		from++
	}
	if from < len(l.text) {
		n.Tail = Word{Text: l.text[from:], Start: l.place(from), End: l.place(len(l.text)-1) + 1}
	}
}

// entered says that httpd reads what is open now: no condition round it is
// undecided or skipped.
func (p *parser) entered() bool {
	for _, n := range p.open {
		if n.Condition() && n.Verdict != model.Entered {
			return false
		}
	}
	return true
}

// condition decides a condition and, when httpd skips it, finds where that
// ends.
func (p *parser) condition(n *Node, kind model.ConditionKind) {
	argument := strings.TrimSpace(n.Args)
	if kind != model.IfVersion && strings.HasPrefix(argument, "!") {
		n.Negated = true
		argument = argument[1:]
	}
	if argument == "" && !n.Open {
		p.fault(n, n.Name.Start, n.Name.End, model.RefusedArguments, n.Name.Text+"> requires an argument")
	}
	d := p.decide(kind, argument)
	if n.Negated && d.verdict != model.Undecided {
		d.verdict = model.Entered + model.Skipped - d.verdict
	}
	n.Verdict, n.Why, n.Assumed = d.verdict, d.why, d.assumed
	if n.Verdict == model.Skipped && p.soakEnd < 0 {
		p.soak(n)
	}
}

// soak reads ahead as httpd does over a condition that is not met: it looks at
// nothing but tags.
func (p *parser) soak(n *Node) {
	ahead := p.scanner
	ahead.vars = nil
	names := []string{n.Name.Text[1:]}
	var l line
	for ahead.next(&l) {
		w, next, _ := l.word(0, len(l.text))
		switch {
		case l.tooLong:
			p.fault(n, l.start, l.start+1, model.RefusedSyntax,
				"line is longer than the "+strconv.Itoa(p.max)+" bytes httpd reads")
		case !strings.HasPrefix(w.Text, "<"):
		case strings.HasPrefix(w.Text, "</"):
			want := names[len(names)-1]
			got := w.Text[2:max(2, len(w.Text)-1)]
			if !strings.EqualFold(got, want) {
				p.fault(n, w.Start, w.End, model.RefusedSyntax, "expected </"+want+"> but saw "+w.Text)
				p.soakEnd = len(p.text)
				return
			}
			names = names[:len(names)-1]
			if len(names) == 0 {
				p.soakEnd = l.start
				return
			}
		default:
			name := w.Text
			if next >= len(l.text) && strings.HasSuffix(name, ">") {
				name = name[:len(name)-1]
			}
			names = append(names, name[1:])
		}
	}
	p.soakEnd = len(p.text)
	want := names[len(names)-1]
	p.fault(n, n.Name.Start, n.Name.End, model.RefusedSyntax, n.Name.Text+"> has no </"+want+"> before the end of the file")
}

// closeSkipped ends the outermost skipped condition, whatever is open in it.
func (p *parser) closeSkipped() {
	for len(p.open) > 0 {
		n := p.open[len(p.open)-1]
		if !n.Lenient {
			p.soakEnd = -1
			p.pop(true)
			return
		}
		p.pop(false)
	}
}

// pop closes the innermost section, at the line when that is its closing tag,
// else before it.
func (p *parser) pop(tag bool) {
	n := p.open[len(p.open)-1]
	p.open = p.open[:len(p.open)-1]
	n.CloseStart, n.End = p.line.start, p.line.start
	if tag {
		n.End = p.line.end
	}
}

// closing takes a line that begins with a closing tag.
func (p *parser) closing() {
	l := &p.line
	w, _, _ := l.word(0, len(l.text))
	name := strings.TrimSuffix(strings.TrimPrefix(w.Text, "</"), ">")
	if p.soakEnd >= 0 {
		p.closeLeniently(name)
		return
	}
	if len(p.open) == 0 {
		p.stray(w, w.Text+" without matching <"+strings.TrimPrefix(w.Text, "</")+" section")
		return
	}
	top := p.open[len(p.open)-1]
	if top.Condition() {
		// Inside an entered condition httpd compares the whole line.
		if strings.EqualFold(l.text, "</"+top.Name.Text[1:]+">") {
			p.pop(true)
			return
		}
		p.stray(w, w.Text+" without matching <"+strings.TrimPrefix(w.Text, "</")+" section")
		p.closeOuter(name)
		return
	}
	switch matches := strings.EqualFold(name, top.Name.Text[1:]); {
	case matches && strings.HasSuffix(w.Text, ">"):
		p.pop(true)
	case matches:
		p.fault(top, w.Start, w.End, model.RefusedSyntax, w.Text+"> lacks its closing '>'")
		p.pop(true)
	default:
		p.fault(top, w.Start, w.End, model.RefusedSyntax, "expected </"+top.Name.Text[1:]+"> but saw "+w.Text)
		if !p.closeOuter(name) {
			p.add(KindClose).Name = w
		}
	}
}

// stray keeps a closing tag that closes nothing.
func (p *parser) stray(w Word, message string) {
	n := p.add(KindClose)
	n.Name = w
	p.fault(n, w.Start, w.End, model.RefusedSyntax, message)
}

// closeOuter resynchronises: a closing tag that fits a section further out
// closes everything up to it. The complaint was made already.
func (p *parser) closeOuter(name string) bool {
	for i := len(p.open) - 1; i >= 0; i-- {
		if strings.EqualFold(name, p.open[i].Name.Text[1:]) {
			p.unwind(i)
			return true
		}
	}
	return false
}

// unwind closes the sections from the i-th open one on, that one at the line.
func (p *parser) unwind(i int) {
	// A stray node of this very line may have been added: it goes.
	if nodes := p.siblings(); len(*nodes) > 0 && (*nodes)[len(*nodes)-1].Start == p.line.start {
		*nodes = (*nodes)[:len(*nodes)-1]
	}
	for len(p.open)-1 > i {
		p.pop(false)
	}
	p.pop(true)
}

func (p *parser) siblings() *[]*Node {
	if len(p.open) == 0 {
		return &p.tree.Nodes
	}
	return &p.open[len(p.open)-1].Children
}

// closeLeniently closes what fits inside a skipped condition.
func (p *parser) closeLeniently(name string) {
	for i := len(p.open) - 1; i >= 0 && p.open[i].Lenient; i-- {
		if strings.EqualFold(name, p.open[i].Name.Text[1:]) {
			p.unwind(i)
			return
		}
	}
	p.add(KindClose)
}

// finish ends what is open at the end of the file. httpd complains of a
// section that is not closed unless it stands in an entered condition.
func (p *parser) finish() {
	p.line = line{start: len(p.text), end: len(p.text)}
	if p.tree.ByteOrderMark && len(p.tree.Nodes) == 0 {
		p.line.start = 0
		p.add(KindBlank)
		p.line.start = len(p.text)
	}
	complain := true
	for _, n := range p.open {
		if n.Condition() {
			complain = false
		}
		if complain {
			p.fault(n, n.Name.Start, n.Name.End, model.RefusedSyntax, n.Name.Text+"> was not closed")
		}
	}
	for len(p.open) > 0 {
		p.pop(false)
	}
}

// conditionKind says whether a section's name is that of a condition.
func conditionKind(name string) (model.ConditionKind, bool) {
	if len(name) < 7 || (name[1] != 'I' && name[1] != 'i') {
		return 0, false
	}
	for _, c := range conditions {
		if strings.EqualFold(name, c.name) {
			return c.kind, true
		}
	}
	return 0, false
}

var conditions = [...]struct {
	name string
	kind model.ConditionKind
}{
	{"<IfModule", model.IfModule},
	{"<IfDefine", model.IfDefine},
	{"<IfVersion", model.IfVersion},
	{"<IfFile", model.IfFile},
	{"<IfDirective", model.IfDirective},
	{"<IfSection", model.IfSection},
}
