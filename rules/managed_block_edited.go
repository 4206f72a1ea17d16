package rules

import (
	"cmp"
	"path"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// ManagedBlockEdited reports rules about access in the part of a .htaccess that
// WordPress takes for its own and writes anew. It looks for the first line with
// "# BEGIN WordPress" anywhere in it, and takes all up to the first one with
// "# END WordPress", or up to the end of the file.
var ManagedBlockEdited = &lint.Rule{
	ID:      "managed-block-edited",
	Summary: "access rules stand in the block that WordPress writes anew, and go when the permalinks are saved",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("managed-block-edited"),
	Run: func(p *lint.Pass) {
		early, scopes := earlyEnds(p.Site), byFile(p.Site)
		seen := map[string]bool{} // by file: WordPress knows the first block only
		for _, m := range p.Site.Markers {
			if m.App != "wordpress" || m.Slug != "" || m.Begin.IsZero() || path.Base(m.Begin.File.Path) != ".htaccess" || seen[m.Begin.File.Name] {
				continue
			}
			seen[m.Begin.File.Name] = true
			if end := early[m.Begin.File.Name]; !m.Scope.Live() || end != nil && end.End.Start < m.Begin.Start {
				continue // then WordPress deletes nothing, and writes a second block
			}
			if gates := gatesIn(scopes[m.Begin.File.Name], m); len(gates) > 0 {
				d := editedBlock(m, gates)
				switch {
				case m.Label != "WordPress":
				case m.Fault == model.MarkerNoEnd:
					d.Fixes = endBehind(p, m, gates)
				default:
					d.Fixes = movedAbove(p, scopes[m.Begin.File.Name], m)
				}
				p.Report(d)
			}
		}
	},
}

// editedBlock is what is said of a block with gates in it.
func editedBlock(m *model.Marker, gates []model.Word) lint.Diagnostic {
	gate := gates[0].Text + more(len(gates)-1, "rule")
	d := lint.Diagnostic{Span: m.Begin, Related: []lint.Related{{Span: gates[0].Span, Message: "what goes with it"}}}
	switch {
	case m.Label != "WordPress":
		d.Message = "comment holds \"# BEGIN WordPress\", so that WordPress takes what follows for its own block, and writes over " + gate +
			" when the permalinks are saved: word it otherwise"
	case m.Fault == model.MarkerNoEnd:
		d.Message = "WordPress's block has no END, so that the next save of the permalinks deletes " + gate +
			" with all that follows: put # END WordPress behind its rules"
	default:
		d = lint.Diagnostic{
			Span: gates[0].Span, Related: []lint.Related{{Span: m.Begin, Message: "the block that WordPress writes anew"}},
			Message: "WordPress's block holds " + gate + ", which goes when the permalinks are saved: it belongs in front of the block",
		}
		if gates[0].Text == "RewriteRule" {
			d.Assumption = "no plugin has WordPress write the lines"
		}
	}
	return d
}

// gatesIn are the rules of a file's scopes in a block that keep somebody out, in the order of the
// file: sections as a whole, and lines outside of them.
func gatesIn(scopes []*model.Scope, m *model.Marker) []model.Word {
	var gates []model.Word
	add := func(text string, at model.Word) {
		if m.Body.Contains(at.Span) {
			gates = append(gates, model.Word{Text: text, Span: at.Span})
		}
	}
	for _, s := range scopes {
		if s.Parent != nil && m.Body.Contains(s.Head) {
			if !m.Body.Contains(s.Parent.Head) && barsWithin(s) {
				add("section "+quoted(sectionName(s)), model.Word{Span: s.Head})
			}
			continue
		}
		s.Own.Require.Walk(func(r *model.Requirement) {
			if r.Kind == model.RequireLeaf && !r.GrantsAll() && r.Scope == s {
				add("Require "+r.Provider.Text, model.Word{Span: r.Span})
			}
		})
		for i := range s.Own.Address.Rules {
			if r := &s.Own.Address.Rules[i]; !r.Allow && r.Scope == s {
				add("Deny", model.Word{Span: r.Span})
			}
		}
		for _, r := range s.Rewrite.Rules {
			if blocks(r) {
				add("RewriteRule", model.Word{Span: r.Span})
			}
		}
	}
	slices.SortStableFunc(gates, func(a, b model.Word) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return slices.CompactFunc(gates, func(a, b model.Word) bool { return a.Span == b.Span })
}
