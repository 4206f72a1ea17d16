package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// PrependFileMissing reports an auto_prepend_file that is not there: PHP runs no
// program without it.
var PrependFileMissing = &lint.Rule{
	ID:      "prepend-file-missing",
	Summary: "the file that PHP is told to run before every program does not exist",
	Outcome: lint.Breaks,
	Doc:     doc("prepend-file-missing"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			seen := map[string]bool{} // by file and path: plugins write one line for each version of PHP
			for _, f := range app.Prepends {
				read, assumption := settingRead(p.Site, f)
				key := f.Span.File.Name + "\x00" + f.File.Path
				if f.File.Status != model.FileMissing || !read || seen[key] {
					continue
				}
				seen[key] = true
				d := lint.Diagnostic{
					Span: f.File.Written.Span, Cause: f.Span, Assumption: assumption,
					Message: "file " + quoted(f.File.Written.Text) + " does not exist, so that every program of PHP ends with 500: take the line out, or put the file back",
				}
				if m := blockAround(p.Site, app, f); m != nil {
					d.Cause = m.Begin
					d.Related = []lint.Related{{Span: m.Begin, Message: "the block of " + m.Owner + " that it stands in"}}
				}
				d.Fixes = prependOut(p, app, f)
				p.Report(d)
			}
		}
	},
}

// settingRead says that a line of PHP's settings is read, and what must hold
// for it. PHP reads .user.ini itself unless it runs within httpd, which reads
// php_value only then.
func settingRead(site *model.Site, f *model.Prepend) (read bool, assumption string) {
	if !strings.HasSuffix(f.Span.File.Path, ".htaccess") {
		return true, "PHP runs as FPM or CGI, and reads this file"
	}
	assumption = "PHP runs within httpd"
	if f.Module == "LiteSpeed" || f.Module == "lsapi_module" {
		assumption = "LiteSpeed serves the site"
	}
	for _, s := range site.Scopes {
		for _, c := range s.Conditions {
			if c.Span.Contains(f.Span) && c.Verdict == model.Skipped {
				return false, ""
			}
			if c.Span.Contains(f.Span) && c.Verdict == model.Entered && !c.Assumed {
				assumption = ""
			}
		}
	}
	return true, assumption
}

// prependOut takes a line out by which PHP runs a program first, with its block
// where the plugin is gone that wrote it.
func prependOut(p *lint.Pass, app *model.App, f *model.Prepend) []lint.Fix {
	if m := blockAround(p.Site, app, f); m != nil {
		if m.Slug == "" || !withoutEdition(app, m.Slug) {
			return nil
		}
		return blockOut(p, m)
	}
	var e lint.Edits
	e.Drop(f.Span)
	return p.Fix("take the line out", &e)
}
