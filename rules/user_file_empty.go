package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// UserFileEmpty reports credential files without a single user, where a
// password is asked for. Where lines are there and each has a mistake, those
// are reported instead.
var UserFileEmpty = &lint.Rule{
	ID:      "user-file-empty",
	Summary: "a password is asked for, and the user file has no user who could log in",
	Outcome: lint.LocksOut,
	Doc:     doc("user-file-empty"),
	Run: func(p *lint.Pass) {
		for s := range asking(p.Site) {
			store := s.Merged.Users()
			if store == nil || !isEmpty(store) {
				continue
			}
			// The same file is reported once, wherever it is asked for.
			p.Report(lint.Diagnostic{
				Span:    store.File.Span(0, 0),
				Cause:   store.File.All(),
				Message: whyEmpty(store) + ", so that nobody can log in: add users with " + writer(store),
				Related: namedBy(store),
			})
		}
	},
}

// isEmpty says that a file has no users, or none but those who were locked out
// on purpose.
func isEmpty(store *model.Store) bool {
	for _, e := range store.Entries {
		if e.Shadowed == nil && e.Hash.Scheme != model.HashLocked {
			return false
		}
	}
	return len(store.Faults) == 0
}

// writer is the program that writes such files.
func writer(store *model.Store) string {
	if store.Kind == model.Digests {
		return "htdigest"
	}
	return "htpasswd"
}

func whyEmpty(store *model.Store) string {
	if n := len(store.Entries); n > 0 {
		return fmt.Sprintf("file has a lock mark for a password with each of its %d user%s", n, plural(n))
	}
	return "file has no user"
}
