package rewrite

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// schemes are those that mod_rewrite takes for the beginning of a full URL,
// and whether their URLs have a query.
var schemes = []struct {
	prefix string
	query  bool
}{
	{"http://", true}, {"https://", true}, {"ajp://", true}, {"balancer://", true}, {"ftp://", false},
	{"fcgi://", true}, {"gopher://", false}, {"h2://", true}, {"h2c://", true}, {"ldap://", false},
	{"mailto:", true}, {"news:", false}, {"nntp://", false}, {"scgi://", true}, {"ws://", true}, {"wss://", true},
}

// shortestURL is below what httpd takes for a full URL.
const shortestURL = 5

// fullURL is the length of a URL's scheme with its slashes; 0 says that the
// text is no full URL. query says whether such URLs have one.
func fullURL(text string) (n int, query bool) {
	if len(text) <= shortestURL || text[0] == '/' {
		return 0, false
	}
	for _, s := range schemes {
		if hasPrefixFold(text, s.prefix) {
			return len(s.prefix), s.query
		}
	}
	if hasPrefixFold(text, "unix:") {
		if strings.HasPrefix(text[len("unix:"):], "//") {
			return len("unix://"), true
		}
		return len("unix:"), true
	}
	return 0, false
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// splitQuery moves what follows a "?" of the new path into the query, as the
// flags of the rule ask for. Nothing but memory bounds the query of httpd; why
// says that it has grown too long to be followed.
func (r *run) splitQuery(f *ruleFlags) (why string) {
	skip, query := fullURL(r.s.Filename)
	if f.has(queryNone) || skip > 0 && !query {
		r.dropQuery()
		return ""
	}
	if f.has(queryDiscard) {
		r.dropQuery()
	}
	at := strings.IndexByte(r.s.Filename[skip:], '?')
	if f.has(queryLast) {
		at = strings.LastIndexByte(r.s.Filename[skip:], '?')
	}
	if at < 0 {
		return ""
	}
	added := r.s.Filename[skip+at+1:]
	r.s.Filename = r.s.Filename[:skip+at]
	switch {
	case !f.has(queryAppend):
		r.setQuery(added)
	case added != "":
		r.setQuery(added + "&" + r.s.Args)
	}
	r.trimQuery()
	return r.write(len(r.s.Args))
}

// trimQuery takes off one "&" at the end, and an empty query as a whole. httpd
// does it in place: as long as the query is the request's own, it cuts what it
// later compares with as well.
func (r *run) trimQuery() {
	switch {
	case !r.s.HasArgs:
	case r.s.Args == "":
		r.dropQuery()
	case strings.HasSuffix(r.s.Args, "&"):
		r.s.Args = r.s.Args[:len(r.s.Args)-1]
		if r.ownArgs {
			r.firstArgs = r.s.Args
		}
	}
}

func (r *run) setQuery(args string) {
	r.ownArgs = false
	r.s.setQuery(args)
}

func (r *run) dropQuery() {
	r.ownArgs = false
	r.s.dropQuery()
}

// reduce takes scheme and host off a URL that leads to this very server. why
// says that it is unknown whether it does.
func (r *run) reduce() (why string) {
	url := r.s.Filename
	if !hasPrefixFold(url, "http") {
		return ""
	}
	self := r.l.Self()
	scheme := len(self.Scheme) + len("://")
	if len(url) < scheme+1 || !hasPrefixFold(url, self.Scheme+"://") {
		return ""
	}
	host, path := url[scheme:], "/"
	port := self.defaultPort()
	if end := strings.IndexAny(host, "/:"); end >= 0 {
		host, path = host[:end], host[end:]
	}
	if path[0] == ':' {
		digits, after := path[1:], "/"
		if slash := strings.IndexByte(digits, '/'); slash >= 0 {
			digits, after = digits[:slash], digits[slash:]
		}
		port, path = number(digits), after
	}
	// The port is kept in an unsigned short.
	serves, why := r.l.Serves(host, port&0xffff)
	switch serves {
	case model.Yes:
		r.s.Filename = path
		r.reduced = !r.c.has(LegacyPrefixDocRoot)
	case model.Unknown:
		return why
	}
	return ""
}

// qualify puts scheme and host before a path.
func (r *run) qualify() (why string) {
	if r.s.Method == "CONNECT" {
		return ""
	}
	if n, _ := fullURL(r.s.Filename); n > 0 {
		return ""
	}
	prefix, why := r.origin()
	if why != "" {
		return why
	}
	if !strings.HasPrefix(r.s.Filename, "/") {
		prefix += "/"
	}
	r.s.Filename = prefix + r.s.Filename
	return ""
}

// origin is scheme, host and, where it is needed, port of this server.
func (r *run) origin() (text, why string) {
	self := r.l.Self()
	if self.Why != "" {
		return "", self.Why
	}
	text = self.Scheme + "://" + self.Name
	if self.Port != self.defaultPort() {
		text += ":" + strconv.Itoa(self.Port)
	}
	return text, ""
}

// escapeURL escapes the path of a full URL and leaves its host alone.
func escapeURL(url string, scheme int) string {
	at := scheme
	if url[at-1] == '/' {
		slash := strings.IndexByte(url[at:], '/')
		if slash < 0 || at+slash+1 == len(url) {
			return url
		}
		at += slash + 1
		if hasPrefixFold(url, "ldap") {
			return url[:at] + escapeParts(url[at:])
		}
	}
	return url[:at] + EscapePath(url[at:])
}

// ldapParts is how many parts of an LDAP URL are told apart by a "?".
const ldapParts = 5

// escapeParts escapes the parts of an LDAP URL each for itself.
func escapeParts(text string) string {
	parts := strings.SplitN(text, "?", ldapParts)
	for i := range parts {
		parts[i] = EscapePath(parts[i])
	}
	return strings.Join(parts, "?")
}

// EscapePath escapes what may not stand in a path, as httpd writes one into a
// Location.
func EscapePath(text string) string {
	first := 0
	for first < len(text) && inPath(text[first]) {
		first++
	}
	if first == len(text) {
		return text
	}
	var b strings.Builder
	b.WriteString(text[:first])
	for i := first; i < len(text); i++ {
		if inPath(text[i]) {
			b.WriteByte(text[i])
		} else {
			writeHex(&b, text[i])
		}
	}
	return b.String()
}

func inPath(c byte) bool { return isAlnum(c) || strings.IndexByte("$-_.+!*'(),:;@&=/~", c) >= 0 }

// replacePrefix puts one folder in the place of another at the beginning of a
// path.
func replacePrefix(path, old, with string) string {
	old = strings.TrimSuffix(old, "/")
	if !strings.HasPrefix(path, old) || !strings.HasPrefix(path[len(old):], "/") {
		return path
	}
	if with != "" && !strings.HasSuffix(with, "/") {
		with += "/"
	}
	return with + path[len(old)+1:]
}

// hidden says whether a query has a blank or a control character in it.
func hidden(query string) bool {
	for i := range len(query) {
		if !visible(query[i]) {
			return true
		}
	}
	return false
}
