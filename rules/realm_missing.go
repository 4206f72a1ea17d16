package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RealmMissing reports a password without a realm, which httpd does not ask
// for: it answers 500 at once.
var RealmMissing = &lint.Rule{
	ID:      "realm-missing",
	Summary: "a password is asked for and AuthName is missing",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("realm-missing"),
	Run: func(p *lint.Pass) {
		for s, r := range gates(p.Site) {
			if s.Merged.Realm.Written() || s.Merged.Type.State != model.Set || !needsRealm(s.Merged.Type.Value) {
				continue
			}
			assumption, ok := noneElsewhere(p.Site, s, "AuthName", func(a *model.Access) bool { return a.Realm.Written() })
			if !ok {
				continue
			}
			d := gap(s, r, fmt.Sprintf("AuthType %s has no AuthName, so that httpd answers every request with 500 "+
				"instead of asking for the password: name the realm", s.Merged.Type.Value), assumption)
			if s.Merged.UserFile.Written() || !s.Merged.FileDecides() {
				d.Fixes = addToGate(p, s, r, "name a realm", someRealm)
			}
			d.Witness = refusedTo(p, s, 500)
			p.Report(d)
		}
	},
}

func needsRealm(authType string) bool {
	switch strings.ToLower(authType) {
	case "basic", "digest", "form":
		return true
	}
	return false
}
