package wordpress_test

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress"
)

// front is a server that hands every request to a file, or to none that is
// known.
type front struct {
	file   string
	client string
	// excused makes the request one for an error document.
	excused bool
}

func (f front) Resolve(_ *access.Walk, in access.Inner, p *access.Policy) {
	p.Steps = []access.Step{{Gate: access.GateHandler, Take: func(w *access.Walk, _ any) access.Action {
		if f.excused && in.Kind != access.ErrorDocument {
			return access.Action{Verdict: access.HandsOn, Next: &access.Inner{Kind: access.ErrorDocument, Target: "/e"}}
		}
		if f.client != "" {
			w.Client = netip.MustParseAddr(f.client)
		}
		return access.Action{Verdict: access.HandsOn, Ends: true, Upstream: true, Program: f.file}
	}}}
}

// explain asks the installation in /www for what the server hands to a file.
func explain(app *model.App, f front, r *access.Request) (access.Decision, []access.Passage) {
	app.Dir = "/www"
	if r.Method == "" {
		r.Method = "GET"
	}
	if !r.Remote.IsValid() {
		r.Remote = access.DefaultRemote
	}
	s := access.WithApplications(f, func(string) access.Application { return wordpress.Gates(app) })
	return access.Explain(s, r)
}

func set[T any](v T) model.Setting[T] { return model.Setting[T]{State: model.Set, Value: v} }

// plugin is one that is active.
func plugin(slug string) *model.Plugin { return &model.Plugin{Slug: slug, Active: model.Yes} }

func ban(prefix string) []model.GuardAddress {
	return []model.GuardAddress{{Prefix: netip.MustParsePrefix(prefix)}}
}

var (
	hider  = model.Guard{Plugin: plugin("wps-hide-login"), Name: "WPS Hide Login", LoginSlug: set("login"), HiddenAnswer: set(404)}
	banner = model.Guard{Plugin: plugin("wordfence"), Name: "Wordfence", Banned: ban("203.0.113.0/24"), BannedAnswer: set(503), AddressSource: set("automatic")}
	users  = model.Guard{Plugin: plugin("disable-json-api"), Name: "Disable REST API", REST: set(model.RESTUsers), RESTAnswer: set(401)}
	noRPC  = model.Guard{Plugin: plugin("ninjafirewall"), Name: "NinjaFirewall", XMLRPC: set(model.XMLRPCOff), XMLRPCAnswer: set(403)}
	asker  = model.Guard{Plugin: plugin("all-in-one"), Name: "All In One Security", LoginSlug: set("secret"), Password: model.GuardPassword{
		Backend: set(true), Frontend: model.Setting[bool]{State: model.Off}, User: set("root"), Realm: set("Staff"), Challenge: true,
	}}
)

// with is a guard with changes.
func with(g model.Guard, change func(*model.Guard)) *model.Guard {
	change(&g)
	return &g
}

func TestGates(t *testing.T) {
	cookie := []access.Header{{Name: "Cookie", Value: "wordpress_logged_in_0=boss"}}
	forwarded := []access.Header{{Name: "x-forwarded-for", Value: "192.0.2.1"}}
	alice := &access.Credentials{User: "alice", Proof: access.ProofRight}
	home := set("https://a.test/blog")
	for name, c := range map[string]struct {
		app    model.App
		guard  *model.Guard
		file   string
		target string
		r      access.Request
		client string
		status int // 0: the program answers
		gate   access.Verdict
	}{
		"hidden":                       {guard: &hider, file: "wp-login.php", target: "/wp-login.php", status: 404, gate: access.Refuses},
		"hidden, by a redirect":        {guard: with(hider, func(g *model.Guard) { g.HiddenAnswer.Value = 302 }), file: "wp-login.php", target: "/wp-login.php", status: 302, gate: access.Redirects},
		"hidden by default":            {guard: with(hider, func(g *model.Guard) { g.HiddenAnswer.State, g.LoginSlug.State = model.Default, model.Default }), file: "wp-login.php", target: "/wp-login.php", status: 404, gate: access.Refuses},
		"hidden, below a folder":       {app: model.App{HomeURL: home}, guard: &hider, file: "wp-login.php", target: "/blog/wp-login.php", status: 404, gate: access.Refuses},
		"hidden by the server":         {guard: with(hider, func(g *model.Guard) { g.LoginSlugByServer = true }), file: "wp-login.php", target: "/wp-login.php"},
		"hidden, answer not known":     {guard: with(hider, func(g *model.Guard) { g.HiddenAnswer = model.Setting[int]{} }), file: "wp-login.php", target: "/wp-login.php", gate: access.Unsure},
		"hidden, slug not known":       {guard: with(hider, func(g *model.Guard) { g.LoginSlug.State = model.Dynamic }), file: "wp-login.php", target: "/wp-login.php"},
		"hidden, for a password":       {guard: &hider, file: "wp-login.php", target: "/wp-login.php?action=postpass", gate: access.Unsure},
		"hidden, logged in":            {guard: &hider, file: "wp-login.php", target: "/wp-login.php", r: access.Request{Headers: cookie}, gate: access.Unsure},
		"hidden, posted":               {guard: &hider, file: "wp-login.php", target: "/wp-login.php", r: access.Request{Method: "POST"}, gate: access.Unsure},
		"the slug":                     {guard: &hider, file: "index.php", target: "/login/", gate: access.Passes},
		"the slug below a folder":      {app: model.App{HomeURL: home}, guard: &hider, file: "index.php", target: "/blog/login", gate: access.Passes},
		"the slug as an argument":      {guard: &hider, file: "index.php", target: "/?login", gate: access.Passes},
		"another page":                 {guard: &hider, file: "index.php", target: "/about/"},
		"inactive":                     {guard: with(hider, func(g *model.Guard) { g.Plugin = &model.Plugin{Active: model.No} }), file: "wp-login.php", target: "/wp-login.php"},
		"perhaps active":               {guard: with(hider, func(g *model.Guard) { g.Plugin = &model.Plugin{Slug: "x"} }), file: "wp-login.php", target: "/wp-login.php", gate: access.Unsure},
		"several sites":                {app: model.App{Network: model.Yes}, guard: &hider, file: "wp-login.php", target: "/wp-login.php"},
		"scripts load no plugins":      {guard: &banner, file: "wp-admin/load-styles.php", target: "/wp-admin/load-styles.php"},
		"a plugin's own file":          {guard: &banner, file: "wp-content/plugins/a/a.php", target: "/wp-content/plugins/a/a.php"},
		"another installation":         {guard: &banner, file: "../other/index.php", target: "/"},
		"banned":                       {guard: &banner, file: "index.php", target: "/", status: 503, gate: access.Refuses},
		"banned, as the server has it": {guard: &banner, file: "index.php", target: "/", client: "192.0.2.1"},
		"banned, mapped address":       {guard: &banner, file: "index.php", target: "/", client: "::ffff:203.0.113.7", status: 503, gate: access.Refuses},
		"banned and allowed":           {guard: with(banner, func(g *model.Guard) { g.Allowed = ban("203.0.113.9/32") }), file: "index.php", target: "/"},
		"banned, through a proxy":      {guard: &banner, file: "index.php", target: "/", r: access.Request{Headers: forwarded}, gate: access.Unsure},
		"banned, by the connection":    {guard: with(banner, func(g *model.Guard) { g.AddressSource.Value = "REMOTE_ADDR" }), file: "index.php", target: "/", r: access.Request{Headers: forwarded}, status: 503, gate: access.Refuses},
		"banned, by a header of its own": {guard: with(banner, func(g *model.Guard) { g.AddressSource.Value = "HTTP_X_ORIGIN" }), file: "index.php", target: "/",
			r: access.Request{Headers: []access.Header{{Name: "X-Origin", Value: "192.0.2.1"}}}, gate: access.Unsure},
		"banned for a while":          {guard: with(banner, func(g *model.Guard) { g.Banned = ban("0.0.0.0/0"); g.Banned[0].Until = time.Unix(1, 0) }), file: "index.php", target: "/", gate: access.Unsure},
		"banned, answer not known":    {guard: with(banner, func(g *model.Guard) { g.BannedAnswer = model.Setting[int]{} }), file: "index.php", target: "/", gate: access.Unsure},
		"banned, and nobody sees it":  {guard: with(banner, func(g *model.Guard) { g.BannedAnswer.Value = 200 }), file: "index.php", target: "/"},
		"bans switched off":           {guard: with(banner, func(g *model.Guard) { g.BannedAnswer.State = model.Off }), file: "index.php", target: "/"},
		"no address":                  {guard: with(banner, func(g *model.Guard) { g.Banned = []model.GuardAddress{{}} }), file: "index.php", target: "/"},
		"rest":                        {guard: &users, file: "index.php", target: "/wp-json/wp/v2/users", status: 401, gate: access.Challenges},
		"rest, as a file":             {guard: &users, file: "index.php", target: "/index.php/wp-json/", status: 401, gate: access.Challenges},
		"rest, as an argument":        {guard: &users, file: "index.php", target: "/?rest_route=/", gate: access.Unsure},
		"rest, with a login":          {guard: &users, file: "index.php", target: "/wp-json/", r: access.Request{Credentials: alice}, gate: access.Unsure},
		"rest, with a cookie":         {guard: &users, file: "index.php", target: "/wp-json/", r: access.Request{Headers: cookie}, gate: access.Unsure},
		"rest for nobody":             {guard: with(users, func(g *model.Guard) { g.REST.Value, g.RESTAnswer.Value = model.RESTNobody, 403 }), file: "index.php", target: "/wp-json/", r: access.Request{Credentials: alice}, status: 403, gate: access.Refuses},
		"rest, of which a list":       {guard: with(users, func(g *model.Guard) { g.REST.Value = model.RESTListed }), file: "index.php", target: "/wp-json/", gate: access.Unsure},
		"rest, answer not known":      {guard: with(users, func(g *model.Guard) { g.RESTAnswer = model.Setting[int]{} }), file: "index.php", target: "/wp-json/", gate: access.Unsure},
		"rest open":                   {guard: with(users, func(g *model.Guard) { g.REST.Value = model.RESTOpen }), file: "index.php", target: "/wp-json/"},
		"not rest":                    {guard: &users, file: "index.php", target: "/wp-jsonish/"},
		"xmlrpc":                      {guard: &noRPC, file: "xmlrpc.php", target: "/xmlrpc.php", status: 403, gate: access.Refuses},
		"xmlrpc for strangers":        {guard: with(noRPC, func(g *model.Guard) { g.XMLRPC.Value = model.XMLRPCNoLogin }), file: "xmlrpc.php", target: "/xmlrpc.php", gate: access.Unsure},
		"xmlrpc, said in the body":    {guard: with(noRPC, func(g *model.Guard) { g.XMLRPCAnswer.Value = 200 }), file: "xmlrpc.php", target: "/xmlrpc.php", gate: access.Unsure},
		"xmlrpc open":                 {guard: with(noRPC, func(g *model.Guard) { g.XMLRPC.Value = model.XMLRPCOpen }), file: "xmlrpc.php", target: "/xmlrpc.php"},
		"password":                    {guard: &asker, file: "wp-login.php", target: "/wp-login.php?action=x", status: 401, gate: access.Challenges},
		"password, in the dashboard":  {guard: &asker, file: "wp-admin/index.php", target: "/wp-admin/", status: 401, gate: access.Challenges},
		"password, not for programs":  {guard: &asker, file: "wp-admin/admin-ajax.php", target: "/wp-admin/admin-ajax.php"},
		"password, not for the cron":  {guard: &asker, file: "wp-cron.php", target: "/wp-cron.php"},
		"password, not for visitors":  {guard: &asker, file: "index.php", target: "/"},
		"password, another user":      {guard: &asker, file: "wp-admin/index.php", target: "/wp-admin/", r: access.Request{Credentials: alice}, status: 401, gate: access.Challenges},
		"password, its user":          {guard: &asker, file: "wp-admin/index.php", target: "/wp-admin/", r: access.Request{Credentials: &access.Credentials{User: "root"}}, gate: access.Unsure},
		"password, for visitors, too": {guard: with(asker, func(g *model.Guard) { g.Password.Frontend = set(true) }), file: "index.php", target: "/", status: 401, gate: access.Challenges},
		"password, for rest":          {guard: with(asker, func(g *model.Guard) { g.Password.Frontend = set(true) }), file: "index.php", target: "/wp-json/", gate: access.Unsure},
	} {
		t.Run(name, func(t *testing.T) {
			c.app.Guards = []*model.Guard{c.guard}
			c.r.Target = c.target
			d, trace := explain(&c.app, front{file: "/www/" + c.file, client: c.client}, &c.r)
			if c.file[0] == '.' {
				d, trace = explain(&c.app, front{file: "/other/index.php"}, &c.r)
			}
			if d.Status != c.status || (d.Outcome == access.Upstream) != (c.status == 0) {
				t.Errorf("decided %+v, want the status %d", d, c.status)
			}
			last := trace[len(trace)-1]
			if silent := c.status == 0 && c.gate == access.Passes && last.Gate == access.GateHandler; silent {
				return
			}
			if last.Gate != access.GateApp || last.Verdict != c.gate || last.Note == "" || last.Name() != "app/"+c.guard.Plugin.Slug {
				t.Errorf("the last gate is %s: %+v", last.Name(), last)
			}
		})
	}
}

// TestGatesChallenge shows what a program asks for, where that is known.
func TestGatesChallenge(t *testing.T) {
	for _, c := range []struct {
		realm model.Setting[string]
		want  []string
	}{{set("Staff"), []string{`Basic realm="Staff"`}}, {model.Setting[string]{}, nil}} {
		g := with(asker, func(g *model.Guard) { g.Password.Realm = c.realm })
		d, _ := explain(&model.App{Guards: []*model.Guard{g}}, front{file: "/www/wp-login.php"}, &access.Request{Target: "/wp-login.php"})
		if d.Outcome != access.Challenged || !slices.Equal(d.Challenge, c.want) {
			t.Errorf("%+v, want %v", d, c.want)
		}
	}
}

// TestGatesTogether: guards who say the same settle it, others leave it open.
func TestGatesTogether(t *testing.T) {
	r := access.Request{Target: "/wp-login.php"}
	for _, c := range []struct {
		answer, status int
	}{{404, 404}, {503, 0}} {
		first := with(hider, func(*model.Guard) {})
		second := with(banner, func(g *model.Guard) { g.BannedAnswer.Value = c.answer })
		d, trace := explain(&model.App{Guards: []*model.Guard{first, second}}, front{file: "/www/wp-login.php"}, &r)
		if d.Status != c.status || (d.Outcome == access.Upstream) != (c.status == 0) {
			t.Errorf("404 and %d: %+v %+v", c.answer, d, trace)
		}
	}
}

// TestGatesUnasked: nothing is asked where the file is not known, and where an
// error document is under way.
func TestGatesUnasked(t *testing.T) {
	app := &model.App{Guards: []*model.Guard{with(banner, func(*model.Guard) {})}}
	for name, f := range map[string]front{"no file": {}, "error document": {file: "/www/index.php", excused: true}} {
		if d, _ := explain(app, f, &access.Request{Target: "/"}); d.Outcome != access.Upstream {
			t.Errorf("%s: %+v", name, d)
		}
	}
	if d, _ := explain(app, front{file: "/www/index.php"}, &access.Request{Target: "/"}); d.Status != 503 {
		t.Errorf("the bare request: %+v", d)
	}
}

// TestGatesBecause names the setting that decided, and the assumptions.
func TestGatesBecause(t *testing.T) {
	f := source.NewVirtual("wp_options: whl_page", []byte("login"))
	g := with(hider, func(g *model.Guard) { g.LoginSlug.Span = f.Span(0, 5) })
	d, trace := explain(&model.App{Guards: []*model.Guard{g}}, front{file: "/www/wp-login.php"}, &access.Request{Target: "/wp-login.php"})
	last := trace[len(trace)-1]
	if len(last.Because) != 1 || last.Because[0].Text() != "login" || last.Status != 404 {
		t.Errorf("%+v", last)
	}
	if len(d.Assumptions) != 1 {
		t.Errorf("the home is not known, and the assumptions are %q", d.Assumptions)
	}
}
