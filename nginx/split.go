package nginx

import (
	"slices"

	"github.com/authlint/authlint/lint/model"
)

// split takes the directives off the words of a statement that lack their ";",
// so that the next line went into their arguments. nginx says of the whole that
// the number of arguments is wrong; where it does not, nothing is split.
//
// A directive begins at a line's first word when nginx has one of that name.
func (p *parser) split(end ending) {
	for {
		next := p.nextDirective(end)
		if next == 0 {
			return
		}
		rest, comments := p.words[next:], p.comments
		behind := slices.IndexFunc(comments, func(c Word) bool { return c.Start > rest[0].Start })
		if behind < 0 {
			behind = len(comments)
		}
		// What stands between the two is no part of the first.
		cut := behind
		for cut > 0 && comments[cut-1].Start > p.words[next-1].End {
			cut--
		}
		p.words, p.comments = p.words[:next], comments[:cut]
		p.detached(comments[cut:behind])
		p.words, p.comments = rest, comments[behind:]
	}
}

// detached takes one directive that lacks its ";", and the comments behind it.
// Where its last word ends in "}" that was to close the block.
func (p *parser) detached(behind []Word) {
	last := &p.words[len(p.words)-1]
	closes := last.Quote == 0 && len(last.Text) > 1 && last.Text[len(last.Text)-1] == '}' &&
		!slices.Contains([]byte(last.Text), '{') && len(p.open) > 0
	if closes {
		last.Text, last.End = last.Text[:len(last.Text)-1], last.End-1
	}
	wrong, of := p.wrong, 0
	for of < len(wrong) && wrong[of].Start < last.End {
		of++
	}
	p.wrong = wrong[:of]
	end := p.wordsEnd()
	n := p.add(KindDirective, p.words[0], end)
	p.arguments(n)
	p.wrong = wrong[of:]
	if p.isBlock(n.Name.Text) {
		p.opens(n)
	} else {
		p.lacks(n, end)
	}
	if closes {
		p.close(last.End, last.End+1)
	}
	for _, c := range behind {
		p.add(KindComment, c, c.End)
	}
}

// isBlock says that a directive is always a block.
func (p *parser) isBlock(name string) bool {
	masks := p.known.lookUp(name).masks
	return len(masks) > 0 && !slices.ContainsFunc(masks, func(m uint) bool { return m&takesBlock == 0 })
}

// opens takes a directive for the block that it should have opened.
func (p *parser) opens(n *Node) {
	n.Kind = KindBlock
	p.fault(n, n.Start, n.End, model.RefusedSyntax, n.Name.shown()+" is a block: \"{\" is missing")
	if len(p.open) < maxNesting {
		p.open = append(p.open, n)
		p.bases = append(p.bases, len(p.pending))
	}
}

// nextDirective is the word at which the next directive begins; 0 where the
// statement is one.
func (p *parser) nextDirective(end ending) int {
	if len(p.words) < 2 || p.isMap() {
		return 0
	}
	name := p.words[0]
	masks := p.known.lookUp(name.Text).masks
	wrong := !slices.ContainsFunc(masks, func(m uint) bool {
		return m&takesBlock != 0 == (end == endOpen) && takes(m, len(p.words)-1)
	})
	if len(masks) == 0 || !wrong && end != endFile && end != endBrace {
		return 0
	}
	for i := 1; i < len(p.words); i++ {
		w := p.words[i]
		if w.Quote == 0 && p.firstOfLine(w.Start) && len(p.known.lookUp(w.Text).masks) > 0 {
			return i
		}
	}
	return 0
}

// isMap says that the innermost open block is one whose lines are no
// directives.
func (p *parser) isMap() bool {
	if len(p.open) == 0 {
		return false
	}
	name := p.open[len(p.open)-1].Name.Text
	return inHTTP.within(name) == inMap
}

// firstOfLine says that only white space stands before a place in its line.
func (p *parser) firstOfLine(at int) bool {
	for at > 0 && (p.text[at-1] == ' ' || p.text[at-1] == '\t') {
		at--
	}
	return at == 0 || p.text[at-1] == '\n'
}
