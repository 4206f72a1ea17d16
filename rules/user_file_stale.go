package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// UserFileStale reports credential files that nothing refers to, where the
// whole configuration of the server is in view.
var UserFileStale = &lint.Rule{
	ID:      "user-file-stale",
	Summary: "no configuration refers to a credential file",
	Outcome: lint.Stale,
	Doc:     doc("user-file-stale"),
	Run: func(p *lint.Pass) {
		if !wholeInView(p.Site) {
			return
		}
		for _, s := range p.Site.Stores {
			if s.Reader == model.NoServer && len(s.Refs) == 0 && holdsSecrets(s) {
				p.Report(lint.Diagnostic{
					Span:    s.File.Span(0, 0),
					Message: "no configuration refers to this file with users and passwords: delete it, or name it in AuthUserFile",
				})
			}
		}
	},
}

// wholeInView says that nothing of the server's configuration is missing, and
// that every file of users that it names is known.
func wholeInView(site *model.Site) bool {
	if len(site.Servers) == 0 || onlyAssumed(site) || len(site.Unread) > 0 || len(site.Limits) > 0 {
		return false
	}
	for _, s := range site.Scopes {
		for _, c := range s.Conditions {
			if c.Body != nil && (namesUsers(&c.Body.Own)) {
				return false // under another name of a module it may be read
			}
		}
		for _, f := range []model.Setting[*model.FileRef]{s.Own.UserFile, s.Own.GroupFile} {
			if f.Written() && (f.State != model.Set || f.Value.Path == "") {
				return false
			}
		}
	}
	return true
}

func namesUsers(a *model.Access) bool { return a.UserFile.Written() || a.GroupFile.Written() }
