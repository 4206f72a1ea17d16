package accessmap

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// maxScopePlaces is how many places one scope is shown by.
const maxScopePlaces = 4

// place is a place of a site that may become a row.
type place struct {
	request access.Request // a stranger's
	what    string
	// served says that the place is only of interest where a stranger gets it:
	// nobody knows whether there is such a file.
	served bool
}

func (p *place) witness() *lint.Witness { return &lint.Witness{Request: p.request} }

func (p *place) url() string { return p.witness().URL() }

func (p *place) origin() string { return strings.TrimSuffix(p.url(), p.request.Target) }

// places are those of one site.
type places struct {
	site   *model.Site
	probes *access.ProbeSet
}

// groups are the places in a fixed order; of those in a group only what
// differs is shown.
func (p *places) groups() [][]place {
	var groups [][]place
	one := func(at ...place) {
		for _, x := range at {
			groups = append(groups, []place{x})
		}
	}
	one(p.starts()...)
	for _, s := range p.site.Scopes {
		if guards(s) {
			groups = append(groups, p.ofScope(s))
		}
	}
	for _, app := range p.site.Apps {
		one(p.ofApp(app)...)
	}
	one(p.files()...)
	one(p.errorPages()...)
	return groups
}

// starts are the front pages of all hosts.
func (p *places) starts() []place {
	var all []place
	add := func(r access.Request, root *model.Root) {
		r.Target = "/"
		at := place{request: r, what: "front page" + p.atRoot(root)}
		if !slices.ContainsFunc(all, func(b place) bool { return b.url() == at.url() }) {
			all = append(all, at)
		}
	}
	for _, s := range p.site.Scopes {
		if s.Kind != model.ScopeHost || !s.Live() {
			continue
		}
		if r, ok := p.first(s); ok {
			add(r, nil)
		}
	}
	for _, d := range access.Doors(p.site, "") {
		if d.Root.Host == nil {
			add(d.Ask("/"), d.Root)
		}
	}
	return all
}

// first is the first request by which a scope is asked what it does.
func (p *places) first(s *model.Scope) (r access.Request, ok bool) {
	for _, probe := range p.probes.Of(s) {
		return probe.Request, true
	}
	return r, false
}

// atRoot says what the .htaccess of a document root has to say besides.
func (p *places) atRoot(root *model.Root) string {
	if root == nil {
		return ""
	}
	if s := p.site.Override(root.Dir); s != nil && guards(s) {
		return ", " + whatScope(s)
	}
	return ""
}

// guards says that a scope says itself who may enter.
func guards(s *model.Scope) bool {
	if !s.Live() || s.Alone || s.Kind == model.ScopeServer || s.Kind == model.ScopeHost && s.Server != nil && s.Server.Kind == model.Apache {
		return false
	}
	a := &s.Own
	return a.Realm.Written() || a.Type.Written() || a.UserFile.Written() || a.Require != nil || a.AuthRequest.Written() ||
		len(a.Others) > 0 || a.Address.Written() || s.ClientCertificate.Written() || s.RequireTLS.Written()
}

// ofScope are the places that a scope covers. Below a folder something is asked
// for that is not there: the folder itself may be refused for want of an index
// file alone.
func (p *places) ofScope(s *model.Scope) []place {
	var all []place
	add := func(r access.Request, what string) {
		at := place{request: r, what: what}
		again := func(b place) bool { return b.request.Target == r.Target && b.request.Host == r.Host } // over TLS
		if len(all) < maxScopePlaces && !slices.ContainsFunc(all, again) {
			all = append(all, at)
		}
	}
	what := whatScope(s)
	for _, probe := range p.probes.Of(s) {
		if probe.Kind != access.ProbePlain {
			continue
		}
		add(probe.Request, what)
		if s.Dir != "" && strings.HasSuffix(probe.Request.Target, "/") {
			r := probe.Request
			r.Target += nothing
			add(r, what+", below it")
		}
	}
	return all
}

// nothing is the name of a file that is not there.
const nothing = "x"

// whatScope says what a scope has to do with who gets in.
func whatScope(s *model.Scope) string {
	m := &s.Merged
	switch {
	case m.Realm.Known() && m.Realm.Value != "":
		return "password, realm " + quote(m.Realm.Value)
	case m.Require.AsksForUser():
		return "password"
	case s.Own.AuthRequest.Written():
		return "another request decides"
	case s.Own.Address.Written() || s.Own.Require != nil:
		return "access rules"
	}
	return "settings of a login"
}

// appPlaces are what every WordPress has, as paths below its folder.
var appPlaces = [...]struct{ path, what string }{
	{"wp-login.php", "login form"},
	{"wp-admin/", "administration"},
	{"wp-admin/admin-ajax.php", "requests of public pages"},
	{"wp-admin/install.php", "installation"},
	{"xmlrpc.php", "XML-RPC"},
	{"wp-json/wp/v2/users", "names of users by REST"},
	{"wp-cron.php", "timed tasks"},
	{"wp-config.php", "settings with secrets"},
	{"wp-content/uploads/", "uploaded files"},
}

// ofApp are the places of an application, the login that a plugin moved among
// them.
func (p *places) ofApp(app *model.App) []place {
	var all []place
	for _, d := range access.Doors(p.site, app.Dir) {
		base, ok := d.URLPath(app.Dir, true)
		if !ok {
			continue
		}
		for _, x := range appPlaces {
			all = append(all, place{request: d.Ask(base + x.path), what: x.what})
		}
		for _, g := range app.Guards {
			if g.LoginSlug.Known() && g.LoginSlug.Value != "" {
				all = append(all, place{request: d.Ask(base + access.EscapePath(g.LoginSlug.Value) + "/"), what: "login form, moved by " + g.Name})
			}
		}
		all = append(all, place{request: d.Ask(base + "wp-content/debug.log"), what: "log with secrets", served: true})
	}
	return all
}

// files are files that nobody should get. Copies are shown where somebody does:
// whether there are any the answer alone tells.
func (p *places) files() []place {
	there := map[string]string{}
	for _, store := range p.site.Stores {
		there[store.File.Path] = "credential file"
	}
	for _, stray := range p.site.Strays {
		if stray.File != nil {
			there[stray.File.Path] = "settings put aside"
		}
	}
	var all []place
	for _, probe := range p.probes.Files() {
		what, known := there[probe.File]
		if !known {
			what = "copy of a file with secrets"
		}
		all = append(all, place{request: probe.Request, what: what, served: !known})
	}
	for _, r := range p.site.Roots {
		if len(r.Overrides) == 0 {
			continue
		}
		topmost := path.Join(r.Overrides[0].Dir, ".htaccess")
		for _, d := range access.Doors(p.site, r.Overrides[0].Dir) {
			if target, ok := d.URLPath(topmost, false); ok {
				all = append(all, place{request: d.Ask(target), what: "the server's settings"})
			}
		}
	}
	return all
}

// errorPages are the pages of the site that answer in place of errors.
func (p *places) errorPages() []place {
	var all []place
	for _, s := range p.site.Scopes {
		if len(s.ErrorDocuments) == 0 || !s.Live() || s.Alone {
			continue
		}
		r, ok := p.first(s)
		for _, e := range s.ErrorDocuments {
			page, _, _ := strings.Cut(e.Target.Text, "?")
			if !ok || !strings.HasPrefix(page, "/") || strings.ContainsAny(page, "$%") {
				continue
			}
			r.Target = access.EscapePath(page)
			all = append(all, place{request: r, what: "error page for " + e.Status.Text})
		}
	}
	return all
}
