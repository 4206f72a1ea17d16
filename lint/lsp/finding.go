package lsp

import (
	"path/filepath"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/report"
)

// diagnostic is a finding as the editor shows it.
func (s *server) diagnostic(d *document, f *lint.Finding) diagnostic {
	message := report.Escape(f.Message)
	if f.Assumption != "" {
		message += " (assumed: " + report.Escape(f.Assumption) + ")"
	}
	shown := diagnostic{
		Range:    d.rangeOf(f.Place, s.encoding),
		Severity: int(f.Severity),
		Code:     f.Rule.ID,
		Source:   "authlint",
		Message:  message,
	}
	for _, r := range f.Related {
		shown.RelatedInformation = append(shown.RelatedInformation, relatedMessage{
			Location: s.location(d, r.Place), Message: report.Escape(r.Message),
		})
	}
	return shown
}

// location is a place in any file. In a file that is not open a column is that
// of a text in ASCII, which is right for all but a few lines.
func (s *server) location(d *document, p lint.Place) location {
	path := filepath.FromSlash(p.File)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(d.path), path)
	}
	uri := fileURI(path)
	for _, open := range s.documents {
		if open.path == path {
			return location{open.uri, open.rangeOf(p, s.encoding)}
		}
	}
	return location{uri, textRange{
		position{p.Start.Line - 1, p.Start.Column - 1},
		position{p.End.Line - 1, p.End.Column - 1},
	}}
}

// actions offers for each finding in a range its fixes, and to ignore it. The
// reason is for the user to write: without one nothing is ignored.
func (s *server) actions(d *document, in textRange) []codeAction {
	actions := []codeAction{}
	if d.checked != d.version {
		return actions // the places are those of another text
	}
	for i := range d.findings {
		f := &d.findings[i]
		shown := s.diagnostic(d, f)
		if !shown.Range.overlaps(in) {
			continue
		}
		for _, x := range f.Offered() {
			if edits, whole := s.edits(d, x.Edits); whole {
				actions = append(actions, codeAction{
					Title: fixTitle(&x), Kind: quickFix, IsPreferred: x.Safe, Diagnostics: []diagnostic{shown},
					Edit: workspaceEdit{Changes: map[string][]textEdit{d.uri: edits}},
				})
			}
		}
		if f.Rule.Final {
			continue // no comment suppresses it
		}
		line := d.firstLine(shown.Range.Start.Line)
		at := position{Line: line}
		comment := d.indent(line) + "# authlint:ignore " + f.Rule.ID + " -- " + d.lineEnd(line)
		actions = append(actions, codeAction{
			Title:       "Ignore " + f.Rule.ID + " here, for a reason that you write",
			Kind:        quickFix,
			Diagnostics: []diagnostic{shown},
			Edit: workspaceEdit{Changes: map[string][]textEdit{
				d.uri: {{Range: textRange{at, at}, NewText: comment}},
			}},
		})
	}
	return actions
}

// fixTitle is a fix's title as the menu of an editor shows it.
func fixTitle(x *lint.FixPlace) string {
	title := report.Escape(x.Title)
	if title != "" && title[0] >= 'a' && title[0] <= 'z' {
		title = string(title[0]-'a'+'A') + title[1:]
	}
	if !x.Safe {
		title += " [unsafe]"
	}
	return title
}

// edits are those of a fix as the client counts, where all of them are of the
// document.
func (s *server) edits(d *document, of []lint.EditPlace) (edits []textEdit, whole bool) {
	for _, e := range of {
		if e.File != d.name() {
			return nil, false
		}
		edits = append(edits, textEdit{Range: textRange{d.at(e.Start, s.encoding), d.at(e.End, s.encoding)}, NewText: e.NewText})
	}
	return edits, true
}

// firstLine is where the logical line begins that a line belongs to: a comment
// between the two would become a part of it.
func (d *document) firstLine(line int) int {
	for line > 0 && line <= len(d.lines) && strings.HasSuffix(strings.TrimRight(d.lines[line-1], "\r\n"), `\`) {
		line--
	}
	return line
}

// lineEnd is how the lines of the document end.
func (d *document) lineEnd(line int) string {
	if line < len(d.lines) && strings.HasSuffix(d.lines[line], "\r\n") {
		return "\r\n"
	}
	return "\n"
}

func (d *document) indent(line int) string {
	if line >= len(d.lines) {
		return ""
	}
	text := d.lines[line]
	return text[:len(text)-len(strings.TrimLeft(text, " \t"))]
}
