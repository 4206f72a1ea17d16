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
	layBlog(tb, folder(filepath.Join(dir, "www")), filepath.Join(dir, "www"))
	g, err := standard.Open(context.Background(), standard.Config{Server: filepath.Join(dir, "httpd.conf")})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(g.Close)
	return g
}

// blogUsers have hashes of the dummy passwords "secret" and "apr1-secret".
const blogUsers = "alice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\nbob:$apr1$abcdefgh$/tDDrZBJSH5sz06.teeGB.\n"

// writer writes files of a document root.
type writer interface {
	Write(tb testing.TB, rel, content string)
}

// folder is a document root that no other user has to read.
type folder string

func (f folder) Write(tb testing.TB, rel, content string) {
	tb.Helper()
	write(tb, filepath.Join(string(f), rel), content)
}

// layBlog lays out the document root of the blog, which lies at a path.
func layBlog(tb testing.TB, to writer, at string) {
	tb.Helper()
	to.Write(tb, "index.php", "<?php\n")
	to.Write(tb, ".htaccess", `AddType application/x-httpd-php .php
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
	to.Write(tb, "private/.htaccess", "AuthType Basic\nAuthName Staff\nAuthUserFile \""+at+"/.htusers\"\nRequire valid-user\n")
	to.Write(tb, "plain/.htaccess", "RewriteEngine Off\n")
	to.Write(tb, ".htusers", blogUsers)
	for i := range 1000 {
		to.Write(tb, fmt.Sprintf("private/p%d.html", i), "page\n")
		to.Write(tb, fmt.Sprintf("media/%d/p%d.css", i%10, i), "page\n")
	}
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
