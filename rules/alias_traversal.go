package rules

import (
	"path"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// AliasTraversal reports a location of nginx without a slash at its end that
// stands for a folder with one: "/files../x" is a file beside the folder.
var AliasTraversal = &lint.Rule{
	ID:      "alias-traversal",
	Summary: "an alias lets everybody read what lies beside its folder",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("alias-traversal"),
	Run: func(p *lint.Pass) {
		t := newRoutes(p)
		for s := range scopesInForce(p.Site) {
			a := s.Serving.Alias
			if s.Kind != model.ScopeLocation || s.Matcher.Form != model.MatchPrefix || a.State != model.Set || isModule(s) || proxies(s) ||
				strings.HasSuffix(s.Matcher.Pattern.Text, "/") || !strings.HasSuffix(a.Value.Written.Text, "/") {
				continue
			}
			d := lint.Diagnostic{
				Span: s.Matcher.Pattern.Span, Cause: s.Head,
				Message: "what lies beside the folder can be read too, as " + quoted(s.Matcher.Pattern.Text+"../name") + ": the location has to end in a slash, as the alias does",
				Related: []lint.Related{{Span: a.Cause, Message: "ends in a slash"}},
			}
			if d.Witness = t.beside(s, a.Value.Dir); d.Witness == nil {
				continue
			}
			p.Report(d)
		}
	},
}

// beside is a request by which a stranger reads a file beside the folder of an
// alias, of those that are known; nil for none.
func (t *routes) beside(s *model.Scope, dir string) *lint.Witness {
	if dir == "" {
		return nil
	}
	above := strings.TrimSuffix(path.Dir(dir), "/") + "/"
	for r := range plainRequests(t.p, s) {
		for _, f := range t.p.Site.Files {
			rest, is := strings.CutPrefix(f.Path, above)
			if !is || strings.HasPrefix(f.Path, dir+"/") {
				continue
			}
			r.Target = access.EscapePath(s.Matcher.Pattern.Text + "../" + rest)
			if way := t.of(r, answered(200)); way != nil && way.first() == s {
				return &way.Witness
			}
		}
		return nil
	}
	return nil
}
