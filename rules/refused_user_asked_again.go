package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// RefusedUserAskedAgain reports users whose password is right and who may not
// enter: httpd answers 401, and the browser asks them again for ever. nginx does
// so where it is told to send 403 as 401.
var RefusedUserAskedAgain = &lint.Rule{
	ID:      "refused-user-asked-again",
	Summary: "users with a right password who may not enter are asked for it again for ever",
	Outcome: lint.Confuses,
	Doc:     doc("refused-user-asked-again"),
	Run: func(p *lint.Pass) {
		refusalsAsked(p)
		told := map[*model.Store]bool{}
		for s, r := range gates(p.Site) {
			store := s.Merged.Users()
			if s.Own.Require == nil || store == nil || told[store] || !store.Legible() || s.Merged.ForbidOnFailure.Written() {
				continue
			}
			refused, entered := sortOut(&s.Merged, r.method, store)
			if entered == 0 || len(refused) == 0 {
				continue
			}
			told[store] = true
			p.Report(lint.Diagnostic{
				Span: r.Provider.Span, Cause: r.Span,
				Message: fmt.Sprintf("%s may not enter and is asked again and again in spite of the right password: "+
					"AuthzSendForbiddenOnFailure On answers 403 instead", refused.users()),
				Related: []lint.Related{{Span: refused[0].User.Span, Message: "the user in the file"}},
				Fixes:   forbidOnFailure(p, s),
			})
		}
	},
}

// sortOut tells the users of a file who are sure not to meet what is required,
// and counts those who may.
func sortOut(a *model.Access, method string, store *model.Store) (refused pile, entered int) {
	if strangerEnters(a) {
		return nil, 0
	}
	for _, e := range store.Entries {
		if !e.Usable() || store.FaultIn(e.Span) != nil {
			continue
		}
		answers := access.Require(a.Require, method, func(leaf *model.Requirement) access.Answers {
			return meets(a, leaf, method, e.User.Text)
		})
		if answers.Is(access.Denied | access.Neutral) {
			refused = append(refused, e)
		} else {
			entered++
		}
	}
	return refused, entered
}

// refusalsAsked reports error_page 403 =401 of nginx round what asks for a
// password.
func refusalsAsked(p *lint.Pass) {
	told := map[*model.Scope]bool{}
	for s := range asking(p.Site) {
		at := s.Nearest(func(o *model.Scope) bool { return len(o.ErrorDocuments) > 0 })
		if !onNginx(s) || at == nil || told[at] {
			continue
		}
		for _, e := range at.ErrorDocuments {
			if e.Status.Text == "403" && e.As.Text == "401" {
				told[at] = true
				p.Report(lint.Diagnostic{
					Span: e.As.Span, Cause: e.Span,
					Message: "403 is sent as 401: who may not enter in spite of the right password is asked for it again, " +
						"or told to log in and not how, leave the status as it is",
					Related: []lint.Related{{Span: s.Merged.Realm.Span, Message: "asks for the password"}},
					Fixes:   statusKept(p, &e),
				})
			}
		}
	}
}
