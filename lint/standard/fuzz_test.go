package standard

import (
	"net/netip"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

// longest is how long a decision may take, on a machine that is busy with
// other things.
const longest = 5 * time.Second

// FuzzDecide: whatever stands in the files and in the request, there is a
// decision, it comes in time, and it is the same with a trace.
func FuzzDecide(f *testing.F) {
	const conf = "ServerRoot /srv\nListen 80\nServerName www.test\nDocumentRoot /srv/www\n<Directory /srv/www>\nAllowOverride All\nRequire all granted\n</Directory>\n"
	for _, htaccess := range []string{
		"AuthType Basic\nAuthName x\nAuthUserFile /srv/users\nRequire valid-user\n",
		"RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule . /index.html [L]\n",
		"ErrorDocument 404 /nowhere\nFallbackResource /nothing\nOrder allow,deny\nSatisfy any\n",
		"<If \"%{QUERY_STRING} =~ /a(b)/\">\nRequire expr $1 == 'b'\n</If>\nSetEnvIf X y z=$0\nHeader always set Location x\n",
	} {
		f.Add(conf, htaccess, "GET", "/dir/a.txt/b?c=%20#d", "alice:secret")
		f.Add("", htaccess, "POST", "/", "")
	}
	f.Fuzz(func(t *testing.T, conf, htaccess, method, target, header string) {
		tree := source.NewMemory()
		tree.Add("/srv/httpd.conf", []byte(conf))
		tree.Add("/srv/users", []byte("alice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n"))
		tree.Add("/srv/www/.htaccess", []byte(htaccess))
		tree.Add("/srv/www/index.html", nil)
		tree.Add("/srv/www/dir/a.txt", nil)
		o := Scan()
		o.Tree = tree
		root := "/srv/www"
		if conf != "" {
			o.Config, root = "/srv/httpd.conf", ""
		}
		served, err := scan.Serve(o, root)
		if err != nil {
			return // no configuration of a server
		}
		server := served.Site.Servers[0].Program.(access.Server)
		r := &access.Request{
			Method: method, Host: "www.test", Port: 80, Target: target, Remote: netip.MustParseAddr("203.0.113.9"),
			Headers: []access.Header{{Name: "Authorization", Value: header}, {Name: "X", Value: header}},
		}
		began := time.Now()
		d := access.Decide(server, r)
		explained, trace := access.Explain(server, r)
		if took := time.Since(began); took > longest {
			t.Errorf("it took %s", took)
		}
		if d.Outcome != explained.Outcome || d.Status != explained.Status || d.Location != explained.Location {
			t.Errorf("%+v, with a trace %+v", d, explained)
		}
		if len(trace) == 0 {
			t.Error("nothing is explained")
		}
		if d.Outcome == access.Undecided && d.Undecided == "" {
			t.Error("undecided without a reason")
		}
	})
}
