package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// AuthNotEnforced reports a password that is set up and never asked for: on
// Apache AuthType and its kin only say how to ask, Require says that; nginx asks
// where it has both a realm and a user file.
var AuthNotEnforced = &lint.Rule{
	ID:      "auth-not-enforced",
	Summary: "a password is set up and nothing requires it",
	Outcome: lint.Exposes,
	Doc:     doc("auth-not-enforced"),
	Run: func(p *lint.Pass) {
		halfGates(p)
		for s := range scopesInForce(p.Site) {
			if onNginx(s) || !setsUpPassword(s) || s.Merged.Require != nil || s.Merged.Dropped || !strangerEnters(&s.Merged) ||
				requireLost(p.Site, s) || leanedOn(p.Site, s) || closedAnyway(s) {
				continue
			}
			d := lint.Diagnostic{
				Message:    "password is set up here and nothing requires it: everybody gets in until there is a Require valid-user",
				Assumption: "no folder above requires a user",
			}
			if s.ServerConfiguration() {
				d.Assumption = "no other part of the server's configuration requires a user here"
			}
			switch own := &s.Own; {
			case own.Type.Written():
				d.Span, d.Cause = own.Type.Span, own.Type.Cause
			case own.UserFile.Written():
				d.Span, d.Cause = own.UserFile.Span, own.UserFile.Cause
			default:
				d.Span, d.Cause = own.Realm.Span, own.Realm.Cause
			}
			d.Fixes = requireUser(p, s)
			d.Witness = openTo(p, s)
			p.Report(d)
		}
	},
}

// setsUpPassword says that a scope names realm or user file, and that together
// with what it inherits they were meant to ask for a password. A section that
// stands at no known place says nothing: it may be included anywhere. Nor does
// the old custom of AuthUserFile /dev/null beside rules about addresses.
func setsUpPassword(s *model.Scope) bool {
	a := &s.Merged
	if s.Kind == model.ScopeServer || s.Kind == model.ScopeHost || a.Type.State == model.Off ||
		a.Type.State == model.Set && foreignScheme(a.Type.Value) ||
		a.UserFile.State == model.Set && a.UserFile.Value.Written.Text == "/dev/null" {
		return false
	}
	parts := 0
	for _, written := range []bool{a.Type.Written(), a.Realm.Written(), a.UserFile.Written()} {
		if written {
			parts++
		}
	}
	return parts > 1 && (s.Own.Realm.Written() || s.Own.UserFile.Written())
}

// requireLost says that the scope has a Require which httpd does not read:
// inside a condition, or behind a comment that goes on.
func requireLost(site *model.Site, s *model.Scope) bool {
	for _, c := range s.Conditions {
		if c.Body != nil && c.Body.Own.Require != nil {
			return true
		}
	}
	for _, o := range site.Oddities {
		if o.Scope == s && o.Kind == model.OddContinuation && strings.EqualFold(o.Directive, "require") {
			return true
		}
	}
	return false
}

// closedAnyway says that a section of the scope keeps visitors away from all of
// its files.
func closedAnyway(s *model.Scope) bool {
	for _, c := range s.Children {
		if c.Kind == model.ScopeFiles && c.Live() && everything(c) && keepsOut(&c.Merged) {
			return true
		}
	}
	return false
}

// requireUser writes the Require, and the AuthType it needs, below the last
// line about the password.
func requireUser(p *lint.Pass, s *model.Scope) []lint.Fix {
	a, last := &s.Own, s.Own.Type.Cause
	if a.Realm.Cause.End > last.End {
		last = a.Realm.Cause
	}
	if a.UserFile.Cause.End > last.End {
		last = a.UserFile.Cause
	}
	lines := []string{"Require valid-user"}
	if !s.Merged.Type.Written() {
		lines = []string{"AuthType Basic", "Require valid-user"}
	}
	var e lint.Edits
	e.Below(last, lines...)
	return p.Fix("require a user of the password file", &e)
}
