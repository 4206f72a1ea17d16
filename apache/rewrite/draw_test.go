package rewrite_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// drawer draws rules and requests.
type drawer struct {
	*rand.Rand
	root string
}

func (d *drawer) one(texts ...string) string { return texts[d.IntN(len(texts))] }

// chance is true once in n times.
func (d *drawer) chance(n int) bool { return d.IntN(n) == 0 }

// folder is the URL path of one of the folders.
func (d *drawer) folder() string {
	if d.chance(8) {
		return fmt.Sprintf("%s/c%d/", aliasPath, d.IntN(aliasFolders))
	}
	return fmt.Sprintf("/c%d/", d.IntN(drawnFolders))
}

// section draws rules for a server, or for the folder at a URL path.
func (d *drawer) section(server bool, url string) section {
	s := section{engine: "On"}
	switch {
	case d.chance(25):
		s.engine = "Off"
	case d.chance(25):
		s.engine = ""
	}
	if d.chance(4) {
		s.options = d.one("Inherit", "InheritBefore", "InheritDown", "InheritDownBefore", "IgnoreInherit", "MergeBase",
			"AllowNoSlash", "IgnoreContextInfo", "LegacyPrefixDocRoot", "UnsafePrefixStat", "AllowAnyURI", "MergeBase InheritDown")
	}
	if !server && d.chance(3) {
		s.base = d.one(url, url, "/", "/other", url+"sub", strings.TrimSuffix(url, "/"))
	}
	for range 1 + d.IntN(4) {
		s.rules = append(s.rules, d.rule(server, url))
	}
	return s
}

// rule draws a rule with its conditions.
func (d *drawer) rule(server bool, url string) ruleText {
	r := ruleText{pattern: d.pattern(server), target: d.target(url), flags: d.flags()}
	for d.chance(2) && len(r.conditions) < 3 {
		r.conditions = append(r.conditions, d.condition())
	}
	return r
}

func (d *drawer) pattern(server bool) string {
	p := d.one(`.*`, `^(.*)$`, `^`, `.`, `a`, `^(.*)\.html$`, `^([^/]*)/(.*)$`, `(a|b)(\.html)?`, `sub/(.+)`, `^c\d+/(.*)`, `^(?:al/)?c\d+/([a-z]+)`,
		`b\.txt$`, `^(.+)/([a-z]+)\.(html|txt)$`, `index\.php`, `^$`, `x(.)y`, `(?i)A\.HTML$`, `^nope`, `^new/?(.*)$`, `\.(html)$`, `q(\d*)`)
	if server && strings.HasPrefix(p, "^") && !d.chance(4) && p != "^" && p != "^$" {
		p = "^/" + p[1:]
	}
	if d.chance(12) {
		p = "!" + p
	}
	return p
}

func (d *drawer) target(url string) string {
	path := d.one("b.html", "a.html", "sub/a.html", "index.php", "nope", "$1", "$1.html", "new/$1", "sub/$1", "index.php/$1", "x y.html", "$2/$1",
		"", "%1", "%{REQUEST_URI}", "${lower:$1}", "${t:$1|b.html}", "${t:$1}", "${nomap:x|a.html}", `a\.html`, `\$1`, "%{ENV:E1}.html", "x%20y.html", "x%2520y.html", "100%", "${upper:${t:a}}", "a#b", "é.html", "${esc:$0}", "$0")
	switch d.IntN(16) {
	case 0, 1, 2, 3, 4:
	case 5, 6, 7:
		path = "/" + path
	case 8:
		path = url + path
	case 9:
		path = d.folder() + path
	case 10:
		path = d.one("http://else.test/", "http://%{HTTP_HOST}/", "https://else.test:8443/x/", "http://v1.test/", "HTTP://V2.TEST:99/", "mailto:", "ftp://else.test/", "ldap://else.test/", "LDAP://else.test/a?b c?d?e f?", "https://v1.test/", "http://v3.test:80/", "http://v4.test/sub/", "http://%{SERVER_NAME}:80", "http:/", "https:x", "http://else.test", "unix:", "gopher://else.test/", "http://%{SERVER_NAME}/", "ws://else.test/") + path
	case 11:
		path = d.one("%{DOCUMENT_ROOT}/", "%{DOCUMENT_ROOT}"+url, d.root+"/", "/nowhere/", "//", "/./", "/../", "/.."+d.root+"/", "/."+d.root+"/x/../", "%{CONTEXT_DOCUMENT_ROOT}/", "%{REQUEST_FILENAME}", "/c1/../", "//c1/") + path
	default:
		return "-"
	}
	if d.chance(4) {
		path += d.one("?", "?q=$1", "?a=%1&b=$1", "?x y", "?%{QUERY_STRING}", "?a&", "?z=%{REQUEST_URI}", "?q=1?r=2", "$1?", "?e=%20é", "?a=b#c", "??")
	}
	return path
}

func (d *drawer) flags() string {
	var flags []string
	for d.chance(2) || len(flags) == 0 {
		flags = append(flags, d.one("L", "L", "L", "R", "R=301", "R=permanent", "R=303", "R=404", "R=410", "R=other", "R=307", "F", "G", "QSA", "QSA", "QSD", "QSL", "NC", "NE", "B", "BNP", "B= &", "BCTLS", "BNE=/",
			"C", "S=1", "S=2", "N=3", "N=20", "R=200", "R=304", "END", "PT", "DPI", "NS", "E=E1:$1", "E=E1:x", "E=E2:%1", "E=!E1", "E=E2:%{ENV:E1}y", "E=E1", "E=E2:%{HTTP:X-A}", "UNC", "UnsafeAllow3F", "UnsafePrefixStat", "CO=a:b:c", "T=text/plain", "Dxyz", "P", "NS"))
		if len(flags) == 5 {
			break
		}
	}
	if d.chance(5) {
		return ""
	}
	return "[" + strings.Join(flags, ",") + "]"
}

func (d *drawer) condition() conditionText {
	c := conditionText{test: d.one("%{REQUEST_URI}", "%{REQUEST_FILENAME}", "%{QUERY_STRING}", "%{HTTP_HOST}", "%{HTTP:X-A}", "%{ENV:E1}", "%{ENV:REDIRECT_E1}",
		"%{REQUEST_METHOD}", "$1", "%1", "%{DOCUMENT_ROOT}%{REQUEST_URI}", "%{PATH_INFO}", "%{IS_SUBREQ}", "%{HTTPS}", "%{SERVER_PORT}", "%{THE_REQUEST}", "%{NOSUCH}", "abc", "%{DOCUMENT_ROOT}/$1", "%{TIME}", "%{SERVER_NAME}", "%{ENV:REDIRECT_STATUS}", "%{REQUEST_SCHEME}", "%{SSL:SSL_PROTOCOL}", "%{abc:def}", "%{HTTP:}", "%{CONTEXT_PREFIX}", "%{CONTEXT_DOCUMENT_ROOT}/$1", "%{SERVER_PROTOCOL}", "${lower:%{HTTP_HOST}}", "%{REMOTE_USER}", "x%{remote_addr}", "%{SCRIPT_FILENAME}", "%{ENV:SCRIPT_URL}")}
	c.pattern = d.one("-f", "-d", "-s", "-l", "-x", "!-f", "!-d", "!-f", "!-d", "^$", "!^$", "a", "(.)b?", "^/?(c\\d+)/", "=GET", "!=abc", "<abc", ">b", ">=abc", "<=", "=\"\"", "-eq1", "-ne0", "-gt5", "-lt20", "-le0", "-ge1", ".", "q=(\\d+)", "^v1\\.", "(\\.html)$", "-", "=", "^1", "off", "^127", "GET (.*) HTTP", "!a", "!b", "![0-9]")
	if c.pattern == "=\"\"" {
		c.pattern = "="
	}
	if d.chance(9) {
		c.test = "expr"
		c.pattern = d.one("%{REQUEST_URI} =~ /a/", "%{REQUEST_URI} =~ m#^/(c[0-9]+)/#", "-n req('X-A')", "! -f %{REQUEST_FILENAME}", "-z reqenv('E1')", "true", "%{QUERY_STRING} =~ /q=([0-9]*)/", "%{REQUEST_METHOD} == 'GET'", "%{HTTP:X-A} in {'1','b'}")
	}
	var flags []string
	if d.chance(3) {
		flags = append(flags, "OR")
	}
	if d.chance(5) {
		flags = append(flags, "NC")
	}
	if d.chance(12) {
		flags = append(flags, "NV")
	}
	if len(flags) > 0 {
		c.flags = "[" + strings.Join(flags, ",") + "]"
	}
	return c
}

// request draws a request, mostly for a folder where folders is set.
func (d *drawer) request(folders bool) request {
	r := request{method: d.one("GET", "GET", "GET", "GET", "POST"), header: map[string]string{}, hidden: map[string]bool{}}
	path := "/"
	if folders && !d.chance(12) || d.chance(3) {
		path = d.folder()
	}
	path += d.one("", "a.html", "a.html", "b.html", "b.txt", "index.php", "sub/a.html", "sub/c.html", "sub/", "sub", "nope", "nope.html", "a.html/x/y", "index.php/sub/a.html", "x%20y.html", "A.html", "a%26%2b%5bb%5d%22c.html", "%25%32%30b", "b;c=d,e.html", "new/b", "q12", "nope/deep/b.html", "a%3fb.html", "a%25b", "%c3%a9.html", "a..b", "./sub//c.html", "a%0ab", "http://x/", "xxy", "new")
	if d.chance(25) {
		path = strings.TrimSuffix(d.folder(), "/")
	}
	r.target = path + d.one("", "", "", "?q=12", "?", "?q=1&b=2", "?a=b&", "?x%20y=%26", "?a?b", "?q=&&")
	r.plainHost = d.chance(4)
	if d.chance(3) {
		r.header["x-a"] = d.one("1", "b", "abc", "a b", "a?b")
		r.hidden["x-a"] = d.chance(3)
	}
	return r
}
