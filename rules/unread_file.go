package rules

import (
	"path"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// UnreadFile reports what should have been read and was not, so that nobody
// takes it for clean. What the server cannot read either is path-unreadable's.
var UnreadFile = &lint.Rule{
	ID:      "unread-file",
	Summary: "a file could not be read, so that nothing is known of it",
	Outcome: lint.Breaks,
	Doc:     doc("unread-file"),
	Final:   true,
	Run: func(p *lint.Pass) {
		named := map[[2]string][]*model.Unread{} // by the file that names them and the reason
		for _, u := range p.Site.Unread {
			if u.Server == "" && !u.Span.IsZero() {
				key := [2]string{u.Span.File.Name, u.Why}
				named[key] = append(named[key], u)
			}
		}
		for _, u := range p.Site.Unread {
			if u.Server != "" {
				continue
			}
			if u.Span.IsZero() {
				p.Report(notRead(u))
			} else if all := named[[2]string{u.Span.File.Name, u.Why}]; all[0] == u {
				p.Report(notFollowed(all))
			}
		}
		said := map[string]bool{}
		for _, o := range p.Site.Oddities {
			if o.Kind == model.OddUnsupported && !said[o.Span.File.Name] {
				said[o.Span.File.Name] = true
				p.Report(lint.Diagnostic{
					Span: o.Span, Cause: o.Cause, Severity: lint.Warning,
					Message: o.Text + " is not expanded by authlint: what it makes was not checked",
				})
			}
		}
	},
}

// notRead reports a file that was met on disk.
func notRead(u *model.Unread) lint.Diagnostic {
	d := lint.Diagnostic{Path: u.Path, Message: "nothing is known of what it says: " + u.Why}
	if path.Base(u.Path) == "web.config" {
		d.Severity = lint.Note // another server's, which need not be in use
	}
	return d
}

// notFollowed reports the files that one file names and that lie out of reach
// for one reason: unknown, not missing.
func notFollowed(all []*model.Unread) lint.Diagnostic {
	d := lint.Diagnostic{
		Span: all[0].Span, Severity: lint.Warning,
		Message: "nothing is known of what " + quoted(all[0].Path) + more(len(all)-1, "file") + " named here say: " + all[0].Why,
	}
	if len(all) == 1 {
		d.Message = "nothing is known of what " + quoted(all[0].Path) + " says: " + all[0].Why
	}
	for _, u := range all[1:min(len(all), 1+fewRelated)] {
		d.Related = append(d.Related, lint.Related{Span: u.Span, Message: "another"})
	}
	return d
}
