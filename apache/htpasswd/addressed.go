package htpasswd

import (
	"bytes"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// addressee is in every comment that speaks to authlint.
var addressee = []byte("authlint")

// addressed collects the comments that speak to authlint: each stands above the
// next line that is neither empty nor a comment.
func addressed(f *source.File) []*model.Comment {
	if !bytes.Contains(f.Data, addressee) {
		return nil // as in nearly every file, and files may be long
	}
	var all, waiting []*model.Comment
	for c := source.NewCursor(f.Data); !c.EOF(); {
		start, end := c.Line()
		text := trim(f.Data[start:end])
		switch {
		case len(text) == 0:
		case text[0] != '#':
			for _, w := range waiting {
				w.Applies, w.Covers.End = f.Span(start, end), end
			}
			waiting = waiting[:0]
		case lint.Addressed(string(text)):
			span := f.Span(start, end)
			w := &model.Comment{Span: span, Text: span.Text(), Covers: f.Span(start, len(f.Data))}
			all, waiting = append(all, w), append(waiting, w)
		}
	}
	return all
}

// plainlyAddressed says that a comment speaks to authlint and that no word of
// it looks like a part of an entry.
func plainlyAddressed(comment []byte) bool {
	if !lint.Addressed(string(comment)) {
		return false
	}
	_, said, _ := bytes.Cut(comment, []byte(":"))
	for word := range bytes.FieldsSeq(said) {
		if bytes.ContainsAny(word, ":${}") || secretWord(word) {
			return false
		}
	}
	return true
}
