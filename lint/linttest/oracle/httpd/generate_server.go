package httpd

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// serverConf draws what stands before the sites, which all of them inherit.
func (g *generator) serverConf() string {
	lines := []string{
		"<Directory />", "AllowOverride None", "Require all " + g.One("denied", "granted"), "</Directory>",
		`<Directory "` + oracle.HomeMark + `">`, "Require all granted", "</Directory>",
	}
	if g.Chance(70) {
		lines = append(lines, `<FilesMatch "^\.ht">`, "Require all denied", "</FilesMatch>")
	}
	kinds := []kind{
		{5, (*generator).directoryMatch}, {4, (*generator).locationMatch}, {3, (*generator).location}, {3, (*generator).wildcardDirectory},
		{3, (*generator).redirect}, {3, (*generator).errorDocuments}, {2, (*generator).serverRewrite}, {3, (*generator).variablesOnly},
		{2, (*generator).aliases}, {2, (*generator).index}, {2, (*generator).remoteIP}, {1, (*generator).ifSection}, {2, (*generator).filesSection},
	}
	for range 3 + g.IntN(4) {
		lines = append(lines, g.weighted(kinds, place{level: inHost})...)
	}
	// Programs of WordPress's kind need somebody to run them, but their names
	// must not be taken out of folders of sites that run none.
	return g.dress(lines)
}

// hostConf draws what stands in a site's <VirtualHost>.
func (g *generator) hostConf(name string, real bool) string {
	var lines []string
	if g.Chance(40) {
		lines = append(lines, "ServerAlias "+g.One("www."+name, "www."+name+" *."+name, "ALIAS."+name))
	}
	lines = append(lines, g.rootDirectory(real)...)
	count := g.IntN(5)
	if real {
		count = g.IntN(3)
	}
	for range count {
		lines = append(lines, g.weighted(hostKinds(), place{level: inHost})...)
	}
	if g.Chance(45) {
		lines = append(lines, g.hostRarity()...)
	}
	text := g.dress(lines)
	if real && g.Chance(30) {
		text += g.realSection()
	}
	return text
}

// hostRarity is one of the settings of hosts that chance alone would draw too
// seldom, each in its turn.
func (g *generator) hostRarity() []string {
	g.mounts = append(g.mounts, "/m/page.txt", "/m/", "/cgi-bin/app.cgi")
	all := [][]string{
		{`AliasMatch "^/m/(.*)$" "` + oracle.HomeMark + `/outside/$1"`}, {`ScriptAlias /cgi-bin/ "` + oracle.HomeMark + `/cgi-bin/"`},
		g.allowMethods(place{}), g.remoteIP(place{}), g.location(place{}), g.wildcardDirectory(place{}),
		{`<If "%{REQUEST_METHOD} == 'POST'">`, "Require all denied", "</If>", `<ElseIf "-n req('X-Allow')">`, "Require local", "</ElseIf>",
			"<Else>", "ErrorDocument 403 default", "</Else>"},
		{"RewriteEngine On", "RewriteRule ^/old/(.*) /new/$1 [R=302,L]", "RewriteRule ^/go$ /page.html [PT]"},
		{`<Directory "` + oracle.RootMark + `">`, "AllowOverrideList RewriteEngine RewriteRule Require DirectoryIndex", "</Directory>"},
		{`<Directory "` + oracle.RootMark + `">`, "AuthMerging And", "<RequireAll>", "Require all granted", "Require not ip 127.0.0.9",
			"</RequireAll>", "</Directory>"},
	}
	g.turn++
	return all[g.turn%len(all)]
}

// hostKinds are the settings of virtual hosts.
func hostKinds() []kind {
	return []kind{
		{10, (*generator).directory}, {7, (*generator).directoryMatch}, {8, (*generator).location}, {7, (*generator).locationMatch},
		{6, (*generator).filesSection}, {6, (*generator).ifSection}, {8, (*generator).serverRewrite}, {7, (*generator).redirect},
		{9, (*generator).aliases}, {4, (*generator).errorDocuments}, {4, (*generator).index}, {6, (*generator).variablesOnly},
		{5, (*generator).remoteIP}, {4, (*generator).handlers}, {3, (*generator).headers}, {3, (*generator).allowMethods},
		{3, (*generator).hostOdds}, {3, (*generator).wildcardDirectory},
	}
}

// rootDirectory draws the section of the document root.
func (g *generator) rootDirectory(real bool) []string {
	lines := []string{`<Directory "` + oracle.RootMark + `">`, "AllowOverride " + g.override()}
	if real && g.Chance(60) {
		lines[1] = "AllowOverride All"
	}
	if strings.HasSuffix(lines[1], "-list") {
		lines[1] = "AllowOverride None"
		lines = append(lines, "AllowOverrideList Require AuthType AuthName AuthUserFile Order Allow Deny Satisfy Redirect ErrorDocument <RequireAll")
	}
	if g.visible {
		lines = append(lines, "Options +ExecCGI "+g.One("+FollowSymLinks", "+FollowSymLinks", "+FollowSymLinks", "+Indexes +FollowSymLinks",
			"-FollowSymLinks", "-FollowSymLinks +SymLinksIfOwnerMatch"), "AddHandler cgi-script .cgi .php")
	} else if g.Chance(50) {
		lines = append(lines, g.options(place{})...)
	}
	switch {
	case g.Chance(92):
		lines = append(lines, "Require all granted")
	case g.Chance(30):
		lines = append(lines, "Order allow,deny", "Allow from all")
	default:
		lines = append(lines, g.requires(place{})...)
	}
	if g.Chance(15) {
		lines = append(lines, g.settings(place{}, 1)...)
	}
	return append(lines, "</Directory>")
}

// override is the argument of AllowOverride.
func (g *generator) override() string {
	if g.Chance(76) {
		return "All"
	}
	return g.One("None", "AuthConfig Limit", "AuthConfig", "FileInfo AuthConfig Limit Indexes", "All Nonfatal=All", "AuthConfig Nonfatal=Override",
		"FileInfo Nonfatal=Unknown", "Limit Options=Indexes,FollowSymLinks AuthConfig FileInfo Indexes", "-list", "-list", "Options FileInfo Limit Nonfatal=All")
}

// folder draws a folder of the site; the server's own part knows none.
func (g *generator) folder() string {
	if len(g.folders) == 0 {
		return "/" + g.One(folderNames...)
	}
	return g.One(g.folders...)
}

func (g *generator) directory(place) []string {
	folder := g.folder()
	lines := []string{`<Directory "` + oracle.RootMark + folder + g.One("", "", "/") + `">`}
	if g.Chance(35) {
		lines = append(lines, "AllowOverride "+strings.TrimSuffix(g.override(), "-list"))
		if lines[1] == "AllowOverride " {
			lines[1] = "AllowOverride None"
		}
	}
	lines = append(lines, g.settings(place{dir: folder, deep: g.Chance(50)}, 1+g.IntN(2))...)
	return append(lines, "</Directory>")
}

func (g *generator) wildcardDirectory(place) []string {
	return g.section(`<Directory "`+g.One(oracle.SitesMark+"/*/admin", oracle.SitesMark+"/site*/secret", oracle.SitesMark+"/*/*/b", oracle.SitesMark+"/*.test/doc[r-t]")+`">`,
		"</Directory>", place{deep: true})
}

func (g *generator) directoryMatch(place) []string {
	pattern := g.One(`/secret(/|$)`, `/admin$`, `/(a|b)/`, `sites/[^/]+/docs`, `/uploads`, `/my dir`, `/wp-admin`, `\.git`, `/old$`)
	if g.Chance(25) {
		return g.section(`<Directory ~ "`+pattern+`">`, "</Directory>", place{deep: true})
	}
	return g.section(`<DirectoryMatch "`+pattern+`">`, "</DirectoryMatch>", place{deep: true})
}

func (g *generator) location(place) []string {
	where := g.One(g.folder(), g.folder()+"/", "/page.html", "/admin", "/secret", "/go", "/a*", "/*/page.txt", "/docs/", "/index.php", "/missing", "/old",
		"/blog", `/my%20dir`, "/my dir", "/wp-login.php", "/cgi-bin")
	if where == "" {
		where = "/"
	}
	return g.section(`<Location "`+where+`">`, "</Location>", place{level: inLocation, deep: true})
}

func (g *generator) locationMatch(place) []string {
	pattern := g.One(`^/(admin|secret)`, `\.php$`, `/page\.`, `^/a/`, `/\.`, `^/(?<site>docs|files)/`, `(?i)/REPORT`, `^/wp-login\.php`, `/b/?$`, `^//`,
		`/my dir/`, `[^/]{9,}$`)
	if g.Chance(25) {
		return g.section(`<Location ~ "`+pattern+`">`, "</Location>", place{level: inLocation, deep: true})
	}
	return g.section(`<LocationMatch "`+pattern+`">`, "</LocationMatch>", place{level: inLocation, deep: true})
}

// serverRewrite draws rules that act before any folder is looked at.
func (g *generator) serverRewrite(at place) []string {
	lines := []string{"RewriteEngine On"}
	if g.Chance(15) {
		lines = append(lines, "RewriteOptions "+g.One("Inherit", "InheritBefore", "InheritDown"))
	}
	if g.Chance(10) {
		return append(lines, "RewriteMap low int:tolower", `RewriteRule ^/([A-Z].*)$ /${low:$1} `+g.One("[R]", "[PT]", "[L]"))
	}
	for range 1 + g.IntN(2) {
		lines = append(lines, g.rule(at)...)
	}
	return lines
}

// aliases draws URL paths that lead elsewhere than below the document root.
func (g *generator) aliases(place) []string {
	to := g.One(oracle.HomeMark+"/outside", oracle.RootMark+g.folder(), oracle.HomeMark+"/missing")
	switch g.IntN(5) {
	case 0:
		g.mounts = append(g.mounts, "/cgi-bin/app.cgi", "/cgi-bin/plain.txt", "/cgi-bin/missing", "/cgi-bin/")
		return []string{`ScriptAlias /cgi-bin/ "` + oracle.HomeMark + `/cgi-bin/"`}
	case 1:
		g.mounts = append(g.mounts, "/m/page.txt", "/m/", "/M/page.txt")
		return []string{`AliasMatch "^/m/(.*)$" "` + to + `/$1"`}
	case 2:
		g.mounts = append(g.mounts, "/go/page.txt", "/go", "/go/", "/go/sub/page.html")
		return []string{`Alias /go/ "` + to + `/"`}
	case 3:
		g.mounts = append(g.mounts, "/app/x", "/app/")
		return []string{g.One(`ScriptAliasMatch "^/app/.*" "`+oracle.HomeMark+`/cgi-bin/app.cgi"`, `Alias /app/ "`+oracle.HomeMark+`/cgi-bin/"`)}
	}
	g.mounts = append(g.mounts, "/go/page.txt", "/go", "/go/", "/go/sub/page.html", "/gone")
	return []string{`Alias /go "` + to + `"`}
}

// variablesOnly draws variables, and nothing that needs a section.
func (g *generator) variablesOnly(at place) []string {
	return slices.DeleteFunc(g.variables(at), func(line string) bool {
		return !strings.Contains(line, "Env") && !strings.HasPrefix(line, "Browser") || strings.Contains(line, "=!") ||
			strings.HasPrefix(line, "Require") || strings.HasPrefix(line, "Allow") || strings.HasPrefix(line, "Deny")
	})
}

// remoteIP draws who may name the client.
func (g *generator) remoteIP(place) []string {
	lines := []string{"RemoteIPHeader " + g.One("X-Forwarded-For", "X-Forwarded-For", "X-Client-IP")}
	if g.Chance(80) {
		lines = append(lines, g.One("RemoteIPTrustedProxy", "RemoteIPInternalProxy")+" "+g.One("127.0.0.5", "127.0.0.0/29", "127.0.0.1 127.0.0.2", "::1",
			"127.0.0.0/8"))
	}
	return lines
}

func (g *generator) allowMethods(place) []string {
	return []string{`<Directory "` + oracle.RootMark + g.folder() + `">`, "AllowMethods " + g.One("GET", "GET HEAD", "GET POST OPTIONS", "reset", "POST"), "</Directory>"}
}

// hostOdds draws settings of hosts that few people use.
func (g *generator) hostOdds(place) []string {
	return []string{g.One("AllowEncodedSlashes On", "AllowEncodedSlashes NoDecode", "AccessFileName .htaccess .override", "TraceEnable Off",
		"UseCanonicalName On", "MergeSlashes Off", "ServerPath /legacy", "UseCanonicalName Off", "RegisterHttpMethod FOO", "KeepAlive Off",
		"LimitRequestBody 1000", "DirectorySlash Off", "AcceptPathInfo On")}
}

// tlsConf draws what a site says about TLS.
func (g *generator) tlsConf() string {
	lines := []string{"SSLEngine on", `SSLCertificateFile "` + oracle.HomeMark + `/server.pem"`, `SSLCertificateKeyFile "` + oracle.HomeMark + `/server.key"`,
		"SSLProtocol TLSv1.2", `SSLCACertificateFile "` + oracle.HomeMark + `/authority.pem"`}
	if g.Chance(50) {
		lines = append(lines, "SSLVerifyClient "+g.One("none", "optional", "require", "optional_no_ca"))
	}
	if g.Chance(50) {
		lines = append(lines, `<Directory "`+oracle.RootMark+g.folder()+`">`, "SSLVerifyClient "+g.One("require", "optional", "none"), "</Directory>")
	}
	if g.Chance(40) {
		lines = append(lines, `<Location "`+g.folder()+`/">`, g.One("SSLRequireSSL", "Require ssl-verify-client", "Require ssl",
			`SSLRequire %{SSL_CLIENT_VERIFY} eq "SUCCESS"`, `SSLRequire %{SSL_CLIENT_S_DN_CN} in {"alice"}`,
			`Require expr %{SSL_CLIENT_VERIFY} == 'SUCCESS'`), "</Location>")
	}
	return g.dress(lines)
}
