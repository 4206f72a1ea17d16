package custom

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// nulls tries each attribute that may be null, and complains where an
// expression fails on it: a template, a function and an operator do. What is
// guarded, by && or by when, is not reached.
func (c *checker) nulls(p *program) {
	expressions := []hclsyntax.Expression{p.when, p.condition, p.message}
	for _, a := range p.target.used("self", expressions...) {
		if a.null {
			c.tryNull(p, "self", a)
		}
	}
	for _, a := range siteTarget.used("site", expressions...) {
		if a.null {
			c.tryNull(p, "site", a)
		}
	}
}

func (c *checker) tryNull(p *program, root string, null *attribute) {
	ctx := c.typed(func(a *attribute) cty.Value {
		if a == null {
			return cty.NullVal(a.typ)
		}
		return anyValue(a)
	})
	// What is guarded by one expression is not reached in the next.
	if p.when != nil {
		if v, failed := c.try(p.when, ctx, root, null); failed || isFalse(v) {
			return
		}
	}
	if v, failed := c.try(p.condition, ctx, root, null); failed || isTrue(v) {
		return
	}
	c.try(p.message, ctx, root, null)
}

func (c *checker) try(e hclsyntax.Expression, ctx *hcl.EvalContext, root string, null *attribute) (v cty.Value, failed bool) {
	v, diags := valueOf(e, ctx)
	if diags.HasErrors() || v.IsNull() {
		at := e.Range()
		if len(diags) > 0 && diags[0].Subject != nil {
			at = *diags[0].Subject
		}
		name := root + "." + null.name
		guard := name + " != null && ..."
		if null.typ == cty.String {
			guard += ", or coalesce(" + name + ", \"\")"
		}
		c.problem(at, "%s may be null, and this fails then: %s", name, guard)
		return v, true
	}
	return v, false
}

func isTrue(v cty.Value) bool {
	v, _ = v.Unmark()
	return v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool && v.True()
}

func isFalse(v cty.Value) bool {
	v, _ = v.Unmark()
	return v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool && v.False()
}
