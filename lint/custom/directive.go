package custom

import (
	"iter"

	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

var directiveTarget = define("directive",
	"A directive or section of a server, as it is written.",
	eachDirective, directiveSpan,
	attr[*model.Directive]{
		name: "name", typ: cty.String, doc: "as the manual spells it, of a section without its bracket: \"AuthName\", \"Files\", \"location\"",
		value: func(r *reader, d *model.Directive) cty.Value {
			if d.Name == source.Mask {
				return unknown(cty.String)
			}
			return r.text(d.Name)
		},
		span: func(d *model.Directive) source.Span { return d.At },
	},
	attr[*model.Directive]{
		name: "args", typ: textList, doc: "its arguments, quotes taken off; a secret among them is unknown",
		value: func(r *reader, d *model.Directive) cty.Value { return r.words(d.Args) },
		span: func(d *model.Directive) source.Span {
			if len(d.Args) == 0 {
				return source.Span{}
			}
			return d.Args[0].Span.To(d.Args[len(d.Args)-1].Span)
		},
	},
	attr[*model.Directive]{
		name: "section", typ: cty.Bool, doc: "it is a section or block",
		value: func(_ *reader, d *model.Directive) cty.Value { return cty.BoolVal(d.Section) },
	},
	attr[*model.Directive]{
		name: "within", typ: textList, doc: "the names of the sections and blocks it stands in, outer ones first: [\"http\", \"server\"]",
		value: func(r *reader, d *model.Directive) cty.Value { return r.texts(d.Within) },
	},
	attr[*model.Directive]{
		name: "read", typ: cty.Bool, doc: "the server reads it; false in an IfModule that it skips",
		value: func(_ *reader, d *model.Directive) cty.Value { return fact(d.Read) },
	},
	attr[*model.Directive]{
		name: "server", typ: cty.String, null: true, doc: "\"apache\" or \"nginx\"",
		value: func(_ *reader, d *model.Directive) cty.Value { return serverName(d.Server) },
	},
	fileAttr(directiveSpan), lineAttr(directiveSpan),
)

func eachDirective(r *reader) iter.Seq[*model.Directive] {
	return func(yield func(*model.Directive) bool) {
		for _, s := range r.site.Servers {
			lister, lists := s.Program.(lint.Lister)
			if !lists {
				continue
			}
			for d := range lister.Directives() {
				if !yield(d) {
					return
				}
			}
		}
	}
}

func directiveSpan(d *model.Directive) source.Span { return d.Span }
