package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// edits are those of a fix in a scope. What they put in are directives as the
// scope's server ends them.
type edits struct {
	lint.Edits
	scope *model.Scope
}

// in begins a fix in a scope.
func in(s *model.Scope) *edits { return &edits{scope: s} }

// above puts directives above one.
func (e *edits) above(directive model.Word, texts ...string) {
	e.Above(directive.Span, e.ended(texts)...)
}

// below puts directives below one.
func (e *edits) below(directive model.Word, texts ...string) {
	e.Below(e.whole(directive).Span, e.ended(texts)...)
}

// swap puts directives in the place of one.
func (e *edits) swap(directive model.Word, texts ...string) {
	e.Swap(e.whole(directive).Span, e.ended(texts)...)
}

// into puts directives at the end of a scope.
func (e *edits) into(s *model.Scope, texts ...string) { e.Into(s, e.ended(texts)...) }

// drop takes a directive away.
func (e *edits) drop(directive model.Word) { e.Drop(e.whole(directive).Span) }

// whole is a directive with the sign that ends it.
func (e *edits) whole(directive model.Word) model.Word {
	if server := e.scope.Server; server != nil && server.Whole != nil {
		directive.Span = server.Whole(directive.Span)
	}
	return directive
}

// ended are directives with the sign that ends them, where the server has one.
func (e *edits) ended(texts []string) []string {
	if !onNginx(e.scope) {
		return texts
	}
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = text + ";"
		if n := len(text); n > 0 && text[n-1] == '}' {
			all[i] = text
		}
	}
	return all
}

// joined are the lines of a block as one text.
func joined(lines []string) string { return strings.Join(lines, "\n") }
