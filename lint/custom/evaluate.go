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
	// judged are the attributes of self that when and condition look at, said
	// those that the message does, around those of site.
	judged, said, around []*attribute
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

// settle notes what a program that was checked looks at: only that is made into
// values.
func (p *program) settle(decides bool) {
	p.decides, p.functions = decides, ruleFunctions(p.patterns)
	p.judged = p.target.used("self", p.when, p.condition)
	p.said = p.target.used("self", p.message)
	p.around = siteTarget.used("site", p.when, p.condition, p.message)
}

// run judges every object of a site.
func (p *program) run(pass *lint.Pass) {
	r := newReader(pass)
	e := &evaluation{program: p, r: r, asker: &asker{r: r}}
	ctx := &hcl.EvalContext{Functions: p.functions}
	if p.decides {
		ctx.Functions = maps.Clone(p.functions)
		ctx.Functions["decision"] = decisionFunction(e.asker)
	}
	ctx.Variables = map[string]cty.Value{"site": r.object(p.around, pass.Site, nil)}
	e.ctx = ctx
	count, end := 0, time.Now().Add(maxTime)
	for o := range p.target.each(r) {
		switch count++; {
		case count > maxObjects:
			p.bound(r, fmt.Sprintf("the rule %s is asked about %d of each site, further ones were not judged", p.id, maxObjects))
		case time.Now().After(end):
			p.bound(r, fmt.Sprintf("the rule %s has %v for each site, what came later was not judged", p.id, maxTime))
		default:
			e.judge(o)
			continue
		}
		break
	}
	r.said(p.id)
}

func (p *program) bound(r *reader, what string) {
	r.pass.Limit(&model.Limit{Path: fileOf(r, source.Span{}), What: what})
}

// object makes a value of some attributes of an object, added to others.
func (r *reader) object(attributes []*attribute, o any, others map[string]cty.Value) cty.Value {
	values := make(map[string]cty.Value, len(attributes)+len(others))
	maps.Copy(values, others)
	for _, a := range attributes {
		if _, made := values[a.name]; !made {
			values[a.name] = a.value(r, o)
		}
	}
	return cty.ObjectVal(values)
}

// evaluation is one rule at work on one site.
type evaluation struct {
	*program
	r     *reader
	asker *asker
	ctx   *hcl.EvalContext
}

// judge reports an object for which the condition is false. One that is neither
// true nor false is not reported: it rests on what nobody knows.
func (e *evaluation) judge(o any) {
	clear(e.r.raw)
	e.asker.asked = e.asker.asked[:0]
	self := e.r.object(e.judged, o, nil)
	e.ctx.Variables["self"] = self
	if e.when != nil {
		if v, why := e.truth("when", e.when); why != "" || !isTrue(v) {
			e.failed(o, why)
			return
		}
	}
	v, why := e.truth("condition", e.condition)
	if why != "" || !isFalse(v) {
		e.failed(o, why)
		return
	}
	e.ctx.Variables["self"] = e.r.object(e.said, o, self.AsValueMap())
	asked := e.asker.asked
	d := e.diagnostic(o, e.says())
	if len(asked) == 1 {
		d.Witness = asked[0]
	}
	for _, w := range asked {
		if d.Assumption == "" {
			d.Assumption = w.Decision.Supposed
		}
	}
	e.r.pass.Report(d)
}

// truth evaluates a condition. Why is not empty where that fails: a rule that
// cannot be evaluated has found nothing, and must not be taken for one that
// has nothing to find.
func (e *evaluation) truth(name string, expr hclsyntax.Expression) (v cty.Value, why string) {
	if v, why = e.value(expr); why != "" {
		why = name + " fails: " + why
	}
	return v, why
}

// value evaluates an expression. What HCL says of a failure is cut to its
// title: the rest may quote values.
func (e *evaluation) value(expr hclsyntax.Expression) (v cty.Value, why string) {
	v, diags := valueOf(expr, e.ctx)
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

// failed reports a rule that could not be evaluated.
func (e *evaluation) failed(o any, why string) {
	if why == "" {
		return
	}
	d := e.diagnostic(o, "the rule cannot be judged here: "+why)
	d.Severity = lint.Error
	e.r.pass.Report(d)
}

// says is the message, on one line and of a length that a report bears.
func (e *evaluation) says() string {
	v, why := e.value(e.message)
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
