package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// ProtectionSwitchedOff reports protection that was taken out of force "for a
// moment": its lines commented out, or its file renamed, where nothing
// protects the folder now. Examples inside prose are silent.
var ProtectionSwitchedOff = &lint.Rule{
	ID:      "protection-switched-off",
	Summary: "protection was commented out or its file put aside, and nothing protects the place now",
	Outcome: lint.Exposes,
	Doc:     doc("protection-switched-off"),
	Run: func(p *lint.Pass) {
		for _, run := range model.CommentRuns(p.Site.Comments) {
			line := switchedOff(run)
			if onNginx(run[0].Scope) {
				line = commentedGate(run)
			}
			if line != nil {
				p.Report(lint.Diagnostic{
					Span: line.Span, Cause: run[0].Span, Severity: lint.Warning,
					Message:    "commented-out lines would keep visitors out, and nothing else does: put them back, or delete them",
					Assumption: "the lines protected this place and still should",
					Witness:    openTo(p, line.Scope),
					Fixes:      putBack(p, run),
				})
			}
		}
		for _, stray := range p.Site.Strays {
			if d, is := putAside(p.Site, stray); is && path.Base(stray.File.Path) != stray.Of {
				if live := p.Site.InForce(path.Dir(stray.File.Path)); live != nil {
					d.Witness = openTo(p, live)
				}
				p.Report(d)
			}
		}
	},
}

// switchedOff returns the comment that would keep visitors out of a place
// where nothing does, when the run is made of such lines and not of prose.
func switchedOff(run []*model.Comment) *model.Comment {
	s := run[0].Scope
	if len(run) < 2 || s.Alone || s.ServerConfiguration() || !s.Live() || !letsIn(&s.Merged) {
		return nil
	}
	var needsUser, denies *model.Comment
	names := false // a type and a user file that somebody filled in
	for _, c := range run {
		words := strings.Fields(strings.ToLower(c.Text))
		switch {
		case c.Directive == "" && !strings.HasPrefix(c.Text, "<"):
			return nil // prose
		case c.Directive == "AuthUserFile":
			names = filledIn(strings.Trim(c.Text[len("AuthUserFile"):], " \t\"'"))
		case c.Directive == "Require" && slices.Contains([]string{"valid-user", "user", "group"}, words[1]):
			needsUser = c
		case c.Directive == "Require" && slices.Contains([]string{"ip", "host", "local"}, words[1]),
			c.Directive == "Require" && words[len(words)-1] == "denied",
			c.Directive == "Deny" && words[len(words)-1] == "all":
			denies = c
		}
	}
	if needsUser != nil && names {
		return needsUser
	}
	return denies
}

// filledIn says that a path is none of an example.
func filledIn(name string) bool {
	return path.IsAbs(name) && !strings.HasPrefix(name, "/dev/") && !tutorialPath(name)
}

// onlyAssumed says that no server's configuration is in view, which could
// protect the folder.
func onlyAssumed(site *model.Site) bool {
	return !slices.ContainsFunc(site.Servers, func(s *model.Server) bool { return !s.Assumed })
}

// letsIn says that settings are sure to let a visitor without credentials in.
func letsIn(a *model.Access) bool { return !a.Uncertain && strangerEnters(a) }

// putAside reports a file under another name than that in force, when it says
// what the folder now lacks.
func putAside(site *model.Site, stray *model.Stray) (lint.Diagnostic, bool) {
	s := stray.Scope
	if s == nil || stray.File == nil || !keepsOut(&s.Own) {
		return lint.Diagnostic{}, false
	}
	live := site.InForce(path.Dir(stray.File.Path))
	if live != nil && !letsIn(&live.Merged) || live == nil && !onlyAssumed(site) {
		return lint.Diagnostic{}, false
	}
	d := lint.Diagnostic{
		Span: s.Own.Address.First(), Severity: lint.Warning,
		Message: "protection is out of force, because httpd reads " + stray.Of + " alone and nothing else keeps visitors out of the folder: " +
			"rename the file to " + stray.Of + ", or delete it",
		Assumption: "the file protected this folder and still should",
	}
	if s.Own.Require != nil {
		d.Span = s.Own.Require.Span
	}
	if live != nil {
		d.Related = []lint.Related{{Span: live.Head, Message: "the file in force"}}
	}
	return d, true
}
