package nginx

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// generator draws sites and requests. Everything it draws comes from its seed.
type generator struct {
	oracle.Dice
	real []realFile
	ipv6 bool
	turn int // of the settings that take turns

	name    string   // of the site being drawn
	tls     bool     // the batch speaks TLS
	folders []string // of the site, as URL paths without a final slash; "" is the root
	files   []string // of the site, as URL paths
	mounts  []string // URL paths that locations of the site answer
	focus   []string // those of rare settings
	hosts   []string // that the site answers for
	listens []string // where it listens
}

// batchTurns is about how many of them a batch takes, so that the next one goes
// on where it ended.
const batchTurns = 68

// newGenerator draws from a seed; the number keeps batches apart.
func newGenerator(seed, number uint64, real []realFile, ipv6 bool) *generator {
	g := &generator{Dice: oracle.NewDice(seed, number), real: real, ipv6: ipv6}
	g.turn = int(seed%1000) + int(number)*batchTurns
	return g
}

// Words of paths. Rules and requests draw from the same ones, so that they meet.
var (
	folderNames = []string{"a", "b", "admin", "secret", "docs", "files", "wp-admin", "old", "my dir", "uploads", "api", "private"}
	fileNames   = []string{
		"page.html", "page.txt", "data.php", "style.css", "img.png", "notes.bak", ".hidden", "README", "login.html",
		"Report.PDF", "wp-login.php", "xmlrpc.php", "a b.html", "config.inc.php", "app.js",
	}
	indexNames = []string{"index.html", "index.php", "home.html"}
	errorNames = []string{"401.html", "403.html", "404.html", "50x.html"}
)

// batch draws a batch of sites.
func (g *generator) batch(sites, requests int, tls bool) oracle.Batch {
	batch := oracle.Batch{TLS: tls}
	g.tls = tls
	batch.Conf = g.dress(g.httpLevel())
	for i := range sites {
		name := "site" + string(rune('a'+i/26%26)) + string(rune('a'+i%26)) + ".test"
		s := g.site(name, i%2 == 0 && len(g.real) > 0, i == 0)
		for range requests - requests/4 + g.IntN(requests/2+1) {
			s.Requests = append(s.Requests, g.request())
		}
		batch.Sites = append(batch.Sites, s)
	}
	return batch
}

// site draws one site; a real one is grown from files that people wrote.
func (g *generator) site(name string, real, first bool) oracle.Site {
	s := oracle.Site{Name: name, Real: real}
	g.name, g.mounts, g.focus, g.hosts, g.listens = name, nil, nil, nil, nil
	g.tree(&s)
	s.Conf = g.dress(g.servers(real, first))
	return s
}

// tree draws folders and files.
func (g *generator) tree(s *oracle.Site) {
	g.folders, g.files = []string{""}, nil
	for range 2 + g.IntN(4) {
		folder := g.One(g.folders...) + "/" + g.One(folderNames...)
		if strings.Count(folder, "/") <= 3 && !slices.Contains(g.folders, folder) {
			g.folders = append(g.folders, folder)
		}
	}
	for i, folder := range g.folders {
		g.fill(s, folder, i == 0)
	}
	if g.Chance(25) {
		var links []oracle.File
		links, g.files = g.Links(g.folders, g.files)
		s.Files = append(s.Files, links...)
	}
}

// fill draws the files of a folder.
func (g *generator) fill(s *oracle.Site, folder string, root bool) {
	dir := oracle.File{Name: "." + folder, Dir: true}
	if !root && g.Chance(3) {
		dir.Mode = 0o700
	}
	names := g.Some(2, 5, func() string { return g.One(fileNames...) })
	for _, n := range indexNames {
		if g.Chance(40) {
			names = append(names, n)
		}
	}
	if root {
		names = append(names, "page.html", "page.txt", "index.html")
		names = append(names, g.Some(1, 5, func() string { return g.One(errorNames...) })...)
		if g.Chance(60) {
			names = append(names, "index.php", "wp-login.php")
		}
	}
	if g.Chance(12) {
		names = append(names, ".htpasswd")
	}
	s.Files = append(s.Files, dir)
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		g.files = append(g.files, folder+"/"+n)
		s.Files = append(s.Files, g.file(folder, n))
	}
}

// file is one file of a site.
func (g *generator) file(folder, name string) oracle.File {
	f := oracle.File{Name: "." + folder + "/" + name, Text: name + "\n"}
	if path.Base(name) == ".htpasswd" {
		f.Text = oracle.PasswordFile()
	}
	if g.Chance(2) {
		f.Mode = 0o600
	}
	return f
}

// kind is one kind of setting, and how often it is drawn.
type kind struct {
	weight int
	draw   func(*generator, place) []node
}

// place is where configuration is written.
type place struct {
	path  string // literal beginning of the paths it is about
	regex bool   // a pattern chose it
	named bool
	inner bool // below a location
}

// weighted draws one kind.
func (g *generator) weighted(kinds []kind, at place) []node {
	return kinds[g.Weighted(len(kinds), func(i int) int { return kinds[i].weight })].draw(g, at)
}

// folder draws a folder of the site.
func (g *generator) folder() string { return g.One(g.folders...) }

// plainFolder draws a folder without blanks.
func (g *generator) plainFolder() string {
	if f := g.folder(); !strings.Contains(f, " ") {
		return f
	}
	return "/a"
}

// once are the directives that nginx takes once at a level. root and alias are
// one to it.
var once = map[string]string{
	"root": "root", "alias": "root", "auth_basic": "", "auth_basic_user_file": "", "satisfy": "", "auth_request": "", "auth_delay": "",
	"try_files": "", "proxy_pass": "", "fastcgi_pass": "", "autoindex": "", "limit_except": "", "recursive_error_pages": "",
	"merge_slashes": "", "absolute_redirect": "", "port_in_redirect": "", "server_name_in_redirect": "", "real_ip_header": "",
	"real_ip_recursive": "", "disable_symlinks": "", "internal": "", "proxy_redirect": "", "log_not_found": "", "ssl_verify_client": "",
	"default_type": "", "proxy_intercept_errors": "", "ssl_certificate": "", "ssl_certificate_key": "", "stub_status": "",
	"ssl_client_certificate": "", "underscores_in_headers": "", "client_max_body_size": "", "expires": "",
	"types": "", "etag": "", "sendfile": "", "keepalive_timeout": "", "ssl_reject_handshake": "",
	"if_modified_since": "", "charset": "", "gzip": "", "access_log": "", "proxy_http_version": "", "proxy_buffering": "",
	"proxy_pass_request_body": "", "fastcgi_index": "", "fastcgi_split_path_info": "", "empty_gif": "", "fastcgi_intercept_errors": "",
}

// sane leaves out what nginx refuses to see twice at one level, and locations
// that have come before.
func sane(nodes []node) []node {
	var out []node
	seen := map[string]bool{}
	for _, n := range nodes {
		key, single := once[n.name()]
		if key == "" {
			key = n.name()
		}
		if n.name() == "location" {
			key, single = locationKey(n.words), true
		}
		keys := []string{key}
		if n.name() == "include" {
			keys, single = append(included(n.args()), n.words), true
		}
		if single && slices.ContainsFunc(keys, func(k string) bool { return seen[k] }) {
			continue
		}
		for _, k := range keys {
			seen[k] = true
		}
		out = append(out, n)
	}
	return out
}

// included are the directives of a shared piece that stand once at a level.
func included(file string) []string {
	switch path.Base(file) {
	case "auth.conf", "*h.conf":
		return []string{"auth_basic", "auth_basic_user_file"}
	case "deny.conf":
		return []string{"location = /xmlrpc.php"}
	}
	return nil
}

// locationKey is what two locations of one level may not share.
func locationKey(words string) string {
	fields := strings.Fields(words)
	if len(fields) == 3 && fields[1] == "^~" {
		return "location " + fields[2]
	}
	return strings.Join(fields, " ")
}
