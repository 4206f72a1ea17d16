package access

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// members is a password file with users whose passwords work.
func members(names ...string) *model.Setting[*model.FileRef] {
	store := &model.Store{File: source.NewVirtual(".htpasswd", nil)}
	for _, name := range names {
		store.Entries = append(store.Entries, &model.Entry{User: word(name), Hash: model.Hash{Scheme: model.HashBcrypt, Works: model.Yes}})
	}
	return &model.Setting[*model.FileRef]{State: model.Set, Value: &model.FileRef{Store: store}}
}

func required(leaves ...*model.Requirement) *model.Requirement {
	return &model.Requirement{Kind: model.RequireAny, Children: leaves}
}

// private is a site with one location.
func private(own model.Access) *model.Site {
	scope := &model.Scope{Kind: model.ScopeLocation, Matcher: model.Matcher{Form: model.MatchPrefix, Pattern: word("/private/")}}
	scope.Own, scope.Merged = own, own
	return &model.Site{Scopes: []*model.Scope{scope}}
}

func named(callers []Caller) []string {
	var names []string
	for i := range callers {
		names = append(names, callers[i].Name)
	}
	return names
}

func asking(target string) *Request {
	return &Request{Method: "GET", Host: DefaultHost, Port: 80, Target: target, Remote: DefaultRemote}
}

func TestAudience(t *testing.T) {
	post := &model.Methods{Names: []model.Word{word("POST"), word("PROPFIND")}}
	limited := leaf("valid-user")
	limited.Methods = post
	for _, c := range []struct {
		what     string
		versions []*model.Site
		want     []string
	}{
		{"nothing is asked for", []*model.Site{private(model.Access{})}, []string{"anonymous"}},
		{"users who are treated alike", []*model.Site{private(model.Access{
			UserFile: *members("alice", "bob"), Require: required(leaf("valid-user")),
		})}, []string{"anonymous", "wrong password", `"alice"`}},
		{"users who are not", []*model.Site{private(model.Access{
			UserFile: *members("alice", "bob", "carol"), Require: required(leaf("user", "bob")),
		})}, []string{"anonymous", "wrong password", `"alice"`, `"bob"`}},
		{"users who were removed", []*model.Site{
			private(model.Access{UserFile: *members("alice", "bob", "carol"), Require: required(leaf("valid-user"))}),
			private(model.Access{UserFile: *members("carol"), Require: required(leaf("valid-user"))}),
		}, []string{"anonymous", "wrong password", `"carol"`, `"alice"`, `"bob"`}},
		{"a version that asks nobody", []*model.Site{
			private(model.Access{}), nil,
			private(model.Access{UserFile: *members("alice", "bob"), Require: required(leaf("valid-user"))}),
		}, []string{"anonymous", "wrong password", `"alice"`}},
		{"addresses", []*model.Site{private(model.Access{
			UserFile: *members("alice"), Require: required(leaf("valid-user"), leaf("ip", "10.0.0.0/8", "2001:db8::1/128")),
		})}, []string{
			"anonymous", "wrong password", `"alice"`, "allowed address 10.0.0.1", "allowed address 2001:db8::1",
			"denied address 203.0.113.9", "denied address 2001:db8::2", `"alice" from 10.0.0.1`, `"alice" from 2001:db8::1`,
		}},
		{"ranges of one list are alike", []*model.Site{private(model.Access{
			Require: required(leaf("ip", "10.0.0.0/8"), leaf("ip", "192.0.2.1/32"), leaf("ip", "198.51.100.0/24")),
		})}, []string{"anonymous", "allowed address 10.0.0.1", "denied address 203.0.113.9"}},
		{"a range that became smaller", []*model.Site{
			private(model.Access{Require: required(leaf("ip", "10.0.0.0/8"))}),
			private(model.Access{Require: required(leaf("ip", "10.0.0.0/16"))}),
		}, []string{"anonymous", "allowed address 10.0.0.1", "denied address 203.0.113.9", "address 10.1.0.0"}},
		{"methods", []*model.Site{private(model.Access{UserFile: *members("alice"), Require: required(limited)})}, []string{
			"anonymous", "wrong password", `"alice"`, "anonymous (POST)", `"alice" (POST)`, "anonymous (PROPFIND)", `"alice" (PROPFIND)`,
			"anonymous (ANY)", `"alice" (ANY)`,
		}},
	} {
		a := NewAudience(func(l *model.Limit) { t.Errorf("%s: limit: %s", c.what, l.What) }, c.versions...)
		if diff := cmp.Diff(c.want, named(a.Of(asking("/private/x")))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
		if got := named(a.Of(asking("/public/"))); !slices.Equal(got, []string{"anonymous"}) {
			t.Errorf("%s: %q ask for what no settings cover", c.what, got)
		}
	}
}

func TestAudienceIsBounded(t *testing.T) {
	var names []string
	all := &model.Requirement{Kind: model.RequireAll}
	for i := range byte(40) {
		names = append(names, "user"+string('a'+i))
		all.Children = append(all.Children, leaf("ip", netip.PrefixFrom(netip.AddrFrom4([4]byte{10, i, 0, 0}), 24).String()))
	}
	before := private(model.Access{UserFile: *members(names...), Require: required(leaf("valid-user"), all)})
	after := private(model.Access{UserFile: *members("root"), Require: required(leaf("valid-user"))})
	said := 0
	callers := NewAudience(func(*model.Limit) { said++ }, before, after).Of(asking("/private/"))
	if said != 1 {
		t.Errorf("bounds were told %d times", said)
	}
	counts := map[CallerKind]int{}
	for _, c := range callers {
		counts[c.Kind]++
	}
	if n := counts[CallerAllowed] + counts[CallerDenied] + counts[CallerAddress]; n != maxAddresses {
		t.Errorf("%d addresses ask", n)
	}
	// At one address everybody tries, at the others one user.
	if n := counts[CallerUser]; n != maxUsers+maxUsers+maxAddresses-2 {
		t.Errorf("%d users ask", n)
	}
}

func TestAudienceSaysWhatItLeavesOut(t *testing.T) {
	names := make([]string, maxCandidates+1)
	for i := range names {
		names[i] = "u" + netip.AddrFrom4([4]byte{0, 0, byte(i >> 8), byte(i)}).String()
	}
	said := 0
	a := NewAudience(func(*model.Limit) { said++ }, private(model.Access{UserFile: *members(names...)}))
	a.Of(asking("/private/"))
	a.Of(asking("/private/"))
	if said != 1 {
		t.Errorf("the bound was told %d times", said)
	}
}

func TestCallerAsk(t *testing.T) {
	r := *asking("/")
	c := Caller{Method: "POST", Remote: netip.MustParseAddr("10.0.0.1"), Credentials: &Credentials{User: "a"}, Certificate: ValidCertificate}
	want := r
	want.Method, want.Remote, want.Credentials, want.Certificate = c.Method, c.Remote, c.Credentials, c.Certificate
	if got := c.Ask(r); got.Key() != want.Key() || got.Key() == r.Key() {
		t.Errorf("got %+v", got)
	}
	stranger := Anonymous()
	if got := stranger.Ask(want); got.Key() != want.Key() {
		t.Error("what a caller leaves empty changes the request")
	}
}

// TestCover says too much rather than too little, but not everything.
func TestCover(t *testing.T) {
	shop := &model.Host{Names: []model.Word{word("shop.test")}}
	pay := &model.Host{Names: []model.Word{word("pay.test")}}
	folder := &model.Scope{Kind: model.ScopeDirectory, Dir: "/srv/files/a b"}
	server := &model.Scope{Kind: model.ScopeServer}
	location := func(form model.MatchForm, pattern string) *model.Scope {
		return &model.Scope{Kind: model.ScopeLocation, Host: shop, Parent: server, Matcher: model.Matcher{Form: form, Pattern: word(pattern)}}
	}
	files := func(form model.MatchForm, pattern string) *model.Scope {
		return &model.Scope{Kind: model.ScopeFiles, Parent: folder, Matcher: model.Matcher{Form: form, Pattern: word(pattern)}}
	}
	site := &model.Site{
		Hosts:   []*model.Host{shop, pay},
		Roots:   []*model.Root{{Dir: "/srv/www", Host: pay}},
		Aliases: []*model.Alias{{Path: "/files", Dir: "/srv/files"}},
		Scopes: []*model.Scope{
			server, folder, files(model.MatchExact, "x.txt"), files(model.MatchRegexp, `\.sql$`),
			location(model.MatchPrefix, "/files/"), location(model.MatchExact, "/files"), location(model.MatchRegexp, `\.TXT$`),
			{Kind: model.ScopeHost, Host: pay}, {Kind: model.ScopeDirectory, Dir: "/srv/www"},
			{Kind: model.ScopeHtaccess, Dir: "/srv/www", Alone: true},
		},
	}
	site.Scopes[6].Matcher.IgnoreCase = true
	c := newCover(site)
	for _, q := range []struct {
		host, target string
		want         []int
	}{
		{"shop.test", "/files/a%20b/x.txt?q", []int{0, 1, 2, 4, 6}},
		{"shop.test", "/files", []int{0, 4, 5}},
		{"pay.test", "/files/a%20b/x.sql", []int{0, 1, 3, 7, 8}},
	} {
		r := asking(q.target)
		r.Host = q.host
		if got := c.of(r); !slices.Equal(got, q.want) {
			t.Errorf("%s%s: %v, want %v", q.host, q.target, got, q.want)
		}
	}
}

// TestMoreProbes: what redirects and rewriting rules name, and what a pattern
// leaves open, both ways.
func TestMoreProbes(t *testing.T) {
	root := &model.Root{Dir: "/srv/www", Certain: true}
	folder := &model.Scope{Kind: model.ScopeHtaccess, Dir: "/srv/www/shop"}
	folder.Redirects = []model.Redirect{{From: word("/old")}, {From: word("^/a(bx|cy)$"), Regexp: true}, {To: word("/")}}
	folder.Rewrite.Rules = []*model.RewriteRule{{Pattern: word("^item-([0-9]+)$")}, {Pattern: word("^/absolute$")}}
	files := &model.Scope{Kind: model.ScopeFiles, Parent: folder, Matcher: model.Matcher{Form: model.MatchRegexp, Pattern: word(`^x\.(jpe?g|svgz?)$`)}}
	site := &model.Site{Roots: []*model.Root{root}, Scopes: []*model.Scope{folder, files}}
	var got []string
	for _, p := range Probes(site, nil).More() {
		got = append(got, p.Request.Target)
	}
	want := []string{"/old", "/abx", "/acy", "/shop/item-0", "/shop/x.jpg", "/shop/x.jpeg", "/shop/x.svg", "/shop/x.svgz"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
