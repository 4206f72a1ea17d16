package apache

import (
	"io"
	"strconv"
	"strings"
	"testing"

	crossplane "github.com/nginxinc/nginx-go-crossplane"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// benchSize is about the size of each text that is measured.
const benchSize = 1 << 20

// repeated repeats a block, in which "@" is a number, to benchSize.
func repeated(head, block, tail string) []byte {
	var b strings.Builder
	b.WriteString(head)
	for i := 0; b.Len() < benchSize; i++ {
		b.WriteString(strings.ReplaceAll(block, "@", strconv.Itoa(i)))
	}
	b.WriteString(tail)
	return []byte(b.String())
}

const benchHtaccess = `# BEGIN shop @
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteBase /
RewriteRule ^index\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
</IfModule>
# END shop @

<FilesMatch "^(wp-config@\.php|readme\.html|\.env)$">
	Require all denied
</FilesMatch>
AuthType Basic
AuthName "Staff area @"
AuthUserFile /etc/httpd/passwords
Require valid-user
<Files admin-ajax.php>
	<RequireAny>
		Require ip 10.0.0.0/8 192.0.2.7
		Require all granted
	</RequireAny>
</Files>
Options -Indexes
ErrorDocument 403 /forbidden.html
Header always set X-Frame-Options "SAMEORIGIN"
ExpiresByType image/png "access plus 1 month"

`

const benchServer = `<VirtualHost *:80>
	ServerName site@.example
	ServerAlias www.site@.example
	DocumentRoot /srv/site@/htdocs
	<Directory /srv/site@/htdocs>
		Options -Indexes +FollowSymLinks
		AllowOverride AuthConfig FileInfo
		Require all granted
	</Directory>
	<Location /staff>
		AuthType Basic
		AuthName "Staff area @"
		AuthUserFile /etc/httpd/passwords
		<RequireAny>
			Require ip 10.0.0.0/8
			Require valid-user
		</RequireAny>
	</Location>
	ErrorDocument 403 /forbidden.html
	CustomLog /var/log/httpd/site@.log combined
</VirtualHost>

`

const benchNginx = `	server {
		listen 80;
		server_name site@.example www.site@.example;
		root /srv/site@/htdocs;
		index index.php;
		location / {
			autoindex off;
			try_files $uri $uri/ /index.php?$args;
		}
		location /staff {
			satisfy any;
			allow 10.0.0.0/8;
			deny all;
			auth_basic "Staff area @";
			auth_basic_user_file /etc/nginx/passwords;
		}
		error_page 403 /forbidden.html;
		access_log /var/log/nginx/site@.log combined;
	}

`

// BenchmarkParse compares parsing and lowering with how fast
// nginx-go-crossplane parses an nginx configuration of the same size.
func BenchmarkParse(b *testing.B) {
	htaccess := repeated("", benchHtaccess, "")
	server := repeated("ServerRoot /etc/httpd\n", benchServer, "")
	nginx := repeated("events {}\nhttp {\n", benchNginx, "}\n")
	b.Run("htaccess", func(b *testing.B) { benchLoad(b, "/site/.htaccess", htaccess) })
	b.Run("server", func(b *testing.B) { benchLoad(b, "/etc/httpd/httpd.conf", server) })
	b.Run("crossplane", func(b *testing.B) {
		b.SetBytes(int64(len(nginx)))
		b.ReportAllocs()
		for b.Loop() {
			payload, err := crossplane.Parse("nginx.conf", &crossplane.ParseOptions{
				SingleFile: true,
				Open:       func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(nginx))), nil },
			})
			if err != nil || payload.Status != "ok" {
				b.Fatalf("%v %+v", err, payload)
			}
		}
	})
}

func benchLoad(b *testing.B, name string, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		site := &model.Site{}
		load(source.NewFile(name, data), blindLoader{}, site)
		if len(site.Refusals) > 0 {
			b.Fatal(site.Refusals[0].Message)
		}
	}
}
