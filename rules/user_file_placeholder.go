package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// UserFilePlaceholder reports a path or a user's name that a tutorial writes
// for the reader to replace. It needs no look at the disk.
var UserFilePlaceholder = &lint.Rule{
	ID:      "user-file-placeholder",
	Summary: "a tutorial's example of a path or user name was left in",
	Outcome: lint.Breaks,
	Doc:     doc("user-file-placeholder"),
	Run: func(p *lint.Pass) {
		for s, ref := range userFiles(p.Site) {
			name := ref.Written.Text
			assumption := ""
			switch lower := strings.ToLower(name); {
			case ref.Status == model.FilePresent:
				continue
			case tutorialPath(name):
			case strings.HasPrefix(lower, "/home/username/"), strings.HasPrefix(lower, "/home/example/"):
				assumption = "the account is not really called so"
			default:
				continue
			}
			p.Report(lint.Diagnostic{
				Span: s.Own.UserFile.Span, Cause: s.Own.UserFile.Cause, Assumption: assumption,
				Message: fmt.Sprintf("user file %s is a tutorial's example, %s: write the file's own path", quoted(name), answeredWithout(s)),
			})
		}
		for s, r := range asking(p.Site) {
			if s.Own.Require != nil && r.Scope == s {
				exampleUsers(p, s)
			}
		}
	},
}

// exampleUsers reports names that are examples in what a scope requires.
func exampleUsers(p *lint.Pass, s *model.Scope) {
	known := map[string]bool{}
	if store := s.Merged.Users(); store != nil {
		for _, e := range store.Entries {
			known[e.User.Text] = true
		}
	}
	s.Own.Require.Walk(func(r *model.Requirement) {
		if r.Kind != model.RequireLeaf || r.Provider.Text != "user" {
			return
		}
		for _, w := range r.Args {
			if !exampleUser(w.Text) || known[w.Text] {
				continue
			}
			p.Report(lint.Diagnostic{
				Span: w.Span, Cause: r.Span, Outcome: lint.LocksOut,
				Message: fmt.Sprintf("user %s is a tutorial's example: nobody of that name can log in, name the users of the file",
					quoted(w.Text)),
			})
			return
		}
	})
}

func exampleUser(name string) bool {
	lower := strings.ToLower(name)
	for _, part := range [...]string{"putyour", "yourusername", "your_username", "your-username", "yourname", "your_name", "your_user"} {
		if strings.Contains(lower, part) {
			return true
		}
	}
	return len(lower) > 2 && (lower[0] == '[' && strings.HasSuffix(lower, "]") || lower[0] == '<' && strings.HasSuffix(lower, ">"))
}
