package standard_test

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/standard"
)

const sites = "../../testdata/sites/"

// mappedSite is a site of testdata with a live server.
type mappedSite struct {
	name string
	// start starts the server of a copy of the site, and returns its address and
	// its configuration.
	start func(t *testing.T, s *servedSite) (addr, config string)
	// stored are the stored options of its WordPress.
	stored string
	// asked is how many cells must be asked at least, and undecided how many may
	// be unknown.
	asked, undecided int
}

var mappedSites = []mappedSite{
	{name: "shop", start: startShop, asked: 50},
	{name: "intranet", start: startIntranet, asked: 15},
	{name: "wordpress", start: startWordPress, stored: "wordpress/database/dump.sql", asked: 30},
	{name: "wordpress-nginx", start: startWordPressNginx, stored: "wordpress-nginx/database/dump.sql", asked: 20},
}

// TestMapsLive holds every cell of the access maps of testdata/sites against a
// live server. Of what the server hands to WordPress, which is not there, it can
// only say so.
func TestMapsLive(t *testing.T) {
	for _, m := range mappedSites {
		t.Run(m.name, func(t *testing.T) {
			s := &servedSite{Folder: live.NewFolder(t), socket: live.StartFastCGI(t)}
			if err := os.CopyFS(s.Path, os.DirFS(sites+m.name)); err != nil {
				t.Fatal(err)
			}
			addr, config := m.start(t, s)
			c := standard.Config{Server: config, AllowRoots: []string{s.Path}}
			if m.stored != "" {
				c.Stored.File = sites + m.stored
			}
			drawn, notes, err := standard.Map(context.Background(), c)
			if err != nil || len(notes) > 0 {
				t.Fatal(err, notes)
			}
			count := s.compare(t, addr, drawn)
			if at := s.elsewhere; at.IsValid() && m.stored == "" {
				t.Errorf("a cell is of %s, where the live server cannot be asked from", at)
			}
			t.Logf("%d places, %d cells: %d answered by the live server as drawn, %d of them by WordPress behind it, %d undecided, %d without a meaning",
				len(drawn.Rows), count.cells, count.asked, count.app, count.undecided, count.empty)
			if count.asked < m.asked || count.undecided > m.undecided || len(drawn.Left) > 0 {
				t.Errorf("%d cells were asked, want %d at least; %d are undecided, want %d at most; left out: %q", count.asked, m.asked, count.undecided, m.undecided, drawn.Left)
			}
		})
	}
}

// accessMap holds the map of a real WordPress against it: with a password for
// wp-admin, and XML-RPC for one address, where the server has .htaccess files.
func accessMap(t *testing.T, s *site) {
	s.expect(t, "/", false, 200, "/index.php")
	served := servedSite{Folder: live.NewFolder(t)}
	users := served.users(t, "users", "anna")
	s.Write(t, "wp-admin/.htaccess", "AuthType Basic\nAuthName Staff\nAuthUserFile "+users+"\nRequire valid-user\n<Files admin-ajax.php>\nRequire all granted\n</Files>\n")
	s.Write(t, ".htaccess", "<Files xmlrpc.php>\nRequire ip 127.0.3.0/24\n</Files>\n"+s.block(t))
	s.Write(t, "wp-content/debug.log", "secret\n")
	drawn, notes, err := standard.Map(context.Background(), standard.Config{Server: s.ServerConfig(), AllowRoots: []string{served.Path}})
	if err != nil || len(notes) > 0 {
		t.Fatal(err, notes)
	}
	count := served.compare(t, s.Addr, drawn)
	t.Logf("%d places, %d cells: %d answered by the live server as drawn, %d undecided, %d without a meaning",
		len(drawn.Rows), count.cells, count.asked, count.undecided, count.empty)
	if count.asked < 12 || count.undecided > 0 || served.elsewhere.IsValid() {
		t.Errorf("%+v of the cells, one is of %s", count, served.elsewhere)
	}
}

// servedSite is a copy of a site, with the program behind its server.
type servedSite struct {
	live.Folder
	socket string
	// elsewhere is an address of a cell that is not one of the loopback's.
	elsewhere netip.Addr
}

// replace changes texts in a file of the copy.
func (s *servedSite) replace(t *testing.T, name string, oldnew ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.Path, name))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(text, oldnew[i]) {
			t.Fatalf("%s has no %q to replace", name, oldnew[i])
		}
		text = strings.ReplaceAll(text, oldnew[i], oldnew[i+1])
	}
	s.Write(t, name, text)
	return text
}

// users writes a password file, in which everybody has the password of their
// name.
func (s *servedSite) users(t *testing.T, name string, users ...string) string {
	t.Helper()
	var text strings.Builder
	for _, user := range users {
		sum := sha1.Sum([]byte(passwordOf(user)))
		text.WriteString(user + ":{SHA}" + base64.StdEncoding.EncodeToString(sum[:]) + "\n")
	}
	s.Write(t, name, text.String())
	return filepath.Join(s.Path, name)
}

func passwordOf(user string) string { return "the password of " + user }

// httpd starts httpd with PHP, and a document root of the copy.
func (s *servedSite) httpd(t *testing.T, root string) (addr, config string) {
	server := live.StartHttpd(t, live.HttpdConfig{
		Modules: append(live.UsualModules(), "proxy", "proxy_fcgi"), Docroot: filepath.Join(s.Path, root),
		Server: "DirectoryIndex index.php\n<FilesMatch \"\\.php$\">\nSetHandler \"proxy:unix:" + s.socket + "|fcgi://localhost\"\n</FilesMatch>\n",
	})
	return server.Addr, server.Config()
}

// startShop keeps the addresses of the shop's rules on the loopback.
func startShop(t *testing.T, s *servedSite) (addr, config string) {
	for folder, users := range map[string][]string{
		"downloads": {"anna"}, "invoices": {"bert", "anna"}, "reports": {"anna"}, "staging": {"anna"}, "wholesale": {"nord", "ost"}, "wp-admin": {"anna"},
	} {
		at := s.users(t, "keys/"+folder, users...)
		s.replace(t, folder+"/.htaccess", "/home/shop/.htpasswds/"+folder+"/passwd", at)
	}
	s.replace(t, "backup/.htaccess", "192.0.2.17", "127.0.0.17")
	s.replace(t, "reports/.htaccess", "192.0.2.0/24", "127.0.2.0/24")
	return s.httpd(t, ".")
}

func startWordPress(t *testing.T, s *servedSite) (addr, config string) {
	at := s.users(t, "users", "anna", "root")
	s.replace(t, "htdocs/.htaccess", "/srv/www/shop/users", at)
	s.replace(t, "htdocs/wp-admin/.htaccess", "/srv/www/shop/users", at)
	return s.httpd(t, "htdocs")
}

func startIntranet(t *testing.T, s *servedSite) (addr, config string) {
	users := s.users(t, "users", "anna")
	server := live.StartNginx(t, live.NginxConfig{HTTP: s.replace(t, "conf.d/intranet.conf",
		"listen 80;", "listen 127.0.0.1:${PORT};", "/srv/intranet", filepath.Join(s.Path, "htdocs"),
		"auth_basic_user_file users", "auth_basic_user_file "+users, "unix:/run/php/fpm.sock;", "unix:"+s.socket+";"+scriptFile)})
	return server.Addr, server.Config()
}

// scriptFile tells the program which file to run.
const scriptFile = "fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; fastcgi_param REQUEST_METHOD $request_method; " +
	"fastcgi_param REQUEST_URI $request_uri; fastcgi_param SERVER_PROTOCOL $server_protocol;"

func startWordPressNginx(t *testing.T, s *servedSite) (addr, config string) {
	users := s.users(t, "users", "ada")
	text := s.replace(t, "nginx.conf", "listen 80;", "listen 127.0.0.1:${PORT};",
		"include htdocs/", "include "+s.Path+"/htdocs/", "root htdocs;", "root "+s.Path+"/htdocs;",
		"auth_basic_user_file users", "auth_basic_user_file "+users, "unix:/run/php/php-fpm.sock;", "unix:"+s.socket+";"+scriptFile)
	_, text, _ = strings.Cut(text, "http {")
	text = text[:strings.LastIndexByte(text, '}')]
	server := live.StartNginx(t, live.NginxConfig{HTTP: text})
	return server.Addr, server.Config()
}

// mapCount counts the cells of a map.
type mapCount struct{ cells, asked, app, undecided, empty int }

// compare asks the live server what each cell says.
func (s *servedSite) compare(t *testing.T, addr string, m *report.Map) mapCount {
	var n mapCount
	for i := range m.Rows {
		r := &m.Rows[i]
		for j := range r.Cells {
			c := &r.Cells[j]
			n.cells++
			switch {
			case c.Empty != "":
				n.empty++
				s.meaningless(t, addr, r, j)
				continue
			case c.Decision.Outcome == access.Undecided:
				n.undecided++
				t.Logf("%s, %s: undecided: %s", r.Target, m.Callers[j].Name, c.Decision.Undecided)
				continue
			}
			want := live.Answer{
				Outcome: c.Decision.Outcome.String(), Status: c.Decision.Status, Challenge: c.Decision.Challenge, Location: c.Decision.Location,
			}
			if answeredByApp(c.Walk) {
				want = live.Answer{Outcome: live.Upstream}
				n.app++
			}
			n.asked++
			if got := s.ask(t, addr, &c.Request); !got.Equal(want) {
				t.Errorf("%s, %s %s: drawn %+v, the server answers %+v", r.Target, m.Callers[j].Name, c.As, want, got)
			}
		}
	}
	return n
}

// meaningless asks as a caller whose cell is empty: the answer must be a
// stranger's.
func (s *servedSite) meaningless(t *testing.T, addr string, r *report.MapRow, caller int) {
	request := r.Cells[0].Request
	switch {
	case caller >= 3:
		request.Remote = netip.MustParseAddr("127.0.0.77")
	case r.Cells[0].Decision.Outcome == access.Challenged:
		return // nobody knows a user
	default:
		request.Credentials = &access.Credentials{User: "anna", Proof: access.ProofWrong}
	}
	alike, got := s.ask(t, addr, &r.Cells[0].Request), s.ask(t, addr, &request)
	if !got.Equal(alike) {
		t.Errorf("%s: %q says the map, but a stranger is answered %+v, and such a caller %+v", r.Target, r.Cells[caller].Empty, alike, got)
	}
}

// answeredByApp says that WordPress settled the answer, and not its server.
func answeredByApp(steps []report.Step) bool {
	for i := range steps {
		if strings.HasPrefix(steps[i].Gate, access.GateApp.String()) && steps[i].Status != 0 {
			return true
		}
	}
	return false
}

// stranger is where somebody asks from whom no rule names.
const stranger = "127.0.0.9"

// ask puts a request of a map to the live server, from the same address where
// that is one of the loopback's: rules of the server name no others, those of
// WordPress do.
func (s *servedSite) ask(t *testing.T, addr string, r *access.Request) live.Answer {
	t.Helper()
	client := live.Client{Addr: addr, From: stranger}
	defer client.Close()
	if r.Remote.IsLoopback() {
		client.From = r.Remote.String()
	} else if r.Remote != access.DefaultRemote {
		s.elsewhere = r.Remote
	}
	send := live.Request{Method: r.Method, Path: r.Target, Header: http.Header{"Host": {r.Host}}}
	if c := r.Credentials; c != nil {
		if send.User, send.Password = c.User, "no password"; c.Proof == access.ProofRight {
			send.Password = passwordOf(c.User)
		}
	}
	got, err := client.Do(send)
	if err != nil {
		t.Fatal(err)
	}
	return got.Answer()
}
