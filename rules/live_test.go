package rules_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/linttest/live"
)

// TestLiveFixtures asks a live httpd who gets into the folders of every
// fixture, and holds what the model says against the answers: a fixture that
// claims something false shows here, and so does a gate that is modelled
// wrongly.
func TestLiveFixtures(t *testing.T) {
	names, err := filepath.Glob(fixtures + "/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	l := startLive(t)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := linttest.Parse(data)
		if err != nil {
			continue // which TestFixtures reports
		}
		l.add(t, strings.TrimPrefix(filepath.ToSlash(name), fixtures+"/"), c)
	}
	l.ask(t)
	if l.agreed < 4000 {
		t.Errorf("%d requests were compared, want 4000 or more", l.agreed)
	}
}

// TestLiveCorpus does the same with files of other people's repositories.
func TestLiveCorpus(t *testing.T) {
	const corpus = "../../shared/corpus"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the corpus is not part of the repository: ", err)
	}
	l := startLive(t)
	for _, folder := range []string{"apache", "wordpress"} {
		entries, err := os.ReadDir(filepath.Join(corpus, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.Contains(strings.ToLower(e.Name()), "htaccess") {
				continue
			}
			data, err := os.ReadFile(filepath.Join(corpus, folder, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			c := &linttest.Case{}
			if err := c.Add("site/.htaccess", data); err != nil {
				t.Fatal(err)
			}
			l.add(t, folder+"/"+e.Name(), c)
		}
	}
	l.ask(t)
	if l.agreed < 1000 {
		t.Errorf("%d requests were compared, want 1000 or more", l.agreed)
	}
}

// clientHeader is how a request says where it comes from.
const clientHeader = "X-Client"

// liveSites are small sites below the document root of one httpd.
type liveSites struct {
	httpd *live.Httpd
	sites []*liveSite

	mu                sync.Mutex
	agreed, undecided int
	answers           map[int]int    // requests by status
	skipped           map[string]int // requests and sites by reason
	wrong             []string
}

func startLive(t *testing.T) *liveSites {
	return &liveSites{
		httpd: live.StartHttpd(t, live.HttpdConfig{
			Modules: assumedModules(),
			Server:  "RemoteIPHeader " + clientHeader + "\nRemoteIPInternalProxy 127.0.0.1\n",
		}),
		answers: map[int]int{}, skipped: map[string]int{},
	}
}

// add lays a case out in a folder of its own, and loads it.
func (l *liveSites) add(t *testing.T, name string, c *linttest.Case) {
	t.Helper()
	if why := notLaidOut(c); why != "" {
		l.skipped[why]++
		return
	}
	s := loadLive(t, name, c)
	s.layOut(t, l.httpd.Folder, fmt.Sprintf("f%d", len(l.sites)))
	l.sites = append(l.sites, s)
}

// ask sends every request and reports.
func (l *liveSites) ask(t *testing.T) {
	t.Helper()
	work := make(chan func())
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for f := range work {
				f()
			}
		})
	}
	for _, s := range l.sites {
		for _, q := range s.questions() {
			work <- func() { l.compare(t, s, q) }
		}
	}
	close(work)
	wg.Wait()
	for _, s := range l.sites {
		l.wrong = append(l.wrong, s.unexplained()...)
	}
	t.Logf("%d sites, %d requests answered %v: %d agreed, %d of them with more than one possible answer, %d wrong",
		len(l.sites), l.httpd.Requests(), l.answers, l.agreed, l.undecided, len(l.wrong))
	for _, why := range slices.Sorted(maps.Keys(l.skipped)) {
		t.Logf("skipped: %d %s", l.skipped[why], why)
	}
	slices.Sort(l.wrong)
	for _, w := range l.wrong {
		t.Error(w)
	}
}

// compare sends one request and holds the answer against the model.
func (l *liveSites) compare(t *testing.T, s *liveSite, q question) {
	p := s.predict(q)
	if p.skip != "" {
		l.skip(p.skip)
		return
	}
	got := l.send(t, s, q, "")
	l.judge(s, q, p, got)
	if got == http.StatusUnauthorized && q.method == http.MethodGet {
		again := l.send(t, s, q, "nobody-by-this-name")
		l.note(s, again, p)
	}
	l.note(s, got, p)
}

func (l *liveSites) send(t *testing.T, s *liveSite, q question, user string) int {
	r := live.Request{Method: q.method, Path: s.url + q.path(), User: user, Header: http.Header{clientHeader: {q.client.String()}}}
	got := l.httpd.Do(t, r).Status
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answers[got]++
	return got
}

// judge counts an answer.
func (l *liveSites) judge(s *liveSite, q question, p prediction, got int) {
	switch {
	case slices.Contains(p.possible, got):
		l.mu.Lock()
		defer l.mu.Unlock()
		l.agreed++
		if len(p.possible) > 1 {
			l.undecided++
		}
	case p.altered && got != http.StatusUnauthorized:
		// What is done to those who enter, httpd does after the gates.
		l.skip("requests that are rewritten, redirected or answered by a handler")
	case p.foreign && got == http.StatusInternalServerError:
		l.skip("requests that need a module this server does not have")
	default:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.wrong = append(l.wrong, fmt.Sprintf("%s: %s %s from %s: httpd answers %d, the model says %v",
			s.name, q.method, q.path(), q.client, got, p.possible))
	}
}

// note keeps that the server fails for a site.
func (l *liveSites) note(s *liveSite, got int, p prediction) {
	if got != 0 && got != http.StatusInternalServerError {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	s.fails = true
	s.failsSurely = s.failsSurely || p.sure()
}

func (l *liveSites) skip(why string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.skipped[why]++
}

// statuses are what httpd answers when that happens.
func statuses(e access.Entry, method string) []int {
	var all []int
	if e.May(access.Enters) {
		if method == http.MethodPut {
			all = append(all, http.StatusMethodNotAllowed) // of a file
		} else {
			all = append(all, http.StatusOK)
		}
	}
	if e.May(access.Asked) {
		all = append(all, http.StatusUnauthorized)
	}
	if e.May(access.Refused) {
		all = append(all, http.StatusForbidden)
	}
	if e.May(access.Broken) {
		all = append(all, http.StatusInternalServerError)
	}
	return all
}
