package engine

import "strings"

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
