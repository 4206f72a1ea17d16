package rules

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// translation says what some scopes of one file say with Order, Allow, Deny and
// Satisfy in the words of Require.
type translation struct {
	lint.Edits
	p      *lint.Pass
	scopes map[*model.Scope]admission
	*speakers
}

// sayWithRequire translates scopes of one file, all of them or none: only where
// the same visitors get in afterwards, there and in every scope that inherits.
func sayWithRequire(p *lint.Pass, scopes []*model.Scope, overrides *model.Overrides, all *speakers) []lint.Fix {
	t := translation{p: p, scopes: map[*model.Scope]admission{}, speakers: all}
	for _, s := range scopes {
		adm, ok := admit(&s.Own.Address)
		if !ok || s.Merged.Uncertain || s.Own.Merging.Written() || !mayWrite(p.Site, overrides, s, "AuthConfig") || !knowsRequire(s) {
			return nil
		}
		t.scopes[s] = adm
	}
	for _, s := range scopes {
		if !t.exact(s) || !t.write(s) {
			return nil
		}
	}
	const title = "say it with Require"
	if t.harmless() {
		return p.SafeFix(title, &t.Edits)
	}
	return p.Fix(title, &t.Edits)
}

// knowsRequire says that the server is not known to lack the modules.
func knowsRequire(s *model.Scope) bool {
	if s.Server == nil || s.Server.Module == nil {
		return true
	}
	return s.Server.Module("mod_authz_core.c") != model.No && s.Server.Module("mod_authz_host.c") != model.No
}

// harmless says that no file out of view can make a difference: everything that
// is translated refuses everybody, at single files, or the server's
// configuration is in view.
func (t *translation) harmless() bool {
	for s, adm := range t.scopes {
		if (adm.verdict != passNone || s.Kind != model.ScopeFiles) && s.Server.Assumed || t.p.Site.Refused(s.File()) != nil {
			return false
		}
	}
	return true
}

// write puts the requirements in place of the directives; false where it cannot.
func (t *translation) write(s *model.Scope) bool {
	old := legacyDirectives(s)
	own := s.Own.Require
	if slices.ContainsFunc(old, func(w model.Word) bool {
		r := t.p.Site.RefusalAt(w.Span)
		return r != nil && r.Kind != model.RefusedUnknown
	}) {
		return false
	}
	if old == nil || own != nil && (!movable(s, own.Children) || conditionAt(s, model.Word{Span: own.Children[0].Span}) != conditionAt(s, old[0])) {
		return false
	}
	adm := t.scopes[s]
	anyGate, _ := s.Own.Address.SatisfyAny("GET")
	switch {
	case own == nil && adm.verdict == passAll:
		t.instead(old, everybody)
	case own == nil && adm.verdict == passNone:
		t.instead(old, []string{"Require all denied"})
	case own == nil:
		t.instead(old, slices.Concat(adm.alternatives...))
	case adm.verdict == passSome:
		t.combine(s, old, adm, anyGate)
	default: // what Require says is all there is to say
		t.instead(old, nil)
	}
	return true
}

// instead writes lines in place of the first of some directives, and takes the
// others away.
func (t *translation) instead(old []model.Word, lines []string) {
	for i, d := range old {
		if i == 0 && len(lines) > 0 {
			t.Become(d.Span, t.stepped(d, lines)...)
		} else {
			t.Drop(d.Span)
		}
	}
}

// stepped are lines with the file's own steps of indentation.
func (t *translation) stepped(at model.Word, lines []string) []string {
	step := lint.Step(at.Span.File)
	all := make([]string, len(lines))
	for i, line := range lines {
		text := strings.TrimLeft(line, "\t")
		all[i] = strings.Repeat(step, len(line)-len(text)) + text
	}
	return all
}

// combine asks for an address, and for what the scope requires or else for that,
// in place of the last requirement.
func (t *translation) combine(s *model.Scope, old []model.Word, adm admission, anyGate bool) {
	var own [][]string
	children := s.Own.Require.Children
	last := children[len(children)-1]
	for _, c := range children {
		own = append(own, strings.Split(t.Copy(c.Span), "\n"))
		if c != last {
			t.Drop(c.Span)
		}
	}
	t.instead(old, nil)
	whole := allOf(anyOf(adm.alternatives), anyOf(own))
	if anyGate {
		whole = container("<RequireAny>", slices.Concat(adm.alternatives, own)...)
	}
	t.Become(last.Span, t.stepped(model.Word{Span: last.Span}, whole)...)
}

// legacyDirectives are the directives of a scope in the order of the file; nil
// where they stand in different conditions, or in a section for methods.
func legacyDirectives(s *model.Scope) []model.Word {
	var all []model.Word
	bound := false
	a := &s.Own.Address
	for i := range a.Orders {
		all, bound = append(all, model.Word{Span: a.Orders[i].Span}), bound || a.Orders[i].Methods != nil
	}
	for i := range a.Rules {
		all, bound = append(all, model.Word{Span: a.Rules[i].Span}), bound || a.Rules[i].Methods != nil
	}
	for i := range a.Satisfies {
		all, bound = append(all, model.Word{Span: a.Satisfies[i].Span}), bound || a.Satisfies[i].Methods != nil
	}
	slices.SortFunc(all, func(x, y model.Word) int { return x.Span.Start - y.Span.Start })
	all = slices.Compact(all)
	if len(all) == 0 || bound || slices.ContainsFunc(all, func(w model.Word) bool { return conditionAt(s, w) != conditionAt(s, all[0]) }) {
		return nil
	}
	return all
}
