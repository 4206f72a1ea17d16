package lsp

import (
	"context"
	"net/http"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/report"
)

// hover tells what was found at a place, and who gets in there; nil where
// there is nothing to tell.
func (s *server) hover(ctx context.Context, d *document, at position) *hover {
	var parts []string
	if d.checked == d.version {
		for i := range d.findings {
			f := &d.findings[i]
			shown := s.diagnostic(d, f)
			if shown.Range.overlaps(textRange{at, at}) {
				parts = append(parts, "**"+f.Rule.ID+"**: "+f.Rule.Summary+"\n\n"+why(f.Rule.Doc))
			}
		}
	}
	if words := s.decision(ctx, d, d.offset(at, s.encoding)); words != "" {
		parts = append(parts, words)
	}
	if len(parts) == 0 {
		return nil
	}
	return &hover{markup{Kind: "markdown", Value: strings.Join(parts, "\n\n---\n\n")}}
}

// why is that part of a rule's page.
func why(page string) string {
	_, text, _ := strings.Cut(page, "\n## Why\n")
	text, _, _ = strings.Cut(text, "\n## ")
	return strings.TrimSpace(text)
}

// decision says in words what the innermost scope at a place does with a
// visitor.
func (s *server) decision(ctx context.Context, d *document, offset int) string {
	sites, err := s.backend.Load(ctx, d.path, []byte(d.text))
	if err != nil {
		return ""
	}
	var scope *model.Scope
	var of *model.Site
	for _, site := range sites {
		for _, x := range site.Scopes {
			if x.File() == nil || x.File().Name != d.name() || offset < x.Span.Start || offset > x.Span.End {
				continue
			}
			if scope == nil || x.Span.Len() < scope.Span.Len() {
				scope, of = x, site
			}
		}
	}
	switch {
	case scope == nil:
		return ""
	case of.Refused(scope.File()) != nil:
		return "The server refuses this file, and answers 500."
	case !scope.Live():
		return "This is in a condition that the server does not enter, as far as is known."
	}
	return inWords(access.Enter(&scope.Merged, access.Stranger(http.MethodGet))) + assumed(of)
}

// inWords is an entry as a sentence.
func inWords(e access.Entry) string {
	fates := []struct {
		entry access.Entry
		words string
	}{
		{access.Enters, "gets in without a password"},
		{access.Asked, "is asked for a password (401)"},
		{access.Refused, "is refused (403)"},
		{access.Broken, "gets an error of the server (500)"},
	}
	var may []string
	for _, f := range fates {
		if e.May(f.entry) {
			may = append(may, f.words)
		}
	}
	const who = "Here a visitor nobody knows "
	switch len(may) {
	case 0:
		return ""
	case 1:
		return who + may[0] + "."
	}
	return who + strings.Join(may, ", or ") + ": it depends on what the files do not say."
}

// assumed are the assumptions about a site, on a line of their own.
func assumed(site *model.Site) string {
	if len(site.Assumptions) == 0 {
		return ""
	}
	return "\n\nAssumed: " + report.Escape(strings.Join(site.Assumptions, "; ")) + "."
}
