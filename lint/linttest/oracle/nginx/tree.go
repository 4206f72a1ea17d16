package nginx

import (
	"strings"
)

// node is a directive as it is written: its words, and what stands in its
// braces if it has any.
type node struct {
	words  string
	block  []node
	braces bool
}

// d is a directive without braces.
func d(words ...string) node { return node{words: strings.Join(words, " ")} }

// b is a block.
func b(words string, inside ...node) node { return node{words: words, block: inside, braces: true} }

// name is the directive's name in lower case.
func (n node) name() string {
	name, _, _ := strings.Cut(n.words, " ")
	return strings.ToLower(name)
}

// args is what follows the name.
func (n node) args() string {
	_, args, _ := strings.Cut(n.words, " ")
	return args
}

// walk calls f for a tree's directives, the outer ones first.
func walk(nodes []node, f func(node)) {
	for _, n := range nodes {
		f(n)
		walk(n.block, f)
	}
}

// lines are a tree with one directive on each line.
func lines(nodes []node) []string {
	var out []string
	for _, n := range nodes {
		if !n.braces {
			out = append(out, n.words+";")
			continue
		}
		out = append(append(append(out, n.words+" {"), lines(n.block)...), "}")
	}
	return out
}

// parse reads configuration as nginx does: words, quotation marks, comments and
// braces. What does not end is left out.
func parse(text string) []node {
	p := &parser{text: text}
	return p.block(0)
}

// maxDepth bounds how deep blocks may nest.
const maxDepth = 20

type parser struct {
	text string
	at   int
}

// block reads directives up to the closing brace.
func (p *parser) block(depth int) []node {
	var out []node
	var words []string
	for {
		word, end := p.next()
		if word != "" {
			words = append(words, word)
		}
		switch end {
		case ';':
			if len(words) > 0 {
				out = append(out, d(words...))
			}
			words = nil
		case '{':
			if depth == maxDepth {
				return out
			}
			inside := p.block(depth + 1)
			out = append(out, b(strings.Join(words, " "), inside...))
			words = nil
		case '}', 0:
			return out
		}
	}
}

// next is the next word, as it is written, and the character that ended it
// where that means something; 0 stands for the end of the text.
func (p *parser) next() (word string, end byte) {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
	if p.at == len(p.text) {
		return "", 0
	}
	begin := p.at
	switch c := p.text[p.at]; c {
	case '#':
		for p.at < len(p.text) && p.text[p.at] != '\n' {
			p.at++
		}
		return "", ' '
	case ';', '{', '}':
		p.at++
		return "", c
	case '"', '\'':
		p.quoted(c)
	default:
		p.plain()
	}
	return p.text[begin:p.at], ' '
}

// quoted moves behind a word in quotation marks.
func (p *parser) quoted(mark byte) {
	for p.at++; p.at < len(p.text); p.at++ {
		switch p.text[p.at] {
		case '\\':
			p.at++
		case mark:
			p.at++
			return
		}
	}
	p.at = len(p.text)
}

// plain moves behind a word without them. "${" does not begin a block.
func (p *parser) plain() {
	for ; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c == '\\':
			p.at++
		case c == '$' && strings.HasPrefix(p.text[p.at:], "${"):
			p.at++
		case strings.IndexByte(" \t\r\n;{", c) >= 0:
			return
		}
	}
	p.at = min(p.at, len(p.text))
}
