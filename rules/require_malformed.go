package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RequireMalformed reports a Require whose operands the server refuses, or
// accepts although nobody can ever fit them.
var RequireMalformed = &lint.Rule{
	ID:      "require-malformed",
	Summary: "the operands of a Require are refused by the server, or fit nobody",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("require-malformed"),
	Run: func(p *lint.Pass) {
		reportFaults(p, "", model.FaultNoProvider, model.FaultNoOperand, model.FaultAddress, model.FaultMethod,
			model.FaultOperand, model.FaultEmpty)
		for _, s := range p.Site.Scopes {
			if s.Live() {
				s.Own.Require.Walk(func(r *model.Requirement) { reportUnfit(p, s, r) })
			}
		}
	},
}

// reportUnfit reports a leaf that httpd accepts and nobody fits.
func reportUnfit(p *lint.Pass, s *model.Scope, r *model.Requirement) {
	if r.Kind != model.RequireLeaf || r.Fault != model.FaultNone || len(operands(r)) < len(r.Args) {
		return // refused, or with a comment that is none
	}
	var word model.Word
	var found, right string
	switch name := r.Provider.Text; name {
	case "user", "group":
		word, found, right = unfitName(s, r)
	case "host", "forward-dns":
		word, found, right = unfitHost(r)
	case "env", "method":
		if len(r.Args) == 0 {
			word, found, right = r.Provider, "Require "+name+" names nothing", "a name belongs after it"
		}
	}
	if found == "" {
		return
	}
	outcome, effect := lint.LocksOut, "lets nobody in"
	if r.Not {
		outcome, effect = lint.Exposes, "refuses nobody"
	}
	p.Report(lint.Diagnostic{
		Span: word.Span, Cause: r.Span, Outcome: outcome, Message: found + ", which " + effect + ": " + right,
		Fixes: operandsMeant(p, r),
	})
}

// unfitName finds a name that no user or group has by accident.
func unfitName(s *model.Scope, r *model.Requirement) (word model.Word, found, right string) {
	if len(r.Args) == 0 {
		return r.Provider, "Require " + r.Provider.Text + " has no names", "they belong after it"
	}
	for _, w := range r.Args {
		switch {
		case isName(s, w.Text):
		case strings.Contains(w.Text, ","):
			return w, fmt.Sprintf("comma is part of the name %s", quoted(w.Text)), "blanks alone stand between names"
		case strings.ContainsAny(w.Text, "\u201c\u201d\u201e\u2018\u2019"):
			return w, fmt.Sprintf("curly quotes are part of the name %s", quoted(w.Text)), "it is written without them"
		}
	}
	return model.Word{}, "", ""
}

// isName says that the files in view have a user or group of that very name.
func isName(s *model.Scope, name string) bool {
	if ref := s.Merged.UserFile; ref.State == model.Set && ref.Value.Store != nil {
		for _, e := range ref.Value.Store.Entries {
			if e.User.Text == name {
				return true
			}
		}
	}
	if ref := s.Merged.GroupFile; ref.State == model.Set && ref.Value.Store != nil {
		for _, g := range ref.Value.Store.Groups {
			if strings.EqualFold(g.Name.Text, name) {
				return true
			}
		}
	}
	return false
}

// unfitHost finds an address or a list where a host name is looked up.
func unfitHost(r *model.Requirement) (word model.Word, found, right string) {
	if len(r.Args) == 0 {
		return r.Provider, "Require " + r.Provider.Text + " names no host", "one belongs after it"
	}
	for _, w := range r.Args {
		switch {
		case strings.Contains(w.Text, "%{") || !meantAsAddress(w.Text):
		case strings.ContainsAny(w.Text, ",*"):
			return w, fmt.Sprintf("%s is taken for one host name", quoted(w.Text)), "blanks alone stand between names"
		case r.Provider.Text == "host":
			return w, fmt.Sprintf("%s is taken for a host name", quoted(w.Text)), "Require ip takes addresses"
		}
	}
	return model.Word{}, "", ""
}
