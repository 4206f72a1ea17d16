package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// PathUnreadable reports a .htaccess that the server cannot read. httpd does
// not go on without it: it refuses everything below.
var PathUnreadable = &lint.Rule{
	ID:      "path-unreadable",
	Summary: "the server cannot read a .htaccess and refuses everything below it",
	Outcome: lint.LocksOut,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("path-unreadable"),
	Run: func(p *lint.Pass) {
		for _, u := range p.Site.Unread {
			if u.Server != "" {
				p.Report(lint.Diagnostic{
					Span: u.Span, Path: u.Path, Message: u.Why + ", so that " + u.Server, Assumption: u.Assumption,
				})
			}
		}
	},
}
