package custom

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint"
)

// Misdeclared reads every attribute of every object of a site, and says which
// are not what the tables of targets say. seen counts the values that were
// known, by target and attribute.
func Misdeclared(p *lint.Pass, seen map[string]int) []string {
	var wrong []string
	r := newReader(p)
	for _, t := range targets {
		for o := range t.each(r) {
			for i := range t.attributes {
				a := &t.attributes[i]
				v := a.value(r, o)
				bare, marks := v.Unmark()
				name := t.name + "." + a.name
				if bare.IsKnown() && !bare.IsNull() {
					seen[name]++
				}
				switch {
				case !bare.Type().Equals(a.typ):
					wrong = append(wrong, fmt.Sprintf("%s is %s, not %s", name, bare.Type().FriendlyName(), a.typ.FriendlyName()))
				case bare.IsNull() && !a.null:
					wrong = append(wrong, name+" is null")
				case (len(marks) > 0) != a.secret:
					wrong = append(wrong, name+" is not marked as it should be")
				case !bare.IsKnown() && !a.null && a.typ != cty.DynamicPseudoType && !v.Range().DefinitelyNotNull():
					wrong = append(wrong, name+" may be null")
				}
				if a.span != nil {
					if at := a.span(o); !at.IsZero() && (at.Start > at.End || at.End > len(at.File.Data)) {
						wrong = append(wrong, name+" lies outside its file")
					}
				}
			}
		}
	}
	return wrong
}

// Panicking evaluates an expression that panics.
func Panicking() string {
	e := &evaluation{ctx: &hcl.EvalContext{}}
	_, why := e.value(nil, clause{expr: broken{}})
	return why
}

type broken struct{ hclsyntax.Expression }

func (broken) Value(*hcl.EvalContext) (cty.Value, hcl.Diagnostics) { panic("null") }
func (broken) Range() hcl.Range                                    { return hcl.Range{} }

// Attributes are the names of all attributes, each with its target's.
func Attributes() []string {
	var names []string
	for _, t := range targets {
		for i := range t.attributes {
			names = append(names, t.name+"."+t.attributes[i].name)
		}
	}
	return names
}
