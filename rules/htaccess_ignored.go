package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// HtaccessIgnored reports .htaccess files that the server does not read,
// because AllowOverride is None for their folder.
var HtaccessIgnored = &lint.Rule{
	ID:      "htaccess-ignored",
	Summary: "the server does not read a .htaccess file, so that nothing in it holds",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("htaccess-ignored"),
	Run: func(p *lint.Pass) {
		if !configured(p.Site) {
			return
		}
		for _, s := range p.Site.Scopes {
			if s.Kind != model.ScopeHtaccess || s.Parent != nil || s.Alone || !rooted(p.Site, s.Dir) {
				continue
			}
			by := overriding(p.Site, s.Dir)
			if by == nil || by.Override.State != model.Off {
				continue
			}
			d := lint.Diagnostic{
				Span:    s.Head,
				Message: "file is not read, because AllowOverride is None for this folder, so that nothing in it holds: allow what it needs there",
				Related: []lint.Related{{Span: by.Override.Span, Message: "lets no .htaccess say anything"}},
			}
			if barsWithin(s) {
				d.Witness = openTo(p, s)
			} else {
				d.Outcome = lint.Stale
			}
			p.Report(d)
		}
	},
}

// configured says that a server's configuration is in view, if not all of it.
func configured(site *model.Site) bool {
	for _, s := range site.Scopes {
		if s.Kind == model.ScopeServer {
			return true
		}
	}
	return false
}

// rooted says that a folder lies below a document root that is certain.
func rooted(site *model.Site, dir string) bool {
	for _, r := range site.Roots {
		if r.Certain && inFolder(r.Dir, dir) {
			return true
		}
	}
	return false
}

func inFolder(folder, dir string) bool {
	return strings.HasPrefix(dir+"/", strings.TrimSuffix(folder, "/")+"/")
}

// overriding is the section that says what the .htaccess of a folder may have;
// nil where none does, which httpd does not take for None, or where it cannot
// be told: a section whose pattern is not plain may cover the folder too.
func overriding(site *model.Site, dir string) *model.Scope {
	var by *model.Scope
	for _, s := range site.Scopes {
		if s.Kind != model.ScopeDirectory || !s.Override.Written() {
			continue
		}
		switch {
		case s.Override.State == model.Dynamic, !s.Live(), s.Matcher.Form != model.MatchPath:
			return nil
		case s.Dir == "" && s.Matcher.Pattern.Text != "/":
			continue
		case s.Dir != "" && !inFolder(s.Dir, dir):
			continue
		case by == nil || len(s.Dir) >= len(by.Dir):
			by = s
		}
	}
	return by
}
