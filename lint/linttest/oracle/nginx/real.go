package nginx

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// realFile is a configuration that somebody wrote, taken apart.
type realFile struct {
	servers   [][]node // what stands in each server
	locations []node   // outside every server: a piece to include
}

// maxReal bounds what is taken from one real file: lists of robots are long and
// all the same.
const maxReal = 48 << 10

// realFiles reads the corpus of real files.
func realFiles(tb testing.TB) []realFile {
	tb.Helper()
	var files []realFile
	for _, real := range oracle.RealFiles(tb, "corpus/nginx") {
		if len(real.Text) > maxReal {
			continue
		}
		f := realFile{}
		f.harvest(parse(templates.Replace(real.Text)))
		if len(f.servers) > 0 || len(f.locations) > 0 {
			files = append(files, f)
		}
	}
	return files
}

// templates are marks of other programs in files that make nginx's files.
var templates = strings.NewReplacer("<tmpl_else>", "", "</tmpl_if>", "", "</tmpl_loop>", "", "</tmpl_unless>", "")

// harvest takes what can be used out of a tree.
func (f *realFile) harvest(nodes []node) {
	var loose []node
	for _, n := range nodes {
		switch n.name() {
		case "server":
			if n.braces && holds(n.block, "location") {
				f.servers = append(f.servers, n.block)
			}
		case "http":
			f.harvest(n.block)
		case "location", "auth_basic", "allow", "deny", "satisfy", "if", "error_page", "auth_request", "return", "rewrite":
			loose = append(loose, n)
		}
	}
	if holds(loose, "location") {
		f.locations = append(f.locations, loose...)
	}
}

// holds reports whether a directive stands somewhere in a tree.
func holds(nodes []node, name string) bool {
	found := false
	walk(nodes, func(n node) { found = found || n.name() == name })
	return found
}

// kept are the directives that are taken over from real files, as they are or
// made to fit this machine.
var kept = regexp.MustCompile(`^(auth_basic|auth_basic_user_file|auth_request|auth_request_set|auth_delay|allow|deny|satisfy|limit_except|internal|location|` +
	`return|rewrite|set|if|break|error_page|recursive_error_pages|try_files|index|autoindex|root|alias|absolute_redirect|port_in_redirect|` +
	`server_name_in_redirect|merge_slashes|set_real_ip_from|real_ip_header|real_ip_recursive|add_header|proxy_pass|fastcgi_pass|uwsgi_pass|scgi_pass|grpc_pass|` +
	`proxy_set_header|proxy_redirect|proxy_intercept_errors|fastcgi_intercept_errors|fastcgi_split_path_info|fastcgi_param|fastcgi_index|stub_status|empty_gif|` +
	`expires|log_not_found|access_log|client_max_body_size|default_type|types|charset|disable_symlinks|proxy_hide_header|proxy_buffering|proxy_http_version|` +
	`fastcgi_hide_header|etag|underscores_in_headers|if_modified_since|auth_jwt)$`)

// realServer draws a server out of a real file, with one or two slips of the
// pen now and then, and with settings of the generator's own beside.
func (g *generator) realServer(first bool) node {
	f := g.real[g.IntN(len(g.real))]
	var inside []node
	if len(f.servers) > 0 && (len(f.locations) == 0 || g.Chance(70)) {
		inside = f.servers[g.IntN(len(f.servers))]
	} else {
		inside = f.locations
	}
	head := append(g.listen(first), d("root", oracle.RootMark))
	var nodes []node
	known := variables(inside)
	fitted := g.fit(inside, known, false)
	g.harvestMounts(fitted)
	if g.Chance(60) {
		fitted = g.slip(fitted)
	}
	if !holds(fitted, "auth_basic") && !holds(fitted, "deny") && g.Chance(80) {
		nodes = append(nodes, g.weighted(serverKinds(), place{})...)
	}
	nodes = append(nodes, fitted...)
	for range g.IntN(2) {
		nodes = append(nodes, g.location(place{}))
	}
	if g.Chance(90) {
		nodes = append(g.rarity(), nodes...)
	}
	nodes = append(append(head, nodes...), g.needed(nodes)...)
	return b("server", sane(nodes)...)
}

// harvestMounts notes which paths the locations are for.
func (g *generator) harvestMounts(nodes []node) {
	walk(nodes, func(n node) {
		if n.name() != "location" {
			return
		}
		words := strings.Fields(n.args())
		last := strings.Trim(words[len(words)-1], `"'`)
		switch {
		case strings.HasPrefix(words[0], "~"):
			if example := exampleOf(last); example != "" {
				g.mounts = append(g.mounts, example)
			}
		case strings.HasPrefix(last, "/"):
			g.mounts = append(g.mounts, last, last+g.One("x", "page.html", "/page.html", "x.php"))
		}
	})
}

var (
	alternatives = regexp.MustCompile(`\((?:\?:)?([^()|]*)[^()]*\)`)
	regexMarks   = strings.NewReplacer(`\`, "", "^", "", "$", "", "+", "", "*", "x", "?", "", "[", "", "]", "", ".*", "x")
)

// exampleOf is a path that a pattern may match; most do.
func exampleOf(pattern string) string {
	text := strings.ReplaceAll(pattern, ".*", "x")
	for range 3 {
		text = alternatives.ReplaceAllString(text, "$1")
	}
	text = regexMarks.Replace(text)
	if strings.ContainsAny(text, " {}()|\"") {
		return ""
	}
	if strings.HasPrefix(text, ".") {
		text = "page" + text
	}
	return path.Join("/", text)
}

var variable = regexp.MustCompile(`\$\{?([a-zA-Z_]\w*)\}?`)

// builtIn are variables that every nginx knows.
var builtIn = regexp.MustCompile(`^(http_\w+|arg_\w+|cookie_\w+|sent_http_\w+|upstream_\w+|args|uri|request_uri|host|scheme|request_method|request_filename|document_root|document_uri|` +
	`remote_addr|remote_port|remote_user|server_name|server_port|server_addr|is_args|query_string|https|request|content_type|content_length|proxy_add_x_forwarded_for|` +
	`fastcgi_script_name|fastcgi_path_info|binary_remote_addr|server_protocol|status|hostname|proxy_host|request_body|realpath_root|nginx_version|request_id|realm|mode|other|` +
	`bot|near|site|write|key|zone|client|userfile)$`)

// variables are those that a tree defines itself.
func variables(nodes []node) map[string]bool {
	known := map[string]bool{}
	walk(nodes, func(n node) {
		words := strings.Fields(n.args())
		if (n.name() == "set" || n.name() == "auth_request_set") && len(words) > 1 {
			known[strings.Trim(words[0], "${}")] = true
		}
		if n.name() == "location" || n.name() == "if" || n.name() == "rewrite" || n.name() == "server_name" {
			for _, m := range regexp.MustCompile(`\(\?P?<(\w+)>`).FindAllStringSubmatch(n.words, -1) {
				known[m[1]] = true
			}
		}
	})
	return known
}

// fit makes a real tree talk about this machine, and leaves out what it cannot
// do here.
func (g *generator) fit(nodes []node, known map[string]bool, inIf bool) []node {
	var out []node
	for _, n := range nodes {
		if !kept.MatchString(n.name()) || strings.ContainsAny(n.words, "<%{}\x00") && templated.MatchString(n.words) {
			continue
		}
		fits := true
		for _, m := range variable.FindAllStringSubmatch(n.words, -1) {
			fits = fits && (builtIn.MatchString(m[1]) || known[m[1]] || m[1][0] >= '0' && m[1][0] <= '9')
		}
		if n, fits = g.adapt(n, fits); fits {
			if n.braces {
				n.block = sane(g.fit(n.block, known, inIf || n.name() == "if"))
			}
			out = append(out, n)
		}
	}
	return sane(out)
}

var (
	templated   = regexp.MustCompile(`[<>%]|\{\{|\}\}`)
	passAddress = regexp.MustCompile(`^"?\w+://[^/$\s;]*`)
)

// adapt changes one directive; fits says that it may stay.
func (g *generator) adapt(n node, fits bool) (node, bool) {
	args := strings.Trim(n.args(), `"'`)
	switch n.name() {
	case "auth_basic_user_file":
		if g.Chance(85) {
			return d("auth_basic_user_file", oracle.HomeMark+"/passwd"), true
		}
		return d("auth_basic_user_file", g.userFile()), true
	case "root":
		return d("root", g.One(oracle.RootMark, oracle.RootMark, oracle.RootMark, oracle.HomeMark+"/outside")), true
	case "alias":
		end := ""
		if strings.HasSuffix(args, "/") {
			end = "/"
		}
		return d("alias", g.One(oracle.HomeMark+"/outside", oracle.RootMark)+end), true
	case "proxy_pass":
		rest := passAddress.ReplaceAllString(n.args(), "")
		if strings.HasPrefix(rest, "http") || rest == n.args() || !fits || strings.Contains(rest, "$") {
			rest = ""
		}
		return d("proxy_pass", "http://"+backendMark+strings.Trim(rest, `"'`)), true
	case "uwsgi_pass", "scgi_pass", "grpc_pass":
		return d("proxy_pass", "http://"+backendMark), true
	case "fastcgi_pass":
		return d("fastcgi_pass", fastcgiMark), true
	case "proxy_redirect", "access_log", "expires", "types", "default_type":
		return n, fits && args == "off"
	case "set_real_ip_from":
		if g.Chance(50) {
			n = d("set_real_ip_from", g.One("127.0.0.0/29", "127.0.0.5"))
		}
	case "allow", "deny":
		if g.Chance(40) && !strings.HasPrefix(args, "all") {
			n = d(n.name(), g.network())
		}
	}
	return n, fits
}

// slip makes one of the small mistakes that people make: a directive is lost,
// moved, or stands twice; a word is another's.
func (g *generator) slip(nodes []node) []node {
	if len(nodes) == 0 {
		return nodes
	}
	i, k := g.IntN(len(nodes)), g.IntN(len(nodes))
	out := append([]node(nil), nodes...)
	switch g.IntN(4) {
	case 0:
		return append(out[:i], out[i+1:]...)
	case 1:
		if out[i].name() != "set" && out[k].name() != "set" {
			out[i], out[k] = out[k], out[i]
		}
	case 2:
		if out[i].braces {
			out[i].block = g.slip(out[i].block)
		}
	case 3:
		if out[i].braces && out[i].name() == "location" {
			out[i].block = sane(append(out[i].block, g.weighted(locationKinds(), place{regex: true, inner: true})...))
		}
	}
	return out
}
