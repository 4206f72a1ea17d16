package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RealmLooksLikeOff reports words that were meant to switch the password off and
// are a realm or a file name to nginx: auth_basic knows "off" in small letters
// alone, auth_basic_user_file knows no such word.
var RealmLooksLikeOff = &lint.Rule{
	ID:      "realm-looks-like-off",
	Summary: "a word that should switch the password off is a realm or file name to nginx",
	Outcome: lint.Confuses,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("realm-looks-like-off"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			_, asked := askedFor(s)
			if realm := s.Own.Realm; realm.State == model.Set && looksLikeOff(realm.Value) {
				d := lint.Diagnostic{
					Span: realm.Span, Cause: realm.Cause,
					Message: fmt.Sprintf("realm %s does not switch the password off, it is a realm like any other: "+
						"nginx asks for a password as soon as there is a user file, write off in small letters", quoted(realm.Value)),
					Fixes: realmOff(p, s),
				}
				if asked {
					d.Outcome = lint.LocksOut
					d.Message = fmt.Sprintf("realm %s does not switch the password off, and visitors are asked for it: write off in small letters",
						quoted(realm.Value))
					d.Witness = refusedTo(p, s, 401)
				}
				p.Report(d)
			}
			if file := s.Own.UserFile; file.State == model.Set && file.Value.Written.Text == "off" && asked {
				p.Report(lint.Diagnostic{
					Span: file.Span, Cause: file.Cause, Outcome: lint.LocksOut, Witness: failsFor(p, s),
					Message: "nginx takes off for a file's name here, and asks for a password that nobody can enter: auth_basic off switches it off",
					Fixes:   passwordOff(p, s),
				})
			}
		}
	},
}

// realmOff writes off in place of a realm.
func realmOff(p *lint.Pass, s *model.Scope) []lint.Fix {
	var e lint.Edits
	e.Replace(s.Own.Realm.Span, "off")
	return p.Fix("write off", &e)
}

// passwordOff puts the directive that switches a password off in the place of
// one that does not.
func passwordOff(p *lint.Pass, s *model.Scope) []lint.Fix {
	e := in(s)
	if s.Own.Realm.Written() {
		e.Replace(s.Own.Realm.Span, "off")
		e.drop(model.Word{Span: s.Own.UserFile.Cause})
	} else {
		e.Replace(s.Own.UserFile.Cause, "auth_basic off")
	}
	return p.Fix("write auth_basic off", &e.Edits)
}
