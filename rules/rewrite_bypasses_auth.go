package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// RewriteBypassesAuth reports rewrite rules and aliases of httpd's own
// configuration that serve, under another URL, what a Location keeps people out
// of: Location looks at URLs, and not at the files that they lead to. Of nginx
// it reports rewrites that take requests out of the location.
var RewriteBypassesAuth = &lint.Rule{
	ID:      "rewrite-bypasses-auth",
	Summary: "a rewrite rule or Alias leads past the location that protects what is served",
	Outcome: lint.Exposes,
	Doc:     doc("rewrite-bypasses-auth"),
	Run: func(p *lint.Pass) {
		reportLeaving(p)
		closed := closedLocations(p.Site)
		if len(closed) == 0 {
			return
		}
		for _, a := range p.Site.Aliases {
			reportAlias(p, a, closed)
		}
		for _, s := range p.Site.Scopes {
			if s.Kind != model.ScopeServer && s.Kind != model.ScopeHost || !s.Live() || ofNginx(s) {
				continue
			}
			for _, r := range s.Rewrite.Rules {
				if blocks(r) || isRedirect(r) || r.Target.Text == "-" || r.Flag("P", "proxy") != nil {
					continue
				}
				reportBypass(p, s, r, closed)
			}
		}
	},
}

// reportBypass reports a rule by which a stranger gets what lies below a closed
// URL.
func reportBypass(p *lint.Pass, s *model.Scope, r *model.RewriteRule, closed []*model.Scope) {
	for _, door := range doorsOf(p.Site, s) {
		target := strings.TrimPrefix(strings.TrimPrefix(r.Target.Text, "%{DOCUMENT_ROOT}"), strings.TrimSuffix(door.Root.Dir, "/"))
		for _, l := range closed {
			if l.Host != nil && l.Host != s.Host || !pathBelow(l.Matcher.Pattern.Text, target) {
				continue
			}
			for _, sample := range access.Samples(model.Matcher{Form: model.MatchRegexp, Pattern: r.Pattern}) {
				if !strings.HasPrefix(sample, "/") || pathBelow(l.Matcher.Pattern.Text, sample) {
					continue
				}
				w := witness(p, door.Ask(access.EscapePath(sample)), gotIn)
				if w == nil {
					continue
				}
				p.Report(lint.Diagnostic{
					Span: r.Target.Span, Cause: r.Span, Witness: w,
					Message: "rule serves what <" + sectionName(l) + "> protects under a URL that it does not cover: everybody gets in that way, " +
						"protect the folder with <Directory>",
					Related: []lint.Related{{Span: l.Head, Message: "looks at URLs alone"}},
				})
				return
			}
		}
	}
}

// reportAlias reports an alias of a folder that lies at a closed URL too.
func reportAlias(p *lint.Pass, a *model.Alias, closed []*model.Scope) {
	for _, door := range access.Doors(p.Site, a.Dir) {
		url, ok := door.URLPath(a.Dir, true)
		if !ok || door.Root.Host != a.Host {
			continue
		}
		for _, l := range closed {
			if l.Host != nil && l.Host != a.Host || !pathBelow(l.Matcher.Pattern.Text, strings.TrimSuffix(url, "/")) || pathBelow(l.Matcher.Pattern.Text, a.Path) {
				continue
			}
			w := witness(p, door.Ask(access.EscapePath(strings.TrimSuffix(a.Path, "/")+"/")), gotIn)
			if w == nil {
				continue
			}
			p.Report(lint.Diagnostic{
				Span: a.Span, Witness: w,
				Message: "alias serves what <" + sectionName(l) + "> protects under a URL that it does not cover: everybody gets in that way, " +
					"protect the folder with <Directory>",
				Related: []lint.Related{{Span: l.Head, Message: "looks at URLs alone"}},
			})
			return
		}
	}
}

// doorsOf are the ways by which a scope outside of every folder is reached.
func doorsOf(site *model.Site, s *model.Scope) []access.Door {
	var doors []access.Door
	for _, d := range access.Doors(site, "") {
		if s.Host == nil || d.Root.Host == s.Host {
			doors = append(doors, d)
		}
	}
	return doors
}

// pathBelow says that a path is another one or lies below it.
func pathBelow(folder, path string) bool {
	return strings.HasPrefix(path+"/", strings.TrimSuffix(folder, "/")+"/")
}
