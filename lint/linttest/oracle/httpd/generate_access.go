package httpd

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// login draws a password gate.
func (g *generator) login(at place) []string {
	lines := []string{
		"AuthType " + g.One("Basic", "Basic", "Basic", "basic"),
		"AuthName " + g.realm(),
		"AuthUserFile " + g.userFile(at),
	}
	if g.Chance(15) {
		lines = append(lines, "AuthBasicProvider "+g.One("file", "file", "anon file", "file anon"))
	}
	if g.Chance(25) {
		lines = append(lines, "AuthGroupFile "+g.One(oracle.HomeMark+"/groups", oracle.HomeMark+"/groups", oracle.HomeMark+"/nogroups"))
	}
	if g.Chance(5) {
		i := g.IntN(len(lines))
		lines = append(lines[:i:i], lines[i+1:]...)
	}
	switch {
	case g.Chance(75):
		lines = append(lines, "Require "+g.One("valid-user", "valid-user", "user alice", "user alice bob", "user carol", "group staff"))
	case g.Chance(60):
		lines = append(lines, g.requires(at)...)
	}
	return lines
}

// realm is the argument of AuthName.
func (g *generator) realm() string {
	return g.One(`"Staff"`, `"Staff only"`, "Private", `"Say \"hi\""`, `'Single'`, `"Staff`, "\"Büro\"", `"%{HTTP_HOST}"`)
}

// userFile is the argument of AuthUserFile.
func (g *generator) userFile(place) string {
	if g.Chance(80) {
		return oracle.HomeMark + "/passwd"
	}
	return g.One(oracle.HomeMark+"/missing", oracle.HomeMark+"/missing", oracle.HomeMark+"/wrong", oracle.HomeMark+"/wrong", oracle.HomeMark+"/empty", ".htpasswd", oracle.RootMark+"/.htpasswd", `"`+oracle.HomeMark+`/passwd"`, oracle.HomeMark)
}

// requires draws requirements, in containers or not.
func (g *generator) requires(at place) []string {
	var lines []string
	if g.Chance(12) {
		lines = append(lines, "AuthMerging "+g.One("And", "Or", "Off", "and"))
	}
	switch n := g.IntN(10); {
	case n < 5:
		lines = append(lines, g.requirement())
	case n < 7:
		lines = append(lines, g.requirement(), g.requirement())
	default:
		lines = append(lines, g.container(2)...)
	}
	if at.level == inFolder && g.Chance(30) && needsUser(lines) {
		lines = append(g.gate(), lines...)
	}
	return lines
}

// gate is the naming of a password file alone.
func (g *generator) gate() []string {
	return []string{"AuthType Basic", "AuthName " + g.realm(), "AuthUserFile " + oracle.HomeMark + "/passwd"}
}

// needsUser reports whether a line asks for a user.
func needsUser(lines []string) bool {
	text := strings.Join(lines, "\n")
	return strings.Contains(text, "user") || strings.Contains(text, "group")
}

// container draws a container of requirements. httpd refuses <RequireNone> but
// within <RequireAll>, and a <RequireAll> that only says who may not pass, so
// these are rare.
func (g *generator) container(depth int) []string {
	name := g.One("RequireAll", "RequireAll", "RequireAny")
	lines := []string{"<" + name + ">"}
	if g.Chance(95) {
		lines = append(lines, g.requirement())
	}
	for range 1 + g.IntN(2) {
		switch {
		case depth > 1 && g.Chance(25):
			lines = append(lines, g.container(depth-1)...)
		case name == "RequireAll" && g.Chance(25):
			lines = append(append(append(lines, "<RequireNone>"), g.Some(1, 2, g.requirement)...), "</RequireNone>")
		case name == "RequireAll" && g.Chance(40) || g.Chance(2):
			lines = append(lines, "Require not "+g.requirementArgument())
		default:
			lines = append(lines, g.requirement())
		}
	}
	return append(lines, "</"+name+">")
}

// requirement draws one Require line.
func (g *generator) requirement() string { return "Require " + g.requirementArgument() }

func (g *generator) requirementArgument() string {
	switch n := g.IntN(100); {
	case n < 12:
		return g.One("all granted", "all granted", "all granted", "all denied", "all Granted")
	case n < 28:
		return g.One("valid-user", "user alice", "user bob carol", "user alice, bob", "user nobody", "user alice # bob", "user %{HTTP:X-Allow}")
	case n < 34:
		return g.One("group staff", "group admins", "group STAFF", "group editors")
	case n < 60:
		return "ip " + strings.Join(g.Some(1, 2, g.network), " ")
	case n < 64:
		return "local"
	case n < 66:
		return g.One("host localhost", "host example.test", "forward-dns localhost", "host test")
	case n < 78:
		return "env " + g.One("allow", "allow", "deny", "bot", "allow deny", "set", "late")
	case n < 86:
		return "method " + g.One("GET", "GET POST", "POST PUT", "OPTIONS", "GET HEAD OPTIONS", "DELETE")
	default:
		return "expr " + g.One(g.expression(2), `"`+strings.ReplaceAll(g.expression(1), `"`, `\"`)+`"`)
	}
}

// network draws an address or a range as Require ip and Allow from take it.
func (g *generator) network() string {
	return g.One("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.0/30", "127.0.0.4/30", "127", "127.0", "127.0.0.0/255.255.255.252",
		"::1", "10.0.0.0/8", "10.1.2.3", "192.0.2.7", "2001:db8::/32", "203.0.113", "127.0.0.9", "127.0.0.8/29")
}

// compat draws the directives of httpd 2.2.
func (g *generator) compat(place) []string {
	var lines []string
	if g.Chance(80) {
		lines = append(lines, "Order "+g.One("deny,allow", "allow,deny", "Deny,Allow", "Allow,Deny", "mutual-failure"))
	}
	for range g.IntN(4) {
		lines = append(lines, g.One("Allow", "Deny")+" from "+g.client())
	}
	if g.Chance(22) {
		lines = append(lines, "Satisfy "+g.One("Any", "any", "All"))
	}
	if g.Chance(18) {
		lines = append(append(g.gate(), "Require valid-user"), lines...)
	}
	return lines
}

// client is an argument of Allow and Deny.
func (g *generator) client() string {
	switch n := g.IntN(10); {
	case n < 3:
		return g.One("all", "all", "ALL")
	case n < 8:
		return strings.Join(g.Some(1, 2, g.network), " ")
	case n < 9:
		return "env=" + g.One("allow", "deny", "bot", "!allow", "!bot")
	}
	return g.One("localhost", "example.test", "env=late", ".test")
}

// limit draws rules that hold for some methods.
func (g *generator) limit(at place) []string {
	methods := g.One("GET", "GET POST", "POST", "PUT DELETE", "GET HEAD", "OPTIONS", "GET POST PUT", "POST OPTIONS")
	name := g.One("Limit", "LimitExcept")
	inside := g.compat(at)
	if g.Chance(55) {
		inside = g.Some(1, 2, g.requirement)
	}
	lines := append([]string{"<" + name + " " + methods + ">"}, inside...)
	lines = append(lines, "</"+name+">")
	if needsUser(inside) && g.Chance(80) {
		lines = append(g.gate(), lines...)
	}
	return lines
}

// digest draws a gate of digest authentication.
func (g *generator) digest(place) []string {
	lines := []string{"AuthType Digest", "AuthName " + g.One(`"Staff"`, "Private"), "AuthUserFile " + oracle.HomeMark + "/digest", "Require valid-user"}
	if g.Chance(30) {
		lines = append(lines, g.One("AuthDigestQop auth", "AuthDigestDomain /", "AuthDigestAlgorithm MD5", "AuthDigestProvider file"))
	}
	return lines
}

// authOdds draws settings of authentication that few people use.
func (g *generator) authOdds(at place) []string {
	switch g.IntN(10) {
	case 0:
		return []string{"AuthType None", "Require all granted"}
	case 1:
		return []string{"AuthType None"}
	case 2, 7, 8:
		return append(g.login(at), "AuthBasicAuthoritative "+g.One("Off", "Off", "On"))
	case 3:
		return append(g.login(at), "AuthzSendForbiddenOnFailure On")
	case 4:
		return append(g.gate(), "AuthBasicProvider anon", "Anonymous guest alice", "Anonymous_MustGiveEmail "+g.One("On", "Off"),
			"Require valid-user")
	case 5:
		return []string{g.One("AuthName ", "AuthName ") + g.realm()}
	case 6:
		return append(g.gate(), fmt.Sprintf("Require %s", g.One("file-owner", "valid-user", "ldap-user alice", "User alice")))
	}
	return g.gate()
}

// tlsOdds draws what folders say about TLS.
func (g *generator) tlsOdds(at place) []string {
	if at.level != inFolder {
		return []string{"SSLRequireSSL"}
	}
	return []string{g.One("SSLRequireSSL", "SSLRequireSSL", "SSLOptions +StrictRequire", `SSLRequire %{SSL_PROTOCOL} eq ""`, `SSLRequire %{SSL_CIPHER_USEKEYSIZE} >= 128`)}
}
