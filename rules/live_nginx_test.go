package rules_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/linttest/live"
)

// TestLiveNginxWitnesses sends the witness of every finding in nginx's fixtures
// to a live nginx with the fixture's own configuration: the answer must be the
// one that the finding claims. What is handed on to a program comes to one that
// answers 200.
func TestLiveNginxWitnesses(t *testing.T) {
	names, err := filepath.Glob(fixtures + "/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	program := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	defer program.Close()
	layout := live.NewFolder(t)
	var n *live.Nginx
	sites, asked := 0, 0
	for _, name := range names {
		s, ok := nginxSite(t, name)
		if !ok {
			continue
		}
		s.layOut(t, layout, strings.NewReplacer("/", ".").Replace(s.name))
		c := s.nginxConfig(filepath.Join(layout.Path, s.url), program.URL)
		if n == nil {
			n = live.StartNginx(t, c)
		} else {
			n.Restart(t, c)
		}
		sites++
		for _, f := range s.findings {
			supposed := f.Witness != nil && f.Witness.Decision.Supposed != "" // a file that is not here
			if f.Witness != nil && !f.Witness.Request.TLS && !supposed && askNginx(t, n, s, &f) {
				asked++
			}
		}
	}
	t.Logf("%d sites, %d witnesses", sites, asked)
	if asked < 30 {
		t.Errorf("%d witnesses were asked, want 30 or more", asked)
	}
}

// nginxSite loads a fixture of nginx with a finding that has a witness.
func nginxSite(t *testing.T, name string) (*liveSite, bool) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := linttest.Parse(data)
	if err != nil || !slices.ContainsFunc(c.Nodes, func(n linttest.Node) bool { return n.Path == nginxMain }) {
		return nil, false
	}
	s := loadLive(t, strings.TrimPrefix(filepath.ToSlash(name), fixtures+"/"), c)
	return s, slices.ContainsFunc(s.findings, func(f lint.Finding) bool { return f.Witness != nil && !f.Witness.Request.TLS })
}

const nginxMain = "/nginx/nginx.conf"

var (
	blockHTTP = regexp.MustCompile(`(?s)\nhttp \{\n(.*)\n\}\n`)
	// Whether a visitor comes by IPv6 is said by a header, as his address is.
	listenSix   = regexp.MustCompile(`listen \[::\]:\d+;`)
	listenFirst = regexp.MustCompile(`listen 80\b`)
	listenOther = regexp.MustCompile(`listen (?:8080|8081)\b`)
	otherServer = regexp.MustCompile(`proxy_pass https?://[^/;$ ]+|fastcgi_pass [^;]+`)
)

// nginxConfig is the fixture's configuration, with its folders where they were
// laid out and every program the one that answers.
func (s *liveSite) nginxConfig(root, program string) live.NginxConfig {
	c := live.NginxConfig{Beside: map[string]string{}}
	move := func(data []byte) string {
		text := strings.NewReplacer(" /site", " "+root+"/site", " /srv", " "+root+"/srv", "auth_basic_user_file /private", "auth_basic_user_file "+root+"/private").Replace(string(data))
		text = listenSix.ReplaceAllString(text, "")
		text = listenFirst.ReplaceAllString(text, "listen 127.0.0.1:$${PORT}")
		text = listenOther.ReplaceAllString(text, "listen 127.0.0.1:$${PORT2}")
		return otherServer.ReplaceAllString(text, "proxy_pass "+program)
	}
	for _, n := range s.c.Nodes {
		rel, in := strings.CutPrefix(n.Path, path.Dir(nginxMain)+"/")
		switch {
		case n.Path == nginxMain:
			if m := blockHTTP.FindSubmatch(n.Data); m != nil {
				c.HTTP = "set_real_ip_from 127.0.0.1;\nreal_ip_header " + clientHeader + ";\n" + move(m[1])
			}
		case in && n.Mode.IsRegular() && n.Link == "":
			c.Beside[rel] = move(n.Data)
		}
	}
	return c
}

// askNginx sends a witness; false when nobody could know the password.
func askNginx(t *testing.T, n *live.Nginx, s *liveSite, f *lint.Finding) bool {
	t.Helper()
	r := &f.Witness.Request
	q := witnessRequest(r, r.Host)
	if c := r.Credentials; c != nil {
		if q.User, q.Password = c.User, "x"; c.Proof == access.ProofRight {
			if q.Password = s.knownPassword(); q.Password == "" && f.Witness.Decision.Status < 400 {
				return false
			}
		}
	}
	want := f.Witness.Decision.Status
	if f.Witness.Decision.Outcome == access.Upstream {
		want = http.StatusOK
	}
	server := &n.Server
	if r.Port != 80 {
		server = &live.Server{Addr: n.Addr2}
	}
	got := server.Do(t, q)
	if got.Status != want {
		t.Errorf("%s: %s: %s: nginx answers %d", s.name, f.Rule.ID, f.Witness, got.Status)
	}
	return true
}

// knownPassword is that of the users of a fixture, where they have the one that
// this test knows.
func (s *liveSite) knownPassword() string {
	for _, n := range s.c.Nodes {
		if strings.Contains(string(n.Data), "$6$Rk3mQx8zT1$") {
			return "a long enough pass"
		}
	}
	return ""
}
