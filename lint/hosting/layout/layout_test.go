package layout

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// server writes a server's files below a temporary folder. A line is a path,
// and a link with "->", a file with "=", else a folder; "@" gives it an owner.
func server(t *testing.T, lines string) string {
	t.Helper()
	base := t.TempDir()
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		name, owner, owned := strings.Cut(strings.TrimSpace(line), " @")
		name, target, link := strings.Cut(name, " -> ")
		name, text, file := strings.Cut(name, " = ")
		at := filepath.Join(base, name)
		folder := at
		if link || file {
			folder = filepath.Dir(at)
		}
		must(t, os.MkdirAll(folder, 0o755))
		switch {
		case link:
			must(t, os.Symlink(target, at))
		case file:
			must(t, os.WriteFile(at, []byte(strings.ReplaceAll(text, `\n`, "\n")), 0o644))
		}
		if owned && os.Getuid() == 0 {
			var uid int
			_, err := fmt.Sscan(owner, &uid)
			must(t, err)
			must(t, os.Lchown(at, uid, uid+1000))
		}
	}
	return base
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// said is a site on one line.
func said(s Site) string {
	owner := fmt.Sprintf("%d:%d", s.Owner, s.Group)
	if os.Getuid() != 0 {
		owner = "-"
	}
	return fmt.Sprintf("%s %q %q %s home=%s stores=%v config=%v %s", s.Layout, s.Account, s.Domain, s.Root, s.Home, s.Stores, s.Config, owner)
}

const passwd = `/etc/passwd = root:x:0:0::/root:\nbroken\nx:x:NaN:1::\nwww-data:x:33:33::/var/www:\nalice:x:2001:3001::/home/alice:\nbob:x:2002:3002::/:\n`

func TestLayouts(t *testing.T) {
	for _, c := range []struct {
		point, files string
		options      Options
		want         []string
	}{
		{
			point: "cPanel: what it has written down of each domain, addon domains too",
			files: passwd + `
				/var/cpanel/userdata/alice/main = main_domain: alice.example\n
				/var/cpanel/userdata/alice/alice.example = documentroot: /home/alice/public_html\nhomedir: /home/alice\nuser: alice\nlist:\n  - documentroot: /etc\n
				/var/cpanel/userdata/alice/alice.example_SSL = documentroot: /home/alice/public_html\n
				/var/cpanel/userdata/alice/alice.example.cache = x
				/var/cpanel/userdata/alice/addon.example = documentroot: "/home/alice/addon"\n
				/var/cpanel/userdata/bob/bob.example = documentroot: /home2/bob/public_html\n
				/var/cpanel/userdata/bob/gone.example = documentroot: /home2/bob/gone\n
				/var/cpanel/userdata/bob/odd.example = documentroot: relative\n
				/home/alice @2001
				/home/alice/public_html @2001
				/home/alice/addon
				/home/alice/.htpasswds
				/home2/bob @2002
				/home2/bob/public_html
				/home/carol/public_html
				/var/www/html`,
			want: []string{
				`cpanel "alice" "addon.example" /home/alice/addon home=/home/alice stores=[/home/alice/.htpasswds] config=[] 2001:3001`,
				`cpanel "alice" "alice.example" /home/alice/public_html home=/home/alice stores=[/home/alice/.htpasswds] config=[] 2001:3001`,
				`cpanel "bob" "bob.example" /home2/bob/public_html home=/home2/bob stores=[] config=[] 2002:3002`,
			},
		}, {
			point:   "cPanel: what lies elsewhere is not looked at",
			files:   "/var/cpanel/userdata/a/a.example = documentroot: /home/a/public_html\n/home/a/public_html\n/var/cpanel/userdata/b/b.example = documentroot: /home2/b/public_html\n/home2/b/public_html",
			options: Options{Roots: []string{"/home2/"}},
			want:    []string{`cpanel "b" "b.example" /home2/b/public_html home=/home2/b stores=[] config=[] 65534:65534`},
		}, {
			point: "cPanel without its records: the homes of its users",
			files: "/var/cpanel/users/alice = x\n/home/alice/public_html @2001\n/home/carol/public_html",
			want:  []string{`cpanel "alice" "" /home/alice/public_html home=/home/alice stores=[] config=[] 2001:3001`},
		}, {
			point: "Plesk: the document roots are those of what it generates",
			files: passwd + `
				/var/www/vhosts/system/a.example/conf/httpd.conf = # x\n<VirtualHost *:80>\n  DocumentRoot "/var/www/vhosts/a.example/httpdocs"\n
				/var/www/vhosts/system/a.example/pd
				/var/www/vhosts/system/sub.a.example/conf/nginx.conf = server {\n  root "/var/www/vhosts/a.example/sub.a.example";\n}\n
				/var/www/vhosts/a.example @2001
				/var/www/vhosts/a.example/httpdocs @2001
				/var/www/vhosts/a.example/sub.a.example @2001
				/var/www/vhosts/old.example/httpdocs
				/var/www/vhosts/old.example/pd
				/var/www/vhosts/default/httpdocs`,
			want: []string{
				`plesk "alice" "a.example" /var/www/vhosts/a.example/httpdocs home=/var/www/vhosts/a.example stores=[/var/www/vhosts/system/a.example/pd] config=[/var/www/vhosts/system/a.example/conf/httpd.conf] 2001:3001`,
				`plesk "alice" "sub.a.example" /var/www/vhosts/a.example/sub.a.example home=/var/www/vhosts/a.example stores=[] config=[/var/www/vhosts/system/sub.a.example/conf/nginx.conf] 2001:3001`,
				`plesk "www-data" "old.example" /var/www/vhosts/old.example/httpdocs home=/var/www/vhosts/old.example stores=[/var/www/vhosts/old.example/pd] config=[] 33:33`,
			},
		}, {
			point: "DirectAdmin: private_html is a site where it is no link",
			files: `/usr/local/directadmin/data/users/alice/httpd.conf = x
				/home/alice/domains/a.example/public_html @2001
				/home/alice/domains/a.example/private_html -> ./public_html
				/home/alice/domains/a.example/.htpasswd
				/home/alice/domains/b.example/public_html
				/home/alice/domains/b.example/private_html
				/home/alice @2001`,
			want: []string{
				`directadmin "alice" "a.example" /home/alice/domains/a.example/public_html home=/home/alice stores=[/home/alice/domains/a.example/.htpasswd] config=[/usr/local/directadmin/data/users/alice/httpd.conf] 2001:3001`,
				`directadmin "alice" "b.example" /home/alice/domains/b.example/private_html home=/home/alice stores=[] config=[/usr/local/directadmin/data/users/alice/httpd.conf] 2001:3001`,
				`directadmin "alice" "b.example" /home/alice/domains/b.example/public_html home=/home/alice stores=[] config=[/usr/local/directadmin/data/users/alice/httpd.conf] 2001:3001`,
			},
		}, {
			point: "ISPConfig: the link beside the clients is the domain",
			files: `/usr/local/ispconfig
				/var/www/clients/client1/web1/web @2001
				/var/www/clients/client1/web2/web @2002
				/var/www/a.example -> /var/www/clients/client1/web1
				/var/www/b.example -> clients/client1/web2/
				/etc/apache2/sites-available/a.example.vhost = x
				/var/www/html`,
			want: []string{
				`ispconfig "client1" "a.example" /var/www/clients/client1/web1/web home=/var/www/clients/client1/web1 stores=[/var/www/clients/client1/web1/web] config=[/etc/apache2/sites-available/a.example.vhost] 2001:3001`,
				`ispconfig "client1" "b.example" /var/www/clients/client1/web2/web home=/var/www/clients/client1/web2 stores=[/var/www/clients/client1/web2/web] config=[] 2002:3002`,
			},
		}, {
			point: "CyberPanel: the home has the domain's name",
			files: passwd + `
				/usr/local/CyberCP
				/home/a.example/public_html @2001
				/home/a.example @2001
				/usr/local/lsws/conf/vhosts/a.example/vhost.conf = x
				/home/vmail`,
			want: []string{
				`cyberpanel "alice" "a.example" /home/a.example/public_html home=/home/a.example stores=[/home/a.example] config=[/usr/local/lsws/conf/vhosts/a.example/vhost.conf] 2001:3001`,
			},
		}, {
			point: "HestiaCP: the home is root's, the document root is not",
			files: `/usr/local/hestia
				/home/alice/web/a.example/public_html @2001
				/home/alice/conf/web/a.example/nginx.conf = x
				/home/alice/conf/web/a.example/htpasswd = x
				/home/alice/web/b.example/stats`,
			want: []string{
				`hestiacp "alice" "a.example" /home/alice/web/a.example/public_html home=/home/alice stores=[/home/alice/conf/web/a.example] config=[/home/alice/conf/web/a.example/nginx.conf] 2001:3001`,
			},
		}, {
			point: "no panel, and homes with sites",
			files: "/home/alice/public_html @2001\n/home/bob\n/home/dave/public_html -> /etc\n/home/link -> /home/alice",
			want: []string{
				`homes "alice" "" /home/alice/public_html home=/home/alice stores=[] config=[] 2001:3001`,
				`homes "dave" "" /home/dave/public_html home=/home/dave stores=[] config=[] 65534:65534`,
			},
		}, {
			point: "no panel: the folders of /var/www, the document root in them or not",
			files: passwd + "\n/var/www/html @0\n/var/www/a.example/htdocs @2001\n/var/www/b/x @2002\n/var/www/cgi-bin\n/var/www/.git",
			want: []string{
				`plain "alice" "a.example" /var/www/a.example/htdocs home=/var/www/a.example stores=[] config=[] 2001:3001`,
				`plain "www-data" "" /var/www/b home= stores=[] config=[] 33:33`,
				`plain "www-data" "" /var/www/html home= stores=[] config=[] 33:33`,
			},
		}, {
			point:   "a folder that no layout knows",
			files:   "/srv/sites/a.example/public\n/srv/sites/b.example\n/var/www/html",
			options: Options{Roots: []string{"/srv/sites"}},
			want: []string{
				`plain "" "a.example" /srv/sites/a.example/public home=/srv/sites/a.example stores=[] config=[] 65534:65534`,
				`plain "" "b.example" /srv/sites/b.example home= stores=[] config=[] 65534:65534`,
			},
		}, {
			point:   "a layout that is asked for needs no marks",
			files:   "/home/alice/web/a.example/public_html\n/home/bob/public_html",
			options: Options{Layout: "hestiacp"},
			want:    []string{`hestiacp "alice" "a.example" /home/alice/web/a.example/public_html home=/home/alice stores=[] config=[] 65534:65534`},
		}, {
			point:   "a pattern takes the place of layouts, and does not follow links",
			files:   "/srv/alice/www/htdocs @2001\n/srv/b.example/www/htdocs\n/srv/link -> /srv/alice\n/srv/carol/www\n/home/x/public_html",
			options: Options{Pattern: "/srv/*/www/ht?ocs"},
			want: []string{
				`pattern "alice" "" /srv/alice/www/htdocs home= stores=[] config=[] 2001:3001`,
				`pattern "b.example" "b.example" /srv/b.example/www/htdocs home= stores=[] config=[] 65534:65534`,
			},
		},
		{point: "nothing there", files: "/home/alice"},
	} {
		t.Run(c.point, func(t *testing.T) {
			c.options.Base = server(t, c.files)
			sites, notes, err := Find(c.options)
			if err != nil || len(notes) > 0 {
				t.Fatal(notes, err)
			}
			var got []string
			for _, s := range sites {
				got = append(got, said(s))
			}
			if os.Getuid() != 0 {
				for i := range c.want {
					c.want[i] = c.want[i][:strings.LastIndexByte(c.want[i], ' ')] + " -"
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindRefuses(t *testing.T) {
	base := server(t, "/home")
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Layout: "webmin"}, `no layout "webmin": must be one of cpanel`},
		{Options{Pattern: "srv/*"}, "no absolute pattern"},
		{Options{Pattern: "/srv/["}, "no absolute pattern"},
		{Options{Roots: []string{"home"}}, "home: is not absolute"},
		{Options{Base: filepath.Join(base, "none")}, "no such file"},
	} {
		if c.o.Base == "" {
			c.o.Base = base
		}
		if _, _, err := Find(c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c.o, err)
		}
	}
}

// What cannot be listed is told, not taken for empty.
func TestFindNotes(t *testing.T) {
	base := server(t, "/srv/a = a file\n/usr/local/hestia\n/home/alice/web = a file")
	if _, notes, err := Find(Options{Base: base}); err != nil || len(notes) != 1 || !strings.HasPrefix(notes[0], "/home/alice/web: cannot be listed: ") {
		t.Error(notes, err)
	}
}

func TestInventory(t *testing.T) {
	base := server(t, passwd+"\n/srv/a/htdocs @2001\n/srv/b")
	list := `{"root":"/srv/a/htdocs","domain":"a.example","home":"/srv/a","stores":["/srv/secrets"],"config":["/etc/a.conf"]}

{"root":"/srv/b","account":"bob","uid":5,"gid":6}
{"root":"/srv/c"}
`
	sites, err := Inventory(strings.NewReader(list), base)
	if err != nil {
		t.Fatal(err)
	}
	want := []Site{
		{
			Layout: "inventory", Account: "alice", Domain: "a.example", Root: "/srv/a/htdocs", Home: "/srv/a",
			Stores: []string{"/srv/secrets"}, Config: []string{"/etc/a.conf"}, Owner: 2001, Group: 3001,
		},
		{Layout: "inventory", Account: "bob", Root: "/srv/b", Owner: 5, Group: 6},
		{Layout: "inventory", Account: "www-data", Root: "/srv/c", Owner: 33, Group: 33},
	}
	if os.Getuid() != 0 {
		want[0].Owner, want[0].Group, want[0].Account = sites[0].Owner, sites[0].Group, sites[0].Account
	}
	if diff := cmp.Diff(want, sites); diff != "" {
		t.Error(diff)
	}
}

// An error names the line, and nothing of it is taken for meant otherwise.
func TestInventoryRefuses(t *testing.T) {
	base := server(t, "/srv")
	for line, want := range map[string]string{
		`{"root":"/srv/x"}`:                              "the root is that of line 1",
		`{"rot":"/srv/a"}`:                               `unknown field "rot"`,
		`{"domain":"a"}`:                                 "root is missing",
		`{"root":"srv/a"}`:                               "no absolute, clean path",
		`{"root":"/srv/../etc"}`:                         "no absolute, clean path",
		`{"root":"/a","home":"/a/"}`:                     "no absolute, clean path",
		`{"root":"/a","stores":["x"]}`:                   "no absolute, clean path",
		`{"root":"/a","uid":1}`:                          "go together",
		`{"root":"/a","uid":-1,"gid":1}`:                 "read as root",
		`{"root":"/a","uid":0,"gid":1}`:                  "read as root",
		`{"root":"/a","uid":1,"gid":0}`:                  "read as root",
		`{"root":"/a"} {"root":"/b"}`:                    "something follows",
		`["/a"]`:                                         "cannot unmarshal",
		`{"root":"/a"`:                                   "unexpected EOF",
		`{"root":"` + strings.Repeat("x", maxLine) + `"`: "too long",
	} {
		_, err := Inventory(strings.NewReader(`{"root":"/srv/x"}`+"\n\n"+line+"\n"), base)
		if err == nil || !strings.HasPrefix(err.Error(), "line 3: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v", line, err)
		}
	}
}

func TestFolders(t *testing.T) {
	s := Site{Root: "/home/a/public_html", Home: "/home/a", Stores: []string{"/home/a/.htpasswds", "/srv/pd"}}
	if diff := cmp.Diff([]string{"/home/a", "/srv/pd"}, s.Folders()); diff != "" {
		t.Error(diff)
	}
}

// The group of root is not passed on.
func TestOwnGroup(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("it needs to be root")
	}
	base := server(t, "/home/alice/public_html\n/home/alice")
	must(t, os.Chown(filepath.Join(base, "/home/alice"), 2001, 0))
	sites, _, err := Find(Options{Base: base})
	if err != nil || len(sites) != 1 || sites[0].Owner != 2001 || sites[0].Group != nobody {
		t.Errorf("%+v, %v", sites, err)
	}
}
