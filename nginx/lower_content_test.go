package nginx

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
)

// said are the directives of one location.
func said(t *testing.T, text string) *model.Scope {
	t.Helper()
	return find(t, lowered(t, "http { server { location /x/ {\n"+text+"\n} } }"), "location /x/")
}

func TestReturnsAndRewrites(t *testing.T) {
	for text, want := range map[string]string{
		"return 403;":                     "return 403 - refuses",
		"return 444;":                     "return 444 - refuses",
		"return 204;":                     "return 204 -",
		`return 200 "a b";`:               "return 200 a b",
		"return 301 https://$host$uri;":   "return 301 https://$host$uri redirects | redirect 301 to https://$host$uri",
		"return https://b.example/;":      "return - https://b.example/ redirects | redirect  to https://b.example/",
		"return 301;":                     "return 301 - redirects",
		"rewrite ^/a /b last;":            "rewrite ^/a to /b last",
		"rewrite ^/a /b;":                 "rewrite ^/a to /b",
		"rewrite ^ $scheme://b.example/;": "rewrite ^ to $scheme://b.example/ redirect",
		"rewrite ^ https://b/ permanent;": "rewrite ^ to https://b/ permanent",
	} {
		s := said(t, text)
		var got []string
		for _, r := range s.Serving.Returns {
			line := "return " + orDash(r.Status) + " " + orDash(r.Target)
			if r.Refuses() {
				line += " refuses"
			}
			if r.Redirects() {
				line += " redirects"
			}
			got = append(got, line)
		}
		for _, r := range s.Redirects {
			got = append(got, "redirect "+r.Status+" to "+r.To.Text)
		}
		for _, r := range s.Rewrite.Rules {
			line := "rewrite " + r.Pattern.Text + " to " + r.Target.Text
			for _, f := range r.Flags {
				line += " " + f.Name
			}
			got = append(got, line)
		}
		if all := strings.Join(got, " | "); all != want {
			t.Errorf("%s: %q, want %q", text, all, want)
		}
	}
}

func orDash(w model.Word) string {
	if w.Text == "" {
		return "-"
	}
	return w.Text
}

func TestErrorPages(t *testing.T) {
	s := said(t, "error_page 401 403 =200 /open; error_page 404 = @app; error_page 500 /50x.html;")
	var got []string
	for _, d := range s.ErrorDocuments {
		as := "its own"
		if !d.As.Span.IsZero() {
			as = "=" + d.As.Text
		}
		got = append(got, d.Status.Text+" "+d.Target.Text+" "+as)
	}
	want := []string{"401 /open =200", "403 /open =200", "404 @app =", "500 /50x.html its own"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestHeaders(t *testing.T) {
	s := said(t, `add_header X-A "a b"; add_header X-B $host always; proxy_set_header Authorization "";
		proxy_set_header X-User $remote_user; proxy_hide_header WWW-Authenticate; fastcgi_param REMOTE_USER $remote_user;`)
	var got []string
	for _, h := range s.Headers {
		got = append(got, fmt.Sprintf("%s %v %s %s=%s %v %v", h.By, h.Request, h.Action, h.Name.Text, h.Value.Text, h.Dynamic, h.Always))
	}
	want := []string{
		"add_header false set X-A=a b false false",
		"add_header false set X-B=$host true true",
		"proxy_set_header true unset Authorization= false false",
		"proxy_set_header true set X-User=$remote_user true false",
		"proxy_hide_header false unset WWW-Authenticate= false false",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(s.Env) != 1 || s.Env[0].Name != "REMOTE_USER" || s.Env[0].Value != "$remote_user" || s.Env[0].When != model.EnvLate {
		t.Errorf("what is handed to a program is %+v", s.Env)
	}
}

func TestTests(t *testing.T) {
	for condition, want := range map[string]string{
		"($a)":                        "$a||",
		"( $a )":                      "$a||",
		"($a = b)":                    "$a|=|b",
		"($a != 'b c')":               "$a|!=|b c",
		`($http_referer !~* "x\.y$")`: `$http_referer|!~*|x\.y$`,
		`( $a ~ (x|y) )`:              "$a|~|(x|y)",
		"(!-e $request_filename)":     "$request_filename|!-e|",
	} {
		s := said(t, "if "+condition+" { return 403; }").Children[0]
		if got := s.Test.Variable.Text + "|" + s.Test.Operator + "|" + s.Test.Operand.Text; got != want {
			t.Errorf("%s: %q, want %q", condition, got, want)
		}
	}
}

func TestVariables(t *testing.T) {
	site := lowered(t, `http {
	map $http_x_open $realm { default Staff; yes off; ~^n no; ~*m mm; hostnames; }
	geo $near { 10.0.0.0/8 1; }
	server { set $a b; }
}
`)
	var got []string
	for _, e := range append(slices.Clone(site.Scopes[0].Env), find(t, site, "server").Env...) {
		got = append(got, e.Name+"="+e.Value+" "+e.Attribute.Text+" "+e.Pattern.Text)
	}
	want := []string{
		"realm=Staff  ", "realm=off x-open ^yes$", "realm=no x-open ^n", "realm=mm x-open (?i)m",
		`near=1 $remote_addr ^10\.0\.0\.0/8$`, "a=b  ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestServing(t *testing.T) {
	s := said(t, `internal; autoindex on; merge_slashes off; try_files $uri $uri/ =404; proxy_pass http://b; ssi on;
		add_before_body /head; add_after_body ""; mirror off; mirror /m; proxy_cache zone; proxy_cache_key $uri;
		ssl_verify_client optional; real_ip_header X-Forwarded-For; set_real_ip_from 0.0.0.0/0; set_real_ip_from ::/0;
		limit_req zone=a burst=2;`)
	v := &s.Serving
	if !v.Internal || !v.Listing.Value || v.MergeSlashes.State != model.Off || len(v.TryFiles) != 3 || len(v.Caching) != 2 {
		t.Errorf("%+v", v)
	}
	if v.Handler == nil || v.Handler.Name != "proxy_pass" || v.Handler.Target.Text != "http://b" {
		t.Errorf("the handler is %+v", v.Handler)
	}
	var fetches []string
	for _, f := range v.Fetches {
		fetches = append(fetches, f.Name+" "+f.Target.Text)
	}
	if want := []string{"ssi ", "add_before_body /head", "mirror /m"}; !slices.Equal(fetches, want) {
		t.Errorf("nginx fetches %q, want %q", fetches, want)
	}
	if s.ClientCertificate.Value != "optional" || s.AddressHeader.Value != "X-Forwarded-For" || len(s.AddressProxies) != 2 ||
		len(s.Rates) != 1 || len(s.Rates[0].Args) != 2 {
		t.Errorf("%+v", s)
	}
}

func TestRoots(t *testing.T) {
	site := lowered(t, `http {
	root /srv/http;
	server { location /a/ { alias /srv/a/; } location /b/ { alias /srv/b; } location /c { alias /srv/c; } location ~ ^/d { alias /srv/d; } }
	server { root /srv/own; location /deep { root /srv/deep; } }
	server { root /srv/own; location / { root /srv/all; } }
	server { root relative; }
	server { root /srv/$host; }
}
`)
	var roots, aliases []string
	for _, r := range site.Roots {
		roots = append(roots, fmt.Sprintf("%d %s", slices.Index(site.Hosts, r.Host), r.Dir))
	}
	for _, a := range site.Aliases {
		aliases = append(aliases, a.Path+" "+a.Dir)
	}
	if want := []string{"0 /srv/http", "1 /srv/own", "2 /srv/all"}; !slices.Equal(roots, want) {
		t.Errorf("roots %q, want %q", roots, want)
	}
	if want := []string{"/a/ /srv/a", "/c /srv/c"}; !slices.Equal(aliases, want) {
		t.Errorf("aliases %q, want %q", aliases, want)
	}
	if find(t, site, "location /deep").Serving.Root.Value.Dir != "/srv/deep" {
		t.Error("the folder of a location is not kept")
	}
}

func TestComments(t *testing.T) {
	site := lowered(t, `# top
http {
	server {
		# auth_basic "Staff";
		# auth_basic_user_file users;
		location / {
			# BEGIN x
			# allow all of them; deny none
			# deny all;
			root /srv; # satisfy any;
			# END x
		}
		# authlint:ignore realm-missing -- a reason
	}
}
`)
	var got []string
	for _, c := range site.Comments {
		got = append(got, c.Directive+"@"+c.Scope.Head.Text()+"@"+c.Applies.Text())
	}
	want := []string{
		"@http@http", "auth_basic@server@location /", "auth_basic_user_file@server@location /",
		"@location /@root /srv", "deny@location /@root /srv", "satisfy@location /@",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(site.Markers) != 1 || site.Markers[0].Fault != model.MarkerWhole || len(site.Addressed) != 1 {
		t.Errorf("%d markers, %d comments for authlint", len(site.Markers), len(site.Addressed))
	}
}

func TestDisabledDirectives(t *testing.T) {
	for text, want := range map[string]string{
		`auth_basic "Staff only";`: "auth_basic",
		`auth_basic off;`:          "",
		`auth_basic is not used;`:  "",
		`auth_basic "Staff"`:       "",
		"allow 10.0.0.0/8;":        "allow",
		"deny everyone;":           "",
		"satisfy any;":             "satisfy",
		"satisfy everyone;":        "",
		"auth_request /auth;":      "auth_request",
		"auth_request off;":        "",
		";":                        "",
	} {
		if got := disabledDirective(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestSecretsAreMasked(t *testing.T) {
	const secret = "Zm9vOmJhcg"
	for _, text := range []string{
		`proxy_set_header Authorization "Basic ` + secret + `";`,
		`set $api_key ` + secret + `;`,
		`proxy_pass http://user:` + secret + `@host/;`,
		`secure_link_md5 "` + secret + `$uri";`,
		`if ($http_x_token != "` + secret + `") { return 403; }`,
		`map $arg_token $ok { ` + secret + ` 1; }`,
		`bob:$apr1$abcdefgh$` + secret + `xxxxxxxxxxxx;`,
		"# the password is " + secret + "\n",
		"root /srv; # bob:$2y$05$abcdefghijklmnopqr" + secret + "\n",
		`access_by_lua_block { local password = "` + secret + `" }`,
	} {
		site := lowered(t, "http {\n"+text+"\n}\n")
		file := site.Scopes[0].File()
		at := strings.Index(string(file.Data), secret)
		if strings.Contains(file.Text(0, len(file.Data)), secret) || at < 0 {
			t.Errorf("%s: the secret may be printed", text)
		}
	}
	for _, text := range []string{
		`proxy_set_header Authorization $http_authorization;`, `auth_basic "The password";`, `ssl_password_file /srv/keys;`,
		`auth_basic_user_file /srv/passwords;`, `server_tokens off;`, `proxy_pass http://user@host/;`,
	} {
		site := lowered(t, "http {\n"+text+"\n}\n")
		if file := site.Scopes[0].File(); file.Masked(0, len(file.Data)) {
			t.Errorf("%s: there is no secret in it", text)
		}
	}
}
