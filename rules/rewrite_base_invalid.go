package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RewriteBaseInvalid reports a RewriteBase that httpd refuses, and, where the
// folder's URL is certain, one of another folder.
var RewriteBaseInvalid = &lint.Rule{
	ID:      "rewrite-base-invalid",
	Summary: "RewriteBase is no path that begins with a slash, or that of another folder",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("rewrite-base-invalid"),
	Run: func(p *lint.Pass) {
		for _, r := range p.Site.Refusals {
			if strings.EqualFold(r.Directive, "RewriteBase") && r.Kind == model.RefusedValue {
				p.Report(lint.Diagnostic{
					Span: r.Span, Cause: r.Cause, Assumption: r.Assumption, Fixes: p.Correct(r.Correction),
					Message: quoted(r.Span.Text()) + " is no RewriteBase, and httpd answers 500: it is the path of the folder's URL and begins with a slash",
				})
			}
		}
		for _, s := range p.Site.Scopes {
			base := s.Rewrite.Base
			if s.Kind != model.ScopeHtaccess || !s.Live() || base.State != model.Set || !strings.HasPrefix(base.Value, "/") {
				continue
			}
			if urls := folderURLs(p.Site, s.Dir); len(urls) > 0 && !slices.Contains(urls, path.Clean(base.Value)) && usesBase(s) {
				var e lint.Edits
				here := urls[0]
				if strings.HasSuffix(base.Value, "/") && here != "/" {
					here += "/"
				}
				e.Replace(base.Span, here)
				p.Report(lint.Diagnostic{
					Span:    base.Span,
					Fixes:   p.Fix("name this folder's path, "+here, &e),
					Message: "RewriteBase is not this folder's " + quoted(urls[0]) + ", so that relative targets lead elsewhere, which answers 404: name this folder's path",
				})
			}
		}
	},
}

// folderURLs are the paths under which a folder is served, in all hosts whose
// document root it lies in; none where that is not certain.
func folderURLs(site *model.Site, dir string) []string {
	var urls []string
	for _, r := range site.Roots {
		rest, below := strings.CutPrefix(dir+"/", strings.TrimSuffix(r.Dir, "/")+"/")
		if !below {
			continue
		}
		if !r.Certain {
			return nil
		}
		urls = append(urls, path.Clean("/"+rest))
	}
	return urls
}

// usesBase says that some rule has a target that RewriteBase is put before.
func usesBase(s *model.Scope) bool {
	return slices.ContainsFunc(s.Rewrite.Rules, func(r *model.RewriteRule) bool {
		to := r.Target.Text
		return to != "" && to != "-" && !strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "%") &&
			!strings.HasPrefix(to, "$") && !strings.Contains(to, "://")
	})
}
