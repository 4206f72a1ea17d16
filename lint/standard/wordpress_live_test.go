package standard_test

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/standard"
)

// site is a live WordPress, and what the engine says of its server.
type site struct {
	*live.WordPress
	users string // path of a password file
	asked int
}

// The user of the password file.
const (
	basicUser     = "alice"
	basicPassword = "correct horse"
)

func newSite(t *testing.T, k *live.WordPressKit, o live.WordPressOptions) *site {
	t.Helper()
	w, keys := k.Start(t, o), live.NewFolder(t)
	sum := sha1.Sum([]byte(basicPassword))
	keys.Write(t, "users", basicUser+":{SHA}"+base64.StdEncoding.EncodeToString(sum[:])+"\n")
	return &site{WordPress: w, users: filepath.Join(keys.Path, "users")}
}

// basic are the lines of a .htaccess that ask for a password.
func (s *site) basic() string {
	return "AuthType Basic\nAuthName Staff\nAuthUserFile " + s.users + "\nRequire valid-user\n"
}

// block is what WordPress wrote to its .htaccess.
func (s *site) block(t *testing.T) string {
	t.Helper()
	text := s.read(t, ".htaccess")
	if !strings.Contains(text, "# BEGIN WordPress") {
		t.Fatalf("there is no block of WordPress: %q", text)
	}
	return text
}

func (s *site) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.Path, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// expect asks for a page: the server must answer with a status, by the PHP file
// of that name, or by itself where there is none, and the engine must agree or
// know nothing.
func (s *site) expect(t *testing.T, target string, user bool, status int, file string) live.Response {
	t.Helper()
	r := live.Request{Path: target}
	if user {
		r.User, r.Password = basicUser, basicPassword
	}
	got := s.Do(t, r)
	if by := got.Header.Get(live.BackendHeader); got.Status != status || by != file {
		t.Errorf("%s: %d by %q, want %d by %q\n%s", target, got.Status, by, status, file, s.PHP.Log())
	}
	s.agree(t, target, user, got)
	return got
}

// agree compares the engine's answer with the server's.
func (s *site) agree(t *testing.T, target string, user bool, got live.Response) {
	t.Helper()
	g, err := standard.Open(context.Background(), standard.Config{Server: s.ServerConfig(), AllowRoots: []string{filepath.Dir(s.users)}})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	addr := netip.MustParseAddrPort(s.Addr)
	r := access.Request{
		Method: "GET", Host: addr.Addr().String(), Port: int(addr.Port()), Target: target, Remote: addr.Addr(), Local: addr.Addr(),
	}
	if user {
		r.Credentials = &access.Credentials{User: basicUser, Password: []byte(basicPassword)}
	}
	d, trace := g.Explain(&r)
	s.asked++
	if d.Outcome == access.Undecided {
		t.Logf("%s: undecided: %s", target, d.Undecided)
		return
	}
	want := live.Answer{Outcome: d.Outcome.String(), Status: d.Status, Challenge: d.Challenge, Location: d.Location}
	if a := got.Answer(); !a.Equal(want) {
		t.Errorf("%s: the engine says %+v, the server %+v", target, want, a)
	}
	by := got.Header.Get(live.BackendHeader)
	if d.Outcome != access.Upstream {
		return
	}
	if program := trace[len(trace)-1].Program; program != s.Path+by {
		t.Errorf("%s: the engine says that %q is run, it was %q", target, program, by)
	}
	because := trace[len(trace)-1].Because
	if len(because) == 0 || !strings.HasSuffix(because[len(because)-1].File.Name, by) {
		t.Errorf("%s: the handler's places do not name %s", target, by)
	}
}

// TestWordPressFacts holds what is said of WordPress, and needs no plugin,
// against the real one.
func TestWordPressFacts(t *testing.T) {
	k := live.NewWordPressKit(t)
	for _, c := range []struct {
		name string
		on   live.WordPressServer
		run  func(*testing.T, *site)
	}{
		{"front controller", live.WordPressApache, frontController},
		{"front controller/fpm", live.WordPressApacheFPM, frontController},
		{"front controller/nginx", live.WordPressNginx, frontController},
		{"error document", live.WordPressApache, errorDocument},
		{"admin-ajax", live.WordPressApache, adminAjax},
		{"cron", live.WordPressApache, cron},
		{"block", live.WordPressApache, block},
		{"prepend", live.WordPressApache, prepend},
		{"authorization", live.WordPressApache, authorization},
		{"authorization/fpm", live.WordPressApacheFPM, authorizationFPM},
		{"authorization/nginx", live.WordPressNginx, authorization},
		{"override", live.WordPressApacheFPM, override},
		{"prepend/fpm", live.WordPressApacheFPM, prependFPM},
		{"map", live.WordPressApache, accessMap},
		{"map/fpm", live.WordPressApacheFPM, accessMap},
		{"map/nginx", live.WordPressNginx, accessMap},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, k, live.WordPressOptions{On: c.on, Config: "define( 'WP_ENVIRONMENT_TYPE', 'local' );"})
			c.run(t, s)
			if s.Requests() == 0 {
				t.Error("the server was asked nothing")
			}
		})
	}
}
