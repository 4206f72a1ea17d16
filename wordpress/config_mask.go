package wordpress

import (
	"bytes"

	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/php"
)

// maskProgram masks the texts that a program gives to names that hold secrets,
// whatever else the program does: all texts from such a name to the end of its
// statement, and in comments all that follows the name in its line.
func maskProgram(f *source.File) {
	secret := false
	for _, t := range php.Lex(f.Data) {
		text := f.Data[t.Start:t.End]
		switch t.Kind {
		case php.Comment:
			maskComment(f, t)
		case php.Sign:
			secret = secret && string(text) != ";"
		case php.Text:
			if secret {
				f.Mask(f.Span(t.Start, t.End))
			} else if name, ok := php.Unquote(f.Data, t); ok {
				secret = secretName(name)
			}
		case php.Variable, php.Name:
			secret = secret || secretName(string(bytes.TrimPrefix(text, []byte("$"))))
		case php.Template, php.Broken, php.Inline, php.Data:
			if secret || t.Kind == php.Broken || t.Kind == php.Inline && secretWords.Match(text) {
				f.Mask(f.Span(t.Start, t.End))
			}
		}
	}
}

// maskComment masks what follows a secret's name in quotes or behind a sign, up
// to the end of its line.
func maskComment(f *source.File, t php.Token) {
	for at := t.Start; at < t.End; {
		end := t.End
		if i := bytes.IndexByte(f.Data[at:t.End], '\n'); i >= 0 {
			end = at + i
		}
		if line := f.Data[at:end]; bytes.ContainsAny(line, "=,") {
			for _, word := range words(line) {
				if secretName(string(line[word[0]:word[1]])) {
					f.Mask(f.Span(at+word[1], end))
					break
				}
			}
		}
		at = end + 1
	}
}

// words are the names in a line, each from its first byte to behind its last.
func words(line []byte) [][2]int {
	var out [][2]int
	for i := 0; i < len(line); i++ {
		from := i
		for i < len(line) && (line[i] == '_' || '0' <= line[i] && line[i] <= '9' || 'a' <= line[i]|0x20 && line[i]|0x20 <= 'z') {
			i++
		}
		if i > from {
			out = append(out, [2]int{from, i})
		}
	}
	return out
}
