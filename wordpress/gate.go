package wordpress

import (
	"net/netip"
	"net/url"
	"path"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Gates are an installation's own gates: what it and its plugins are known to do
// with a request that the server hands to one of its files. Lockouts are not
// among them, because one request does not fill a count.
func Gates(app *model.App) access.Application { return gates{app} }

type gates struct{ app *model.App }

// Resolve asks what every guard says. Which of them is asked first depends on
// the order in which plugins hook in, so that guards who say different things
// leave it open.
func (g gates) Resolve(w *access.Walk, file string, p *access.Policy) {
	v := g.visit(w, file)
	if v == nil {
		return
	}
	var said []opinion
	for _, guard := range g.app.Guards {
		active := activity(guard)
		if active == model.No {
			continue
		}
		for _, gate := range [...]func(*visit, *model.Guard) opinion{banned, hidden, password, rest, xmlrpc} {
			o := gate(v, guard)
			if o.note == "" {
				continue
			}
			if o.status != 0 && active == model.Unknown {
				o = unsure(guard.Name+" may not be active", o.because...)
			}
			o.plugin = slug(guard)
			said = append(said, o)
		}
	}
	settle(said)
	for _, o := range said {
		p.Steps = append(p.Steps, access.Step{Gate: access.GateApp, Plugin: o.plugin, Take: o.take})
	}
}

// activity says whether a guard is at work.
func activity(g *model.Guard) model.Fact {
	if g.Plugin == nil {
		return model.Yes
	}
	return g.Plugin.Active
}

// slug is how a gate calls its guard.
func slug(g *model.Guard) string {
	if g.Plugin == nil {
		return "wordpress"
	}
	return g.Plugin.Slug
}

// opinion is what one guard says to a request; one without a note has nothing
// to say.
type opinion struct {
	plugin    string
	status    int // of the answer; 0 where the guard does not answer
	verdict   access.Verdict
	note      string
	challenge string
	because   []source.Span
}

// unsure is an opinion that leaves the answer to the program.
func unsure(why string, because ...source.Span) opinion {
	return opinion{verdict: access.Unsure, note: why, because: places(because...)}
}

// take is the opinion as a step.
func (o opinion) take(w *access.Walk, _ any) access.Action {
	a := access.Action{Verdict: o.verdict, Note: o.note, Status: o.status, Ends: o.status != 0}
	if w.Traced() {
		a.Because = o.because
	}
	if o.challenge != "" {
		w.Challenge = append(w.Challenge, o.challenge)
	}
	return a
}

// settle takes back answers that differ.
func settle(said []opinion) {
	first := 0
	for _, o := range said {
		switch {
		case o.status == 0:
		case first == 0:
			first = o.status
		case first != o.status:
			for i := range said {
				if said[i].status != 0 {
					said[i] = opinion{
						plugin: said[i].plugin, verdict: access.Unsure, because: said[i].because,
						note: said[i].note + ", but another plugin may answer first",
					}
				}
			}
			return
		}
	}
}

// visit is a request as WordPress sees it.
type visit struct {
	w    *access.Walk
	file string // from the installation's folder
	// path is the request's, from the site's home, without the slashes at its
	// ends; query is what comes behind it.
	path   string
	query  url.Values
	client netip.Addr
	// known says that the visitor may be logged in: a cookie says so.
	known bool
}

// visit reads a request. It is nil where the file does not load the plugins, and
// where several sites share them.
func (g gates) visit(w *access.Walk, file string) *visit {
	rel, below := strings.CutPrefix(file, strings.TrimSuffix(g.app.Dir, "/")+"/")
	if !below || !loadsPlugins(rel) || g.app.Network == model.Yes {
		return nil
	}
	target, query, _ := strings.Cut(w.Request.Target, "?")
	plain, err := url.PathUnescape(target)
	if err != nil {
		return nil
	}
	v := &visit{w: w, file: rel, client: w.Client}
	if !v.client.IsValid() {
		v.client = w.Request.Remote
	}
	v.client = v.client.Unmap()
	v.query, _ = url.ParseQuery(query) // what cannot be read PHP leaves out, too
	v.path = strings.Trim(g.fromHome(w, plain), "/")
	cookies, _ := w.Request.Header("Cookie")
	v.known = strings.Contains(cookies, "wordpress_")
	return v
}

// fromHome takes the site's own folder off a path.
func (g gates) fromHome(w *access.Walk, p string) string {
	home := g.app.HomeURL
	if !home.Known() {
		w.Assume("the site's home is at the top of its host")
		return p
	}
	u, err := url.Parse(home.Value)
	if err != nil {
		return p
	}
	return strings.TrimPrefix(p, strings.TrimSuffix(u.Path, "/"))
}

// loadsPlugins says that a file of the core loads them. Those that only join
// scripts together, and those that install and upgrade, do not.
func loadsPlugins(file string) bool {
	switch file {
	case "index.php", "xmlrpc.php":
		return true
	case "wp-admin/load-scripts.php", "wp-admin/load-styles.php", "wp-admin/install.php", "wp-admin/upgrade.php",
		"wp-admin/setup-config.php", "wp-admin/maint/repair.php":
		return false
	}
	switch path.Dir(file) {
	case ".":
		return strings.HasPrefix(file, "wp-") && file != "wp-config.php" && file != "wp-config-sample.php" && file != "wp-settings.php"
	case "wp-admin", "wp-admin/network", "wp-admin/user":
		return true
	}
	return false
}

// stranger says that the visitor brings nothing by which somebody could know
// him.
func (v *visit) stranger() bool {
	_, header := v.w.Request.Header("Authorization")
	return !v.known && !header && v.w.Request.Credentials == nil
}
