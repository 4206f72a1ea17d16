package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RealmDigestMismatch reports a realm that no line of the digest file has. The
// realm is a part of every digest and looked up byte for byte.
var RealmDigestMismatch = &lint.Rule{
	ID:      "realm-digest-mismatch",
	Summary: "the realm is not the one that the digest file was made for",
	Outcome: lint.LocksOut,
	Doc:     doc("realm-digest-mismatch"),
	Run: func(p *lint.Pass) {
		for s := range asking(p.Site) {
			a := &s.Merged
			if !a.UsesDigests() || a.Realm.State != model.Set {
				continue
			}
			store := a.Users()
			if store == nil || !store.Legible() {
				continue
			}
			other := otherRealm(store, a.Realm.Value)
			if other == nil {
				continue
			}
			d := lint.Diagnostic{
				Span: a.Realm.Span, Cause: a.Realm.Cause,
				Message: fmt.Sprintf("realm %s is not in %s, whose lines were made for %s, so that nobody can log in: use that realm or make the file again with htdigest",
					quoted(a.Realm.Value), store.File.Name, quoted(other.Realm.Text)),
				Related: []lint.Related{{Span: other.Realm.Span, Message: "the realm in the file"}},
			}
			switch {
			case s.Own.Realm.Written():
				d.Fixes = nameDigestRealm(p, a, store)
			case s.Own.UserFile.Written():
				d.Span, d.Cause = a.UserFile.Span, a.UserFile.Cause
			default:
				continue // both are inherited: reported above
			}
			p.Report(d)
		}
	},
}

// nameDigestRealm writes the realm that every line of the file has.
func nameDigestRealm(p *lint.Pass, a *model.Access, store *model.Store) []lint.Fix {
	realm := store.Entries[0].Realm.Text
	for _, e := range store.Entries {
		if e.Realm.Text != realm {
			return nil
		}
	}
	if strings.ContainsAny(realm, "\"\\%$") {
		return nil
	}
	var e lint.Edits
	e.Replace(a.Realm.Span, `"`+realm+`"`)
	return p.Fix("use the realm of the file", &e)
}

// otherRealm returns the first entry when no entry has the realm; nil when one
// has, or when the realm of one is not known.
func otherRealm(store *model.Store, realm string) *model.Entry {
	for _, e := range store.Entries {
		if e.Realm.Text == "" || e.Realm.Text == realm {
			return nil
		}
	}
	if len(store.Entries) == 0 {
		return nil
	}
	return store.Entries[0]
}
