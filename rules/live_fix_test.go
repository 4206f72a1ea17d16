package rules_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
)

// Fixes that a live server has to confirm.
const (
	leastApacheFixes = 30
	leastNginxFixes  = 20
)

// trials are the fixes of all fixtures that a server can be asked about: the
// engine says that they change an answer.
func trials(t *testing.T, fits func(*linttest.Case) bool) (names []string, all []linttest.Trial) {
	t.Helper()
	files, err := filepath.Glob(fixtures + "/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := linttest.Parse(data)
		if err != nil || len(c.Fixes) == 0 || !fits(c) {
			continue
		}
		for _, x := range linttest.Trials(t, c, harness()) {
			if len(x.Fix.Effects) > 0 && x.Fix.Refused == "" {
				names, all = append(names, strings.TrimPrefix(filepath.ToSlash(file), fixtures+"/")), append(all, x)
			}
		}
	}
	return names, all
}

// sides are both versions of a case, before its fix and after.
type sides [2]*liveSite

func newSides(t *testing.T, name string, x *linttest.Trial) sides {
	var both sides
	for i, c := range []*linttest.Case{x.Before, x.After} {
		both[i] = loadLive(t, name, c)
		both[i].scopes = nil // nothing is laid out but the case
	}
	return both
}

// when names the versions.
var when = [2]string{"before", "after"}

// confirmed puts what a fix changes to a server with one of the versions. It says
// how many of the answers that were told could be asked for.
func (both sides) confirmed(t *testing.T, x *linttest.Trial, side int, send func(r *access.Request, q live.Request) int) int {
	t.Helper()
	n := 0
	for _, e := range x.Fix.Effects {
		answers := [2]*access.Decision{&e.Before.Decision, &e.After.Decision}
		r := &e.Before.Request
		q, ok := both[0].asks(r, answers)
		if !ok {
			continue
		}
		n++
		want := answers[side].Status
		if answers[side].Outcome == access.Upstream {
			want = http.StatusOK
			if answers[side].Instead != 0 && !both[0].nginx() {
				want = answers[side].Instead // with the status that a program would change
			}
		}
		if got := send(r, q); got != want {
			w := lint.Witness{Request: *r, Decision: *answers[side]}
			t.Errorf("%s: %s: fix %q: %s: the server answers %d %s", both[0].name, x.Finding.Rule.ID, x.Fix.Title, &w, got, when[side])
		}
	}
	return n
}

// nginx says that the case is one of nginx, whose programs are there.
func (s *liveSite) nginx() bool {
	return slices.ContainsFunc(s.c.Nodes, func(n linttest.Node) bool { return n.Path == nginxMain })
}

// asks makes a request that a test can send: both answers have to be known, and
// the password.
func (s *liveSite) asks(r *access.Request, answers [2]*access.Decision) (q live.Request, ok bool) {
	for _, d := range answers {
		if d.Outcome == access.Undecided || d.Outcome == access.Failed && d.Status == 0 || d.Supposed != "" {
			return q, false
		}
	}
	if r.TLS || r.Certificate != access.NoCertificate {
		return q, false
	}
	q = witnessRequest(r, r.Host)
	if c := r.Credentials; c != nil {
		q.User, q.Password = c.User, "x"
		if c.Proof == access.ProofRight {
			q.Password = s.knownPassword()
		}
	}
	return q, q.User == "" || q.Password != ""
}

// serves says that a host can be made of the site of that name, which comes first
// among all then.
func (s *liveSite) serves(name string) bool {
	at := slices.IndexFunc(s.all, func(of *model.Site) bool { return strings.TrimPrefix(of.Name, "/") == name && len(of.Roots) > 0 })
	if at > 0 {
		s.all[0], s.all[at] = s.all[at], s.all[0]
	}
	return at >= 0 || s.c.Config != ""
}

// TestLiveFixes puts what the titles of fixes say to a live httpd, which serves
// each fixture as it is and as the fix leaves it.
func TestLiveFixes(t *testing.T) {
	names, all := trials(t, func(c *linttest.Case) bool {
		return c.Config == "" && notLaidOut(c) == "" || c.Config != "" && inHost(c)
	})
	layout := live.NewFolder(t)
	hosts := ""
	both := make([]sides, len(all))
	hostOf := func(i, side int) string { return fmt.Sprintf("s%d.f%d.test", side, i) }
	for i := range all {
		both[i] = newSides(t, names[i], &all[i])
		for side, s := range both[i] {
			if s.serves(all[i].Finding.Site) {
				folder := fmt.Sprintf("f%d-%d", i, side)
				s.layOut(t, layout, folder)
				w := witnessed{site: s}
				hosts += fmt.Sprintf("<VirtualHost *>\nServerName %s\n%s</VirtualHost>\n", hostOf(i, side), w.configuration(layout.Path+"/"+folder, s.all[0]))
			}
		}
	}
	h := live.StartHttpd(t, live.HttpdConfig{Modules: assumedModules(), Server: assumedServer + hosts, Docroot: layout.Path})
	count := counter{}
	for i := range all {
		asked := 0
		for side, s := range both[i] {
			if s.serves(all[i].Finding.Site) {
				asked = both[i].confirmed(t, &all[i], side, func(_ *access.Request, q live.Request) int {
					q.Header.Set("Host", hostOf(i, side))
					return h.Do(t, q).Status
				})
			}
		}
		count.add(names[i], &all[i], asked)
	}
	count.want(t, len(all), leastApacheFixes)
}

// TestLiveNginxFixes does the same with nginx.
func TestLiveNginxFixes(t *testing.T) {
	names, all := trials(t, func(c *linttest.Case) bool {
		return slices.ContainsFunc(c.Nodes, func(n linttest.Node) bool { return n.Path == nginxMain })
	})
	program := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	defer program.Close()
	layout := live.NewFolder(t)
	var n *live.Nginx
	count := counter{}
	for i := range all {
		both := newSides(t, names[i], &all[i])
		asked := 0
		for side, s := range both {
			s.layOut(t, layout, fmt.Sprintf("f%d-%d", i, side))
			c := s.nginxConfig(filepath.Join(layout.Path, s.url), program.URL)
			if ok, _ := live.NginxTest(t, c); !ok {
				if asked = 0; all[i].Finding.Outcome != lint.Breaks || side == 1 {
					t.Errorf("%s: %s: fix %q: nginx does not start %s", names[i], all[i].Finding.Rule.ID, all[i].Fix.Title, when[side])
				}
				break
			}
			if n == nil {
				n = live.StartNginx(t, c)
			} else {
				n.Restart(t, c)
			}
			asked = both.confirmed(t, &all[i], side, func(r *access.Request, q live.Request) int {
				if r.Port != 80 {
					return (&live.Server{Addr: n.Addr2}).Do(t, q).Status
				}
				return n.Do(t, q).Status
			})
		}
		count.add(names[i], &all[i], asked)
	}
	count.want(t, len(all), leastNginxFixes)
}

// counter counts what a server confirmed.
type counter struct {
	fixes, requests int
	files           map[string]bool
}

func (c *counter) add(name string, x *linttest.Trial, requests int) {
	if requests == 0 {
		return
	}
	if c.files == nil {
		c.files = map[string]bool{}
	}
	c.fixes++
	c.requests += requests
	for _, e := range x.Fix.Edits {
		c.files[name+"/"+e.File] = true
	}
}

func (c *counter) want(t *testing.T, all, least int) {
	t.Helper()
	t.Logf("%d fixes that change answers; %d of them in %d files were put to the server, with %d requests before and after", all, c.fixes, len(c.files), c.requests)
	if len(c.files) < least {
		t.Errorf("%d fixed files were put to the server, want %d or more", len(c.files), least)
	}
}
