package custom

import (
	"iter"

	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

var blockTarget = define("rewrite_block",
	"A part of a file that a program says it owns, between its BEGIN and END comments: WordPress's rules, those of plugins and\n"+
		"control panels.",
	eachBlock, blockSpan,
	attr[*model.Marker]{
		name: "label", typ: cty.String, doc: "what stands behind BEGIN",
		value: func(r *reader, m *model.Marker) cty.Value { return r.text(m.Label) },
	},
	attr[*model.Marker]{
		name: "owner", typ: cty.String, null: true, doc: "the program, as in \"WordPress\"; null for one that authlint does not know",
		value: func(r *reader, m *model.Marker) cty.Value { return r.orNull(m.Owner) },
	},
	attr[*model.Marker]{
		name: "plugin", typ: cty.String, null: true, doc: "the folder of the plugin that writes it",
		value: func(r *reader, m *model.Marker) cty.Value { return r.orNull(m.Slug) },
	},
	attr[*model.Marker]{
		name: "panel", typ: cty.Bool, doc: "a control panel owns it",
		value: func(_ *reader, m *model.Marker) cty.Value { return cty.BoolVal(m.Panel) },
	},
	attr[*model.Marker]{
		name: "whole", typ: cty.Bool, doc: "it has its BEGIN and its END, in that order",
		value: func(_ *reader, m *model.Marker) cty.Value { return cty.BoolVal(m.Fault == model.MarkerWhole) },
	},
	attr[*model.Marker]{
		name: "repeated", typ: cty.Bool, doc: "an earlier block of the file has the same label",
		value: func(_ *reader, m *model.Marker) cty.Value { return cty.BoolVal(m.Earlier != nil) },
	},
	attr[*model.Marker]{
		name: "rewrite_rules", typ: cty.Number, doc: "how many RewriteRules stand in it",
		value: rewriteRules,
	},
	fileAttr(blockSpan), lineAttr(blockSpan),
)

func eachBlock(r *reader) iter.Seq[*model.Marker] {
	return func(yield func(*model.Marker) bool) {
		for _, m := range r.site.Markers {
			if !yield(m) {
				return
			}
		}
		for _, app := range r.site.Apps {
			for _, m := range app.Markers {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// blockSpan is the comment that begins it, or the one that ends what never
// began.
func blockSpan(m *model.Marker) source.Span {
	if m.Begin.IsZero() {
		return m.End
	}
	return m.Begin
}

// rewriteRules counts the rules in a block, those in its conditions too.
func rewriteRules(_ *reader, m *model.Marker) cty.Value {
	n := int64(0)
	var count func(s *model.Scope)
	count = func(s *model.Scope) {
		for _, rule := range s.Rewrite.Rules {
			if m.Body.Contains(rule.Span) {
				n++
			}
		}
		for _, c := range s.Conditions {
			if c.Body != nil {
				count(c.Body)
			}
		}
		for _, child := range s.Children {
			count(child)
		}
	}
	if m.Scope != nil {
		count(m.Scope)
	}
	return cty.NumberIntVal(n)
}
