package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// SatisfyAnyExposesDotfiles reports files whose name begins with a dot that are
// denied to everybody, where "satisfy any" of a scope round it makes a login
// enough.
var SatisfyAnyExposesDotfiles = &lint.Rule{
	ID:      "satisfy-any-exposes-dotfiles",
	Summary: "hidden files are denied, and satisfy any gives them to whoever logs in",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("satisfy-any-exposes-dotfiles"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			deny := deniesEverybody(&s.Own.Address)
			if deny == nil || s.Kind != model.ScopeLocation || s.Own.Require != nil || !passwordInstead(s) || !hiddenFiles(s.Matcher) {
				continue
			}
			_, satisfy := s.Merged.Address.SatisfyAny("GET")
			e := in(s)
			e.above(model.Word{Span: deny.Span}, "satisfy all")
			p.Report(lint.Diagnostic{
				Span: deny.Operand.Span, Cause: deny.Span, Witness: downloaded(p, s),
				Message: "\"satisfy any\" holds here too, so that whoever has logged in gets these files in spite of deny all: " +
					"it takes satisfy all here",
				Related: []lint.Related{{Span: satisfy.Span, Message: "makes a login enough"}},
				Fixes:   p.Fix("let nobody in by a login alone here", &e.Edits),
			})
		}
	},
}

// deniesEverybody is the rule that denies all addresses before any is allowed;
// nil where somebody may pass.
func deniesEverybody(a *model.AddressRules) *model.AddressRule {
	for i := range a.Rules {
		switch r := &a.Rules[i]; {
		case r.Allow:
			return nil
		case r.Kind == model.AddressAll:
			return r
		}
	}
	return nil
}

// hiddenFiles says that a location is for files or folders whose name begins
// with a dot.
func hiddenFiles(m model.Matcher) bool {
	if m.Form != model.MatchRegexp {
		return strings.Contains(m.Pattern.Text, "/.") && !strings.HasPrefix(m.Pattern.Text, "/.well-known")
	}
	for _, sample := range access.Samples(m) {
		if strings.Contains(sample, "/.") || strings.HasPrefix(sample, ".ht") {
			return true
		}
	}
	return strings.Contains(m.Pattern.Text, `/\.`) // with a look-ahead
}

// downloaded is a request of a user for a hidden file with credentials that is
// there.
func downloaded(p *lint.Pass, s *model.Scope) *lint.Witness {
	for _, probe := range p.Probes().Of(s) {
		if probe.Kind != access.ProbeUser {
			continue
		}
		if w := witness(p, probe.Request, gotIn); w != nil {
			return w
		}
		for _, file := range p.Probes().Files() {
			if !strings.Contains(file.Request.Target, "/.") {
				continue
			}
			file.Request.Credentials = probe.Request.Credentials
			if w := witness(p, file.Request, gotIn); w != nil {
				return w
			}
		}
	}
	return nil
}
