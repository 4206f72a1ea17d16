package apache

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// TestSecretsAreMasked looks for a made-up secret in everything a report could
// show of a file: its lines, and the words of the model.
func TestSecretsAreMasked(t *testing.T) {
	const secret = "Hush9aword"
	for _, line := range []string{
		"AuthLDAPBindPassword " + secret,
		"AuthLDAPBindPasswrod " + secret,
		"AuthLDAPBindPassword \"" + secret + "\"",
		"SetEnv DB_PASSWORD " + secret,
		"SetEnv API_KEY " + secret,
		"php_value mysqli.default_pw " + secret,
		"RequestHeader set Authorization \"Basic " + secret + "\"",
		"Header set X-Api-Key " + secret,
		"ProxyPass / http://bob:" + secret + "@127.0.0.1/",
		"SetEnvIf Host . TOKEN=" + secret,
		"RewriteRule . - [E=SECRET:" + secret + "]",
		"DBDParams \"host=db user=bob pass=" + secret + "\"",
		"SetEnv DATABASE_URL mysql://bob:" + secret + "@db/shop",
	} {
		f := source.NewFile("/.htaccess", []byte(line+"\n"))
		site := &model.Site{}
		load(f, blindLoader{}, site)
		if strings.Contains(f.All().Text(), secret) {
			t.Errorf("%.12s...: the line is shown whole", line)
		}
		for _, scope := range site.Scopes {
			for _, e := range scope.Env {
				if strings.Contains(e.Value, secret) {
					t.Errorf("%.12s...: the model holds the value", line)
				}
			}
			for _, h := range scope.Headers {
				if strings.Contains(h.Value.Text, secret) {
					t.Errorf("%.12s...: the model holds the header", line)
				}
			}
		}
		for _, r := range site.Refusals {
			if strings.Contains(r.Message, secret) {
				t.Errorf("%.12s...: the refusal tells it", line)
			}
		}
	}
}
