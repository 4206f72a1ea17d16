package rewrite_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/linttest/live"
)

// liveSeed draws the rules of continuous integration. AUTHLINT_SEED draws
// others.
const liveSeed = 20261121

// How much one run draws.
const (
	drawnSites   = 150
	drawnFolders = 90
	aliasFolders = 15
	perSite      = 40
)

// headerLines show what rules have set.
const headerLines = `Header always set X-E "%{E1}e|%{E2}e|%{REDIRECT_E1}e|%{REDIRECT_E2}e|%{REDIRECT_REDIRECT_E1}e|"
`

// modules are those of the small site the harness stands for.
func modules() []string { return []string{"rewrite", "headers", "authz_core", "alias"} }

func TestDrawnRulesLive(t *testing.T) {
	random := rand.New(rand.NewPCG(seed(t), 0))
	folder := live.NewFolder(t)
	d := &drawer{Rand: random, root: folder.Path}
	other := live.NewFolder(t)
	configs := map[string]*rewrite.Config{}
	d.folders(t, folder, "", drawnFolders, configs)
	d.folders(t, other, aliasPath, aliasFolders, configs)
	sites := make([]section, drawnSites)
	for i := range sites[1:] {
		sites[i+1] = d.section(true, "")
	}
	folder2 := live.NewFolder(t)
	folder2.Write(t, "map.txt", "a x\nb.html sub/a.html\nc c0/a.html\n")
	h := live.StartHttpd(t, live.HttpdConfig{Modules: modules(), Docroot: folder.Path, Server: serverText(sites, folder2.Path, other.Path)})
	port, err := strconv.Atoi(h.Addr[strings.LastIndexByte(h.Addr, ':')+1:])
	if err != nil {
		t.Fatal(err)
	}
	var c counts
	for i, s := range sites {
		site := &site{root: folder.Path, port: port, host: hostName(i), dirs: configs, alias: other.Path, maps: map[string]string{"a": "x", "b.html": "sub/a.html", "c": "c0/a.html"}}
		if i > 0 {
			site.server = s.config(t, "")
		}
		n := perSite
		if i == 0 {
			n = perSite * drawnFolders / 2
		}
		for range n {
			c.compare(t, h, site, d.request(i == 0), s)
		}
	}
	c.report(t)
}

// seed is the seed of this run.
func seed(t *testing.T) uint64 {
	t.Helper()
	n := uint64(liveSeed)
	if s := os.Getenv("AUTHLINT_SEED"); s != "" {
		var err error
		if n, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatalf("AUTHLINT_SEED: %v", err)
		}
	}
	t.Logf("AUTHLINT_SEED=%d", n)
	return n
}

func hostName(i int) string { return fmt.Sprintf("v%d.test", i) }

// serverText is a virtual host for each section.
func serverText(sites []section, folder, other string) string {
	var b strings.Builder
	b.WriteString(headerLines)
	fmt.Fprintf(&b, "Alias %s %s\n<Directory %s>\nAllowOverride All\n</Directory>\n", aliasPath, other, other)
	for i, s := range sites {
		fmt.Fprintf(&b, "<VirtualHost *>\nServerName %s:%d\n", hostName(i), ownPort)
		if i > 0 {
			b.WriteString("RewriteMap lower int:tolower\nRewriteMap upper int:toupper\nRewriteMap esc int:escape\nRewriteMap unesc int:unescape\n")
			b.WriteString("RewriteMap t txt:" + folder + "/map.txt\n")
		}
		b.WriteString(s.text() + "</VirtualHost>\n")
	}
	return b.String()
}

// folders makes the folders c0, c1, ... with files and .htaccess files. Each
// file holds its own path.
func (d *drawer) folders(t *testing.T, folder live.Folder, url string, n int, configs map[string]*rewrite.Config) {
	write := func(name string) { folder.Write(t, name, url+"/"+name) }
	for _, name := range []string{"a.html", "b.html", "index.php", "sub/a.html", "sub/c.html", "x y.html"} {
		write(name)
	}
	for i := range n {
		dir := fmt.Sprintf("c%d/", i)
		for _, name := range []string{"a.html", "b.html", "b.txt", "index.php", "sub/a.html", "sub/c.html", "x y.html", "A.html"} {
			write(dir + name)
		}
		d.htaccess(t, folder, url, dir, configs)
		if d.IntN(3) == 0 {
			d.htaccess(t, folder, url, dir+"sub/", configs)
		}
	}
}

func (d *drawer) htaccess(t *testing.T, folder live.Folder, url, dir string, configs map[string]*rewrite.Config) {
	s := d.section(false, url+"/"+dir)
	folder.Write(t, dir+".htaccess", s.text())
	path := folder.Path + "/" + dir
	configs[path] = s.config(t, path)
}

// counts is what a comparison found.
type counts struct {
	requests, decided, wrong int
	status                   map[int]int
	whys                     map[string]int
}

// maxShown is how many differences are shown.
const maxShown = 6

func (c *counts) compare(t *testing.T, h *live.Httpd, s *site, r request, rules section) {
	t.Helper()
	header := http.Header{"Host": {s.hostHeader(r)}}
	for name, value := range r.header {
		header.Set(name, value)
	}
	got := h.Do(t, live.Request{Method: r.method, Path: r.target, Header: header})
	want := answer{status: got.Status, location: got.Header.Get("Location"), env: got.Header.Get("X-E")}
	// Every file has its own path in it, and no page of httpd begins so.
	if strings.HasPrefix(got.Body, "/") {
		want.body = got.Body
	}
	if c.status == nil {
		c.status, c.whys = map[int]int{}, map[string]int{}
	}
	c.requests++
	c.status[got.Status]++
	have := s.do(r)
	if have.status == http.StatusNotModified {
		have.body = "" // there is none with this status
	}
	if have.why != "" {
		c.whys[have.why]++
		return
	}
	c.decided++
	if have.status != want.status || have.location != want.location || have.body != want.body || !sameEnv(have.env, want.env) {
		c.wrong++
		if c.wrong <= maxShown {
			t.Errorf("%s %s%s %v\nengine %+v\nhttpd  %+v\n%s%s", r.method, s.host, r.target, r.header, have, want, rules.text(), folderText(s, r))
		}
	}
}

// folderText shows the .htaccess files that a request may have met.
func folderText(s *site, r request) string {
	var b strings.Builder
	root, target := s.root, r.target
	if rest, ok := strings.CutPrefix(target, aliasPath+"/"); ok {
		root, target = s.alias, "/"+rest
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(target, "/"), "/")
	for _, dir := range []string{"/" + first, "/" + first + "/sub"} {
		if text, err := os.ReadFile(root + dir + "/.htaccess"); err == nil {
			b.WriteString("--" + dir + "\n" + string(text))
		}
	}
	return b.String()
}

// sameEnv compares variables; "?" is one that is unknown.
func sameEnv(have, want string) bool {
	a, b := strings.Split(have, "|"), strings.Split(want, "|")
	if len(a) != len(b) {
		return have == want
	}
	for i := range a {
		if strings.TrimSpace(a[i]) != strings.TrimSpace(b[i]) && a[i] != "?" {
			return false
		}
	}
	return true
}

func (c *counts) report(t *testing.T) {
	t.Helper()
	t.Logf("%d requests, %d decided (%.1f %%), %d wrong; statuses %v; undecided %v",
		c.requests, c.decided, 100*float64(c.decided)/float64(c.requests), c.wrong, c.status, c.whys)
	if c.requests < 3000 {
		t.Errorf("only %d requests were compared", c.requests)
	}
	if c.decided*10 < c.requests*8 {
		t.Errorf("only %d of %d requests were decided", c.decided, c.requests)
	}
	if c.wrong > maxShown {
		t.Errorf("and %d more", c.wrong-maxShown)
	}
}
