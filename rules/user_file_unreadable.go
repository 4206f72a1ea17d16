package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// UserFileUnreadable reports a user file that is there and that the server's
// user cannot read, by its mode or its kind.
var UserFileUnreadable = &lint.Rule{
	ID:      "user-file-unreadable",
	Summary: "the server's user cannot read the user file",
	Outcome: lint.Breaks,
	Doc:     doc("user-file-unreadable"),
	Run: func(p *lint.Pass) {
		for s, ref := range userFiles(p.Site) {
			switch ref.Status {
			case model.FileUnreadable, model.FileNotRegular:
				why, _, _ := strings.Cut(ref.Why, ":")
				p.Report(lint.Diagnostic{
					Span: s.Own.UserFile.Span, Cause: s.Own.UserFile.Cause,
					Message: fmt.Sprintf("server cannot read user file %s, because %s, %s: it must be a file that the server's group may read",
						quoted(ref.Written.Text), why, answered500),
					Witness: failsFor(p, s),
				})
			}
		}
	},
}
