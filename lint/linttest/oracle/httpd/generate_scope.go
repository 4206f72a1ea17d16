package httpd

import (
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// filesSection draws rules for files by name.
func (g *generator) filesSection(at place) []string {
	if at.deep {
		return g.requires(at)
	}
	open, end := g.filesPattern()
	return g.section(open, end, at)
}

// filesPattern draws the first and last line of such a section.
func (g *generator) filesPattern() (open, end string) {
	switch n := g.IntN(10); {
	case n < 4:
		return "<Files " + g.One("page.html", `"*.php"`, "wp-login.php", "data.*", ".ht*", `"page.???"`, "xmlrpc.php", "index.html", "[a-d]*",
			"404.html", "*") + ">", "</Files>"
	case n < 6:
		return `<Files ~ "` + g.filePattern() + `">`, "</Files>"
	}
	return g.One(`<FilesMatch "`+g.filePattern()+`">`, "<FilesMatch "+g.filePattern()+">"), "</FilesMatch>"
}

// filePattern draws a pattern for names of files.
func (g *generator) filePattern() string {
	return g.One(`\.(php|cgi|inc)$`, `^\.ht`, `^page\.`, `\.(bak|inc|sql)$`, `(?i)\.pdf$`, `^(wp-login|xmlrpc)\.php$`, `^index`, `.`, `^$`,
		`\.html?$`, `^(?!page)`, `^[^.]+$`, `img\.(gif|png)`, `^(?<name>log).*`)
}

// section wraps settings.
func (g *generator) section(open, end string, at place) []string {
	at.deep = true
	lines := []string{open}
	for range 1 + g.IntN(2) {
		lines = append(lines, g.inner(at)...)
	}
	return append(lines, end)
}

// inner draws what stands in sections: access rules mostly.
func (g *generator) inner(at place) []string {
	return g.weighted([]kind{
		{25, (*generator).requires}, {20, (*generator).compat}, {15, (*generator).login}, {4, (*generator).limit},
		{4, (*generator).variables}, {4, (*generator).errorDocuments}, {4, (*generator).redirect}, {4, (*generator).rewrite},
		{4, (*generator).handlers}, {3, (*generator).headers}, {3, (*generator).authOdds}, {2, (*generator).options},
	}, at)
}

// ifSection draws <If> and what goes with it.
func (g *generator) ifSection(at place) []string {
	if at.deep {
		return g.compat(at)
	}
	lines := g.section(`<If "`+strings.ReplaceAll(g.expression(2), `"`, `\"`)+`">`, "</If>", at)
	for g.Chance(25) {
		lines = append(lines, g.section(`<ElseIf "`+strings.ReplaceAll(g.expression(1), `"`, `\"`)+`">`, "</ElseIf>", at)...)
	}
	if g.Chance(30) {
		lines = append(lines, g.section("<Else>", "</Else>", at)...)
	}
	return lines
}

// expression draws an expression of httpd's.
func (g *generator) expression(depth int) string {
	if depth > 1 {
		switch g.IntN(8) {
		case 0:
			return g.expression(depth-1) + " && " + g.expression(depth-1)
		case 1:
			return g.expression(depth-1) + " || " + g.expression(depth-1)
		case 2:
			return "!(" + g.expression(depth-1) + ")"
		case 3:
			return "(" + g.expression(depth-1) + ")"
		}
	}
	return g.One(
		`%{REMOTE_ADDR} == '127.0.0.3'`, `-R '127.0.0.0/30'`, `%{REMOTE_ADDR} -ipmatch '127.0.0.4/30'`, `%{REQUEST_URI} =~ m#^/(admin|secret)#`,
		`%{REQUEST_URI} =~ /page/`, `%{HTTP:X-Allow} == '1'`, `%{HTTP_USER_AGENT} =~ /bot/i`, `%{REQUEST_METHOD} in {'GET','HEAD'}`,
		`-n req('X-Allow')`, `-z %{QUERY_STRING}`, `%{QUERY_STRING} =~ /id=\d+/`, `reqenv('allow') == '1'`, `%{HTTPS} == 'on'`,
		`-T reqenv('allow')`, `tolower(%{HTTP_HOST}) =~ /^site/`, `req('Referer') -strmatch '*good.test*'`, `-f %{REQUEST_FILENAME}`,
		`%{REMOTE_USER} == 'alice'`, `true`, `false`, `%{REQUEST_METHOD} != 'GET'`, `%{SERVER_PORT} -eq 80`, `%{HTTP_COOKIE} =~ /session=(\w+)/`,
		`'%{REQUEST_URI}' -strcmatch '/PAGE*'`, `%{THE_REQUEST} =~ m#^GET /#`, `%{REQUEST_SCHEME} == 'http'`, `-e %{REQUEST_FILENAME}`,
		`%{HTTP_HOST} == 'nowhere.test'`, `%{REQUEST_FILENAME} =~ /\.php$/`, `%{HTTP_REFERER} !~ /good\.test/`, `%{ENV:allow} == '1'`,
		`osenv('NOWHERE') == ''`, `%{REMOTE_ADDR} in {'127.0.0.1','127.0.0.5'}`, `req_novary('X-Allow') -eq 1`, `base64('a') == 'YQ=='`,
		`%{REQUEST_URI} -in {'/page.html','/'}`, `toupper(%{REQUEST_METHOD}) == 'POST'`, `%{CONTEXT_PREFIX} == ''`,
	)
}

// conditional wraps settings in a section whose condition is settled when the
// file is read.
func (g *generator) conditional(at place) []string {
	open := g.One("<IfModule mod_authz_core.c>", "<IfModule !mod_authz_core.c>", "<IfModule mod_rewrite.c>", "<IfModule mod_auth.c>",
		"<IfModule rewrite_module>", "<IfVersion >= 2.4>", "<IfVersion < 2.4>", "<IfDefine !NOTHING>", "<IfModule mod_access_compat.c>",
		"<IfModule MOD_ALIAS.C>", "<IfFile "+oracle.HomeMark+"/passwd>", "<IfModule !mod_missing.c>", "<IfDirective RewriteRule>", "<IfSection If>")
	name, _, _ := strings.Cut(strings.Trim(open, "<>"), " ")
	inside := g.rewrite
	switch g.IntN(4) {
	case 0:
		inside = g.compat
	case 1:
		inside = g.login
	case 2:
		inside = g.requires
	}
	lines := append([]string{open}, inside(at)...)
	return append(lines, "</"+name+">")
}

// variables draws environment variables, and what depends on them.
func (g *generator) variables(at place) []string {
	lines := g.Some(1, 2, func() string {
		return g.One(
			`SetEnvIf User-Agent bot bot`, `SetEnvIfNoCase User-Agent "BadBot" bot deny`, `SetEnvIf Remote_Addr ^127\.0\.0\.[12]$ allow`,
			`SetEnvIf Request_URI "\.(gif|png)$" allow`, `SetEnvIf X-Allow 1 allow=1`, `BrowserMatch ^Mozilla allow`,
			`BrowserMatchNoCase BOT deny`, `SetEnv late 1`, `SetEnv allow 1`, `SetEnvIf Referer "^http://(www\.)?good\.test" allow`,
			`SetEnvIf Request_Method POST deny`, `SetEnvIfExpr "%{REQUEST_URI} =~ /page/" allow=1`, `SetEnvIf Host "^site" set`,
			`UnsetEnv allow`, `SetEnvIf Request_URI "^/admin" deny !allow`, `SetEnvIf Cookie "session=(\w+)" set=$1`, `SetEnvIf Server_Addr ^127 allow`,
			`SetEnvIfExpr "-n req('X-Allow')" allow=1 deny`, `SetEnvIf Request_Protocol HTTP/1.1 set`, `SetEnvIf ^X-All 1 allow`, `SetEnvIf allow 1 set`,
			`PassEnv PATH`,
		)
	})
	switch g.IntN(5) {
	case 0:
		lines = append(lines, "Require env "+g.One("allow", "set", "bot", "late"))
	case 1:
		lines = append(lines, "Order allow,deny", "Allow from env="+g.One("allow", "set", "!deny"))
	case 2:
		lines = append(lines, "Order allow,deny", "Allow from all", "Deny from env="+g.One("bot", "deny"))
	case 3:
		lines = append(lines, "<RequireAll>", "Require all granted", "Require not env "+g.One("bot", "deny"), "</RequireAll>")
	}
	return lines
}

// options draws what a folder allows.
func (g *generator) options(place) []string {
	return []string{"Options " + g.One("+FollowSymLinks", "-FollowSymLinks", "-Indexes", "+Indexes", "-Indexes +SymLinksIfOwnerMatch",
		"+SymLinksIfOwnerMatch -FollowSymLinks", "None", "All", "+MultiViews", "Indexes FollowSymLinks", "-ExecCGI", "+ExecCGI",
		"FollowSymLinks", "-Indexes", "ExecCGI FollowSymLinks", "Indexes +FollowSymLinks")}
}

// index draws what a request for a folder gets.
func (g *generator) index(at place) []string {
	switch n := g.IntN(10); {
	case n < 5:
		return []string{"DirectoryIndex " + g.One("index.html", "index.php index.html", "missing.html page.html", "home.html", "disabled", "disabled", "disabled",
			"http://other.test/start", "http://other.test/", "/page.html", "/missing.html", "page.txt", "index.html /index.php", "data.php", "admin/index.html", "login.html")}
	case n < 6:
		return []string{"DirectorySlash " + g.One("Off", "On")}
	case n < 7:
		return []string{"DirectoryIndexRedirect " + g.One("on", "permanent", "off", "307")}
	case n < 8:
		return []string{"DirectorySlash Off", "DirectoryCheckHandler " + g.One("On", "Off")}
	}
	return []string{"FallbackResource " + g.One("/index.php", "/page.html", "disabled", "/missing.php", at.dir+"/index.php")}
}

// errorDocuments draws what stands in for an error.
func (g *generator) errorDocuments(place) []string {
	return g.Some(1, 2, func() string {
		status := g.One("401", "403", "403", "404", "404", "500", "405", "410")
		return "ErrorDocument " + status + " " + g.One("/"+status+".html", "/"+status+".html", "/missing.html", `"Sorry"`, "default", "sorry.html",
			"http://other.test/error", "/admin/page.html", "/secret/page.txt", "/index.php", "/data.php", "/page.html")
	})
}

// handlers draws who answers.
func (g *generator) handlers(place) []string {
	return []string{g.One("AddHandler cgi-script .cgi", "AddHandler cgi-script .php .cgi", "SetHandler cgi-script", "SetHandler none",
		"RemoveHandler .php", "AcceptPathInfo On", "AcceptPathInfo Off", "AcceptPathInfo Default", "AddType text/html .php",
		"SetHandler default-handler", "RemoveType .php", `SetHandler "none"`, "ForceType text/plain", "AddType application/x-httpd-php .php",
		"AcceptPathInfo On", "AcceptPathInfo Off", "SetHandler server-status", "SetHandler unknown-thing")}
}

// headers draws changes of the answer.
func (g *generator) headers(place) []string {
	return []string{g.One("Header unset WWW-Authenticate", "Header always unset WWW-Authenticate", `Header set X-Frame-Options "DENY"`,
		"Header always set Location /elsewhere", "Header set X-A b", `Header always set WWW-Authenticate "Basic realm=\"Other\""`,
		`Header always append WWW-Authenticate "Bearer"`, "Header unset ETag", "RequestHeader set X-Allow 1", "RequestHeader unset Authorization",
		`Header always edit Location ^http: https:`, "Header set Location /x", "RequestHeader set X-Allow 1 early")}
}
