package rules

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// handsAuthorizationOn is the rule that WordPress writes since 5.6 to hand the Authorization
// header on to PHP.
const handsAuthorizationOn = "RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]"

// completed puts the rule that hands the Authorization header on where WordPress
// writes it. Where others have rules in the block, which a save would delete, it
// stands above the block.
func completed(p *lint.Pass, m *model.Marker, alone bool) []lint.Fix {
	var e lint.Edits
	engine := m.Scope.Rewrite.Engine
	switch {
	case alone && engine.State == model.Set && m.Body.Contains(engine.Cause):
		e.Below(engine.Cause, handsAuthorizationOn)
		return p.FixOf(m, "write the rule as WordPress does", &e)
	case alone || m.Outer != nil:
		return nil
	}
	e.Above(m.Begin, "<IfModule mod_rewrite.c>", "RewriteEngine On", handsAuthorizationOn, "</IfModule>")
	return p.Fix("put the rule above the block", &e)
}

// blockOut takes a whole block out, if nothing of others stands in it.
func blockOut(p *lint.Pass, m *model.Marker) []lint.Fix {
	if m.Fault != model.MarkerWhole || m.Outer != nil || slices.ContainsFunc(p.Site.Markers, func(o *model.Marker) bool { return o.Outer == m }) {
		return nil
	}
	var e lint.Edits
	e.Drop(m.Begin.To(m.End))
	return p.FixOf(m, "take the block of "+m.Owner+" out", &e)
}

// endBehind puts WordPress's END behind the last of the rules that it writes, where
// nothing of others stands before that: nothing of the gates either.
func endBehind(p *lint.Pass, m *model.Marker, gates []model.Word) []lint.Fix {
	rules := blockRules(m)
	n := slices.IndexFunc(rules, func(r *model.RewriteRule) bool { return !generated(r) })
	if n < 0 {
		n = len(rules)
	}
	if n == 0 || slices.ContainsFunc(rules[n:], generated) {
		return nil
	}
	last := model.Word{Span: rules[n-1].Span}
	for _, c := range m.Scope.Conditions {
		if c.Span.Contains(last.Span) && m.Body.Contains(c.Span) {
			last.Span = c.Span
		}
	}
	if len(gates) > 0 && gates[0].Span.Start < last.Span.End {
		return nil
	}
	var e lint.Edits
	e.Below(last.Span, "# END WordPress")
	return p.FixOf(m, "put # END WordPress behind its rules", &e)
}

// markerOut takes a comment out that ends nothing. No server reads it.
func markerOut(p *lint.Pass, m *model.Marker) []lint.Fix {
	var e lint.Edits
	e.Drop(m.End)
	fixes := p.FixOf(m, "take the line out", &e)
	for i := range fixes {
		fixes[i].Safe = true
	}
	return fixes
}

// copyOut takes a block out that says what the one before it says.
func copyOut(p *lint.Pass, m *model.Marker) []lint.Fix {
	if m.Fault != model.MarkerWhole || m.Earlier.Fault != model.MarkerWhole ||
		strings.TrimSpace(m.Body.Text()) != strings.TrimSpace(m.Earlier.Body.Text()) {
		return nil
	}
	return blockOut(p, m)
}

// movedAbove moves everything that WordPress does not write, and that is
// found in its block, in front of it: sections as a whole, rules with their
// conditions, and rules about access that belong together.
func movedAbove(p *lint.Pass, scopes []*model.Scope, m *model.Marker) []lint.Fix {
	var e lint.Edits
	var texts []string
	for _, w := range strangersIn(scopes, m) {
		if strangeCondition(m, w) {
			return nil
		}
		texts = append(texts, e.Copy(w.Span))
		e.Drop(w.Span)
	}
	if len(texts) == 0 {
		return nil
	}
	e.Above(m.Begin, append(texts, "")...)
	return p.FixOf(m, "move what others wrote in front of the block", &e)
}

// constantSet gives a constant another value.
func constantSet(p *lint.Pass, c *model.Constant, value string) []lint.Fix {
	if strings.ContainsAny(strings.Trim(value, "'"), `'\\`) {
		return nil
	}
	var e lint.Edits
	e.Replace(c.Value.Span, value)
	return p.Fix("define "+c.Name+" as "+value, &e)
}
