package access

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
	"github.com/authlint/authlint/lint/source"
)

// said is what a test says of a probe.
func (p *Probe) said() string {
	r := &p.Request
	text := fmt.Sprintf("%d %s %s:%d%s", p.Kind, r.Method, r.Host, r.Port, r.Target)
	if r.TLS {
		text += " TLS"
	}
	for _, h := range r.Headers {
		text += " " + h.Name + ": " + h.Value
	}
	if r.Credentials != nil {
		text += " as " + r.Credentials.User
	}
	return text
}

func texted(probes []Probe) []string {
	var all []string
	for i := range probes {
		all = append(all, probes[i].said())
	}
	return all
}

func word(text string) model.Word { return model.Word{Text: text} }

func TestProbesOfScopes(t *testing.T) {
	shop := &model.Host{Names: []model.Word{word("*.shop.test"), word("www.shop.test")}, Listens: []model.Word{word("192.0.2.7:8080")}}
	root := &model.Root{Dir: "/srv/www", Host: shop, Certain: true}
	shop.Roots = []*model.Root{root}
	secure := &model.Host{Names: []model.Word{word("pay.test")}, Listens: []model.Word{word("*:443")}, TLS: model.Yes}
	folder := &model.Scope{Kind: model.ScopeHtaccess, Dir: "/srv/www/ad min"}
	folder.Env = []model.EnvChange{
		{Name: "ok", Attribute: word("X-Token"), Pattern: word("^(abc|d)$")},
		{Name: "late", Attribute: word("X-Late"), Pattern: word("."), When: model.EnvLate},
		{Name: "uri", Attribute: word("Request_URI"), Pattern: word("/x")},
	}
	folder.Children = []*model.Scope{
		{Kind: model.ScopeFiles, Parent: folder, Matcher: model.Matcher{Form: model.MatchExact, Pattern: word("in.php")}},
		{Kind: model.ScopeFiles, Parent: folder, Matcher: model.Matcher{Form: model.MatchRegexp, Pattern: word(`\.(sql|bak)$`)}},
		{Kind: model.ScopeFiles, Parent: folder, Matcher: model.Matcher{Form: model.MatchGlob, Pattern: word("*.i[nx]?")}},
	}
	get := &model.Methods{Names: []model.Word{word("GET")}}
	limited := &model.Scope{Kind: model.ScopeLocation, Host: secure, Matcher: model.Matcher{Form: model.MatchPrefix, Pattern: word("/api")}}
	limited.Merged.Address.Rules = []model.AddressRule{{Methods: get}}
	site := &model.Site{
		Roots: []*model.Root{root}, Hosts: []*model.Host{shop, secure},
		Scopes: append([]*model.Scope{folder, limited}, folder.Children...),
	}
	set := Probes(site, func(l *model.Limit) { t.Errorf("limit: %s", l.What) })
	for _, c := range []struct {
		scope *model.Scope
		want  []string
	}{
		{folder, []string{
			"0 GET www.shop.test:8080/ad%20min/", "2 GET www.shop.test:8080/ad%20min/ X-Token: abc",
			"0 GET www.shop.test:8080/ad%20min/in.php",
		}},
		{folder.Children[0], []string{"0 GET www.shop.test:8080/ad%20min/in.php"}},
		{folder.Children[1], []string{"0 GET www.shop.test:8080/ad%20min/.sql", "0 GET www.shop.test:8080/ad%20min/.bak"}},
		{folder.Children[2], []string{"0 GET www.shop.test:8080/ad%20min/x.inx"}},
		{limited, []string{
			"0 GET pay.test:443/api/ TLS",
			"1 POST pay.test:443/api/ TLS", "1 PUT pay.test:443/api/ TLS", "1 DELETE pay.test:443/api/ TLS",
			"1 PATCH pay.test:443/api/ TLS", "1 OPTIONS pay.test:443/api/ TLS", "1 ANY pay.test:443/api/ TLS",
			"0 GET pay.test:443/api TLS", "0 GET pay.test:443/api/x TLS",
		}},
	} {
		if got := texted(set.Of(c.scope)); !slices.Equal(got, c.want) {
			t.Errorf("%q:\n got %s\nwant %s", c.scope.Matcher.Pattern.Text, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
		}
	}
	if all := set.All(); len(all) != 16 || set.Of(folder)[0].Request.Local.String() != "192.0.2.7" {
		t.Errorf("%d probes", len(all))
	}
}

// TestDoors: a file is asked for by the document roots that it lies below, and
// then by aliases.
func TestDoors(t *testing.T) {
	site := &model.Site{
		Roots:   []*model.Root{{Dir: "/srv/www"}, {Dir: "/"}},
		Aliases: []*model.Alias{{Path: "/data/", Dir: "/srv/www/d"}, {Path: "/other", Dir: "/elsewhere"}},
	}
	var got []string
	for _, d := range Doors(site, "/srv/www/d") {
		if at, ok := d.URLPath("/srv/www/d/a b", true); ok {
			got = append(got, at)
		}
	}
	if want := []string{"/d/a%20b/", "/srv/www/d/a%20b/", "/data/a%20b/"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if n := len(Doors(site, "")); n != 2 {
		t.Errorf("%d ways to the site", n)
	}
}

// TestProbesOfAlone: where a scope's place is not known, or it is not in force,
// nobody can ask for it.
func TestProbesOfAlone(t *testing.T) {
	site := &model.Site{Roots: []*model.Root{{Dir: "/srv"}}}
	skipped := &model.Condition{Verdict: model.Skipped}
	for name, s := range map[string]*model.Scope{
		"alone":      {Kind: model.ScopeHtaccess, Dir: "/srv", Alone: true},
		"skipped":    {Kind: model.ScopeHtaccess, Dir: "/srv", Within: skipped},
		"elsewhere":  {Kind: model.ScopeHtaccess, Dir: "/other"},
		"no literal": {Kind: model.ScopeLocation, Matcher: model.Matcher{Form: model.MatchRegexp, Pattern: word("(?=x)")}},
	} {
		if got := texted(Probes(site, nil).Of(s)); len(got) > 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestProbesBounded(t *testing.T) {
	site := &model.Site{Roots: []*model.Root{{Dir: "/"}}}
	for i := range 300 {
		s := &model.Scope{Kind: model.ScopeHtaccess, Dir: fmt.Sprintf("/f%d", i)}
		for j := range 50 {
			s.Children = append(s.Children, &model.Scope{
				Kind: model.ScopeFiles, Parent: s, Matcher: model.Matcher{Form: model.MatchExact, Pattern: word(fmt.Sprint(j))},
			})
		}
		site.Scopes = append(site.Scopes, s)
	}
	limits := 0
	set := Probes(site, func(*model.Limit) { limits++ })
	if n := len(set.Of(site.Scopes[0])); n != maxScopeProbes || limits != 1 {
		t.Errorf("%d probes of a scope, %d limits", n, limits)
	}
	if n := len(set.All()); n != maxProbes {
		t.Errorf("%d probes", n)
	}
	again := limits
	set.All()
	if limits != again {
		t.Error("a limit is told again")
	}
}

func TestProbesOfFiles(t *testing.T) {
	file := func(at string) *source.File {
		f := source.NewFile(at, nil)
		f.Path = at
		return f
	}
	site := &model.Site{
		Roots: []*model.Root{{Dir: "/srv/www"}},
		Stores: []*model.Store{
			{File: file("/srv/www/.htpasswd")}, {File: file("/srv/users")}, {File: file("/srv/www/.htpasswd")}, {File: file("/srv/www/users")},
		},
		Strays: []*model.Stray{{File: file("/srv/www/a/.htaccess.bak")}, {Path: "never read"}},
		Apps:   []*model.App{{Dir: "/srv/www/blog"}},
	}
	files := Probes(site, nil).Files()
	var names []string
	for _, p := range files {
		names = append(names, p.File)
	}
	for _, want := range []string{"/srv/www/users", "/srv/www/users~", "/srv/www/a/.htaccess.bak", "/srv/www/blog/wp-config.php.bak", "/srv/www/blog/.wp-config.php.swp", "/srv/www/blog/blog.sql"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is not asked for", want)
		}
	}
	if names[0] != "/srv/www/.htpasswd" || slices.Contains(names, "/srv/users") || slices.Contains(names, "/srv/www/.htpasswd~") {
		t.Errorf("%q", names)
	}
	if len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
		t.Error("a file is asked for twice")
	}
}

func FuzzSamples(f *testing.F) {
	for _, s := range []string{`\.(sql|bak)$`, `^a{2,3}[^b]+$`, `(a|b|c){9}`, `(?i)x`, `((a{90}){90}){90}`, "[[:alpha:]]*", "*.i[nx]?"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		for _, form := range []model.MatchForm{model.MatchGlob, model.MatchRegexp} {
			for _, s := range Samples(model.Matcher{Form: form, Pattern: word(pattern)}) {
				if form != model.MatchRegexp {
					continue
				}
				if _, answer := pcre.Compile(pattern, pcre.DotAll|pcre.DollarEndOnly).Find(s, nil); answer != pcre.Matches {
					t.Errorf("%q does not match %q", s, pattern)
				}
			}
		}
	})
}
