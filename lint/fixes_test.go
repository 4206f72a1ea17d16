package lint

import (
	"slices"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// What a fix adds looks like the rest of the file.
func TestFixInKeeping(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		start, end int
		text, want string
	}{
		{"as it is", "a\nb\n", 2, 3, "c\nd", "a\nc\nd\n"},
		{"carriage returns", "a\r\nb\r\n", 3, 4, "c\nd", "a\r\nc\r\nd\r\n"},
		{"carriage returns of its own", "a\r\nb\r\n", 3, 4, "c\r\nd", "a\r\nc\r\nd\r\n"},
		{"at the end", "a\n", 2, 2, "b\n", "a\nb\n"},
		{"at the end of a line that does not end", "a\nb", 3, 3, "c\n", "a\nb\nc"},
		{"behind its last word", "a\nb", 3, 3, "\"", "a\nb\""},
		{"a line below the last one", "a\r\nb", 4, 4, "\nc", "a\r\nb\r\nc"},
		{"into nothing", "", 0, 0, "a\n", "a\n"},
		{"in front of a mark", "\ufeffa\n", 0, 0, "b\n", "\ufeffb\na\n"},
		{"the mark itself", "\ufeffa\n", 0, 3, "", "a\n"},
		{"lines taken away", "a\r\nb\r\n", 0, 3, "", "b\r\n"},
	} {
		f := source.NewFile("/site/.htaccess", []byte(tt.data))
		p := fixPlace(&model.Site{}, Fix{Edits: []Edit{{Span: f.Span(tt.start, tt.end), NewText: tt.text}}})
		e := p.Edits[0]
		if got := tt.data[:e.Start.Offset] + e.NewText + tt.data[e.End.Offset:]; got != tt.want || p.Refused != "" {
			t.Errorf("%s: %q, want %q; %s", tt.name, got, tt.want, p.Refused)
		}
	}
}

// A macro, a row of a database and a part of a dump go by the name of a file.
func TestFixOfNoFile(t *testing.T) {
	part := source.NewExcerpt("dump", []byte("a"), source.Base{Offset: 3, Line: 1})
	for _, f := range []*source.File{source.NewVirtual("/site/.htaccess", []byte("a")), part} {
		if p := fixPlace(&model.Site{}, Fix{Edits: []Edit{{Span: f.All(), NewText: "b"}}}); p.Refused != notAFile {
			t.Errorf("%s: %q", f.Name, p.Refused)
		}
	}
}

// Of a file that two sites read, a fix is safe when it is so for both.
func TestJointFixes(t *testing.T) {
	edit := []EditPlace{{File: "a", NewText: "b"}}
	a := []FixPlace{{Title: "x", Safe: true, Edits: edit}, {Title: "y", Edits: edit[:0]}}
	b := []FixPlace{{Title: "x (/: anonymous 200 -> 401)", Edits: edit, Refused: "no"}}
	for _, joint := range [][]FixPlace{jointFixes(a, b), jointFixes(b, a)} {
		if len(joint) != 1 || joint[0].Safe || joint[0].Title != b[0].Title || joint[0].Refused != "no" || !slices.Equal(joint[0].Edits, edit) {
			t.Errorf("%+v", joint)
		}
	}
}
