package standard_test

import (
	"context"
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/standard"
)

// blogConfig is a server as it is found with hosters: a blog with its rewrite
// block, a password on a part of it, and rules for single files.
const blogConfig = `ServerRoot "$R"
Listen 80
ServerName www.test
<Directory />
	AllowOverride None
	Require all denied
</Directory>
<FilesMatch "^\.ht">
	Require all denied
</FilesMatch>
<VirtualHost *:80>
	ServerName www.test
	ServerAlias test *.www.test
	DocumentRoot "$R/www"
	<Directory "$R/www">
		Options FollowSymLinks
		AllowOverride All
		Require all granted
	</Directory>
	<Location "/status">
		Require ip 192.0.2.0/24
	</Location>
</VirtualHost>
`

// openBlog lays the server out and opens it.
func openBlog(tb testing.TB) *standard.Gatekeeper {
	tb.Helper()
	dir := tb.TempDir()
	write(tb, filepath.Join(dir, "httpd.conf"), strings.ReplaceAll(blogConfig, "$R", dir))
	write(tb, filepath.Join(dir, "www/index.php"), "<?php\n")
	write(tb, filepath.Join(dir, "www/.htaccess"), `AddType application/x-httpd-php .php
DirectoryIndex index.php
# BEGIN WordPress
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]
RewriteBase /
RewriteRule ^index\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
</IfModule>
# END WordPress
<Files wp-login.php>
Require ip 192.0.2.7
</Files>
`)
	write(tb, filepath.Join(dir, "www/private/.htaccess"), "AuthType Basic\nAuthName Staff\nAuthUserFile "+dir+"/users\nRequire valid-user\n")
	write(tb, filepath.Join(dir, "users"), "alice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n")
	for i := range 1000 {
		write(tb, filepath.Join(dir, fmt.Sprintf("www/private/p%d.html", i)), "page\n")
		write(tb, filepath.Join(dir, fmt.Sprintf("www/media/%d/p%d.css", i%10, i)), "page\n")
	}
	g, err := standard.Open(context.Background(), standard.Config{Server: filepath.Join(dir, "httpd.conf")})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(g.Close)
	return g
}

// blogRequest is one of many requests, each for another URL.
func blogRequest(i int) *access.Request {
	r := &access.Request{Method: "GET", Host: "www.test", Port: 80, Remote: netip.MustParseAddr("203.0.113.9")}
	switch i % 4 {
	case 0:
		r.Target = fmt.Sprintf("/media/%d/p%d.css?%d", i%10, i%1000, i)
	case 1:
		r.Target = fmt.Sprintf("/private/p%d.html?%d", i%1000, i)
	case 2:
		r.Target = fmt.Sprintf("/private/p%d.html?%d", i%1000, i)
		r.Credentials = &access.Credentials{User: "alice", Password: []byte("secret")}
	default:
		r.Target = fmt.Sprintf("/2026/11/a-post-%d/", i)
	}
	return r
}

// BenchmarkDecide decides requests of a blog, each for another URL.
func BenchmarkDecide(b *testing.B) {
	g := openBlog(b)
	requests := make([]*access.Request, 4000)
	for i := range requests {
		requests[i] = blogRequest(i)
		if d := g.Decide(requests[i]); d.Outcome == access.Undecided {
			b.Fatalf("%s: %+v", requests[i].Target, d)
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		g.Decide(requests[i%len(requests)])
	}
}
