package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// AuthTypeMissing reports a requirement for a user where nothing says how users
// log in: AuthType is missing, or switched off.
var AuthTypeMissing = &lint.Rule{
	ID:      "auth-type-missing",
	Summary: "a user is required and AuthType is missing or None",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("auth-type-missing"),
	Run: func(p *lint.Pass) {
		for s, r := range gates(p.Site) {
			switch s.Merged.Type.State {
			case model.Off:
				typeNone(p, s, r)
			case model.Unset:
				noType(p, s, r)
			}
		}
	},
}

// typeNone: AuthType None takes the password away and leaves what requires
// it.
func typeNone(p *lint.Pass, s *model.Scope, r question) {
	const says = "httpd answers every request with 500"
	d := gap(s, r, fmt.Sprintf("AuthType None stands while a user is required: %s, "+
		"Require all granted beside it would open the place", says), "")
	if s.Own.Type.Written() {
		d.Related = []lint.Related{{Span: r.Span, Message: "the requirement"}}
	} else {
		d.Message = fmt.Sprintf("Require %s needs a login, and AuthType None is in force: %s", r.Provider.Text, says)
		d.Related = []lint.Related{{Span: s.Merged.Type.Span, Message: "switched off here"}}
	}
	d.Witness = refusedTo(p, s, 500)
	p.Report(d)
}

// noType: without realm and user file either, most likely all three stand in a
// folder above.
func noType(p *lint.Pass, s *model.Scope, r question) {
	a := &s.Merged
	assumption, ok := noneElsewhere(p.Site, s, "AuthType", func(a *model.Access) bool { return a.Type.Written() })
	if !ok {
		return
	}
	d := gap(s, r, fmt.Sprintf("Require %s without AuthType, so that httpd answers every request with 500: AuthType Basic is missing", r.Provider.Text), assumption)
	switch {
	case !a.UserFile.Written():
		if !a.Realm.Written() {
			d.Severity = lint.Warning
		}
	case a.Realm.Written():
		d.Fixes = addToGate(p, s, r, "ask for it by Basic", "AuthType Basic")
	default:
		d.Fixes = addToGate(p, s, r, "ask for it by Basic", "AuthType Basic", someRealm)
	}
	d.Witness = refusedTo(p, s, 500)
	p.Report(d)
}
