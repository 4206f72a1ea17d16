package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// A membership is a line of a group file that a requirement needs, with the
// credential files in which its members are looked up.
type membership struct {
	group   *model.Group
	users   []*model.Store
	unknown bool // not all of those files are known
}

// reportUnknownMembers reports members of required groups whom no credential
// file holds. One who left and was forgotten here locks nobody out, so that it
// is an error only where the whole line holds no user.
func reportUnknownMembers(p *lint.Pass, users register) {
	for _, m := range memberships(p.Site, users) {
		if m.unknown {
			continue
		}
		if unknown := users.unknown(m.users, m.group.Members); len(unknown) > 0 {
			p.Report(unknownMember(m, unknown))
		}
	}
}

func unknownMember(m *membership, unknown []model.Word) lint.Diagnostic {
	d := lint.Diagnostic{Span: unknown[0].Span, Cause: m.group.Span}
	d.Message = fmt.Sprintf("member %s of group %s is not in %s, so that nobody gets in by that name: add the user there or take the name out",
		quoted(unknown[0].Text), quoted(m.group.Name.Text), m.users[0].File.Name) + moreUnknown(len(unknown)-1)
	if len(unknown) < len(m.group.Members) {
		d.Severity = lint.Warning
	}
	if like := similar(m.users, unknown[0].Text); like != nil {
		d.Related = []lint.Related{{Span: like.User.Span, Message: "the user in the file"}}
	}
	return d
}

// memberships are the lines of group files that requirements in force need.
func memberships(site *model.Site, users register) []*membership {
	var all []*membership
	known := map[*model.Group]*membership{}
	for _, l := range logins(site, "group") {
		stores, sure := users.stores(l)
		for _, a := range l.in {
			for _, g := range wellFormed(a.GroupFile.Value, l.leaf) {
				m := known[g]
				if m == nil {
					m = &membership{group: g}
					known[g] = m
					all = append(all, m)
				}
				m.users = append(m.users, stores...)
				m.unknown = m.unknown || !sure
			}
		}
	}
	return all
}

// wellFormed are the lines of a group file for the groups that a requirement
// names, without those of which another rule tells.
func wellFormed(ref *model.FileRef, leaf *model.Requirement) []*model.Group {
	if ref == nil || ref.Store == nil {
		return nil
	}
	named := map[string]bool{}
	for _, w := range operands(leaf) {
		named[strings.ToLower(w.Text)] = true
	}
	var lines []*model.Group
	for _, g := range ref.Store.Groups {
		// The server compares groups without letter case, unlike users.
		if named[strings.ToLower(g.Name.Text)] && ref.Store.FaultIn(g.Span) == nil {
			lines = append(lines, g)
		}
	}
	return lines
}

// groupLines finds groups by their names in small letters, and by what is left
// of them without quotes, commas and a byte-order mark. Of several lines of
// one group it takes one with members.
func groupLines(store *model.Store) (lines, meant map[string]*model.Group) {
	lines = make(map[string]*model.Group, len(store.Groups))
	meant = make(map[string]*model.Group, len(store.Groups))
	for _, g := range store.Groups {
		name := strings.ToLower(g.Name.Text)
		if known := lines[name]; known == nil || len(known.Members) == 0 {
			lines[name] = g
		}
		meant[model.PlainName(name)] = g
	}
	return lines, meant
}

// isNamed says whether a requirement names the group. The server compares
// groups without letter case, unlike users.
func isNamed(g *model.Group, leaf *model.Requirement) bool {
	for _, w := range operands(leaf) {
		if strings.EqualFold(w.Text, g.Name.Text) {
			return true
		}
	}
	return false
}
