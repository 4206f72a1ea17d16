package engine

import (
	"strings"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/lint/model"
)

// condition compiles the expression of a requirement, once.
func (p *Program) condition(leaf *model.Requirement) (*expr.Condition, error) {
	if c, ok := p.compiled.Load(leaf); ok {
		return c.(*expr.Condition), nil
	}
	c, err := expr.Parse(leaf.Text)
	if err != nil {
		return nil, err
	}
	p.compiled.Store(leaf, c)
	return c, nil
}

// text compiles the words of a requirement.
func (p *Program) text(leaf *model.Requirement) (*expr.Text, error) {
	if t, ok := p.compiled.Load(leaf); ok {
		return t.(*expr.Text), nil
	}
	t, err := expr.ParseText(leaf.Text)
	if err != nil {
		return nil, err
	}
	p.compiled.Store(leaf, t)
	return t, nil
}

// realm compiles a realm, once for each text.
func (p *Program) realm(text string) (*expr.Text, error) {
	if t, ok := p.compiled.Load(text); ok {
		return t.(*expr.Text), nil
	}
	t, err := expr.ParseText(text)
	if err != nil {
		return nil, err
	}
	p.compiled.Store(text, t)
	return t, nil
}

// confWords cuts a text into words as directives are cut: quotes hold one
// together. An empty word ends the list.
func confWords(text string) (words []string) {
	for {
		text = strings.TrimLeft(text, " \t\n\v\f\r")
		var word string
		if text != "" && (text[0] == '"' || text[0] == '\'') {
			word, text = quotedWord(text[1:], text[0])
		} else if end := strings.IndexAny(text, " \t\n\v\f\r"); end >= 0 {
			word, text = text[:end], text[end:]
		} else {
			word, text = text, ""
		}
		if word == "" {
			return words
		}
		words = append(words, word)
	}
}

// quotedWord reads up to a quote. A backslash takes the meaning from a quote
// or another backslash.
func quotedWord(text string, quote byte) (word, rest string) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == quote:
			return b.String(), text[i+1:]
		case text[i] == '\\' && i+1 < len(text) && (text[i+1] == quote || text[i+1] == '\\'):
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String(), ""
}
