package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RequiredUserUnknown reports users whom a requirement names, by themselves or
// as members of a group, and whom no credential file in force holds. It is
// silent where another source of users could know them.
var RequiredUserUnknown = &lint.Rule{
	ID:      "required-user-unknown",
	Summary: "a requirement names a user whom no user file in force holds",
	Outcome: lint.LocksOut,
	Doc:     doc("required-user-unknown"),
	Run: func(p *lint.Pass) {
		users := register{}
		for _, l := range logins(p.Site, "user") {
			if stores, known := users.stores(l); known {
				reportUnknownUsers(p, users, l.leaf, stores)
			}
		}
		reportUnknownMembers(p, users)
	},
}

// reportUnknownUsers reports one line: the first name, and how many more.
func reportUnknownUsers(p *lint.Pass, users register, leaf *model.Requirement, stores []*model.Store) {
	unknown := users.unknown(stores, operands(leaf))
	if len(unknown) == 0 {
		return
	}
	like := similar(stores, unknown[0].Text)
	d := lint.Diagnostic{
		Span: unknown[0].Span, Cause: leaf.Cause(),
		Message: unknownUser(stores[0], unknown[0].Text, like) + moreUnknown(len(unknown)-1),
	}
	if like != nil {
		d.Related = []lint.Related{{Span: like.User.Span, Message: "the user in the file"}}
		d.Fixes = nameThem(p, operands(leaf), func(name string) (string, bool) {
			if e := similar(stores, name); e != nil {
				return e.User.Text, true
			}
			return "", false
		})
	}
	p.Report(d)
}

// similar is the user who was meant by a name: that without commas and quotes,
// or with other letters in capitals.
func similar(stores []*model.Store, name string) *model.Entry {
	plain := model.PlainName(name)
	var found *model.Entry
	for _, store := range stores {
		for _, e := range store.Entries {
			if e.User.Text == plain {
				return e
			}
			if found == nil && strings.EqualFold(e.User.Text, plain) {
				found = e
			}
		}
	}
	return found
}

func unknownUser(store *model.Store, name string, like *model.Entry) string {
	plain := model.PlainName(name)
	switch {
	case plain != name && strings.Contains(name, ","):
		return fmt.Sprintf("comma belongs to the name %s, which %s does not hold, so that %s is not let in: blanks alone stand between names",
			quoted(name), store.File.Name, quoted(plain))
	case plain != name:
		return fmt.Sprintf("quotes belong to the name %s, which %s does not hold, so that %s is not let in: write it without them",
			quoted(name), store.File.Name, quoted(plain))
	case like != nil:
		return fmt.Sprintf("user %s is not in %s, and %s is another user, since letter case counts: write the name as it is there",
			quoted(name), store.File.Name, quoted(like.User.Text))
	}
	return fmt.Sprintf("user %s is not in %s, so that nobody gets in by that name: add the user there or correct the name",
		quoted(name), store.File.Name)
}

// moreUnknown counts the other names on a line.
func moreUnknown(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d more name%s on this line)", n, plural(n))
}
