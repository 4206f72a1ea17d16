package custom

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/authlint/authlint/lint"
)

// checker looks for mistakes in a rule before anything is judged. HCL by
// itself finds few of them: it compares values of different types and calls
// them different, and of && and || it drops what one side complains of.
type checker struct {
	target   *target
	patterns patterns
	problems []Problem
	// decides says that decision() is called.
	decides bool

	// contexts are those round the node at hand, the innermost last: one more
	// inside a for.
	contexts []*hcl.EvalContext
	loops    []*hclsyntax.ForExpr
	nodes    int
	// compared are operands of == and !=.
	compared map[*hclsyntax.LiteralValueExpr]bool
	seen     map[Problem]bool
}

func (c *checker) problem(at hcl.Range, format string, args ...any) {
	p := Problem{at, fmt.Sprintf(format, args...)}
	if c.seen == nil {
		c.seen = map[Problem]bool{}
	}
	if !c.seen[p] {
		c.seen[p] = true
		c.problems = append(c.problems, p)
	}
}

// check holds the expressions of a program against the types of its target.
func (c *checker) check(p *program) {
	if p.condition == nil || p.message == nil {
		return // said already
	}
	for _, e := range []struct {
		name string
		expr hclsyntax.Expression
		typ  cty.Type
	}{{"when", p.when, cty.Bool}, {"condition", p.condition, cty.Bool}, {"error_message", p.message, cty.String}} {
		if e.expr == nil {
			continue
		}
		before := len(c.problems)
		c.collectPatterns(e.expr)
		c.walk(e.expr)
		if len(c.problems) > before {
			continue // what follows from a mistake is no news
		}
		v := c.value(e.expr)
		if t := v.Type(); t != e.typ {
			c.problem(e.expr.Range(), "%s must be %s, not %s", e.name, typeName(e.typ), typeName(t))
		}
		if v.HasMark(secret) && e.name == "error_message" {
			c.problem(e.expr.Range(), "error_message is made of a stored password, which no message may carry")
		}
	}
	if len(c.problems) == 0 {
		c.nulls(p)
	}
}

// Enter implements hclsyntax.Walker.
func (c *checker) Enter(node hclsyntax.Node) hcl.Diagnostics {
	if c.nodes++; c.nodes > maxNodes {
		return nil
	}
	switch n := node.(type) {
	case *hclsyntax.ForExpr:
		c.loop(n)
	case hclsyntax.ChildScope:
		c.contexts = append(c.contexts, c.within(c.loops[len(c.loops)-1]))
	case *hclsyntax.SplatExpr:
		c.problem(n.Range(), "a splat is a loop in disguise: write [for x in ... : x]")
	case *hclsyntax.BinaryOpExpr:
		c.binary(n)
	case *hclsyntax.UnaryOpExpr:
		c.operand(n.Val, n.Op.Type)
	case *hclsyntax.ConditionalExpr:
		c.operand(n.Condition, cty.Bool)
		c.value(n)
	case *hclsyntax.FunctionCallExpr:
		c.decides = c.decides || n.Name == "decision"
		c.truths(n)
		c.value(n)
	case *hclsyntax.ScopeTraversalExpr:
		c.traversal(n)
	case *hclsyntax.LiteralValueExpr:
		if n.Val.IsNull() && !c.compared[n] {
			c.problem(n.SrcRange, "null is for comparing with == and !=: elsewhere HCL fails on it, or takes it for false")
		}
	case *hclsyntax.IndexExpr, *hclsyntax.RelativeTraversalExpr, *hclsyntax.TemplateExpr, *hclsyntax.TemplateWrapExpr:
		c.value(node.(hclsyntax.Expression))
	}
	return nil
}

// Exit implements hclsyntax.Walker.
func (c *checker) Exit(node hclsyntax.Node) hcl.Diagnostics {
	switch node.(type) {
	case *hclsyntax.ForExpr:
		c.loops = c.loops[:len(c.loops)-1]
	case hclsyntax.ChildScope:
		c.contexts = c.contexts[:len(c.contexts)-1]
	}
	return nil
}

// walk visits an expression, unless it is too large: each node is evaluated.
func (c *checker) walk(e hclsyntax.Expression) {
	size := 0
	_ = hclsyntax.VisitAll(e, func(hclsyntax.Node) hcl.Diagnostics {
		size++
		return nil
	})
	if size > maxNodes {
		c.problem(e.Range(), "the expression has more than %d parts", maxNodes)
		return
	}
	c.nodes, c.loops, c.compared = 0, nil, map[*hclsyntax.LiteralValueExpr]bool{}
	c.contexts = []*hcl.EvalContext{c.typed(anyValue)}
	_ = hclsyntax.Walk(e, c)
}

// loop takes in a for: HCL has no bound on what loops in loops cost.
func (c *checker) loop(n *hclsyntax.ForExpr) {
	if len(c.loops) > 0 {
		c.problem(n.Range(), "a for stands in another: their lengths would multiply")
	}
	for _, name := range []string{n.KeyVar, n.ValVar} {
		if name == "self" || name == "site" {
			c.problem(n.OpenRange, "%s is the name of something else", name)
		}
	}
	if n.KeyExpr != nil {
		c.problem(n.Range(), "a for makes a list here, in [ ], and no object")
	}
	c.loops = append(c.loops, n)
	if n.CondExpr != nil {
		c.contexts = append(c.contexts, c.within(n))
		c.operand(n.CondExpr, cty.Bool)
		c.contexts = c.contexts[:len(c.contexts)-1]
	}
}

// truths wants the members of a list to be true or false, where a for makes
// the list: of what that makes HCL does not know the type.
func (c *checker) truths(call *hclsyntax.FunctionCallExpr) {
	if call.Name != "anytrue" && call.Name != "alltrue" || len(call.Args) != 1 {
		return
	}
	if loop, is := hcl.UnwrapExpression(call.Args[0]).(*hclsyntax.ForExpr); is && len(c.loops) == 0 {
		c.contexts = append(c.contexts, c.within(loop))
		c.operand(loop.ValExpr, cty.Bool)
		c.contexts = c.contexts[:len(c.contexts)-1]
	}
}

// within is the context inside a for, with a member of its list.
func (c *checker) within(n *hclsyntax.ForExpr) *hcl.EvalContext {
	ctx := c.contexts[len(c.contexts)-1]
	child := ctx.NewChild()
	child.Variables = map[string]cty.Value{}
	member := cty.DynamicVal
	coll, _ := valueOf(n.CollExpr, ctx)
	coll, marks := coll.Unmark()
	switch t := coll.Type(); {
	case t.IsListType():
		member = unknown(t.ElementType())
	case t.IsTupleType() && t.Length() > 0 && sameTypes(t.TupleElementTypes()):
		member = unknown(t.TupleElementTypes()[0])
	}
	if n.KeyVar != "" {
		child.Variables[n.KeyVar] = unknown(cty.Number)
	}
	child.Variables[n.ValVar] = member.WithMarks(marks)
	return child
}

func sameTypes(types []cty.Type) bool {
	for _, t := range types {
		if !t.Equals(types[0]) || t == cty.DynamicPseudoType {
			return false
		}
	}
	return true
}

// value evaluates an expression with values that are unknown, and complains of
// what HCL complains of.
func (c *checker) value(e hclsyntax.Expression) cty.Value {
	v, diags := valueOf(e, c.contexts[len(c.contexts)-1])
	for _, d := range diags {
		if d.Severity == hcl.DiagError && d.Subject != nil && !c.said(*d.Subject) {
			c.problem(*d.Subject, "%s", saying(d))
		}
	}
	return v
}

// said says that there is a complaint about a part of a range already: HCL's
// own words for it come second.
func (c *checker) said(at hcl.Range) bool {
	for _, p := range c.problems {
		if p.At.Start.Byte < at.End.Byte && at.Start.Byte < p.At.End.Byte {
			return true
		}
	}
	return false
}

// typeOf is the type of an expression. Of operators it is known without a look
// at what they stand between.
func (c *checker) typeOf(e hclsyntax.Expression) cty.Type {
	switch n := e.(type) {
	case *hclsyntax.BinaryOpExpr:
		return n.Op.Type
	case *hclsyntax.UnaryOpExpr:
		return n.Op.Type
	case *hclsyntax.ParenthesesExpr:
		return c.typeOf(n.Expression)
	}
	v, diags := valueOf(e, c.contexts[len(c.contexts)-1])
	if diags.HasErrors() {
		return cty.DynamicPseudoType // which is said where it is visited
	}
	return v.Type()
}

// operand wants an operand of a type: HCL would convert a text that looks like
// it, and fail on another one when something is judged.
func (c *checker) operand(e hclsyntax.Expression, want cty.Type) {
	if t := c.typeOf(e); t != cty.DynamicPseudoType && t != want {
		c.problem(e.Range(), "%s is needed here, and this is %s", typeName(want), typeName(t))
	}
}

func (c *checker) binary(n *hclsyntax.BinaryOpExpr) {
	switch n.Op {
	case hclsyntax.OpEqual, hclsyntax.OpNotEqual:
		c.compare(n.LHS, n.RHS)
		left, right := c.typeOf(n.LHS), c.typeOf(n.RHS)
		switch {
		case left == cty.DynamicPseudoType || right == cty.DynamicPseudoType: // null
		case !left.IsPrimitiveType() || !right.IsPrimitiveType():
			c.problem(n.SrcRange, "only texts, numbers and truths are compared: use contains, length or a for")
		case left != right:
			c.problem(n.SrcRange, "%s and %s are never equal", typeName(left), typeName(right))
		}
	case hclsyntax.OpLogicalAnd, hclsyntax.OpLogicalOr:
		c.operand(n.LHS, cty.Bool)
		c.operand(n.RHS, cty.Bool)
	case hclsyntax.OpDivide, hclsyntax.OpModulo:
		if v, diags := valueOf(n.RHS, nil); diags.HasErrors() || v.Type() != cty.Number || v.RawEquals(cty.Zero) {
			c.problem(n.RHS.Range(), "the divisor is a number that is written out and not 0: of 1/0 HCL makes infinity")
		}
		c.operand(n.LHS, cty.Number)
	default:
		c.operand(n.LHS, cty.Number)
		c.operand(n.RHS, cty.Number)
	}
}

// compare notes that something may be null where it stands.
func (c *checker) compare(operands ...hclsyntax.Expression) {
	for _, e := range operands {
		if literal, is := e.(*hclsyntax.LiteralValueExpr); is {
			c.compared[literal] = true
		}
	}
}

// traversal looks at a name such as self.realm.
func (c *checker) traversal(n *hclsyntax.ScopeTraversalExpr) {
	root := n.Traversal.RootName()
	t := c.target
	switch {
	case c.local(root):
		c.value(n)
		return
	case root == "site":
		t = siteTarget
	case root != "self":
		c.problem(n.SrcRange, "there is no %q here: a rule has self, which is the %s, and site", root, t.name)
		return
	}
	if len(n.Traversal) == 1 {
		c.problem(n.SrcRange, "%s stands for all of the %s: name one of its attributes", root, t.name)
		return
	}
	name, ok := stepName(n.Traversal[1])
	if !ok || t.attribute(name) == nil {
		at := n.Traversal[1].SourceRange()
		if _, dotted := n.Traversal[1].(hcl.TraverseAttr); dotted {
			at.Start.Byte++ // the dot
		}
		c.problem(at, "a %s has no attribute %q%s", t.name, name, meant(name, t.names()))
		return
	}
	c.value(n)
}

// local says that a for made the name.
func (c *checker) local(name string) bool {
	return slices.ContainsFunc(c.contexts[1:], func(ctx *hcl.EvalContext) bool {
		_, is := ctx.Variables[name]
		return is
	})
}

// stepName is the name in .name or ["name"].
func stepName(step hcl.Traverser) (string, bool) {
	switch s := step.(type) {
	case hcl.TraverseAttr:
		return s.Name, true
	case hcl.TraverseIndex:
		if s.Key.Type() == cty.String {
			return s.Key.AsString(), true
		}
	}
	return "", false
}

// collectPatterns compiles the patterns of all calls of matches().
func (c *checker) collectPatterns(e hclsyntax.Expression) {
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		call, is := n.(*hclsyntax.FunctionCallExpr)
		if !is || call.Name != "matches" || len(call.Args) != 2 {
			return nil
		}
		at := call.Args[1]
		v, diags := valueOf(at, nil)
		if diags.HasErrors() || v.Type() != cty.String || v.IsNull() || !v.IsKnown() {
			c.problem(at.Range(), "%v", errPattern)
			return nil
		}
		re, err := regexp.Compile(v.AsString())
		if err != nil {
			c.problem(at.Range(), "%s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
			return nil
		}
		c.patterns[v.AsString()] = re
		return nil
	})
}

// typed is a context with values of the declared types.
func (c *checker) typed(value func(*attribute) cty.Value) *hcl.EvalContext {
	return &hcl.EvalContext{
		Functions: c.functions(),
		Variables: map[string]cty.Value{"self": c.target.typed(value), "site": siteTarget.typed(value)},
	}
}

func (c *checker) functions() map[string]function.Function {
	all := ruleFunctions(c.patterns)
	all["decision"] = decisionFunction(nil)
	return all
}

func (t *target) typed(value func(*attribute) cty.Value) cty.Value {
	object := make(map[string]cty.Value, len(t.attributes))
	for i := range t.attributes {
		a := &t.attributes[i]
		if object[a.name] = value(a); a.secret {
			object[a.name] = object[a.name].Mark(secret)
		}
	}
	return cty.ObjectVal(object)
}

// anyValue is a value that is unknown, and null perhaps.
func anyValue(a *attribute) cty.Value {
	if a.null {
		return cty.UnknownVal(a.typ)
	}
	return unknown(a.typ)
}

// typeName is what a type is called in a message.
func typeName(t cty.Type) string {
	switch {
	case t == cty.String:
		return "a text"
	case t == cty.Number:
		return "a number"
	case t == cty.Bool:
		return "true or false"
	case t.IsListType(), t.IsTupleType():
		return "a list"
	case t == cty.DynamicPseudoType:
		return "something that is not known before"
	}
	return "an object"
}

// meant is the end of a complaint about a name.
func meant(name string, names []string) string {
	if near := lint.Nearest(name, names); len(near) > 0 {
		return "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return "; it has " + strings.Join(names, ", ")
}

// saying makes one clause of hcl's title and sentences. What a function of ours
// says stands behind hcl's words, which repeat what is pointed at.
func saying(d *hcl.Diagnostic) string {
	text := d.Summary
	if d.Detail != "" {
		text += ": " + d.Detail
	}
	if _, own, of := strings.Cut(text, "\" parameter: "); of && strings.HasPrefix(text, "Invalid function argument") {
		text = own
	} else if _, own, of := strings.Cut(text, "\" failed: "); of && strings.HasPrefix(text, "Error in function call") {
		text = own
	}
	return lower(strings.TrimSuffix(strings.Join(strings.Fields(text), " "), "."))
}

// lower begins a text in lower case, unless it begins with a name in capitals.
func lower(text string) string {
	if len(text) > 1 && (text[1] < 'A' || text[1] > 'Z') {
		return strings.ToLower(text[:1]) + text[1:]
	}
	return text
}
