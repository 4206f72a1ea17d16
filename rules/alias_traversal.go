package rules

import (
	"path"
	"slices"
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
			d.Fixes = slashed(p, s)
			p.Report(d)
		}
	},
}

// beside is a request by which a stranger reads a file beside the folder of an
// alias, of those that are known, or of a folder that is not in view; nil for
// none.
func (t *routes) beside(s *model.Scope, dir string) *lint.Witness {
	names := []string{"x"}
	if dir != "" {
		names = t.namesBeside(s, dir)
	}
	for r := range plainRequests(t.p, s) {
		for _, name := range names {
			r.Target = access.EscapePath(s.Matcher.Pattern.Text + "../" + name)
			if way := t.of(r, answered(200)); way != nil && way.first() == s {
				return &way.Witness
			}
		}
		return nil
	}
	return nil
}

// namesBeside are known files beside a folder, as paths from the folder above.
func (t *routes) namesBeside(s *model.Scope, dir string) []string {
	var names []string
	folder, name := path.Split(dir)
	add := func(rest string, is bool) {
		if is && !strings.HasPrefix(rest, name+"/") {
			names = append(names, rest)
		}
	}
	for _, f := range t.p.Site.Files {
		add(strings.CutPrefix(f.Path, folder))
	}
	for _, f := range s.Serving.Files {
		add(strings.CutPrefix(f, s.Matcher.Pattern.Text+"../"))
	}
	return names
}

// slashed puts a slash behind the path of a location, and leads visitors there
// who leave it out, as nginx did. It does not where there is such a location
// already.
func slashed(p *lint.Pass, s *model.Scope) []lint.Fix {
	without := s.Matcher.Pattern.Text
	if s.Matcher.Pattern.Quoted || slices.ContainsFunc(s.Parent.Children, func(o *model.Scope) bool {
		return o.Matcher.Form == model.MatchPrefix && o.Matcher.Pattern.Text == without+"/" ||
			o.Matcher.Form == model.MatchExact && o.Matcher.Pattern.Text == without
	}) {
		return nil
	}
	e := in(s)
	e.above(model.Word{Span: s.Span}, joined([]string{"location = " + without + " {", lint.Step(s.File()) + "return 301 " + without + "/;", "}"}))
	e.Append(s.Matcher.Pattern.Span, "/")
	return p.Fix("write "+without+"/", &e.Edits)
}
