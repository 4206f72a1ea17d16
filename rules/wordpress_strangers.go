package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// strangersIn are the places of all that WordPress does not write and that stands
// in its block, in the order of the file; words only for their spans. scopes are
// those of the file.
func strangersIn(scopes []*model.Scope, m *model.Marker) []model.Word {
	var found []model.Word
	add := func(at model.Word) {
		if m.Body.Contains(at.Span) {
			found = append(found, at)
		}
	}
	for _, s := range scopes {
		if s != m.Scope {
			if s.Parent == m.Scope {
				add(model.Word{Span: s.Span})
			}
			continue
		}
		found = append(found, strangeLines(m, nil)...)
		if s.Own.Require != nil {
			for _, r := range s.Own.Require.Children {
				add(model.Word{Span: r.Span})
			}
		}
		for _, o := range s.Own.Address.Orders {
			add(model.Word{Span: o.Span})
		}
		for i := range s.Own.Address.Rules {
			add(model.Word{Span: s.Own.Address.Rules[i].Span})
		}
		for _, o := range s.Own.Address.Satisfies {
			add(model.Word{Span: o.Span})
		}
		for _, r := range s.Rewrite.Rules {
			if blocks(r) {
				add(model.Word{Span: r.Span})
			}
		}
	}
	for i, w := range found {
		for _, r := range m.Scope.Rewrite.Rules {
			if r.Span == w.Span && len(r.Conditions) > 0 {
				found[i].Span = r.Conditions[0].Span.To(r.Span)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b model.Word) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return slices.CompactFunc(found, func(a, b model.Word) bool { return a.Span == b.Span })
}

// strangeCondition says that a place of a block stands in a condition that is not
// the one for rewriting: it would go on without it.
func strangeCondition(m *model.Marker, at model.Word) bool {
	for _, c := range m.Scope.Conditions {
		if c.Span.Contains(at.Span) && m.Body.Contains(c.Span) && !strings.Contains(c.Argument.Text, "rewrite") {
			return true
		}
	}
	return false
}
