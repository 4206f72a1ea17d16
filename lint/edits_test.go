package lint

import (
	"bytes"
	"slices"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// TestEdits: what is put in looks like what is there, and what cannot be
// changed without guessing is not changed.
func TestEdits(t *testing.T) {
	const section = "<Files a>\n\tRequire a\n</Files>\n"
	for _, c := range []struct {
		name, text string
		at         []string // the directives, by their text
		edit       func(e *Edits, at []source.Span)
		want       string // empty where no fix can be made
	}{
		{"below", "  A\n  B\n", []string{"A"}, below, "  A\n  new\n  B\n"},
		{"below, CRLF", "\tA\r\nB\r\n", []string{"A"}, below, "\tA\r\n\tnew\r\nB\r\n"},
		{"below, trailing blanks", "A  \nB\n", []string{"A"}, below, "A  \nnew\nB\n"},
		{"below, end of file", "A\r\nB", []string{"B"}, below, "A\r\nB\r\nnew"},
		{"below, joined with what follows", "A \\\n\nB", []string{`A \`}, below, ""},
		{"below, not alone on its line", "{ A; }\n", []string{"A;"}, below, "{ A; new }\n"},
		{"below, a comment behind it", "\tA; # why\n}\n", []string{"A;"}, below, "\tA; # why\n\tnew\n}\n"},
		{"above", "  A\r\n", []string{"A"}, above, "  new\r\n  A\r\n"},
		{"above, with a comment to authlint", "  # c\n  # authlint:ignore x -- y\n  A\n", []string{"A"}, above, "  # c\n  new\n  # authlint:ignore x -- y\n  A\n"},
		{"above, not alone on its line", "{ A; }\n", []string{"A;"}, above, "{ new A; }\n"},
		{"drop", "A\n  B\nC\n", []string{"B"}, drop, "A\nC\n"},
		{"drop, CRLF", "A\r\nB \r\nC\r\n", []string{"B"}, drop, "A\r\nC\r\n"},
		{"drop, several lines", "A \\\n  b\nC\n", []string{"A \\\n  b"}, drop, "C\n"},
		{"drop, not alone on its line", "{ A; B; }\n", []string{"A;"}, drop, "{ B; }\n"},
		{"drop, joined with what follows", "A \\\n\nB\n", []string{`A \`}, drop, ""},
		{"wrap", "  A\n  # c\n  B\n", []string{"A", "B"}, wrap, "  <All>\n    A\n  # c\n    B\n  </All>\n"},
		{"wrap, gathered", "A\r\nX\r\nB", []string{"A", "B"}, wrap, "X\r\n<All>\r\n    A\r\n    B\r\n</All>"},
		{"wrap, tabs", "\tA\n", []string{"A"}, wrap, "\t<All>\n\t\tA\n\t</All>\n"},
		{"wrap a section", "<L a>\r\n  A \\\r\nb\r\n\r\n</L>\r\nB\r\n", []string{"<L a>\r\n  A \\\r\nb\r\n\r\n</L>\r\n", "B"}, wrap,
			"<All>\r\n  <L a>\r\n    A \\\r\nb\r\n\r\n  </L>\r\n  B\r\n</All>\r\n"},
		{"unwrap", " <L a>\n  A\n </L>\nB\n", []string{"<L a>", "<L a>\n  A\n </L>"}, unwrap, "  A\nB\n"},
		{"unwrap, never closed", "<L a>\n  A\n", []string{"<L a>", "<L a>\n  A\n"}, unwrap, ""},
		{"into", section, []string{"<Files a>", section}, into, "<Files a>\n\tRequire a\n\tnew\n</Files>\n"},
		{"into an empty one", "<Files a>\r\n</Files>\r\n", []string{"<Files a>", "<Files a>\r\n</Files>\r\n"}, into, "<Files a>\r\n    new\r\n</Files>\r\n"},
		{"swap", "a {\n  b {\n  }\n}\n", []string{"b {\n  }"}, swap, "a {\n  new\n}\n"},
		{"swap, not alone on its line", "a { b; c; }\n", []string{"b;"}, swap, "a { new c; }\n"},
		{"into, in one line", "l { a; }\n", []string{"l {", "l { a; }"}, intoBlock, "l { a; new }\n"},
		{"into a tight line", "l {a;}\n", []string{"l {", "l {a;}"}, intoBlock, "l {a; new }\n"},
		{"into a block", "h {\n  l {\n    a;\n  }\n}\n", []string{"l {", "l {\n    a;\n  }"}, intoBlock, "h {\n  l {\n    a;\n    new\n  }\n}\n"},
		{"into an empty block", "h {\n  l {\n  }\n}\n", []string{"l {", "l {\n  }"}, intoBlock, "h {\n  l {\n    new\n  }\n}\n"},
		{"a copy", "h {\r\n  l {\r\n\r\n    a 'x #';\r\n  }\r\n}\r\n", []string{"l {", "l {\r\n\r\n    a 'x #';\r\n  }"}, nest,
			"h {\r\n  l {\r\n\r\n    a 'x #';\r\n    l {\r\n\r\n      a 'x #';\r\n    }\r\n  }\r\n}\r\n"},
		{"a copy of a text on two lines", "l {\n  a 'x\n  y';\n}\n", []string{"l {", "l {\n  a 'x\n  y';\n}"}, nest, ""},
	} {
		f := source.NewFile("a", []byte(c.text))
		var at []source.Span
		for _, text := range c.at {
			i := bytes.Index(f.Data, []byte(text))
			at = append(at, f.Span(i, i+len(text)))
		}
		var e Edits
		c.edit(&e, at)
		p := &Pass{Site: &model.Site{}}
		if got := applied(p.Fix("mend", &e)); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func below(e *Edits, at []source.Span)  { e.Below(at[0], "new") }
func above(e *Edits, at []source.Span)  { e.Above(at[0], "new") }
func drop(e *Edits, at []source.Span)   { e.Drop(at[0]) }
func swap(e *Edits, at []source.Span)   { e.Swap(at[0], "new") }
func wrap(e *Edits, at []source.Span)   { e.Wrap(at, "<All>", "</All>") }
func unwrap(e *Edits, at []source.Span) { e.Unwrap(at[1], at[0]) }

func into(e *Edits, at []source.Span) {
	closing := bytes.Index(at[1].File.Data, []byte("</"))
	e.Into(&model.Scope{Head: at[0], Span: at[1], InsertAt: at[1].File.Span(closing, closing)}, "new")
}

func block(at []source.Span) *model.Scope {
	closing := at[1].File.Span(at[1].End-1, at[1].End-1)
	return &model.Scope{Head: at[0], Span: at[1], InsertAt: closing}
}

func intoBlock(e *Edits, at []source.Span) { e.Into(block(at), "new") }

func nest(e *Edits, at []source.Span) { e.Into(block(at), e.Copy(at[1])) }

// TestCopySecret: what holds a secret is not copied.
func TestCopySecret(t *testing.T) {
	f := source.NewFile("a", []byte("password x\n"))
	f.Mask(f.Span(9, 10))
	var e Edits
	e.Insert(f.Span(0, 0), e.Copy(f.All()))
	if p := (&Pass{Site: &model.Site{}}); p.Fix("copy", &e) != nil {
		t.Error("a secret is copied")
	}
}

func applied(fixes []Fix) string {
	if len(fixes) == 0 {
		return ""
	}
	edits := fixes[0].Edits
	data := slices.Clone(edits[0].Span.File.Data)
	slices.SortStableFunc(edits, func(a, b Edit) int { return b.Span.Start - a.Span.Start })
	for _, e := range edits {
		data = slices.Concat(data[:e.Span.Start], []byte(e.NewText), data[e.Span.End:])
	}
	return string(data)
}
