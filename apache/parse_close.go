package apache

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// isClosing says that a line begins with a closing tag, quoted or not.
func isClosing(text string) bool {
	return strings.HasPrefix(strings.TrimPrefix(strings.TrimPrefix(text, "'"), `"`), "</")
}

// pop closes the innermost section, at the line when that is its closing tag,
// else before it.
func (p *parser) pop(tag bool) {
	n := p.open[len(p.open)-1]
	n.Children = p.settle()
	p.open, p.bases = p.open[:len(p.open)-1], p.bases[:len(p.bases)-1]
	n.CloseStart, n.End = p.line.start, p.line.start
	if tag {
		n.End = p.line.end
	}
	if n.Condition() && n.Verdict != model.Entered {
		p.outside--
	}
}

// closing takes a line that begins with a closing tag.
func (p *parser) closing() {
	l := &p.line
	w, _, _ := l.word(0, len(l.text))
	switch {
	case p.deeper > 0:
		p.deeper--
		p.add(KindClose).Name = w
		return
	case p.soakEnd >= 0:
		p.closeLeniently(tagName(l.text))
		return
	case len(p.open) == 0:
		n := p.add(KindClose)
		n.Name = w
		var right []Word
		if isCondition(tagName(l.text)) {
			right = []Word{instead(w, "")} // of which nothing but the line is left
		}
		p.tear(n, w, w.Text+" has no "+opening(w)+" to close", "", right...)
		return
	}
	top := p.open[len(p.open)-1]
	if top.Condition() {
		p.closeCondition(top, w)
		return
	}
	p.closeSection(top, w)
}

// opening is the tag that a closing tag belongs to.
func opening(w Word) string { return "<" + strings.TrimPrefix(w.Text, "</") }

// closeCondition closes a condition that httpd entered: it compares the whole
// line, as it is written.
func (p *parser) closeCondition(top *Node, w Word) {
	if strings.EqualFold(p.line.text, "</"+top.Name.Text[1:]+">") {
		p.pop(true)
		return
	}
	assumed := ""
	if top.Verdict == model.Undecided {
		assumed = "httpd reads what stands in " + top.label()
	}
	name := tagName(p.line.text)
	if strings.EqualFold(name, top.Name.Text[1:]) {
		p.tear(top, w, "</"+top.Name.Text[1:]+"> of a condition must stand alone on its line", assumed, p.closes(top, name)...)
	} else {
		p.tear(top, w, w.Text+" has no "+opening(w)+" to close in "+top.Name.Text+">", assumed)
	}
	p.recover(name, w)
}

// closeSection closes any other section.
func (p *parser) closeSection(top *Node, w Word) {
	name, closed := strings.CutSuffix(strings.TrimPrefix(w.Text, "</"), ">")
	switch {
	case closed && strings.EqualFold(name, top.Name.Text[1:]):
		p.pop(true)
		return
	case strings.Contains(top.Name.Text, "${"):
		p.pop(true) // of which the opening tag says enough
		return
	case strings.Contains(w.Text, "${"):
		p.tear(top, w, "expected </"+top.Name.Text[1:]+"> but saw "+w.Text, "the server defines no such variable")
		p.pop(true)
		return
	case !closed:
		p.tear(top, w, w.Text+"> lacks its closing '>', or has a blank before it", "", p.closes(top, name)...)
	default:
		p.tear(top, w, "expected </"+top.Name.Text[1:]+"> but saw "+w.Text, "", p.closes(top, name)...)
	}
	p.recover(tagName(p.line.text), w)
}

// closes is the line that closes a section, where the one there is must have
// been meant for it: its name is much like the section's, and no other section
// round it has it.
func (p *parser) closes(top *Node, name string) []Word {
	meant := top.Name.Text[1:]
	for _, outer := range p.open[:len(p.open)-1] {
		if strings.EqualFold(outer.Name.Text[1:], name) {
			return nil
		}
	}
	if !plainName(meant) || strings.Contains(p.line.text, "#") || !alike(strings.ToLower(name), strings.ToLower(meant)) && !strings.EqualFold(name, meant) {
		return nil
	}
	l := &p.line
	return []Word{{Text: "</" + meant + ">", Start: l.place(0), End: l.placeAfter(len(l.text) - 1)}}
}

// tagName is the name a closing tag was meant to have.
func tagName(text string) string {
	text = strings.TrimLeft(text, "</\"' \t")
	end := strings.IndexFunc(text, func(r rune) bool {
		return r < 0x80 && !isLetter(byte(r)) && !isDigit(byte(r))
	})
	if end >= 0 {
		text = text[:end]
	}
	return text
}

// recover goes on after a closing tag that is wrong: it closes the section of
// that name, else the innermost one when the name is much like its name.
func (p *parser) recover(name string, w Word) {
	if p.closeOuter(name, 0) {
		return
	}
	n := p.open[len(p.open)-1]
	meant := n.Name.Text[1:]
	if meant == "" && len(n.Words) > 0 {
		meant = n.Words[0].Text
	}
	if alike(strings.ToLower(name), strings.ToLower(meant)) {
		p.pop(true)
		return
	}
	p.add(KindClose).Name = w
}

// alike says that one of two names was probably meant for the other.
func alike(a, b string) bool {
	common := 0
	for common < len(a) && common < len(b) && a[common] == b[common] {
		common++
	}
	return common >= 4 || model.OneSlip(a, b)
}

// closeOuter closes the innermost section of that name, among those above some
// depth, and what is open in it.
func (p *parser) closeOuter(name string, depth int) bool {
	for i := len(p.open) - 1; i >= depth; i-- {
		if strings.EqualFold(name, p.open[i].Name.Text[1:]) {
			for len(p.open)-1 > i {
				p.pop(false)
			}
			p.pop(true)
			return true
		}
	}
	return false
}

// closeLeniently closes what fits inside what httpd reads over.
func (p *parser) closeLeniently(name string) {
	depth := len(p.open)
	for depth > 0 && p.open[depth-1].Lenient {
		depth--
	}
	if !p.closeOuter(name, depth) {
		p.add(KindClose)
	}
}

// closeSoaked ends what httpd reads over, whatever is open in it.
func (p *parser) closeSoaked() {
	p.soakEnd, p.deeper = -1, 0
	for len(p.open) > 0 {
		lenient := p.open[len(p.open)-1].Lenient
		p.pop(!lenient)
		if !lenient {
			return
		}
	}
}

// soak reads ahead over raw lines, to where the section that was just opened
// ends; end finds that place, or says what is wrong.
func (p *parser) soak(n *Node, end func(p *parser, ahead *scanner, n *Node) int) {
	ahead := p.scanner
	ahead.vars = nil
	p.soakEnd = end(p, &ahead, n)
}

// conditionEnd finds the end of a condition that is not met as httpd does: it
// looks at nothing but tags.
func conditionEnd(p *parser, ahead *scanner, n *Node) int {
	names := []string{n.Name.Text[1:]}
	var l line
	for ahead.next(&l) {
		w, next, _ := l.word(0, len(l.text))
		switch {
		case l.tooLong > 0:
			p.fault(n, l.tooLong-1, l.tooLong, model.RefusedSyntax, lineTooLong)
			return len(p.text)
		case !strings.HasPrefix(w.Text, "<"):
		case strings.HasPrefix(w.Text, "</"):
			want := names[len(names)-1]
			// httpd takes the last character for the ">", whatever it is.
			if !strings.EqualFold(w.Text[2:max(2, len(w.Text)-1)], want) {
				p.tear(n, w, "expected </"+want+"> but saw "+w.Text, "")
				return len(p.text)
			}
			names = names[:len(names)-1]
			if len(names) == 0 {
				return l.start
			}
		default:
			name := w.Text
			if next >= len(l.text) && len(name) > 1 {
				name = strings.TrimSuffix(name, ">")
			}
			names = append(names, name[1:])
		}
	}
	p.tear(n, n.Name, n.Name.Text+"> has no </"+names[len(names)-1]+"> before the end of the file", "")
	return len(p.text)
}

// macroEnd finds the end of a macro: its lines are kept as they are until the
// macro is used.
func macroEnd(p *parser, ahead *scanner, n *Node) int {
	depth := 1
	var l line
	for ahead.next(&l) {
		w, _, _ := l.word(0, len(l.text))
		switch {
		case strings.EqualFold(w.Text, "</Macro>"):
			if depth--; depth == 0 {
				return l.start
			}
		case strings.EqualFold(w.Text, "<Macro"):
			depth++
		}
	}
	p.tear(n, n.Name, n.Name.Text+"> has no </Macro> before the end of the file", "")
	return len(p.text)
}

// isCondition says that a name is that of a section httpd decides while reading.
func isCondition(name string) bool {
	for _, c := range conditions {
		if strings.EqualFold(name, c.name[1:]) {
			return true
		}
	}
	return false
}

// ends is the closing tag of the only section that is open at the end of the
// file, when its directives stand below each other up to there.
func (p *parser) ends(n *Node) []Word {
	nodes := p.pending[p.inside():]
	if len(p.open) != 1 || len(nodes) == 0 || !plainName(n.Name.Text[1:]) {
		return nil
	}
	for i, child := range nodes {
		if child.Kind != KindDirective && !(child.Kind == KindBlank && i == len(nodes)-1) {
			return nil
		}
	}
	return []Word{{Text: "</" + n.Name.Text[1:] + ">\n", Start: len(p.text), End: len(p.text)}}
}

// finish ends what is open at the end of the file. httpd complains of a
// section that is not closed unless it stands in a condition it entered.
func (p *parser) finish() {
	p.line = line{start: len(p.text), end: len(p.text)}
	if p.tree.ByteOrderMark && len(p.pending) == 0 {
		p.line.start = 0
		p.add(KindBlank)
		p.line.start = len(p.text)
	}
	entered := false
	for _, n := range p.open {
		switch {
		case n.Condition() && n.Verdict == model.Undecided && !n.refused:
			// When httpd enters it, it does not miss the end.
			p.tear(n, n.Name, n.Name.Text+"> has no </"+n.Name.Text[1:]+"> before the end of the file",
				"httpd does not read what stands in "+n.label())
			entered = true
		case n.Condition():
			entered = true
		case !entered:
			p.tear(n, n.Name, n.Name.Text+"> was not closed", "", p.ends(n)...)
			n.refused = true
		}
	}
	for len(p.open) > 0 {
		p.pop(false)
	}
	p.tree.Nodes = p.settle()
}
