package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RewriteBlockBroken reports marked blocks that their owner cannot find or
// would tear apart, and other people's lines inside WordPress's block. Only
// blocks of known owners count: nobody rewrites the others.
var RewriteBlockBroken = &lint.Rule{
	ID:      "rewrite-block-broken",
	Summary: "the markers of a generated block do not fit together, or it was edited by hand",
	Outcome: lint.Confuses,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("rewrite-block-broken"),
	Run: func(p *lint.Pass) {
		early := earlyEnds(p.Site)
		crossed, inner := map[[2]string]bool{}, map[*model.Marker][]*model.Marker{}
		for _, m := range p.Site.Markers {
			if m.Fault == model.MarkerCrossed {
				crossed[[2]string{m.Begin.File.Name, m.Owner}] = true
			}
			if m.Outer != nil {
				inner[m.Outer] = append(inner[m.Outer], m)
			}
		}
		for _, m := range p.Site.Markers {
			if inOwnBlock(m) {
				if end := early[m.Begin.File.Name]; end != nil && end.Label != "WordPress" && end.End.Start < m.Begin.Start {
					reportEarlyEnd(p, end, m)
					continue
				}
			}
			if m.Owner != "" || m.Outer != nil && m.Outer.Owner != "" {
				brokenBlock(p, m, crossed)
			}
			if ownBlock(m) && m.Fault == model.MarkerWhole && m.Outer == nil {
				reportEdits(p, m, inner[m])
			}
		}
	},
}

// reportEarlyEnd reports a comment in front of WordPress's block that it takes
// for the block's END, for it looks for the words anywhere in a line.
func reportEarlyEnd(p *lint.Pass, end, block *model.Marker) {
	if !ownBlock(block) {
		return // one for the file is enough
	}
	p.Report(lint.Diagnostic{
		Span: end.End, Related: []lint.Related{{Span: block.Begin, Message: "the block that is written twice"}},
		Message: "comment holds \"# END WordPress\", which WordPress takes for the end of its block, so that the next save of the permalinks " +
			"writes a second one and leaves this as it is: word it otherwise",
	})
}

// longLabel is how many words a label has at most: what is longer is prose
// that begins like a marker.
const longLabel = 5

func brokenBlock(p *lint.Pass, m *model.Marker, crossed map[[2]string]bool) {
	switch {
	case m.Fault == model.MarkerNoBegin:
		if len(strings.Fields(m.Label)) <= longLabel && !crossed[[2]string{m.End.File.Name, m.Owner}] {
			p.Report(lint.Diagnostic{Span: m.End, Message: "END of a block of " + m.Owner + " has no BEGIN, so that it writes a second one: delete the line", Fixes: markerOut(p, m)})
		}
	case m.Fault == model.MarkerCrossed:
		p.Report(lint.Diagnostic{
			Span: m.Begin, Related: outer(m),
			Message: "block " + quoted(m.Label) + " is not ended before the one round it, so that their owners overwrite each other: put one after the other",
		})
	case m.Fault == model.MarkerNoEnd && m.Owner != "":
		p.Report(noEnd(p, m))
	case m.Earlier != nil && m.Earlier.Fault != model.MarkerNoEnd && m.Owner != "":
		p.Report(lint.Diagnostic{
			Span: m.Begin, Related: []lint.Related{{Span: m.Earlier.Begin, Message: "the block that its owner keeps up to date"}},
			Message: "block " + quoted(m.Label) + " is there twice, and its owner keeps only the first up to date: delete this one",
			Fixes:   copyOut(p, m),
		})
	case m.Outer != nil && m.Outer.Owner != "" && m.Outer.Fault == model.MarkerWhole && m.Outer.Owner != m.Owner && m.Outer.Earlier == nil:
		p.Report(lint.Diagnostic{
			Span: m.Begin, Related: outer(m),
			Message: "block " + quoted(m.Label) + " stands inside that of " + m.Outer.Owner + ", which deletes it when it writes its own anew: move it out",
		})
	}
}

func outer(m *model.Marker) []lint.Related {
	return []lint.Related{{Span: m.Outer.Begin, Message: "the block round it"}}
}

// noEnd is graver for WordPress, which takes everything up to the end of the
// file for its own.
func noEnd(p *lint.Pass, m *model.Marker) lint.Diagnostic {
	d := lint.Diagnostic{Span: m.Begin, Message: "block " + quoted(m.Label) + " has no END, so that its owner cannot tell where it ends: put the line back"}
	if ownBlock(m) {
		d.Severity, d.Fixes = lint.Warning, endBehind(p, m, nil)
		d.Message = "WordPress's block has no END, so that the next save of the permalinks deletes everything from here on: put # END WordPress behind its rules"
	}
	return d
}

func reportEdits(p *lint.Pass, m *model.Marker, inner []*model.Marker) {
	lines := strangeLines(m, inner)
	if len(lines) == 0 || !m.Scope.Live() {
		return
	}
	p.Report(lint.Diagnostic{
		Span: lines[0].Span, Related: []lint.Related{{Span: m.Begin, Message: "the block that WordPress writes anew"}},
		Message: "WordPress's block holds what it did not write, " + lines[0].Text + more(len(lines)-1, "line") +
			", which goes when the permalinks are saved: move it in front of the block",
		Assumption: "no plugin has WordPress write the lines",
		Fixes:      movedAbove(p, byFile(p.Site)[m.Begin.File.Name], m),
	})
}
