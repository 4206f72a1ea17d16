package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RequiredGroupUnknown reports groups that nobody is in: the group file does
// not have them, or there is none. The server asks for the password and then
// refuses it for ever.
var RequiredGroupUnknown = &lint.Rule{
	ID:      "required-group-unknown",
	Summary: "a requirement names a group that the group file does not have",
	Outcome: lint.LocksOut,
	Doc:     doc("required-group-unknown"),
	Run: func(p *lint.Pass) {
		for _, l := range logins(p.Site, "group") {
			if d, ok := unknownGroup(p.Site, l); ok {
				d.Fixes = nameGroups(p, l)
				p.Report(d)
			}
		}
	},
}

// unknownGroup looks a login's groups up. A group that is found in one of the
// places where the requirement holds is known.
func unknownGroup(site *model.Site, l *login) (d lint.Diagnostic, ok bool) {
	for _, a := range l.in {
		if a.Uncertain || strangerEnters(a) || !a.UsesPasswords() {
			return d, false
		}
		found, ok := groupUnknown(site, l.leaf, a)
		if !ok {
			return d, false
		}
		if d.Message == "" {
			d = found
		}
	}
	return d, true
}

func groupUnknown(site *model.Site, leaf *model.Requirement, a *model.Access) (d lint.Diagnostic, ok bool) {
	names, file := operands(leaf), a.GroupFile
	if len(names) == 0 || file.State != model.Unset && file.State != model.Set {
		return d, false
	}
	d = lint.Diagnostic{Span: names[0].Span, Cause: leaf.Cause()}
	effect := fmt.Sprintf(", so that nobody is in group %s and every password is refused: name the file that has it",
		quoted(names[0].Text))
	if file.State == model.Unset {
		d.Message = "no AuthGroupFile is set" + effect
		d.Assumption, ok = noneElsewhere(site, leaf.Scope, "AuthGroupFile",
			func(a *model.Access) bool { return a.GroupFile.Written() })
		return d, ok
	}
	if file.Value.Status == model.FilePresent {
		return groupMissing(leaf, file.Value.Store, d)
	}
	d.Span, d.Cause = file.Span, file.Cause
	d.Message = groupFileFaults[file.Value.Status] + effect
	return d, file.Value.Status != model.FileUnknown
}

var groupFileFaults = map[model.FileStatus]string{
	model.FileMissing:    "group file does not exist",
	model.FileNotRegular: "group file is no file",
	model.FileUnreadable: "group file cannot be read by the server",
}

// groupMissing reports the first name that no line of the file has.
func groupMissing(leaf *model.Requirement, store *model.Store, d lint.Diagnostic) (lint.Diagnostic, bool) {
	if store == nil || !store.Legible() {
		return d, false
	}
	lines, meant := groupLines(store)
	for _, w := range operands(leaf) {
		line := lines[strings.ToLower(w.Text)]
		switch {
		case line == nil:
			like := meant[strings.ToLower(model.PlainName(w.Text))]
			if like != nil && store.FaultIn(like.Span) != nil {
				return d, false // that line is the cause
			}
			d.Message = fmt.Sprintf("group %s is not in %s, so that it lets nobody in: add it there or correct the name", quoted(w.Text), store.File.Name)
			if like != nil {
				d.Related = []lint.Related{{Span: like.Name.Span, Message: "the group in the file"}}
			}
		case len(line.Members) == 0:
			d.Message = fmt.Sprintf("group %s has no members in %s, so that it lets nobody in: add them there", quoted(w.Text), store.File.Name)
			d.Related = []lint.Related{{Span: line.Name.Span, Message: "the group in the file"}}
		default:
			continue
		}
		d.Span = w.Span
		return d, true
	}
	return d, false
}
