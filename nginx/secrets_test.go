package nginx

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// TestSecrets: wherever a secret may stand, and whether or not nginx accepts the
// line, no text of the file shows it.
func TestSecrets(t *testing.T) {
	const secret = "Umbr3lla"
	for _, line := range []string{
		`proxy_set_header Authorization "Basic Umbr3lla";`,
		`proxy_set_header X-Custom "Bearer Umbr3lla" z;`,
		`proxy_set_header Authorization Umbr3lla`,
		`more_set_input_headers "Authorization: Basic Umbr3lla";`,
		`if ($http_authorization = "Basic Umbr3lla") { return 200; }`,
		`if ($arg_token != Umbr3lla) { return 403; }`,
		`if ($http_x_api_key ~ Umbr3lla x) { return 403; }`,
		`secure_link_secret Umbr3lla;`,
		`secure_link_md5 "$uri Umbr3lla";`,
		`set $my_secret Umbr3lla;`,
		`proxy_pass http://bob:Umbr3lla@host/;`,
		`fastcgi_param DB_PASSWORD Umbr3lla;`,
		`add_header X-Auth-Token Umbr3lla always;`,
		`auth_http_header X-Auth-Key Umbr3lla;`,
		`env API_TOKEN=Umbr3lla;`,
		`map $http_x_api_key $ok { Umbr3lla 1; default 0; }`,
		`# the password is Umbr3lla`,
		`alice:$apr1$abcdefgh$Umbr3lla78901234567890;`,
	} {
		site := &model.Site{}
		f := source.NewFile("/etc/nginx/nginx.conf", []byte("server {\n"+line+"\n}\n"))
		Frontend(Options{}).Load(f, nothingElse{}, site)
		if text := f.All().Text(); strings.Contains(text, secret) {
			t.Errorf("a secret is shown: %s", strings.ReplaceAll(text, secret, "<secret>"))
		}
		for _, r := range site.Refusals {
			if strings.Contains(r.Message+r.Directive, secret) {
				t.Error("a message has a secret in it")
			}
		}
	}
}

// TestNoSecrets: what is none is shown.
func TestNoSecrets(t *testing.T) {
	for _, line := range []string{
		`auth_basic "Basic Auth2000";`,
		`add_header WWW-Authenticate 'Basic realm="Staff"' always;`,
		`return 401 "Bearer token required";`,
		`proxy_set_header Authorization $http_authorization;`,
		`proxy_set_header Authorization "";`,
		`auth_basic_user_file /etc/nginx/passwords;`,
		`server_tokens off;`,
		`ssl_certificate_key /etc/ssl/a.key;`,
	} {
		f := source.NewFile("/etc/nginx/nginx.conf", []byte("server {\n"+line+"\n}\n"))
		Frontend(Options{}).Load(f, nothingElse{}, &model.Site{})
		if text := f.All().Text(); !strings.Contains(text, line) {
			t.Errorf("%s is shown as %s", line, text)
		}
	}
}
