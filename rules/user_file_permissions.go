package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
)

// everyoneWrites is the permission for everybody on the machine to write.
const everyoneWrites = 0o002

// UserFilePermissions reports credential files that every account of the
// machine may write to. A file of the server's own user is common on hosting
// panels and not reported, and where the owner is unknown (a checkout, a
// system without such permissions) the mode says nothing.
var UserFilePermissions = &lint.Rule{
	ID:      "user-file-permissions",
	Summary: "a credential file can be written by everybody on the machine",
	Outcome: lint.Weakens,
	Doc:     doc("user-file-permissions"),
	Run: func(p *lint.Pass) {
		for _, store := range p.Site.Stores {
			info := store.File.Info
			if info.UID < 0 || info.Mode.Perm()&everyoneWrites == 0 {
				continue
			}
			// The mode is no part of the text: the end of the file is a
			// cause that no line shares.
			end := len(store.File.Data)
			p.Report(lint.Diagnostic{
				Span:  store.File.Span(0, 0),
				Cause: store.File.Span(end, end),
				Message: fmt.Sprintf("file has mode %04o, so that every program on the machine can add to it and get in: take the permission away with chmod o-w",
					info.Mode.Perm()),
				Related: namedBy(store),
			})
		}
	},
}
