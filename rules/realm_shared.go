package rules

import (
	"fmt"
	"path"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RealmShared reports one realm with two user files on one origin. To a browser
// the realm is the name of the door: it tries the same password on both.
var RealmShared = &lint.Rule{
	ID:      "realm-shared",
	Summary: "one realm stands for two user files on the same site",
	Outcome: lint.LocksOut,
	Doc:     doc("realm-shared"),
	Run: func(p *lint.Pass) {
		first := map[door]*model.Scope{}
		for s := range asking(p.Site) {
			a := &s.Merged
			site, known := origin(p.Site, s)
			if !known || a.Realm.State != model.Set || a.UserFile.State != model.Set || !a.FileDecides() {
				continue
			}
			d := door{site, a.Realm.Value}
			if first[d] == nil {
				first[d] = s
			} else if s.Own.Realm.Written() || s.Own.UserFile.Written() {
				compareDoors(p, first[d], s)
			}
		}
	},
}

// A door is what a browser remembers a password for.
type door struct {
	origin any
	realm  string
}

// origin tells scopes of one scheme, host and port from others: by their
// document root or virtual host, or the file when that is not in view. It is
// false where one scope may belong to several.
func origin(site *model.Site, s *model.Scope) (key any, known bool) {
	top := s
	for top.Parent != nil {
		top = top.Parent
	}
	if top.Kind != model.ScopeHtaccess {
		return s.Host, s.Host != nil
	}
	var root *model.Root
	for _, r := range site.Roots {
		if below(r.Dir, top.Dir) && (root == nil || len(r.Dir) > len(root.Dir)) {
			root = r
		}
	}
	if top.Alone || root == nil {
		return top, true
	}
	return root, true
}

func below(dir, p string) bool {
	for p != dir && p != "/" && p != "." && p != "" {
		p = path.Dir(p)
	}
	return p == dir
}

// compareDoors reports the later of two scopes when its users are others.
func compareDoors(p *lint.Pass, first, s *model.Scope) {
	one, other := first.Merged.UserFile.Value, s.Merged.UserFile.Value
	if sameFile(one, other) || !mayWork(first, one) || !mayWork(s, other) {
		return
	}
	d := lint.Diagnostic{
		Span: s.Own.Realm.Span, Cause: s.Own.Realm.Cause, Severity: lint.Warning,
		Message: fmt.Sprintf("realm %s has another user file elsewhere on the site: browsers send the password of the one "+
			"to the other and ask again at every change, each file needs a realm of its own", quoted(s.Merged.Realm.Value)),
		Assumption: "the two files do not hold the same logins",
		Related:    []lint.Related{{Span: first.Merged.UserFile.Span, Message: "the other user file of this realm"}},
	}
	if !s.Own.Realm.Written() {
		d.Span, d.Cause = s.Own.UserFile.Span, s.Own.UserFile.Cause
	}
	if one.Store != nil && other.Store != nil {
		if holdsAll(one.Store, other.Store) || holdsAll(other.Store, one.Store) {
			return // one may be a part of the other
		}
		d.Assumption = ""
	}
	p.Report(d)
}

// mayWork says that nothing in the name of a user file makes every login fail,
// which is another mistake.
func mayWork(s *model.Scope, ref *model.FileRef) bool {
	return ref.Status != model.FileMissing && !tutorialPath(ref.Written.Text) &&
		(s.ServerConfiguration() || path.IsAbs(ref.Written.Text))
}

func sameFile(a, b *model.FileRef) bool {
	if a.Path != "" && b.Path != "" {
		return a.Path == b.Path
	}
	return path.Clean(a.Written.Text) == path.Clean(b.Written.Text)
}

// holdsAll says that every user of part has a line in whole.
func holdsAll(whole, part *model.Store) bool {
	users := map[string]bool{}
	for _, e := range whole.Entries {
		users[e.User.Text] = true
	}
	return !slices.ContainsFunc(part.Entries, func(e *model.Entry) bool { return !users[e.User.Text] })
}
