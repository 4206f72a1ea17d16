package nginx

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// featureTable has a name and a pattern on each line.
const featureTable = `
auth_basic                => auth_basic\s
auth_basic off            => auth_basic\s+["']?off["']?;
auth_basic OFF            => auth_basic\s+off_in_capitals
auth_basic empty          => auth_basic\s+"";
auth_basic variable       => auth_basic\s+"?[^;]*\$
auth_basic_user_file      => auth_basic_user_file\s
user file missing         => auth_basic_user_file\s.*/(missing|below)
user file relative        => auth_basic_user_file\s+[^/"@$]
user file variable        => auth_basic_user_file\s+\S*\$
user file hashes          => auth_basic_user_file\s.*/(salted|crypt)
user file malformed       => auth_basic_user_file\s.*/(odd|windows)
user file empty           => auth_basic_user_file\s.*/empty
user file folder, closed  => auth_basic_user_file\s+@HOME@(/closed)?;
auth_delay                => auth_delay\s
allow                     => allow\s
deny                      => deny\s
allow/deny all            => (allow|deny)\s+all;
allow/deny IPv6           => (allow|deny)\s.*::
allow/deny unix           => (allow|deny)\s+unix:
allow/deny network        => (allow|deny)\s.*/\d
satisfy any               => satisfy\s+any
satisfy all               => satisfy\s+all
auth_request              => auth_request\s
auth_request off          => auth_request\s+off;
auth_request missing      => auth_request\s+/_auth/missing
auth_request other        => auth_request\s+/_auth/(302|404|500)
auth_request if           => auth_request\s+/_auth/if
auth_request_set          => auth_request_set\s
limit_except              => limit_except\s
internal                  => internal;
location prefix           => location\s+"?/
location exact            => location\s+=
location ^~               => location\s+\^~
location ~                => location\s+~\s*[^*\s]
location ~*               => location\s+~\*
location look-ahead       => location\s+~.*\(\?!
location named            => location\s+@
location nested           => nested location
location = /              => location\s+=\s+/\s
php location              => location\s+~.*php
return                    => return\s
return 2xx                => return\s+2
return 3xx                => return\s+3
return 4xx                => return\s+4
return 444                => return\s+444
return 5xx                => return\s+5
return URL                => return\s+(30\d\s+)?(https?:|\$scheme|//)
return text               => return\s+\d+\s+"
return variables          => return\s+.*\$
rewrite                   => rewrite\s
rewrite last              => rewrite\s.*last;
rewrite break             => rewrite\s.*break;
rewrite redirect          => rewrite\s.*redirect;
rewrite permanent         => rewrite\s.*permanent;
rewrite without flag      => rewrite\s+\S+\s+\S+;
rewrite absolute          => rewrite\s+\S+\s+(https?:|\$scheme)
rewrite captures          => rewrite\s.*\$\d
rewrite ?                 => rewrite\s+\S+\s+\S*\?(;|\s)
rewrite loop              => rewrite\s+\^/loop
break                     => break;
set                       => set\s
set captures              => set\s.*\$\d
if                        => if\s
if variable               => if\s+\(\s*\$\w+\s*\)
if =                      => if\s+\(\s*\$\w+\s+=
if !=                     => if\s+\(\s*\$\w+\s+!=
if ~                      => if\s+\(\s*\$\w+\s+~\s
if ~*                     => if\s+\(\s*\$\w+\s+~\*
if !~                     => if\s+\(\s*\$\w+\s+!~
if -f                     => if\s+\(\s*!?-f
if -d                     => if\s+\(\s*!?-d
if -e                     => if\s+\(\s*!?-e
if -x                     => if\s+\(\s*!?-x
if method                 => if\s+\(\s*\$request_method
if header                 => if\s+\(\s*\$http_
if cookie                 => if\s+\(\s*\$(http_cookie|cookie_)
if arg                    => if\s+\(\s*\$arg
map exact                 => [a-z].*\$(realm|write)\b
map regex                 => [a-z].*\$(userfile|bot|key)\b
map hostnames             => [a-z].*\$site\b
geo                       => [a-z].*\$near\b
geo ranges                => [a-z].*\$zone\b
geo proxy                 => [a-z].*\$client\b
error_page                => error_page\s
error_page 401            => error_page\s+([\d\s]*\s)?401
error_page 403            => error_page\s+([\d\s]*\s)?403
error_page 404            => error_page\s+([\d\s]*\s)?404
error_page 5xx            => error_page\s+([\d\s]*\s)?5
error_page 497            => error_page\s+([\d\s]*\s)?497
error_page =              => error_page\s[^=;]*\s=\s
error_page =NNN           => error_page\s[^=;]*\s=\d
error_page named          => error_page\s.*@
error_page URL            => error_page\s.*\s(http|\$scheme)
recursive_error_pages     => recursive_error_pages\s+on
try_files                 => try_files\s
try_files =code           => try_files\s.*=\d
try_files named           => try_files\s.*@
try_files folder          => try_files\s.*/\s
try_files fallback        => try_files\s.*\s/\S+;
index                     => index\s
index absolute            => index\s.*\s?/
autoindex                 => autoindex\s+on
root                      => root\s
root variable             => root\s.*\$
alias                     => alias\s
alias with slash          => alias\s.*/"?;
alias without slash       => alias\s.*[^/"];
alias in regex            => alias\s.*\$1
absolute_redirect off     => absolute_redirect\s+off
port_in_redirect off      => port_in_redirect\s+off
server_name_in_redirect   => server_name_in_redirect\s+on
merge_slashes off         => merge_slashes\s+off
underscores_in_headers    => underscores_in_headers\s+on
disable_symlinks          => disable_symlinks\s+(on|if)
stub_status               => stub_status
empty_gif                 => empty_gif
set_real_ip_from          => set_real_ip_from\s
real_ip_header            => real_ip_header\s
real_ip_recursive         => real_ip_recursive\s+on
add_header                => add_header\s
add_header always         => add_header\s.*always
add_header WWW-Auth...    => add_header\s+"?www-authenticate
proxy_pass                => proxy_pass\s
proxy_pass with URI       => proxy_pass\s+http://@BACKEND@/
proxy_pass variable       => proxy_pass\s.*\$
proxy_set_header          => proxy_set_header\s
fastcgi_pass              => fastcgi_pass\s
include                   => include\s
server_name several       => server_name\s+\S+\s+\S
server_name *.            => server_name\s.*\*\.
server_name .             => server_name\s+(\S+\s+)*\.
server_name x.*           => server_name\s.*\.\*
server_name regex         => server_name\s+"?~
server_name empty         => server_name\s.*""
default_server            => listen\s.*default
listen IPv6               => listen\s+\[
listen several            => several addresses
listen ssl                => listen\s.*\sssl
ssl_verify_client on      => ssl_verify_client\s+on
ssl_verify_client other   => ssl_verify_client\s+opt
`

// unit is a piece of configuration that governs some paths of a server.
type unit struct {
	where    []func(path string) bool // all must hold
	features []string
}

// virtual is a server with its units.
type virtual struct {
	names, listens []string
	units          []unit
}

// governing tells the features of what governs requests to a site.
func governing(table []oracle.Feature, batch oracle.Batch, site oracle.Site) func(oracle.Request) map[string]bool {
	all := oracle.FeaturesOf(table, levelLines(parse(batch.Conf)))
	all = append(all, spellings(site.Conf)...)
	var servers []virtual
	for _, n := range parse(site.Conf) {
		if n.name() == "server" {
			servers = append(servers, newVirtual(table, n))
		}
	}
	return func(r oracle.Request) map[string]bool {
		found := map[string]bool{}
		for _, name := range append(oracle.Asked(r), all...) {
			found[name] = true
		}
		for _, u := range choose(servers, r) {
			if u.governs(pathOf(r.Target)) {
				for _, name := range u.features {
					found[name] = true
				}
			}
		}
		return found
	}
}

// choose finds the server that a request is for, and gives its units.
func choose(servers []virtual, r oracle.Request) []unit {
	host, _, _ := strings.Cut(strings.ToLower(r.Host), ":")
	for _, v := range servers {
		if v.listensAt(r.To) && v.named(strings.TrimSuffix(host, ".")) {
			return v.units
		}
	}
	return nil
}

func (v virtual) listensAt(address string) bool {
	for _, l := range v.listens {
		if l == address {
			return true
		}
	}
	return false
}

// named reports whether a server has a name that covers a host.
func (v virtual) named(host string) bool {
	for _, name := range v.names {
		switch {
		case name == host, strings.HasPrefix(name, "*.") && strings.HasSuffix(host, name[1:]),
			strings.HasPrefix(name, ".") && strings.HasSuffix("."+host, name),
			strings.HasSuffix(name, ".*") && strings.HasPrefix(host, name[:len(name)-1]),
			strings.HasPrefix(name, "~") && matches(name[1:], host):
			return true
		}
	}
	return false
}

// newVirtual takes a server apart.
func newVirtual(table []oracle.Feature, server node) virtual {
	v := virtual{}
	for _, n := range server.block {
		words := strings.Fields(strings.ToLower(n.args()))
		switch {
		case n.name() == "server_name":
			for _, w := range words {
				v.names = append(v.names, strings.Trim(w, `"'`))
			}
		case n.name() == "listen" && len(words) > 0:
			v.listens = append(v.listens, strings.ReplaceAll(words[0], "${port", "${PORT"))
		}
	}
	own := levelLines(server.block)
	if len(v.listens) > 1 {
		own = append(own, "several addresses")
	}
	v.units = append(v.units, unit{features: oracle.FeaturesOf(table, own)})
	v.locations(table, server.block, nil)
	return v
}

// locations adds units for the locations of a block, and those in them.
func (v *virtual) locations(table []oracle.Feature, nodes []node, where []func(string) bool) {
	for _, n := range nodes {
		if n.name() != "location" {
			continue
		}
		own := append(levelLines(n.block), line(n))
		if where != nil {
			own = append(own, "nested location")
		}
		inner := append(where[:len(where):len(where)], condition(n.args()))
		v.units = append(v.units, unit{inner, oracle.FeaturesOf(table, own)})
		v.locations(table, n.block, inner)
	}
}

// condition is what a location's words ask of a path. Who leads to a named one
// cannot be seen here, so it counts for all.
func condition(words string) func(string) bool {
	kind, rest, _ := strings.Cut(words, " ")
	rest = strings.Trim(strings.TrimSpace(rest), `"'`)
	switch kind {
	case "=":
		return func(p string) bool { return p == rest }
	case "^~":
		return func(p string) bool { return strings.HasPrefix(p, rest) }
	case "~":
		return func(p string) bool { return matches(rest, p) }
	case "~*":
		return func(p string) bool { return matches("(?i)"+rest, p) }
	}
	if strings.HasPrefix(kind, "~") {
		return func(p string) bool { return matches(strings.TrimLeft(kind, "~*"), p) }
	}
	if strings.HasPrefix(kind, "@") {
		return func(string) bool { return true }
	}
	plain := strings.Trim(words, `"'`)
	return func(p string) bool { return strings.HasPrefix(p, plain) }
}

// matches tries a pattern; those that only PCRE can read count as matching.
func matches(pattern, text string) bool {
	re, err := regexp.Compile(pattern)
	return err != nil || re.MatchString(text)
}

func (u unit) governs(path string) bool {
	for _, holds := range u.where {
		if !holds(path) {
			return false
		}
	}
	return true
}

// levelLines are the directives of a block and of the conditions in it, without
// its locations, in lower case.
func levelLines(nodes []node) []string {
	var out []string
	for _, n := range nodes {
		switch n.name() {
		case "location", "map", "geo", "server":
		default:
			out = append(append(out, line(n)), levelLines(n.block)...)
		}
	}
	return out
}

// line is a directive as patterns of features see it.
func line(n node) string {
	if n.braces {
		return strings.ToLower(n.words) + " {"
	}
	if n.name() == "auth_basic" && strings.Contains(n.words, "OFF") {
		return "auth_basic off_in_capitals;"
	}
	text := strings.ToLower(n.words) + ";"
	return strings.NewReplacer("@root@", oracle.RootMark, "@home@", oracle.HomeMark, "@backend@", backendMark).Replace(text)
}

// spelling is a way to write lines that not everybody has.
var spelling = map[string]*regexp.Regexp{
	"line ends of Windows": regexp.MustCompile(`\r\n`),
	"comments":             regexp.MustCompile(`(?m)^\s*#`),
	"single quotes":        regexp.MustCompile(`(?m)^[ \t]*\w+[ \t]+([^"#\n]*[ \t])?'[^'\n]*'`),
	"blocks on one line":   regexp.MustCompile(`\{ [^\n}]*; \}`),
	"brace on its own":     regexp.MustCompile(`(?m)^\s*\{`),
}

// spellings are the spellings that a text uses.
func spellings(text string) []string {
	var found []string
	for name, pattern := range spelling {
		if pattern.MatchString(text) {
			found = append(found, "spelling: "+name)
		}
	}
	return found
}

// pathOf is the path of a target as locations see it, nearly.
func pathOf(target string) string {
	if _, rest, found := strings.Cut(target, "://"); found {
		target = rest[len(rest)-len(strings.TrimLeft(rest, "/")):]
		if at := strings.IndexByte(rest, '/'); at >= 0 {
			target = rest[at:]
		}
	}
	target, _, _ = strings.Cut(target, "?")
	if decoded, err := url.PathUnescape(target); err == nil {
		target = decoded
	}
	cleaned := path.Clean("/" + target)
	if strings.HasSuffix(target, "/") && cleaned != "/" {
		cleaned += "/"
	}
	return cleaned
}
