package config

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Values are literals: nothing is computed, so that a file costs no more than
// its length and says what it says to whoever reads it.

// literal says whether an expression is one, and complains where it is not.
func (d *decoder) literal(e hcl.Expression) bool {
	node, native := e.(hclsyntax.Node)
	if !native {
		return false
	}
	var odd hclsyntax.Node
	diags := hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		if odd == nil && !plainNode(n) {
			odd = n
		}
		return nil
	})
	if odd != nil || diags.HasErrors() {
		d.errorf(e.Range(), "values are written out here: text in quotes, numbers, true, false and lists of them")
		return false
	}
	return true
}

// plainNode says whether a node needs no context to be read.
func plainNode(n hclsyntax.Node) bool {
	switch n.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.TemplateExpr, *hclsyntax.TupleConsExpr, *hclsyntax.ObjectConsExpr,
		*hclsyntax.ObjectConsKeyExpr, *hclsyntax.ParenthesesExpr:
		return true
	case *hclsyntax.UnaryOpExpr:
		return true // a number below zero
	}
	return false
}

// text decodes a text that is not empty.
func (d *decoder) text(e hcl.Expression) (v Value[string], ok bool) {
	if !d.literal(e) {
		return v, false
	}
	if !isText(e) {
		d.errorf(e.Range(), "a text in quotes belongs here")
		return v, false
	}
	diags := gohcl.DecodeExpression(e, nil, &v.V)
	if d.take(diags); diags.HasErrors() {
		return v, false
	}
	v.Span = d.span(e.Range())
	if written, plain := d.written(e); plain {
		v.V = written
	}
	switch {
	case v.V == "":
		d.errorf(e.Range(), "the text is empty")
		return v, false
	case strings.ContainsRune(v.V, 0):
		d.errorf(e.Range(), "the text holds a NUL character")
		return v, false
	}
	return v, true
}

func isText(e hcl.Expression) bool {
	template, is := hcl.UnwrapExpression(e).(*hclsyntax.TemplateExpr)
	return is && template.IsStringLiteral()
}

// written is a text as it stands in the file. hcl normalizes what it decodes,
// and then a pattern would not fit a name that is written otherwise.
func (d *decoder) written(e hcl.Expression) (string, bool) {
	quoted := d.span(e.Range()).Text()
	inner, opened := strings.CutPrefix(quoted, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	return inner, opened && closed && !strings.ContainsAny(inner, "\"\\$%\n")
}

// items are the elements of a list.
func (d *decoder) items(e hcl.Expression) ([]hcl.Expression, bool) {
	list, is := e.(*hclsyntax.TupleConsExpr)
	if !is {
		d.errorf(e.Range(), "a list of texts belongs here, as in [%q, %q]", "a", "b")
		return nil, false
	}
	return list.ExprList(), true
}

// number decodes a whole number.
func (d *decoder) number(e hcl.Expression) (v Value[int], ok bool) {
	if !d.literal(e) {
		return v, false
	}
	value, diags := e.Value(nil)
	if diags.HasErrors() || !isNumber(value) || gohcl.DecodeExpression(e, nil, &v.V).HasErrors() {
		d.errorf(e.Range(), "a whole number belongs here")
		return v, false
	}
	v.Span = d.span(e.Range())
	return v, true
}

// truth decodes true or false.
func (d *decoder) truth(e hcl.Expression) (v Value[bool], ok bool) {
	if !d.literal(e) {
		return v, false
	}
	value, diags := e.Value(nil)
	if diags.HasErrors() || !isTruth(value) || gohcl.DecodeExpression(e, nil, &v.V).HasErrors() {
		d.errorf(e.Range(), "true or false belongs here")
		return v, false
	}
	v.Span = d.span(e.Range())
	return v, true
}

func isNumber(v cty.Value) bool { return v.IsKnown() && !v.IsNull() && v.Type() == cty.Number }

func isTruth(v cty.Value) bool { return v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool }
