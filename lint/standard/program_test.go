package standard_test

import (
	"path/filepath"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/standard"
)

const frontControllerRules = `RewriteEngine On
RewriteRule ^index\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
`

// TestProgram says which file a program runs to answer, and shows it under the
// name that the user would type.
func TestProgram(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "www/index.php"), "")
	write(t, filepath.Join(dir, "www/wp-login.php"), "")
	write(t, filepath.Join(dir, "www/.htaccess"), frontControllerRules)
	write(t, filepath.Join(dir, "nginx.conf"), `events {}
http { server {
	listen 80; root `+dir+`/www; index index.php;
	location / { try_files $uri $uri/ /index.php?$args; }
	location ~ ^/other { fastcgi_param SCRIPT_FILENAME /srv/other.php; fastcgi_pass 127.0.0.1:9000; }
	location ~ \.php$ { fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; fastcgi_pass 127.0.0.1:9000; }
} }
`)
	for name, c := range map[string]standard.Config{
		"apache": {Dir: dir, Paths: []string{"www"}},
		"nginx":  {Dir: dir, Server: "nginx.conf"},
	} {
		g, err := standard.Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		defer g.Close()
		for target, want := range map[string]string{
			"/": "www/index.php", "/a/page/": "www/index.php", "/wp-login.php?a=b": "www/wp-login.php", "/index.php": "www/index.php",
		} {
			d, trace := g.Explain(&access.Request{Method: "GET", Host: "a.test", Port: 80, Target: target, Remote: access.DefaultRemote})
			if d.Outcome != access.Upstream {
				t.Errorf("%s: %s: %+v", name, target, d)
				continue
			}
			last := trace[len(trace)-1]
			if last.Program != filepath.ToSlash(filepath.Join(dir, want)) || len(last.Because) == 0 || last.Because[len(last.Because)-1].File.Name != want {
				t.Errorf("%s: %s: %+v, want %s", name, target, last, want)
			}
		}
		if name == "nginx" {
			_, trace := g.Explain(&access.Request{Method: "GET", Host: "a.test", Port: 80, Target: "/other", Remote: access.DefaultRemote})
			if last := trace[len(trace)-1]; last.Verdict != access.HandsOn || last.Program != "" {
				t.Errorf("a file of another name: %+v", last)
			}
		}
	}
}

// TestProgramOverridden: where httpd may answer in place of a program's error,
// nothing is handed on to what is known of the program, unless a rule led there.
func TestProgramOverridden(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "www/index.php"), "")
	write(t, filepath.Join(dir, "www/.htaccess"), frontControllerRules)
	write(t, filepath.Join(dir, "httpd.conf"), `ServerRoot "`+dir+`"
Listen 80
ServerName a.test
DocumentRoot "`+dir+`/www"
ProxyErrorOverride On
<FilesMatch "\.php$">
	SetHandler "proxy:unix:/run/php.sock|fcgi://localhost"
</FilesMatch>
<Directory "`+dir+`/www">
	AllowOverride All
</Directory>
`)
	g, err := standard.Open(t.Context(), standard.Config{Dir: dir, Server: "httpd.conf"})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	for target, known := range map[string]bool{"/index.php": false, "/a/page/": true} {
		d, trace := g.Explain(&access.Request{Method: "GET", Host: "a.test", Port: 80, Target: target, Remote: access.DefaultRemote})
		if last := trace[len(trace)-1]; d.Outcome != access.Upstream || (last.Program != "") != known {
			t.Errorf("%s: %+v %+v", target, d, last)
		}
	}
}
