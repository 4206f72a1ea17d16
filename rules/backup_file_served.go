package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// BackupFileServed reports copies of files with secrets in them that the server
// sends to whoever asks: of an application's settings, of its database, and of
// .htaccess files that tell of users.
var BackupFileServed = &lint.Rule{
	ID:      "backup-file-served",
	Summary: "a copy of a file with secrets in it can be downloaded",
	Outcome: lint.Exposes,
	Doc:     doc("backup-file-served"),
	Run: func(p *lint.Pass) {
		if len(p.Site.Apps)+len(p.Site.Strays)+len(p.Site.Stores) == 0 {
			return
		}
		known := map[string]bool{}
		for _, s := range p.Site.Stores {
			known[s.File.Path] = true // which another rule tells of
		}
		t, found := newRoutes(p), map[*model.Scope][]*lint.Witness{}
		var order []*model.Scope
		for _, probe := range p.Probes().Files() {
			if known[probe.File] {
				continue
			}
			known[probe.File] = true
			w := witness(p, probe.Request, answered(200))
			if w == nil {
				continue
			}
			if stray := strayAt(p.Site, probe.File); stray != nil {
				if path.Base(probe.File) != stray.Of {
					reportStray(p, stray, w)
				}
				continue
			}
			if s := placeOfCopies(p.Site, probe.File); s != nil {
				if way := t.of(probe.Request, answered(200)); ofNginx(s) && (way == nil || way.handed || !way.fromHandler()) {
					continue // a page for whatever is not there
				}
				if found[s] == nil {
					order = append(order, s)
				}
				found[s] = append(found[s], w)
			}
		}
		for _, s := range order {
			reportCopies(p, s, found[s])
		}
	},
}

// placeOfCopies is the scope that could refuse a copy: the .htaccess in force, or
// nginx's server block.
func placeOfCopies(site *model.Site, file string) *model.Scope {
	for _, d := range access.Doors(site, path.Dir(file)) {
		if h := d.Root.Host; h != nil && h.Scope != nil && ofNginx(h.Scope) {
			return h.Scope
		}
	}
	return site.InForce(path.Dir(file))
}

// reportCopies reports copies at the scope that could refuse them: they have no
// text in view to point into.
func reportCopies(p *lint.Pass, s *model.Scope, found []*lint.Witness) {
	names := each(found, func(w *lint.Witness) string { return path.Base(w.Request.Target) })
	at := model.Word{Span: s.InsertAt}
	assumed := ""
	if ofNginx(s) {
		at.Span = s.Head
	} else {
		assumed = servedAsItLies(p.Site, path.Join(s.Dir, names[0]))
	}
	d := lint.Diagnostic{
		Span: at.Span, Witness: found[0], Assumption: assumed, Fixes: refuseFiles(p, s.Dir, names...),
		Message: fmt.Sprintf("%s below this folder can be downloaded, with all secrets in it: delete it, or keep it outside of the folders that the server serves",
			quoted(names[0])),
	}
	if n := len(found) - 1; n > 0 {
		d.Message += fmt.Sprintf(" (and %d more)", n)
	}
	p.Report(d)
}

func strayAt(site *model.Site, file string) *model.Stray {
	for _, s := range site.Strays {
		if s.File != nil && s.File.Path == file {
			return s
		}
	}
	return nil
}

// reportStray reports a .htaccess put aside that tells where users are.
func reportStray(p *lint.Pass, s *model.Stray, w *lint.Witness) {
	if s.Scope == nil || !s.Scope.Own.UserFile.Written() && !firstOfKindUser(s.Scope) {
		return
	}
	p.Report(lint.Diagnostic{
		Span: s.File.Span(0, 0), Severity: lint.Warning, Witness: w, Assumption: servedAsItLies(p.Site, s.File.Path), Fixes: refuseFile(p, s.File.Path),
		Message: "file can be downloaded, and tells who may get in and where the passwords lie: delete it, or name it so that it begins with .ht",
	})
}

// firstOfKindUser says that a scope names users.
func firstOfKindUser(s *model.Scope) bool {
	return firstOf(s.Own.Require, func(r *model.Requirement) bool {
		return r.NeedsUser() && strings.EqualFold(r.Provider.Text, "user")
	}) != nil
}
