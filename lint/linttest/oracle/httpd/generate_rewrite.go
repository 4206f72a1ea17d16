package httpd

import (
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// rewrite draws rules of mod_rewrite for a folder.
func (g *generator) rewrite(at place) []string {
	lines := []string{"RewriteEngine " + g.One("On", "On", "On", "on", "On", "Off")}
	if g.Chance(12) {
		lines = append(lines, "RewriteOptions "+g.One("Inherit", "InheritBefore", "InheritDown", "IgnoreInherit", "MergeBase", "AllowNoSlash",
			"InheritDownBefore", "AllowAnyURI"))
	}
	if g.Chance(20) {
		lines = append(lines, "RewriteBase "+g.One("/", at.dir+"/", "/a/", "/missing/"))
	}
	if g.Chance(20) {
		return append(lines, g.frontController(at)...)
	}
	for range 1 + g.IntN(3) {
		lines = append(lines, g.rule(at)...)
	}
	return lines
}

// frontController is what WordPress and its like write: whatever is no file and
// no folder goes to one program.
func (g *generator) frontController(at place) []string {
	lines := []string{
		"RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]",
		"RewriteBase " + at.dir + "/",
		`RewriteRule ^index\.php$ - [L]`,
		"RewriteCond %{REQUEST_FILENAME} !-f",
		"RewriteCond %{REQUEST_FILENAME} !-d",
		"RewriteRule . " + at.dir + "/index.php [L]",
	}
	if g.Chance(20) {
		i := g.IntN(len(lines))
		lines = append(lines[:i:i], lines[i+1:]...)
	}
	if strings.Contains(at.dir, " ") {
		return lines[:1]
	}
	return lines
}

// rule draws one rule with its conditions, or several that belong together.
func (g *generator) rule(at place) []string {
	var lines []string
	for range g.IntN(3) {
		lines = append(lines, g.condition())
	}
	switch g.IntN(14) {
	case 0:
		return append(lines, "RewriteRule "+g.rulePattern(at)+" - [C]", "RewriteRule "+g.rulePattern(at)+" "+g.ruleTarget(at)+" "+g.flags())
	case 1:
		return append(lines, "RewriteRule "+g.rulePattern(at)+" - [S="+g.One("1", "2", "1,NC")+"]",
			"RewriteRule "+g.rulePattern(at)+" - "+g.One("[F]", "[G]", "[F,L]"), "RewriteRule "+g.rulePattern(at)+" "+g.ruleTarget(at))
	case 2, 3, 4:
		return append(lines, "RewriteRule "+g.rulePattern(at)+" - "+g.One("[F]", "[F]", "[G]", "[F,L]", "[R=404]", "[R=403,L]", "[forbidden]",
			"[R=405]", "[gone]", "[R=410]", "[F,NC]"))
	case 5, 6, 7:
		return append(lines, "RewriteRule "+g.rulePattern(at)+" "+g.redirectTarget(at)+" "+g.One("[R]", "[R=301,L]", "[R=302]", "[L,R=permanent]",
			"[R,QSA]", "[R=307,NE]", "[R=303,L]", "[R=301,QSD]", "[redirect,last]", "[R,END]", ""))
	case 8:
		return append(lines, "RewriteRule "+g.rulePattern(at)+" - [E="+g.One("allow:1", "deny:1", "set:$1", "bot", "!allow")+"]")
	case 9:
		return append(lines, "RewriteRule ^(.*)-(.*)$ $1_$2 "+g.One("[N]", "[N=5]", "[N,R]"))
	}
	return append(lines, "RewriteRule "+g.rulePattern(at)+" "+g.ruleTarget(at)+" "+g.flags())
}

// condition draws one RewriteCond.
func (g *generator) condition() string {
	return "RewriteCond " + g.One(
		"%{REQUEST_FILENAME} !-f", "%{REQUEST_FILENAME} -f", "%{REQUEST_FILENAME} !-d", "%{REQUEST_FILENAME} -d", "%{REQUEST_FILENAME} -l",
		`%{HTTP_USER_AGENT} bot`, `%{HTTP_USER_AGENT} ^$`, `%{HTTP_REFERER} !^http://(www\.)?good\.test`, `%{HTTP_REFERER} !^$`,
		`%{REMOTE_ADDR} ^127\.0\.0\.[1-3]$`, `%{REMOTE_ADDR} !^127\.0\.0\.5$`, `%{REQUEST_METHOD} ^(POST|PUT)$`, `%{REQUEST_METHOD} !=GET`,
		`%{QUERY_STRING} id=(\d+)`, `%{QUERY_STRING} ^$`, `%{REQUEST_URI} !^/(admin|index\.php)`, `%{REQUEST_URI} \.php$`, `%{HTTPS} off`,
		`%{HTTPS} !=on`, `%{HTTP_HOST} ^www\.`, `%{HTTP_HOST} ^site`, `%{HTTP_COOKIE} session=(\w+)`, `%{THE_REQUEST} ^GET\ /page`,
		`%{HTTP:X-Allow} =1`, `%{HTTP:Authorization} ^(.+)$`, `%{ENV:allow} 1`, `%{ENV:REDIRECT_STATUS} ^$`, `%{DOCUMENT_ROOT}/$1.html -f`,
		`%{SERVER_PORT} ^80$`, `expr "%{REMOTE_ADDR} == '127.0.0.3'"`, `$1 !^index`, `%{HTTP_HOST} >a`, `%{QUERY_STRING} -eq`, `%{REMOTE_USER} =alice`,
		`%{REQUEST_FILENAME} -s`, `%{HTTP:X-Forwarded-Proto} !https`, `%{LA-U:REMOTE_USER} !=bob`, `%{DOCUMENT_ROOT}%{REQUEST_URI} -f`,
		`%{REQUEST_URI} "^/my dir"`, `%{SCRIPT_FILENAME} -x`, `%{IS_SUBREQ} true`, `%{TIME_YEAR} >2000`,
	) + g.One("", "", "", " [NC]", " [OR]", " [NC,OR]", " [nocase]", " [NV]")
}

// rulePattern draws the pattern of a rule. In a folder it has no leading slash,
// and now and then somebody forgets.
func (g *generator) rulePattern(at place) string {
	p := g.One(`^page\.html$`, `^(.*)$`, `.*`, `^admin/`, `\.php$`, `^old/(.*)$`, `^(.+)\.html$`, `!^index\.php`, `^secret`, `^$`, `.`,
		`^([a-z]+)/(\w+)\.txt$`, `"^my dir/"`, `^a/b`, `(^|/)\.`, `^missing`, `^blog/(\d+)?`, `\.(gif|png|jpe?g)$`, `^go$`, `^(wp-login|xmlrpc)\.php$`,
		`^new/([^/]+)/?$`, `!\.(html|txt)$`, `^(?:files|docs)/.*`, `^login(.*)`)
	if at.level == inHost && !g.Chance(8) {
		p = strings.NewReplacer("^$", "^/$", "!^", "!^/", `"^`, `"^/`, "(^|/)", "(^|/)").Replace(p)
		if strings.HasPrefix(p, "^") && p != "^/$" {
			return "^/" + p[1:]
		}
		return p
	}
	if g.Chance(8) && strings.HasPrefix(p, "^") {
		return "^/" + p[1:]
	}
	return p
}

// ruleTarget draws where a rule leads within the site.
func (g *generator) ruleTarget(at place) string {
	if at.level == inHost && g.Chance(25) {
		return g.One(oracle.RootMark+"/page.html", "/go/page.html", oracle.RootMark+"/$1", oracle.HomeMark+"/outside/page.txt")
	}
	return g.One("page.html", "/page.html", "/page.txt", "index.php?q=$1", "/index.php", "/missing.html", "$1.html", "/$1", "/docs/$1",
		"/admin/page.html", "/a/", "page.txt?id=%1", "-", "/data.php?x=1", "/secret/$1", "http://%{HTTP_HOST}/page.html", "/cgi-bin/app.cgi",
		"login.html", "/index.php/$1", "%{REQUEST_URI}.html", "/page.html?", "/404.html", at.dir+"/page.html")
}

// redirectTarget draws where a redirect leads.
func (g *generator) redirectTarget(place) string {
	return g.One("http://other.test/", "http://other.test/$1", "https://%{HTTP_HOST}%{REQUEST_URI}", "/new/$1", "page.html", "/page.html?a=b",
		"https://%{SERVER_NAME}/$1", "http://other.test/a%20b", "/a b", "http://other.test/?u=%{REQUEST_URI}", "https://%{HTTP_HOST}/%1",
		"/new/%{QUERY_STRING}", "http://other.test/#top", "/page.html#x", "ftp://other.test/$0")
}

// flags draws flags of a rule that leads somewhere.
func (g *generator) flags() string {
	return g.One("", "[L]", "[L]", "[QSA,L]", "[PT]", "[END]", "[NC,L]", "[NC]", "[PT,L]", "[L,E=allow:1]", "[QSD]", "[DPI]", "[H=cgi-script]",
		"[L,QSA,NC]", "[last]", "[S=1]", "[B]", "[T=text/plain]", "[PT,QSA]", "[NS]", "[END,QSA]", "[CO=a:b:.test]")
}

// redirect draws directives of mod_alias.
func (g *generator) redirect(at place) []string {
	status := g.One("", "", "301 ", "permanent ", "temp ", "302 ", "seeother ", "307 ", "308 ")
	to := g.One("http://other.test/", "http://other.test/x", "/page.html", "https://other.test/new/", "/new/", "http://other.test/?a=b")
	if at.level == inLocation && g.Chance(50) {
		return []string{"Redirect " + status + to}
	}
	from := g.One("/old", "/page.html", at.dir+"/page.html", at.dir+"/old", "/a", "/go", "/admin/", "/blog", "/missing.html", "/docs/a", `"/my dir"`)
	return []string{g.One(
		"Redirect "+status+from+" "+to,
		"Redirect "+status+from+" "+to,
		"RedirectMatch "+status+g.One(`^/old/(.*)$ http://other.test/$1`, `\.gif$ http://other.test/img.png`, `(.*)\.bak$ $1.html`,
			`^/(a|b)/page http://other.test/$1/$0`, `/blog/\d+ /page.html`),
		"RedirectPermanent "+from+" http://other.test/p",
		"RedirectTemp "+from+" http://other.test/t",
		"Redirect "+g.One("gone ", "410 ", "404 ", "403 ", "500 ")+from,
		"RedirectMatch "+g.One("403", "404", "gone", "410")+" "+g.One(`/\.`, `\.(bak|inc)$`, `^/secret`, `/wp-login\.php$`),
	)}
}
