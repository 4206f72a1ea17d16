package access

import (
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
)

// nginxSite is a host of nginx with locations, the first of which the others
// may win over.
func nginxSite(locations ...*model.Scope) *model.Site {
	server := &model.Server{Kind: model.Nginx}
	http := &model.Scope{Kind: model.ScopeServer, Server: server}
	http.Env = []model.EnvChange{
		{Name: "realm", Attribute: word("x-open"), Pattern: word("^yes$"), Value: "off"},
		{Name: "other", Attribute: word("x-other"), Pattern: word("^yes$")},
		{Name: "realm", Attribute: word("$remote_addr"), Pattern: word("^192")},
	}
	host := &model.Host{
		Server: server, Names: []model.Word{word("_"), word("*.shop.test")},
		Sockets: []model.Socket{{Address: word("unix:/run/x")}, {Address: word("8080")}, {Address: word("[::1]:8443"), TLS: model.Yes}},
	}
	host.Scope = &model.Scope{Kind: model.ScopeHost, Server: server, Host: host, Parent: http, Children: locations}
	http.Children = []*model.Scope{host.Scope}
	site := &model.Site{Servers: []*model.Server{server}, Hosts: []*model.Host{host}, Scopes: []*model.Scope{http, host.Scope}}
	var add func(s, parent *model.Scope)
	add = func(s, parent *model.Scope) {
		s.Server, s.Host, s.Parent = server, host, parent
		site.Scopes = append(site.Scopes, s)
		for _, c := range s.Children {
			add(c, s)
		}
	}
	for _, s := range locations {
		add(s, host.Scope)
	}
	return site
}

func location(form model.MatchForm, pattern string) *model.Scope {
	return &model.Scope{Kind: model.ScopeLocation, Matcher: model.Matcher{Form: form, Pattern: word(pattern)}}
}

func TestProbesOfNginx(t *testing.T) {
	admin, php := location(model.MatchPrefix, "/admin/"), location(model.MatchRegexp, `\.php$`)
	hidden, named := location(model.MatchRegexp, `/\.(?!well-known)`), location(model.MatchNamed, "@app")
	images := location(model.MatchRegexp, `^/img/.*\.JPG$`)
	images.Matcher.IgnoreCase = true
	bare, exact := location(model.MatchPrefix, "/dav"), location(model.MatchExact, "/login")
	except := &model.Scope{Kind: model.ScopeLimitExcept, Methods: &model.Methods{Names: []model.Word{word("GET")}, Except: true}}
	bare.Children = []*model.Scope{except}
	dots := location(model.MatchRegexp, `/\.`)
	realm := location(model.MatchExact, "/realm")
	realm.Merged.Realm = model.Setting[string]{State: model.Dynamic, Value: "$realm"}
	bot := &model.Scope{Kind: model.ScopeIf, Test: &model.Test{Variable: word("$http_user_agent"), Operator: "~*", Operand: word("bot|spider")}}
	exact.Children = []*model.Scope{bot}
	set := Probes(nginxSite(admin, php, hidden, named, images, bare, exact, realm, dots), func(l *model.Limit) { t.Errorf("limit: %s", l.What) })
	const at = "www.shop.test:8443"
	for _, c := range []struct {
		point string
		scope *model.Scope
		want  string
	}{
		{"what regular expressions take from a prefix", admin, "0 GET /admin/ | 0 GET /admin/x | 0 GET /admin/x.php | 0 GET /admin/.x"},
		{"a file", php, "0 GET /x.php"},
		{"a pattern that looks ahead", hidden, "0 GET /.x"},
		{"a dot", dots, "0 GET /.x"},
		{"no URL", named, ""},
		{"anchored", images, "0 GET /img/.JPG"},
		{"other methods", bare, "0 GET /dav | 1 POST /dav | 1 PUT /dav | 1 DELETE /dav | 1 PATCH /dav | 1 OPTIONS /dav | 1 ANY /dav | " +
			"0 GET /dav/ | 0 GET /dav/x | 0 GET /dav/x.php | 0 GET /dav/.x"},
		{"the methods of limit_except", except, "1 POST /dav | 1 PUT /dav | 1 DELETE /dav | 1 PATCH /dav | 1 OPTIONS /dav | 1 ANY /dav | " +
			"1 POST /dav/ | 1 POST /dav/x | 1 POST /dav/x.php | 1 POST /dav/.x"},
		{"one URL", exact, "0 GET /login"},
		{"a realm from a header", realm, "0 GET /realm | 2 GET /realm x-open: yes"},
		{"a condition on a header", bot, "0 GET /login | 2 GET /login user-agent: bot"},
	} {
		var got []string
		for _, p := range set.Of(c.scope) {
			text := strings.TrimSuffix(p.said(), " TLS")
			if p.Request.Credentials == nil && len(p.Request.Headers) > 0 {
				text = strings.Replace(text, " TLS ", " ", 1)
			}
			if !strings.Contains(text, at) || !p.Request.TLS {
				t.Errorf("%s: %s asks elsewhere", c.point, text)
			}
			got = append(got, strings.Replace(text, at, "", 1))
		}
		if all := strings.Join(got, " | "); all != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.point, all, c.want)
		}
	}
	if p := set.Of(admin)[0].Request; p.Local.String() != "::1" {
		t.Errorf("asked at %s", p.Local)
	}
}

func TestNginxNames(t *testing.T) {
	for names, want := range map[string]string{
		"": DefaultHost, "_": DefaultHost, "_ a.test": "a.test", ".a.test": "a.test", "*.a.test": "www.a.test", "a.*": "a.example",
		`~^b\d\.test$`: "b0.test", "$hostname": DefaultHost, "~. *.a.test": "x", "~(?=x) a.test": "a.test",
	} {
		h := &model.Host{Server: &model.Server{Kind: model.Nginx}}
		for _, n := range strings.Fields(names) {
			h.Names = append(h.Names, word(n))
		}
		if got := door(h, nil).Request.Host; got != want {
			t.Errorf("%q: %s, want %s", names, got, want)
		}
	}
}

// TestHostDoors: what stands outside of hosts is asked for by all of them.
func TestHostDoors(t *testing.T) {
	site := nginxSite()
	http := site.Scopes[0]
	second := *http.Children[0]
	second.Host = &model.Host{Server: http.Server, Names: []model.Word{word("b.test")}}
	http.Children = append(http.Children, &second)
	var got []string
	for _, p := range Probes(site, nil).Of(http) {
		got = append(got, p.said())
	}
	if want := []string{"0 GET www.shop.test:8443/ TLS", "0 GET b.test:80/"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
