package nginx

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// folderLoader sees everything below /etc/nginx and /srv and reads no
// credential file.
type folderLoader struct{ refs *[]*model.FileRef }

func (folderLoader) Locate(serverPath string) (treePath string, known bool, why string) {
	if source.Below("/etc/nginx", serverPath) || source.Below("/srv", serverPath) {
		return serverPath, true, ""
	}
	return "", false, "it lies elsewhere"
}
func (folderLoader) Open(string) (*source.File, error)     { return nil, fs.ErrNotExist }
func (folderLoader) Stat(string) (source.Info, error)      { return source.Info{}, fs.ErrNotExist }
func (folderLoader) Tree() source.Tree                     { return source.NewMemory() }
func (folderLoader) Glob(pattern string) ([]string, error) { return nil, errors.New(pattern) }
func (l folderLoader) Credentials(ref *model.FileRef, kind model.StoreKind, reader model.ServerKind) {
	if kind == model.Passwords && reader == model.Nginx && l.refs != nil {
		*l.refs = append(*l.refs, ref)
	}
}

// lowered is the model of /etc/nginx/nginx.conf.
func lowered(t *testing.T, text string) *model.Site {
	t.Helper()
	return loweredFile(t, "/etc/nginx/nginx.conf", text, folderLoader{})
}

func loweredFile(t *testing.T, name, text string, loader folderLoader) *model.Site {
	t.Helper()
	site := &model.Site{}
	f := source.NewFile(name, []byte(text))
	f.Path = name
	serverOf(site, loader, &Options{}).lower(parse(f))
	return site
}

// find is the scope whose opening line is written so.
func find(t *testing.T, site *model.Site, head string) *model.Scope {
	t.Helper()
	for _, s := range site.Scopes {
		if s.Head.Text() == head {
			return s
		}
	}
	t.Fatalf("no scope %q", head)
	return nil
}

func TestScopes(t *testing.T) {
	site := lowered(t, `user www-data;
http {
	server {
		location = /a { }
		location /b { limit_except GET post { deny all; } if ($slow = 1) { return 403; } }
		location ^~ /c { location ~ \.d$ { } }
		location ~* "\.e$" { }
		location @f { }
		location =/g { }
		location ~\.php$ { }
		location ~*i { }
		location ^~/j { }
		upstream u { server 127.0.0.1:80; }
	}
}
stream { server { allow 127.0.0.1; } }
`)
	type shape struct {
		kind       model.ScopeKind
		form       model.MatchForm
		pattern    string
		ignoreCase bool
		noRegexp   bool
	}
	want := map[string]shape{
		"http":                  {kind: model.ScopeServer},
		"server":                {kind: model.ScopeHost},
		"location = /a":         {model.ScopeLocation, model.MatchExact, "/a", false, false},
		"location /b":           {model.ScopeLocation, model.MatchPrefix, "/b", false, false},
		"limit_except GET post": {kind: model.ScopeLimitExcept},
		"if ($slow = 1)":        {model.ScopeIf, model.MatchExpr, "$slow = 1", false, false},
		"location ^~ /c":        {model.ScopeLocation, model.MatchPrefix, "/c", false, true},
		`location ~ \.d$`:       {model.ScopeLocation, model.MatchRegexp, `\.d$`, false, false},
		`location ~* "\.e$"`:    {model.ScopeLocation, model.MatchRegexp, `\.e$`, true, false},
		"location @f":           {model.ScopeLocation, model.MatchNamed, "@f", false, false},
		"location =/g":          {model.ScopeLocation, model.MatchExact, "/g", false, false},
		`location ~\.php$`:      {model.ScopeLocation, model.MatchRegexp, `\.php$`, false, false},
		"location ~*i":          {model.ScopeLocation, model.MatchRegexp, "i", true, false},
		"location ^~/j":         {model.ScopeLocation, model.MatchPrefix, "/j", false, true},
	}
	if len(site.Scopes) != len(want) {
		t.Errorf("%d scopes, want %d", len(site.Scopes), len(want))
	}
	for head, w := range want {
		s := find(t, site, head)
		got := shape{s.Kind, s.Matcher.Form, s.Matcher.Pattern.Text, s.Matcher.IgnoreCase, s.Matcher.NoRegexp}
		if got != w {
			t.Errorf("%s: %+v, want %+v", head, got, w)
		}
		if form := s.Matcher.Form; form != model.MatchAll && form != model.MatchExpr && strings.Trim(s.Matcher.Pattern.Span.Text(), `"`) != w.pattern {
			t.Errorf("%s: the pattern stands at %q", head, s.Matcher.Pattern.Span.Text())
		}
	}
	if s := find(t, site, `location ~ \.d$`); s.Parent != find(t, site, "location ^~ /c") || s.Host != site.Hosts[0] {
		t.Error("a location does not know what it stands in")
	}
	if m := find(t, site, "limit_except GET post").Methods; m.Covers("HEAD") || m.Covers("POST") || !m.Covers("PUT") {
		t.Error("limit_except is not for all methods but its own")
	}
	if site.Scopes[0].Alone || site.Servers[0].Assumed {
		t.Error("a whole configuration is taken for a part of one")
	}
}

// names are those of the items of a part, with the scopes among them marked.
func names(p *part) []string {
	var all []string
	for _, i := range p.items {
		name := i.node.Name.Text
		if i.scope != nil {
			if partOf(i.scope).node != i.node {
				name = "another block's " + name
			}
			name += " {}"
		}
		all = append(all, name)
	}
	return all
}

func TestProgramParts(t *testing.T) {
	site := lowered(t, "user a; events { } http { map $a $b { x y; } # note\nserver { location / { root /srv; deny all; } } } env X;\n")
	p := site.Servers[0].Program.(*program)
	for _, c := range []struct {
		point string
		part  *part
		want  []string
	}{
		{"outside", p.main, []string{"user", "events", "http {}", "env"}},
		{"http", partOf(p.http[0]), []string{"map", "server {}"}},
		{"server", partOf(find(t, site, "server")), []string{"location {}"}},
		{"location", partOf(find(t, site, "location /")), []string{"root", "deny"}},
	} {
		if got := names(c.part); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.point, got, c.want)
		}
	}
	if p.prefix != "/etc/nginx" {
		t.Errorf("relative paths start from %q", p.prefix)
	}
}

func TestFragment(t *testing.T) {
	var refs []*model.FileRef
	site := loweredFile(t, "/srv/site/location.conf", "location /a { auth_basic x; auth_basic_user_file users; }\ndeny all;\n", folderLoader{&refs})
	top := site.Scopes[0]
	if !top.Alone || top.Kind != model.ScopeServer || !site.Servers[0].Assumed || len(site.Assumptions) != 1 {
		t.Errorf("a part of a configuration is taken for all of it: %+v", site.Assumptions)
	}
	p := site.Servers[0].Program.(*program)
	if p.main != nil || p.prefix != "" || len(p.http) != 1 || partOf(top).node != nil {
		t.Error("what is kept for the engine is not that of a fragment")
	}
	if len(refs) != 1 || refs[0].Path != "" || refs[0].Why == "" {
		t.Errorf("a relative path was found without the folder it starts from: %+v", refs)
	}
	if len(find(t, site, "location /a").Merged.Address.Rules) != 1 {
		t.Error("the location does not inherit what stands beside it")
	}
}

func TestUserFiles(t *testing.T) {
	for written, want := range map[string]string{
		"/srv/users": "/srv/users", "conf/users": "/etc/nginx/conf/users", "off": "/etc/nginx/off", "/home/users": "",
		"../users": "", "/srv/$host": "",
	} {
		var refs []*model.FileRef
		site := loweredFile(t, "/etc/nginx/nginx.conf", "http { auth_basic_user_file "+written+"; }", folderLoader{&refs})
		ref := site.Scopes[0].Own.UserFile
		dynamic := strings.Contains(written, "$")
		if ref.Value.Path != want || (ref.Value.Why == "") != (want != "") || (ref.State == model.Dynamic) != dynamic {
			t.Errorf("%s: %q because %q, state %d", written, ref.Value.Path, ref.Value.Why, ref.State)
		}
		if len(refs) != 1 && !dynamic || len(refs) != 0 && dynamic {
			t.Errorf("%s: read %d times", written, len(refs))
		}
		if path.Base(ref.Value.Written.Text) != path.Base(written) {
			t.Errorf("%s: written %q", written, ref.Value.Written.Text)
		}
	}
}

func TestWhoCauses(t *testing.T) {
	site := lowered(t, `http {
	auth_basic "Staff";
	server {
		auth_basic_user_file users;
		location /in { root /srv; }
		location /off { auth_basic off; }
		location /other { auth_basic "Others"; }
		location /both { auth_request /check; }
		location /any { auth_request /check; satisfy any; }
		location /jwt { auth_jwt "x"; location /jwt/no { auth_jwt off; } }
		location /by { auth_basic $realm; }
	}
}
`)
	for _, c := range []struct {
		head        string
		own, merged string
		by          string // the scope that wrote the first leaf in force
	}{
		{"http", "", "", ""},
		{"server", "any(valid-user)", "any(valid-user)", "server"},
		{"location /in", "", "any(valid-user)", "server"},
		{"location /off", "", "", ""},
		{"location /other", "any(valid-user)", "any(valid-user)", "location /other"},
		{"location /both", "any(auth_request)", "all(valid-user,auth_request)", "server"},
		{"location /any", "any(auth_request)", "any(valid-user,auth_request)", "server"},
		{"location /jwt", "any(auth_jwt)", "all(valid-user,auth_jwt)", "server"},
		{"location /jwt/no", "", "any(valid-user)", "server"},
		{"location /by", "any(valid-user?)", "any(valid-user?)", "location /by"},
	} {
		s := find(t, site, c.head)
		if own, merged := shown(s.Own.Require), shown(s.Merged.Require); own != c.own || merged != c.merged {
			t.Errorf("%s: %q and %q, want %q and %q", c.head, own, merged, c.own, c.merged)
		}
		if c.by != "" && s.Merged.Require.Children[0].Scope.Head.Text() != c.by {
			t.Errorf("%s: written in %q", c.head, s.Merged.Require.Children[0].Scope.Head.Text())
		}
		asks := strings.Contains(c.merged, "valid-user")
		if (s.Merged.Type.Value == "Basic") != asks || (s.Own.Type.Value == "Basic") != strings.Contains(c.own, "valid-user") {
			t.Errorf("%s: the schemes are %q and %q", c.head, s.Own.Type.Value, s.Merged.Type.Value)
		}
		if s.Merged.Elsewhere != (c.head == "location /jwt") {
			t.Errorf("%s: users are looked up elsewhere: %v", c.head, s.Merged.Elsewhere)
		}
	}
	leaf := find(t, site, "location /in").Merged.Require.Children[0]
	if leaf.Span.Text() != `auth_basic "Staff"` {
		t.Errorf("the password is required by %q", leaf.Span.Text())
	}
}

// shown writes a tree of requirements.
func shown(r *model.Requirement) string {
	if r == nil {
		return ""
	}
	var leaves []string
	for _, c := range r.Children {
		name := c.Provider.Text
		if c.Dynamic {
			name += "?"
		}
		leaves = append(leaves, name)
	}
	kind := map[model.RequirementKind]string{model.RequireAny: "any", model.RequireAll: "all"}[r.Kind]
	return kind + "(" + strings.Join(leaves, ",") + ")"
}

func TestAddressKinds(t *testing.T) {
	for operand, want := range map[string]struct {
		kind   model.AddressKind
		prefix string
	}{
		"all":                 {model.AddressAll, ""},
		"ALL":                 {model.AddressMalformed, ""},
		"unix:":               {model.AddressUnix, ""},
		"192.0.2.1":           {model.AddressRange, "192.0.2.1/32"},
		"192.0.2.77/24":       {model.AddressRange, "192.0.2.0/24"},
		"010.000.1.2":         {model.AddressRange, "10.0.1.2/32"},
		"0.0.0.0/0":           {model.AddressRange, "0.0.0.0/0"},
		"2001:db8::1":         {model.AddressRange, "2001:db8::1/128"},
		"2001:db8::/32":       {model.AddressRange, "2001:db8::/32"},
		"192.0.2.1/33":        {model.AddressMalformed, ""},
		"192.0.2":             {model.AddressMalformed, ""},
		"host.example":        {model.AddressMalformed, ""},
		"192.0.2.1:80":        {model.AddressMalformed, ""},
		"fe80::1%eth0":        {model.AddressMalformed, ""},
		"192.0.2.1/255.0.0.0": {model.AddressMalformed, ""},
		"":                    {model.AddressMalformed, ""},
	} {
		kind, prefix := addressKind(operand)
		if kind != want.kind || kind == model.AddressRange && prefix.String() != want.prefix {
			t.Errorf("%q: %d %v", operand, kind, prefix)
		}
	}
}

func TestHosts(t *testing.T) {
	site := lowered(t, `http {
	server { listen 80; listen [::]:443 ssl default_server; server_name a.example *.a.example ~^b; }
	server { listen 8080; ssl on; }
	server { }
}
`)
	a, b, c := site.Hosts[0], site.Hosts[1], site.Hosts[2]
	if len(a.Names) != 3 || len(a.Listens) != 2 || a.TLS != model.Yes || a.Sockets[0].TLS != model.No ||
		a.Sockets[1].TLS != model.Yes || !a.Sockets[1].Default || a.Sockets[0].Default {
		t.Errorf("the first server is %+v", a)
	}
	if b.TLS != model.Yes || b.Sockets[0].TLS != model.Yes || c.TLS != model.No || a.Scope.Host != a {
		t.Errorf("the other servers are %+v and %+v", b, c)
	}
}
