package standard_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	changes "github.com/authlint/authlint/lint/compare"
	"github.com/authlint/authlint/lint/linttest/live"
)

// minCompareLive is how many answers of live servers the changes are held
// against at least.
const minCompareLive = 120

// testClient is the header that tells live servers where a request comes from.
const testClient = "X-Test-Client"

// comparePasswords are the passwords of the users in all pairs.
var comparePasswords = map[string]string{"alice": "builder", "bob": "mason", "carol": "potter"}

// TestCompareLive lays both versions of every pair out for a live server, and
// puts the request of every change to both: the answers are those that the
// change tells of.
func TestCompareLive(t *testing.T) {
	s := compareServers{
		httpd: live.StartHttpd(t, live.HttpdConfig{}),
		nginx: live.StartNginx(t, live.NginxConfig{}),
	}
	for _, p := range comparePairs(t) {
		t.Run(p.name, func(t *testing.T) {
			found, _ := p.compare(t)
			for i, side := range [...]string{"before", "after"} {
				ask := s.serve(t, p, side)
				for j := range found.Changes {
					c := &found.Changes[j]
					answer := [...]*changes.Answer{&c.Before, &c.After}[i]
					// A site that is a file by itself is not what is served.
					if answer.None || strings.HasSuffix(c.Site, ".conf") || answer.Decision.Outcome == access.Undecided || answer.Request.TLS {
						continue
					}
					got := ask(t, liveRequest(t, c, &answer.Request))
					if !sameStatus(&answer.Decision, got) {
						t.Errorf("%s %s: a live server answers %d", side, c.String(), got.Status)
					}
				}
			}
		})
	}
	n := s.httpd.Requests() + s.nginx.Requests()
	if t.Logf("%d answers", n); n < minCompareLive {
		t.Errorf("live servers were asked %d times only", n)
	}
}

// sameStatus holds an answer against that of a live server, which has no program
// behind it but serves the text of one.
func sameStatus(d *access.Decision, got live.Response) bool {
	switch {
	case d.Outcome == access.Upstream && d.Instead != 0:
		return got.Status == d.Instead
	case d.Outcome == access.Upstream:
		return got.Status == 200
	}
	return got.Status == d.Status && got.Closed == (d.Status == 0)
}

// liveRequest is the request of a change as it goes over the wire.
func liveRequest(t *testing.T, c *changes.Change, r *access.Request) live.Request {
	t.Helper()
	out := live.Request{Method: r.Method, Path: r.Target, Header: http.Header{"Host": {r.Host}, testClient: {r.Remote.String()}}}
	if c.Assumed && c.Site != "." {
		out.Path = "/" + c.Site + out.Path
	}
	for _, h := range r.Headers {
		out.Header.Add(h.Name, h.Value)
	}
	if login := r.Credentials; login != nil {
		out.User, out.Password = login.User, comparePasswords[login.User]
		if out.Password == "" {
			t.Fatalf("nobody says the password of %s", login.User)
		}
		if login.Proof == access.ProofWrong {
			out.Password = "not " + out.Password
		}
	}
	return out
}

// compareServers serve one version after the other.
type compareServers struct {
	httpd *live.Httpd
	nginx *live.Nginx
}

type asked func(testing.TB, live.Request) live.Response

// serve lays out a version and has a server serve it.
func (s *compareServers) serve(t *testing.T, p *comparePair, side string) asked {
	t.Helper()
	folder := live.NewFolder(t)
	config := p.section(side + "/" + p.version)
	ofNginx := strings.HasPrefix(string(config.Data), "events {}")
	_, port, _ := strings.Cut(s.httpd.Addr, ":")
	p.layOut(t, side, folder.Path, func(_, text string) string { return strings.ReplaceAll(text, "${PORT}", port) })
	text := strings.ReplaceAll(string(config.Data), "${DIR}", filepath.ToSlash(folder.Path))
	if ofNginx {
		text = strings.TrimSuffix(strings.TrimPrefix(text, "events {}\nhttp {\n"), "}\n")
		beside := map[string]string{}
		if inc := p.section(side + "/admin.inc"); inc.Name != "" {
			beside["admin.inc"] = strings.ReplaceAll(string(inc.Data), "${DIR}", filepath.ToSlash(folder.Path))
		}
		s.nginx.Restart(t, live.NginxConfig{HTTP: "set_real_ip_from 127.0.0.1;\nreal_ip_header " + testClient + ";\n" + text, Beside: beside})
		return s.nginx.Do
	}
	c := live.HttpdConfig{
		Modules: append(live.UsualModules(), "remoteip"),
		Server: "RemoteIPHeader " + testClient + "\nRemoteIPInternalProxy 127.0.0.1\n" +
			"DirectoryIndex index.html index.php\n<FilesMatch \"^\\.ht\">\nRequire all denied\n</FilesMatch>\n",
	}
	if s.httpd.Path = folder.Path; p.version != "" {
		s.httpd.Path = filepath.Join(folder.Path, "htdocs")
		c.Server += strings.NewReplacer("Listen ${PORT}\n", "", "${PORT}", port).Replace(text)
		if !strings.Contains(text, "AllowOverride All") {
			c.AllowOverride = "None"
		}
	}
	s.httpd.Restart(t, c)
	return s.httpd.Do
}
