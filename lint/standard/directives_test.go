package standard

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// TestDirectives: both servers list what is written, in the order in which
// they read it, with what is included in its place, and no secret.
func TestDirectives(t *testing.T) {
	for _, c := range []struct {
		name, server string
		files        map[string]string
		want         []string
	}{
		{
			name: "a .htaccess",
			files: map[string]string{".htaccess": "authname 'The office'\n<Files x>\n  require  all  denied\n</Files>\n" +
				"<IfModule no_such.c>\nNoSuch 1\n</IfModule>\n<IfModule !mod_rewrite.c>\nRewriteEngine On\n</IfModule>\n" +
				"SetEnv API_PASSWORD hunter2\n"},
			want: []string{
				".htaccess:1 AuthName [The office] [] yes", ".htaccess:2 Files{ [x] [] yes", ".htaccess:3 Require [all denied] [Files] yes",
				".htaccess:5 IfModule{ [no_such.c] [] yes", ".htaccess:6 NoSuch [1] [IfModule] unknown",
				".htaccess:8 IfModule{ [!mod_rewrite.c] [] yes", ".htaccess:9 RewriteEngine [On] [IfModule] no",
				".htaccess:11 SetEnv [API_PASSWORD ****] [] yes",
			},
		}, {
			name: "httpd.conf with an include", server: "httpd.conf",
			files: map[string]string{
				"httpd.conf":  "<VirtualHost *:80>\nInclude DIR/host.conf\n</VirtualHost>\nListen 80\n",
				"host.conf":   "ServerName a.test\n",
				"unread.conf": "ServerName b.test\n",
			},
			want: []string{
				"httpd.conf:1 VirtualHost{ [*:80] [] yes", "httpd.conf:2 Include [DIR/host.conf] [VirtualHost] yes",
				"host.conf:1 ServerName [a.test] [VirtualHost] yes", "httpd.conf:4 Listen [80] [] yes",
			},
		}, {
			name: "nginx.conf with an include", server: "nginx.conf",
			files: map[string]string{
				"nginx.conf": "events {}\nhttp {\n  server { include host.conf; }\n}\n",
				"host.conf":  "location = /a { proxy_set_header Authorization \"Basic c2VjcmV0\"; }\n",
			},
			want: []string{
				"nginx.conf:1 events{ [] [] yes", "nginx.conf:2 http{ [] [] yes", "nginx.conf:3 server{ [] [http] yes",
				"host.conf:1 location{ [= /a] [http server] yes",
				"host.conf:1 proxy_set_header [Authorization ****] [http server location] yes",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range c.files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.ReplaceAll(text, "DIR", dir)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			config := Config{Dir: dir, Paths: []string{".htaccess"}}
			if c.server != "" {
				config.Server, config.Paths = c.server, []string{c.server}
			}
			sites, err := Load(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, site := range sites {
				for _, s := range site.Servers {
					lister, lists := s.Program.(lint.Lister)
					if !lists {
						t.Fatalf("%v lists nothing", s.Kind)
					}
					for d := range lister.Directives() {
						got = append(got, strings.ReplaceAll(shown(d), dir, "DIR"))
					}
				}
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func shown(d *model.Directive) string {
	var args []string
	for _, a := range d.Args {
		args = append(args, a.Text)
	}
	body := ""
	if d.Section {
		body = "{"
	}
	read := map[model.Fact]string{model.Yes: "yes", model.No: "no", model.Unknown: "unknown"}[d.Read]
	return fmt.Sprintf("%s:%d %s%s %v %v %s", d.Span.File.Name, d.Span.Position().Line, d.Name, body, args, d.Within, read)
}
