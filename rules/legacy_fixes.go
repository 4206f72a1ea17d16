package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// The fixes of httpd 2.2's Order, Allow, Deny and Satisfy that keep to its
// words. What stands in a section for methods is left alone.

// forbidOnFailure has httpd answer 403 to users who may not enter.
func forbidOnFailure(p *lint.Pass, s *model.Scope) []lint.Fix {
	var e lint.Edits
	if s.Own.Require.Bound() != nil {
		return nil
	}
	e.Above(s.Own.Require.Children[0].Cause(), "AuthzSendForbiddenOnFailure On")
	return p.Fix("answer 403 to users who may not enter", &e)
}

// orderInstead writes the order in which an Allow has the last word.
func orderInstead(p *lint.Pass, order *model.OrderRule) []lint.Fix {
	if order.Methods != nil {
		return nil
	}
	var e lint.Edits
	e.Replace(order.Span, "Order Deny,Allow")
	return p.Fix("let Allow have the last word", &e)
}

// onlyOperand says that a rule is all that its directive says, for every
// method.
func onlyOperand(a *model.AddressRules, r *model.AddressRule) bool {
	for i := range a.Rules {
		if o := &a.Rules[i]; o.Span == r.Span && o.Operand.Span != r.Operand.Span {
			return false
		}
	}
	return r.Methods == nil
}

// withoutRule takes an Allow or Deny away.
func withoutRule(p *lint.Pass, a *model.AddressRules, r *model.AddressRule) []lint.Fix {
	if !onlyOperand(a, r) {
		return nil
	}
	var e lint.Edits
	e.Drop(r.Span)
	return p.Fix("take "+ruleName(r)+" away", &e)
}

// ruleName is how a rule is written, in one spelling.
func ruleName(r *model.AddressRule) string {
	if r.Allow {
		return "Allow from " + r.Operand.Text
	}
	return "Deny from " + r.Operand.Text
}

// withoutSatisfy takes a Satisfy away that the scope writes itself.
func withoutSatisfy(p *lint.Pass, s *model.Scope, r *model.SatisfyRule) []lint.Fix {
	if r.Methods != nil || len(s.Own.Address.Satisfies) != 1 || s.Own.Address.Satisfies[0].Span != r.Span {
		return nil
	}
	var e lint.Edits
	e.Drop(r.Span)
	return p.Fix("take Satisfy Any away", &e)
}

// leaveToRequire takes a Deny from all away, with an order that would deny
// everybody without it, so that Require alone decides.
func leaveToRequire(p *lint.Pass, own *model.AddressRules, deny *model.AddressRule) []lint.Fix {
	if !onlyOperand(own, deny) {
		return nil
	}
	var e lint.Edits
	e.Drop(deny.Span)
	if order, rule := own.Order("GET"); order != model.DenyAllow {
		if len(own.Rules) > 1 || len(own.Orders) != 1 || rule.Methods != nil {
			return nil
		}
		e.Drop(rule.Span)
	}
	return p.Fix("leave it to Require", &e)
}

// denyHereToo repeats what is denied above.
func denyHereToo(p *lint.Pass, own, above *model.AddressRules) []lint.Fix {
	for _, a := range []*model.AddressRules{own, above} {
		if order, _ := a.Order("GET"); order != model.DenyAllow {
			return nil
		}
	}
	var e lint.Edits
	var lines []string
	last := model.Word{}
	for i := range above.Rules {
		r := &above.Rules[i]
		if r.Allow || r.Methods != nil {
			return nil
		}
		if r.Span != last.Span {
			lines = append(lines, e.Copy(r.Span))
		}
		last.Span = r.Span
	}
	e.Above(own.First(), lines...)
	return p.Fix("deny here what is denied above", &e)
}

// denyOthersThan denies everybody whom no Allow names.
func denyOthersThan(p *lint.Pass, own *model.AddressRules, allow *model.AddressRule) []lint.Fix {
	if allow.Methods != nil {
		return nil
	}
	var e lint.Edits
	if len(own.Orders) == 0 {
		e.Above(allow.Span, "Order Deny,Allow", "Deny from all")
	} else {
		e.Above(allow.Span, "Deny from all")
	}
	return p.Fix("deny everybody else", &e)
}

// askAlways has Satisfy Any let in without a password those alone whom an Allow
// names, or nobody.
func askAlways(p *lint.Pass, s *model.Scope, satisfy *model.SatisfyRule) []lint.Fix {
	own := &s.Own.Address
	if satisfy.Methods != nil || len(own.Satisfies) != 1 || own.Satisfies[0].Span != satisfy.Span {
		return nil
	}
	if allow := firstRule(own, true); allow != nil && allow.Kind != model.AddressAll {
		return denyOthersThan(p, own, allow)
	}
	var e lint.Edits
	e.Replace(satisfy.Span, "Satisfy All")
	return p.Fix("ask for the password whatever the address", &e)
}
