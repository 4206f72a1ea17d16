package rules

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// UserNameNotAscii reports names outside ASCII. RFC 7617 leaves their encoding
// to the browser where the server names none, and neither Apache nor nginx
// does.
var UserNameNotAscii = &lint.Rule{
	ID:      "user-name-not-ascii",
	Summary: "a user name has characters outside ASCII, which browsers send in different ways",
	Outcome: lint.LocksOut,
	Doc:     doc("user-name-not-ascii"),
	Run: func(p *lint.Pass) {
		for _, store := range p.Site.Stores {
			for _, entries := range piles(p, store, foreignName) {
				d := entries.diagnostic(notASCII(entries), "outside ASCII too")
				d.Cause = d.Span // the password may have a mistake of its own
				if utf8.ValidString(entries[0].User.Text) {
					// What most browsers send today.
					d.Severity = lint.Warning
				}
				p.Report(d)
			}
		}
	},
}

// foreignName says of a name outside ASCII whether it is UTF-8.
func foreignName(e *model.Entry) (isUTF8, foreign bool) {
	name := e.User.Text
	if !e.Usable() || strings.HasPrefix(name, byteOrderMark) {
		return false, false
	}
	foreign = strings.IndexFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0
	return utf8.ValidString(name), foreign
}

func notASCII(entries pile) string {
	if !utf8.ValidString(entries[0].User.Text) {
		return fmt.Sprintf("name of user %s is not UTF-8, which browsers send, so that the user is not found: rename the user within ASCII",
			entries.users())
	}
	return fmt.Sprintf("name of user %s is outside ASCII, and browsers disagree on its bytes, so that some find no such user: rename the user within ASCII",
		entries.users())
}
