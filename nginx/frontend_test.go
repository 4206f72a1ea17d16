package nginx

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMatchCorpus: every real file of nginx's is taken, but for templates, of
// which nothing is read, and none of Apache's.
func TestMatchCorpus(t *testing.T) {
	for _, f := range corpus(t) {
		if !match(f.name, f.data[:min(len(f.data), headSize)]) && !strings.Contains(f.name, ".master") {
			t.Errorf("%s is not taken for nginx's", f.name)
		}
	}
	for _, folder := range []string{"apache", "wordpress"} {
		entries, err := os.ReadDir(filepath.Join(sharedFolder(), "corpus", folder))
		if err != nil || len(entries) == 0 {
			t.Fatal("no files of others: ", err)
		}
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(sharedFolder(), "corpus", folder, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if match(e.Name(), data[:min(len(data), headSize)]) {
				t.Errorf("%s/%s is taken for nginx's", folder, e.Name())
			}
		}
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"nginx.conf", "events {}\nhttp {\n}\n", true},
		{"default", "server {\n\tlisten 80;\n}\n", true},
		{"acl.conf", "# who may\nallow 10.0.0.0/8;\ndeny all;\n", true},
		{"dump.txt", "nginx: configuration file /etc/nginx/nginx.conf test is successful\n# configuration file /etc/nginx/nginx.conf:\n", true},
		{"site.conf", "location / {\n  auth_basik x;\n  auth_basic_user_file f;\n}\n", true},
		{"www.conf", "[www]\nlisten = 127.0.0.1:9000\nuser = www-data\n", false},
		{"jail.conf", "[nginx-http-auth]\nenabled = true\n", false},
		{"nginx.service", "[Service]\nExecStart=/usr/sbin/nginx\n", false},
		{"httpd.conf", "Listen 80\n<VirtualHost *:80>\n</VirtualHost>\n", false},
		{"named.conf", "options {\n  directory \"/var/cache/bind\";\n  recursion no;\n};\nzone \"a\" { type master; file \"a\"; };\n", false},
		{"named.conf", "include \"/etc/bind/named.conf.options\";\n", false},
		{"dhcpd.conf", "option domain-name \"a\";\nauthoritative;\nsubnet 10.0.0.0 netmask 255.0.0.0 { range 10.0.0.1 10.0.0.2; }\n", false},
		{"logrotate.conf", "/var/log/nginx/*.log {\n  daily\n  rotate 14\n}\n", false},
		{"nginx.conf", "a\x00b;", false},
		{"empty.conf", "", false},
		{"notes.conf", "# nothing but this\n", false},
	} {
		if got := match(c.name, []byte(c.text)); got != c.want {
			t.Errorf("%s: %q: %v, want %v", c.name, c.text, got, c.want)
		}
	}
}
