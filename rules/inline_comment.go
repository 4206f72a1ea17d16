package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// InlineComment reports a "#" behind a directive. httpd knows comments at the
// start of a line only: behind Require user what follows are more users,
// elsewhere arguments that the directive does not take.
var InlineComment = &lint.Rule{
	ID:      "inline-comment",
	Summary: "what follows a # behind a directive is no comment but arguments",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("inline-comment"),
	Run: func(p *lint.Pass) {
		for _, r := range p.Site.Refusals {
			if (r.Kind == model.RefusedArguments || r.Kind == model.RefusedValue) && strings.HasPrefix(r.Span.Text(), "#") {
				p.Report(hashRefused(p, r, model.Word{Span: r.Span}))
			}
		}
		named := map[*model.Requirement]*login{}
		for _, l := range append(logins(p.Site, "user"), logins(p.Site, "group")...) {
			named[l.leaf] = l
		}
		for _, s := range p.Site.Scopes {
			if !s.Live() {
				continue
			}
			s.Own.Require.Walk(func(r *model.Requirement) {
				words := r.Args[len(operands(r)):]
				if len(words) == 0 {
					return
				}
				if refusal := p.Site.RefusalAt(r.Span); refusal != nil {
					p.Report(hashRefused(p, refusal, words[0]))
				} else if r.Provider.Text != "expr" {
					d := hashAccepted(r, words, named[r])
					d.Fixes = commentAbove(p, model.Word{Span: r.Span}, words[0], d.Outcome == lint.Confuses && (anyUser(r) || named[r] != nil))
					p.Report(d)
				}
			})
		}
	},
}

const ownLine = ": put the comment on a line of its own"

func hashRefused(p *lint.Pass, r *model.Refusal, first model.Word) lint.Diagnostic {
	return lint.Diagnostic{
		Span: first.Span, Cause: r.Cause, Outcome: lint.Breaks, Assumption: r.Assumption,
		Message: "# begins no comment behind " + r.Directive + ", which refuses the words as arguments" + ownLine,
		Fixes:   commentAbove(p, model.Word{Span: r.Cause}, first, false),
	}
}

// hashAccepted tells what the words after the "#" do to a requirement that
// httpd accepts.
func hashAccepted(r *model.Requirement, words []model.Word, l *login) lint.Diagnostic {
	d := lint.Diagnostic{Span: words[0].Span, Cause: r.Span, Outcome: lint.Confuses}
	what := "# begins no comment behind Require " + r.Provider.Text
	d.Message = what + ", and does no harm by accident" + ownLine
	names := words[1:]
	if l == nil || len(names) == 0 {
		return d
	}
	known, sure := l.admits(names)
	switch {
	case len(known) > 0:
		d.Outcome = lint.Exposes
		d.Message = what + ", so that " + quoted(known[0]) + more(len(known)-1, r.Provider.Text) + " may enter too" + ownLine
	case !sure:
		d.Outcome = lint.Exposes
		d.Message = what + ", so that " + quoted(names[0].Text) + more(len(names)-1, r.Provider.Text) + " may enter too" + ownLine
		d.Assumption = "there is a " + r.Provider.Text + " of such a name"
	}
	return d
}

// admits are those of the names that are in the credential file; sure says
// that it could be read.
func (l *login) admits(names []model.Word) (known []string, sure bool) {
	store := l.in[0].Users()
	if store == nil || !store.Legible() || l.leaf.Provider.Text != "user" {
		return nil, false
	}
	asked := map[string]bool{}
	for _, name := range names {
		asked[name.Text] = true
	}
	for _, e := range store.Entries {
		if asked[e.User.Text] && e.Shadowed == nil {
			known = append(known, e.User.Text)
		}
	}
	return known, true
}
