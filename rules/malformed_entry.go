package rules

import (
	"cmp"
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// MalformedEntry reports lines that were meant as users and are not what was
// meant: a missing colon, blanks, quotes or words too many.
var MalformedEntry = &lint.Rule{
	ID:      "malformed-entry",
	Summary: "a line of a credential file does not make the user it was meant to make",
	Outcome: lint.LocksOut,
	Doc:     doc("malformed-entry"),
	Run: func(p *lint.Pass) {
		for _, store := range p.Site.Stores {
			if store.Kind == model.Groups {
				continue
			}
			faults(p, store, func(f *model.StoreFault) (lint.Diagnostic, bool) {
				message := malformed(store, f)
				shadowed := f.Entry != nil && f.Entry.Shadowed != nil
				return lint.Diagnostic{Span: f.Span, Cause: f.Line(), Message: message, Fixes: corrected(p, store, f)}, message != "" && !shadowed
			})
		}
	},
}

// malformed is the message for a fault; empty for one that another rule tells.
func malformed(store *model.Store, f *model.StoreFault) string {
	user, name := "the user", ""
	if f.Entry != nil {
		name = f.Entry.User.Text
		user = quoted(name)
	}
	switch f.Kind {
	case model.FaultNoColon:
		return noColon(store, f)
	case model.FaultBlankAroundUser:
		return fmt.Sprintf("blank belongs to the name %s, which nobody logs in with: the name ends at the colon without blanks", user)
	case model.FaultBlankBeforeHash:
		return fmt.Sprintf("blank before the password belongs to it, so that %s can never log in: nothing may stand behind the colon", user)
	case model.FaultTrailingText:
		return fmt.Sprintf("text behind the password belongs to it, so that %s can never log in: a comment stands on a line of its own", user)
	case model.FaultQuoted:
		return fmt.Sprintf("quotes belong to the name or password, so that %s can never log in: the line takes none", quoted(model.PlainName(name)))
	case model.FaultEmptyUser:
		return "line has no name before the colon, so that the user who was meant cannot log in: it is name:password"
	case model.FaultEmptyHash:
		return fmt.Sprintf("line has no password behind the colon, so that %s can never log in: set one with %s", user, writesHash(store.Reader, ""))
	case model.FaultLongLine:
		return fmt.Sprintf("line is longer than the server reads, and it stops here without a word: nobody %s can log in",
			cmp.Or(hiddenUsers(f.Text), "on it"))
	}
	return ""
}

func noColon(store *model.Store, f *model.StoreFault) string {
	form := "name:password"
	if store.Kind == model.Digests {
		form = "name:realm:digest"
	}
	what := "line has no colon, so that it makes no user"
	if f.Entry != nil {
		what = "line has no third field, so that " + quoted(f.Entry.User.Text) + " can never log in"
	}
	rest := ""
	if f.Text != "" {
		rest = " (" + f.Text + ")"
	}
	return what + ": it is " + form + rest
}

func hiddenUsers(text string) string {
	if text == "" {
		return ""
	}
	return "on it or on the " + text
}
