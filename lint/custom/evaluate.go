package custom

import (
	"fmt"
	"maps"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Bounds of one rule on one site.
const (
	maxObjects = 20_000
	maxTime    = 2 * time.Second
	maxMessage = 400 // bytes
)

// program is a rule that may be run. Several goroutines may run it at once.
type program struct {
	id                       string
	target                   *target
	place                    *attribute // nil for the whole object
	when, condition, message hclsyntax.Expression
	patterns                 patterns

	functions map[string]function.Function // but decision, which is a site's
	decides   bool
	// The same expressions, ready to be judged.
	whens, conditions []clause
	says              clause
	around            []*attribute // of the site, in all of them
}

// clause is an expression with the attributes of self that it looks at: only
// those are made into values.
type clause struct {
	expr hclsyntax.Expression
	uses []*attribute
}

// ruleFunctions are the functions of a rule, by their names.
func ruleFunctions(p patterns) map[string]function.Function {
	all := make(map[string]function.Function, len(functions)+2)
	for name, f := range functions {
		all[name] = f.call
	}
	all["matches"] = p.function()
	return all
}

// settle makes a program that was checked ready to be run.
func (p *program) settle(decides bool) {
	p.decides, p.functions = decides, ruleFunctions(p.patterns)
	p.around = siteTarget.used("site", p.when, p.condition, p.message)
	p.whens, p.conditions, p.says = p.clauses(p.when), p.clauses(p.condition), p.clause(p.message)
}

// clauses are the parts of a condition that && joins. HCL would evaluate all of
// them; one after the other, the first that is false is the last.
func (p *program) clauses(e hclsyntax.Expression) []clause {
	switch n := e.(type) {
	case nil:
		return nil
	case *hclsyntax.ParenthesesExpr:
		return p.clauses(n.Expression)
	case *hclsyntax.BinaryOpExpr:
		if n.Op == hclsyntax.OpLogicalAnd {
			return append(p.clauses(n.LHS), p.clauses(n.RHS)...)
		}
	}
	return []clause{p.clause(e)}
}

func (p *program) clause(e hclsyntax.Expression) clause {
	c := clause{expr: e, uses: p.target.used("self", e)}
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		if t, is := n.(*hclsyntax.ScopeTraversalExpr); is {
			flatten(t)
		}
		return nil
	})
	return c
}

// flatten makes one name of self.realm: a value by itself costs much less than
// an object that has it.
func flatten(t *hclsyntax.ScopeTraversalExpr) {
	root := t.Traversal.RootName()
	if root != "self" && root != "site" || len(t.Traversal) < 2 {
		return
	}
	if name, ok := stepName(t.Traversal[1]); ok {
		first := hcl.TraverseRoot{Name: root + "." + name, SrcRange: t.Traversal[0].SourceRange()}
		t.Traversal = append(hcl.Traversal{first}, t.Traversal[2:]...)
	}
}

// run judges every object of a site.
func (p *program) run(pass *lint.Pass) {
	e := &evaluation{program: p, r: newReader(pass)}
	count, end := 0, time.Time{}
	for o := range p.target.each(e.r) {
		if e.ctx == nil { // most rules find nothing to judge in most sites
			e.begin(pass.Site)
			end = time.Now().Add(maxTime)
		}
		switch count++; {
		case count > maxObjects:
			p.bound(e.r, fmt.Sprintf("the rule %s is asked about %d of each site, further ones were not judged", p.id, maxObjects))
		case time.Now().After(end):
			p.bound(e.r, fmt.Sprintf("the rule %s has %v for each site, what came later was not judged", p.id, maxTime))
		default:
			e.judge(o)
			continue
		}
		break
	}
	e.r.said(p.id)
}

// begin makes what all evaluations on a site have in common.
func (e *evaluation) begin(site *model.Site) {
	e.asker = &asker{r: e.r}
	around := &hcl.EvalContext{Functions: e.functions, Variables: make(map[string]cty.Value, len(e.around))}
	if e.decides {
		around.Functions = maps.Clone(e.functions)
		around.Functions["decision"] = decisionFunction(e.asker)
	}
	for _, a := range e.program.around {
		around.Variables["site."+a.name] = a.value(e.r, site)
	}
	e.ctx = around.NewChild()
	e.ctx.Variables = map[string]cty.Value{}
}

func (p *program) bound(r *reader, what string) {
	r.pass.Limit(&model.Limit{Path: fileOf(r, source.Span{}), What: what})
}

// evaluation is one rule at work on one site.
type evaluation struct {
	*program
	r     *reader
	asker *asker
	ctx   *hcl.EvalContext // nil until there is something to judge
}

// judge reports an object for which the condition is false. One that is neither
// true nor false is not reported: it rests on what nobody knows.
func (e *evaluation) judge(o any) {
	clear(e.r.raw)
	e.asker.asked = e.asker.asked[:0]
	clear(e.ctx.Variables)
	for _, c := range e.whens {
		if v, why := e.value(o, c); why != "" || !isTrue(v) {
			e.failed(o, "when", why)
			return
		}
	}
	if v, why := e.truth(o); why != "" || !isFalse(v) {
		e.failed(o, "condition", why)
		return
	}
	d := e.diagnostic(o, e.text(o))
	asked := e.asker.asked
	if len(asked) == 1 && asked[0].Decision.Outcome != access.Undecided {
		d.Witness = asked[0]
	}
	for _, w := range asked {
		if d.Assumption == "" {
			d.Assumption = w.Decision.Supposed
		}
	}
	e.r.pass.Report(d)
}

// truth evaluates the condition. Why is not empty where that fails. As HCL has
// it, what is false somewhere is false although another part fails.
func (e *evaluation) truth(o any) (v cty.Value, why string) {
	result := cty.True
	for _, c := range e.conditions {
		v, failed := e.value(o, c)
		switch {
		case failed != "":
			why = failed
		case isFalse(v):
			return cty.False, ""
		case !isTrue(v):
			result = cty.UnknownVal(cty.Bool)
		}
	}
	return result, why
}

// value evaluates an expression. What HCL says of a failure is cut to its
// title: the rest may quote values.
func (e *evaluation) value(o any, c clause) (v cty.Value, why string) {
	for _, a := range c.uses {
		name := "self." + a.name
		if _, made := e.ctx.Variables[name]; !made {
			e.ctx.Variables[name] = a.value(e.r, o)
		}
	}
	v, diags := valueOf(c.expr, e.ctx)
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			return v, lower(d.Summary)
		}
	}
	return v, ""
}

// valueOf is an expression's value. Should HCL panic, that is a mistake in the
// rule, and no reason for everything else to end.
func valueOf(e hclsyntax.Expression, ctx *hcl.EvalContext) (v cty.Value, diags hcl.Diagnostics) {
	defer func() {
		if recover() != nil {
			at := e.Range()
			v, diags = cty.DynamicVal, hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "HCL gave up on it", Subject: &at}}
		}
	}()
	return e.Value(ctx)
}

// failed reports a rule that could not be evaluated: it has found nothing, and
// must not be taken for one that has nothing to find.
func (e *evaluation) failed(o any, what, why string) {
	if why == "" {
		return
	}
	d := e.diagnostic(o, "the rule cannot be judged here: "+what+" fails: "+why)
	d.Severity = lint.Error
	e.r.pass.Report(d)
}

// text is the message, on one line and of a length that a report bears.
func (e *evaluation) text(o any) string {
	v, why := e.value(o, e.says)
	if why != "" || v.HasMark(secret) || v.IsNull() || !v.IsKnown() || v.Type() != cty.String {
		return "the condition of the rule does not hold; its error_message holds what is not known here"
	}
	text := strings.Join(strings.Fields(v.AsString()), " ")
	if text == "" {
		return "the condition of the rule does not hold"
	}
	if len(text) > maxMessage {
		end := maxMessage
		for !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end] + "..."
	}
	return text
}

// diagnostic is one about an object, at the place that the rule names, or at
// the object's own.
func (e *evaluation) diagnostic(o any, message string) lint.Diagnostic {
	at := source.Span{}
	if e.place != nil {
		at = e.place.span(o)
	}
	if at.IsZero() {
		at = e.target.place(o)
	}
	// What the project asks for is a cause of its own, beside what other rules
	// say of the same place.
	d := lint.Diagnostic{Span: at, Message: message, Missing: e.id}
	if at.IsZero() {
		d.Path = fileOf(e.r, at)
	}
	return d
}
