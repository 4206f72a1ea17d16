package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// UserFileRelative reports a user file that is not named by a whole path. httpd
// looks for such a file in its ServerRoot, never beside the .htaccess, and nginx
// in the folder of nginx.conf.
var UserFileRelative = &lint.Rule{
	ID:      "user-file-relative",
	Summary: "the user file is not named by a whole path",
	Outcome: lint.Breaks,
	Doc:     doc("user-file-relative"),
	Run: func(p *lint.Pass) {
		for s, ref := range userFiles(p.Site) {
			name := ref.Written.Text
			if strings.HasPrefix(name, "/") || leftToProgram(name) || tutorialPath(name) || ref.Status == model.FilePresent {
				continue
			}
			if onNginx(s) {
				besideNginxConf(p, s, ref)
				continue
			}
			why, assumption, severity := notWhole(name)
			if why == "" {
				if s.ServerConfiguration() {
					continue // relative to ServerRoot, and written by who knows it
				}
				why = "is looked for in httpd's ServerRoot and not beside the .htaccess"
				assumption = "ServerRoot holds no such file"
			}
			p.Report(lint.Diagnostic{
				Span: s.Own.UserFile.Span, Cause: s.Own.UserFile.Cause, Assumption: assumption, Severity: severity,
				Message: fmt.Sprintf("user file %s %s, %s: write the whole path from /", quoted(name), why, answered500),
			})
		}
	},
}

// notWhole says why a path leads nowhere; empty for one that may lie in
// ServerRoot.
func notWhole(name string) (why, assumption string, severity lint.Severity) {
	lower := strings.ToLower(name)
	switch {
	case strings.HasPrefix(name, "~"):
		return "begins with ~, which httpd takes for a folder of that name", "", 0
	case strings.HasPrefix(name, "%{"), strings.HasPrefix(name, "$"), strings.HasPrefix(name, "{"):
		return "begins with a variable, which httpd does not fill in here", "", 0
	case strings.Contains(lower, "://"), strings.HasPrefix(lower, "www."):
		return "is a URL and no path of the disk", "", 0
	case len(name) > 2 && name[1] == ':' && (name[2] == '/' || name[2] == '\\'), strings.HasPrefix(name, `\\`):
		return "is a path of Windows", "the server does not run on Windows", lint.Warning
	}
	return "", "", 0
}

// besideNginxConf reports a relative path that leads nowhere from the folder of
// nginx.conf. Where that folder is not in view, it is reported for what can be
// no relative path, or where the file lies beside the one that names it.
func besideNginxConf(p *lint.Pass, s *model.Scope, ref *model.FileRef) {
	name := ref.Written.Text
	why, assumption, severity := notWhole(name)
	switch {
	case ref.Beside == "":
		why = strings.ReplaceAll(why, "httpd", "nginx")
	case ref.Status == model.FileMissing:
		why = "is looked for in the folder of nginx.conf, and lies beside this file"
	default:
		why = "is looked for in the folder of nginx.conf, and not beside this file"
		assumption = "the folder of nginx.conf holds no such file"
	}
	if why == "" || ref.Status == model.FileMissing && ref.Beside == "" {
		return
	}
	p.Report(lint.Diagnostic{
		Span: s.Own.UserFile.Span, Cause: s.Own.UserFile.Cause, Assumption: assumption, Severity: severity,
		Message: fmt.Sprintf("user file %s %s, %s: write the whole path from /", quoted(name), why, answeredWithout(s)),
		Witness: failsFor(p, s), Fixes: fromPrefix(p, s, ref),
	})
}

// fromPrefix names a file that lies beside the one that names it by its path from
// the folder of nginx.conf.
func fromPrefix(p *lint.Pass, s *model.Scope, ref *model.FileRef) []lint.Fix {
	name, below := strings.CutPrefix(ref.Beside, strings.TrimSuffix(s.Server.Root.Value, "/")+"/")
	if !below || s.Server.Root.State != model.Set || strings.ContainsAny(name, " \t;{}\"'\\$") {
		return nil
	}
	var e lint.Edits
	e.Replace(s.Own.UserFile.Span, name)
	return p.Fix("name it from the folder of nginx.conf", &e)
}
