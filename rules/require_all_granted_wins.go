package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// RequireAllGrantedWins reports "Require all granted" where something else is
// required as well: beside it, in the place round it, or in a place it
// overrides. To exempt one file is a decision and no mistake.
var RequireAllGrantedWins = &lint.Rule{
	ID:      "require-all-granted-wins",
	Summary: "\"Require all granted\" makes what else is required void, and everybody gets in",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("require-all-granted-wins"),
	Run: func(p *lint.Pass) {
		requirements(p, func(s *model.Scope, tree *model.Requirement) {
			alternatives(tree, func(c *model.Requirement) { reportGrantedBeside(p, s, c) })
			if everything(s) && grantsEverybody(tree) && !s.Own.Merging.Written() {
				reportGrantedOver(p, s, tree)
			}
		})
	},
}

// reportGrantedBeside reports "all granted" among other alternatives.
func reportGrantedBeside(p *lint.Pass, s *model.Scope, container *model.Requirement) {
	granted, what := first(container, (*model.Requirement).GrantsAll), "\"Require all granted\""
	if granted == nil {
		i := slices.IndexFunc(container.Children, onlyBans)
		if i < 0 {
			return
		}
		granted, what = container.Children[i], "<RequireAll> with bans alone in it"
	}
	for _, c := range container.Children {
		if c != granted && restricts(c) && !onlyNegative(c) && (c.NeedsUser() || granted.Kind == model.RequireLeaf) {
			p.Report(lint.Diagnostic{
				Span: granted.Required(), Cause: granted.Span,
				Message: fmt.Sprintf("%s is an alternative to %q and lets everybody in: it has to go, or both belong into <RequireAll>", what, c.Name()),
				Related: []lint.Related{{Span: c.Required(), Message: "is not needed to get in"}},
				Witness: openTo(p, s), Fixes: withoutLine(p, granted),
			})
			return
		}
	}
}

// everything says that a scope covers all there is in the place round it, or
// on the server.
func everything(s *model.Scope) bool {
	pattern := s.Matcher.Pattern.Text
	switch s.Matcher.Form {
	case model.MatchGlob:
		return pattern == "*"
	case model.MatchPrefix:
		return pattern == "/"
	case model.MatchExpr:
		return strings.EqualFold(strings.TrimSpace(pattern), "true")
	case model.MatchRegexp:
		switch strings.Trim(pattern, "^$()/") {
		case "", ".", ".*", ".+":
			return pattern != "^$" && pattern != "$^"
		}
	}
	return false
}

func grantsEverybody(tree *model.Requirement) bool {
	return access.Require(tree, "GET", access.Stranger("GET").Meets).Is(access.Granted)
}

// reportGrantedOver reports a section for everything that opens what is closed
// round it; a Location opens what is closed for a folder.
func reportGrantedOver(p *lint.Pass, s *model.Scope, tree *model.Requirement) {
	if !strangerEnters(&s.Merged) || s.Merged.Uncertain {
		return
	}
	closed, where := s.Parent, "round it"
	if s.Kind == model.ScopeLocation {
		closed, where = closedFolder(p.Site, s), "for the folder"
	}
	if closed == nil || closed.Merged.Uncertain || closed.Merged.Require == nil ||
		access.Enter(&closed.Merged, access.Stranger("GET")).May(access.Enters) {
		return
	}
	p.Report(lint.Diagnostic{
		Span: tree.Children[0].Required(), Cause: tree.Children[0].Cause(),
		Message: fmt.Sprintf("\"Require all granted\" in <%s> replaces what is required %s: everybody gets in everywhere, single files alone can be exempted",
			sectionName(s), where),
		Related: []lint.Related{{Span: closed.Merged.Require.Children[0].Required(), Message: "is never asked for"}},
		Witness: openTo(p, closed), Fixes: withoutOnly(p, tree),
	})
}

// closedFolder is the first folder of the same host that asks for a user and
// that the location covers.
func closedFolder(site *model.Site, location *model.Scope) *model.Scope {
	for _, s := range site.Scopes {
		folder := s.Kind == model.ScopeDirectory || s.Kind == model.ScopeHtaccess
		if folder && s.Live() && (location.Host == nil || s.Host == location.Host) && s.Merged.Require.AsksForUser() {
			return s
		}
	}
	return nil
}

// sectionName is how a section begins: its name, and its pattern.
func sectionName(s *model.Scope) string {
	return strings.Trim(strings.TrimSpace(s.Head.Text()), "<>")
}
