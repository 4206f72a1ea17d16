package httpd

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

	folders []string // of the site being drawn, as URL paths without a final slash; "" is the root
	files   []string // of the site being drawn, as URL paths
	mounts  []string // URL paths that aliases of the site answer
	turn    int      // of the settings that take turns
	visible bool     // the site runs programs
}

// newGenerator draws from a seed; the number keeps batches apart.
func newGenerator(seed, number uint64, real []realFile) *generator {
	g := &generator{Dice: oracle.NewDice(seed, number), real: real}
	g.turn = g.IntN(1000)
	return g
}

// Words of paths. Rules and requests draw from the same ones, so that they meet.
var (
	folderNames = []string{"a", "b", "admin", "secret", "docs", "files", "wp-admin", "old", "my dir", "uploads"}
	fileNames   = []string{
		"page.html", "page.txt", "data.php", "app.cgi", "img.png", "notes.bak", ".hidden", "README", "login.html",
		"Report.PDF", "wp-login.php", "xmlrpc.php", "a b.html", "page.html.en", "page.html.de", "config.inc.php",
	}
	indexNames = []string{"index.html", "index.php", "home.html"}
	errorNames = []string{"401.html", "403.html", "404.html", "500.html"}
)

// batch draws a batch of sites.
func (g *generator) batch(sites, requests int, tls bool) oracle.Batch {
	b := oracle.Batch{TLS: tls}
	b.Conf = g.serverConf()
	for i := range sites {
		s := g.site("site"+string(rune('a'+i/26%26))+string(rune('a'+i%26))+".test", i%2 == 0 && len(g.real) > 0)
		if tls {
			s.Conf = g.tlsConf() + s.Conf
		}
		for range requests - requests/4 + g.IntN(requests/2+1) {
			s.Requests = append(s.Requests, g.request(s.Name, tls))
		}
		b.Sites = append(b.Sites, s)
	}
	return b
}

// site draws one site; a real one has files that people wrote.
func (g *generator) site(name string, real bool) oracle.Site {
	s := oracle.Site{Name: name, Real: real}
	g.visible = g.Chance(75)
	g.mounts = nil
	g.tree(&s)
	s.Conf = g.hostConf(name, real)
	g.overrides(&s)
	return s
}

// tree draws folders and files.
func (g *generator) tree(s *oracle.Site) {
	g.folders, g.files = []string{""}, nil
	if s.Real {
		g.folders = append(g.folders, "/wp-admin", "/uploads")
	}
	for range 2 + g.IntN(4) {
		parent := g.One(g.folders...)
		folder := parent + "/" + g.One(folderNames...)
		if strings.Count(folder, "/") <= 4 && !slices.Contains(g.folders, folder) {
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
	s.Files = append(s.Files, oracle.File{Name: "." + folder, Dir: true})
	names := g.Some(2, 5, func() string { return g.One(fileNames...) })
	for _, n := range indexNames {
		if g.Chance(35) || n == "index.php" && root && s.Real {
			names = append(names, n)
		}
	}
	if root {
		names = append(names, "page.html", "page.txt")
		names = append(names, g.Some(0, 4, func() string { return g.One(errorNames...) })...)
	}
	if g.Chance(10) {
		names = append(names, ".htpasswd")
	}
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		g.files = append(g.files, folder+"/"+n)
		s.Files = append(s.Files, g.file(folder, n))
	}
}

// file is one file of a site.
func (g *generator) file(folder, name string) oracle.File {
	f := oracle.File{Name: "." + folder + "/" + name, Text: name + "\n"}
	switch path.Ext(name) {
	case ".php", ".cgi":
		f.Text, f.Mode = program, 0o755
	case ".htpasswd":
		f.Text = oracle.PasswordFile()
	}
	if g.Chance(1) {
		f.Mode = 0o600
	}
	return f
}

// overrides draws the .htaccess files.
func (g *generator) overrides(s *oracle.Site) {
	for i, folder := range g.folders {
		text := ""
		switch {
		case s.Real && (i == 0 || g.Chance(40)):
			text = g.mutated()
			if g.Chance(40) {
				text += g.dress(g.settings(place{dir: folder}, 1))
			}
		case g.Chance(48) || i == 0 && g.Chance(60):
			text = g.dress(g.settings(place{dir: folder}, 1+g.IntN(2)))
		default:
			continue
		}
		if i == 0 && (!s.Real && g.Chance(85) || g.Chance(25)) {
			text += g.dress(g.rarity())
		}
		s.Files = append(s.Files, oracle.File{Name: "." + folder + "/.htaccess", Text: text})
	}
}

// rarity is one of the settings that chance alone would draw too seldom, each
// in its turn.
func (g *generator) rarity() []string {
	all := [][]string{
		{"DirectoryIndex disabled"}, {"FallbackResource /page.html"}, {"Options +MultiViews"}, {"SSLRequireSSL"},
		{"RewriteEngine On", `RewriteRule ^page\.(html)$ page.txt [END]`}, {"DirectoryIndex missing.html http://other.test/"},
		{"RewriteEngine On", `RewriteRule ^old - [G]`, `RewriteRule ^(.*)-(.*)$ $1_$2 [N]`}, {"SetEnv late 1", "SetEnvIfNoCase User-Agent BOT bot"},
		append(g.gate(), "AuthBasicAuthoritative Off", "Require user alice"), {"DirectorySlash Off"}, {"ErrorDocument 401 /401.html", "ErrorDocument 403 default"}, {"ErrorDocument 404 http://other.test/error"},
		append(g.login(place{}), "AuthUserFile "+oracle.HomeMark+"/wrong"), {"AuthType None"}, append(g.login(place{}), "AuthUserFile "+oracle.HomeMark+"/missing"),
		{"RedirectMatch gone /old", "RedirectPermanent /go http://other.test/p"}, {"Options +SymLinksIfOwnerMatch -FollowSymLinks"},
		g.digest(place{}), {"RewriteEngine On", "RewriteRule ^page - [PT]", "RewriteRule ^login - [E=allow:1,C]", "RewriteRule x - [F]"},
		{"RewriteEngine On", `RewriteRule ^(.+)\.bak$ /$1.html?a=b [QSA,NC,S=1]`, "RewriteRule secret - [R=404]", "RewriteBase /"},
		{"<IfVersion >= 2.4>", "Require all granted", "</IfVersion>"}, {"BrowserMatch BadBot deny", "SetEnvIfExpr true set=1"},
		{"RewriteEngine On", "RewriteRule . - [E=set:1]", "RewriteOptions Inherit"},
	}
	g.turn++
	return all[g.turn%len(all)]
}

// place is where configuration is written.
type place struct {
	dir   string // URL path of the folder it is about
	level level
	deep  bool // within a section already
}

type level int

const (
	inFolder   level = iota // .htaccess or <Directory>
	inLocation              // <Location>
	inHost                  // server level, outside every section
)

// kind is one kind of setting, and how often it is drawn.
type kind struct {
	weight int
	draw   func(*generator, place) []string
}

// settings draws several kinds for a place.
func (g *generator) settings(at place, count int) []string {
	var lines []string
	if g.Chance(3) {
		lines = append(lines, g.broken())
	}
	for range count {
		lines = append(lines, g.weighted(folderKinds(), at)...)
	}
	return lines
}

// weighted draws one kind.
func (g *generator) weighted(kinds []kind, at place) []string {
	return kinds[g.Weighted(len(kinds), func(i int) int { return kinds[i].weight })].draw(g, at)
}

// folderKinds are the settings of folders and of sections within them.
func folderKinds() []kind {
	return []kind{
		{20, (*generator).login}, {14, (*generator).requires}, {14, (*generator).compat}, {6, (*generator).limit},
		{11, (*generator).filesSection}, {6, (*generator).ifSection}, {8, (*generator).conditional},
		{8, (*generator).variables}, {6, (*generator).options}, {11, (*generator).index}, {10, (*generator).errorDocuments},
		{18, (*generator).rewrite}, {13, (*generator).redirect}, {6, (*generator).handlers}, {4, (*generator).headers},
		{3, (*generator).digest}, {5, (*generator).authOdds}, {5, (*generator).tlsOdds},
	}
}

// broken is a line that httpd refuses, or nearly so.
func (g *generator) broken() string {
	return g.One("Requier valid-user", "Require", "Order deny, allow", "<Files x", "</Files>", "AuthName Two Words", "Require ip 1.2.3.4,",
		"RewriteRule ( x", "RewriteCond %{X}", "Require valid user", "AuthType", "Options +Foo", "ErrorDocument 4o4 x", "<IfModule>",
		"Require user", "Allow 127.0.0.1", "Require not ip 127.0.0.1", "DirectoryIndex", "<Directory /x>", "AllowOverride All", "Require all")
}
