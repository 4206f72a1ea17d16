package rules

import (
	"cmp"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// gateTexts are the directives by which a scope of nginx says itself who may
// enter, in the order in which they stand.
func (e *edits) gateTexts(a *model.Access) []string {
	var all []model.Word
	add := func(written bool, at model.Word) {
		if written && !slices.Contains(all, at) {
			all = append(all, at)
		}
	}
	add(a.Realm.Written(), model.Word{Span: a.Realm.Cause})
	add(a.UserFile.Written(), model.Word{Span: a.UserFile.Cause})
	add(a.AuthRequest.Written(), model.Word{Span: a.AuthRequest.Cause})
	for _, o := range a.Others {
		add(true, model.Word{Span: o.Cause})
	}
	for i := range a.Address.Rules {
		add(true, model.Word{Span: a.Address.Rules[i].Span})
	}
	for i := range a.Address.Satisfies {
		add(true, model.Word{Span: a.Address.Satisfies[i].Span})
	}
	slices.SortStableFunc(all, func(a, b model.Word) int {
		if a.Span.File != b.Span.File {
			return 0
		}
		return cmp.Compare(a.Span.Start, b.Span.Start)
	})
	var texts []string
	for _, at := range all {
		texts = append(texts, e.Copy(at.Span))
	}
	return texts
}

// repeatGate has a scope of nginx ask for what another one asks.
func repeatGate(p *lint.Pass, from, to *model.Scope) []lint.Fix {
	e := in(to)
	e.into(to, e.gateTexts(&from.Own)...)
	name := "the other server block"
	if from.Kind != model.ScopeHost {
		name = locationName(from)
	}
	return p.Fix("ask there for what "+name+" asks", &e.Edits)
}

// nest puts a copy of a location into another one, whose rules about access it
// inherits there. Patterns that stand before it and refuse what they fit keep
// their place.
func (e *edits) nest(open, closed *model.Scope) {
	if closed.Matcher.Form == model.MatchExact || closed.Serving.Alias.Written() || open.Serving.Alias.Written() {
		e.Spoil() // nothing stands in an exact one, and an alias is for the path of its own location
	}
	var texts []string
	for _, s := range open.Parent.Children {
		if s == open {
			break
		}
		if s.Matcher.Form == model.MatchRegexp && s != closed && s.Live() && refusesAll(s) {
			texts = append(texts, e.Copy(s.Span))
		}
	}
	e.into(closed, append(texts, e.Copy(open.Span))...)
}

// otherHalfOf puts the half of a gate that is missing beside the one that is
// there: the realm or user file that the rest of the configuration has, where it
// has one alone. A realm may be any.
func otherHalfOf(p *lint.Pass, s *model.Scope, lacks string) []lint.Fix {
	e, other := in(s), ""
	for _, o := range p.Site.Scopes {
		a := &o.Own
		half := a.Realm.Span
		if lacks == "auth_basic_user_file" {
			half = a.UserFile.Span
			if ref := a.UserFile.Value; a.UserFile.State != model.Set || ref.Status == model.FileMissing || ref.Written.Text == "off" {
				continue
			}
		} else if a.Realm.State != model.Set || looksLikeOff(a.Realm.Value) || a.UserFile.Written() && !sameFile(a.UserFile.Value, s.Own.UserFile.Value) {
			continue
		}
		text := e.Copy(half)
		if !onNginx(o) || other == text {
			continue
		}
		if other != "" {
			return nil // which of them is not known
		}
		other = text
	}
	switch {
	case lacks == "auth_basic":
		if other == "" {
			other = `"Restricted"`
		}
		e.above(model.Word{Span: s.Own.UserFile.Cause}, "auth_basic "+other)
		return p.Fix("ask for a password with the realm "+other, &e.Edits)
	case other == "":
		return nil
	}
	e.below(model.Word{Span: s.Own.Realm.Cause}, "auth_basic_user_file "+other)
	return p.Fix("look passwords up in "+other, &e.Edits)
}
