package rewrite_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/authlint/authlint/apache/rewrite"
)

// ruleText is a RewriteRule as a test writes it, with its conditions.
type ruleText struct {
	conditions             []conditionText
	pattern, target, flags string
}

type conditionText struct{ test, pattern, flags string }

// section is what one .htaccess file or virtual host has of mod_rewrite.
type section struct {
	engine  string // On, Off or nothing
	options string
	base    string
	rules   []ruleText
}

// text is the section as httpd reads it.
func (s section) text() string {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			b.WriteString(name + " " + value + "\n")
		}
	}
	line("RewriteEngine", s.engine)
	line("RewriteOptions", s.options)
	line("RewriteBase", s.base)
	for _, r := range s.rules {
		for _, c := range r.conditions {
			line("RewriteCond", words(c.test, c.pattern, c.flags))
		}
		line("RewriteRule", words(r.pattern, r.target, r.flags))
	}
	return b.String()
}

func words(a, b, flags string) string {
	text := `"` + a + `" "` + b + `"`
	if flags != "" {
		text += ` "` + flags + `"`
	}
	return text
}

// config compiles a section.
func (s section) config(tb testing.TB, dir string) *rewrite.Config {
	tb.Helper()
	c := &rewrite.Config{Engine: s.engine == "On", EngineSet: s.engine != "", Base: s.base, BaseSet: s.base != "", Dir: dir, OptionsSet: s.options != ""}
	for word := range strings.FieldsSeq(s.options) {
		o, known := rewrite.Option(word)
		if !known {
			tb.Fatalf("%q is no option", word)
		}
		c.Options |= o
	}
	for _, r := range s.rules {
		rule, err := rewrite.CompileRule(r.pattern, r.target, r.flags)
		if err != nil {
			tb.Fatalf("%+v: %v", r, err)
		}
		for _, k := range r.conditions {
			condition, err := rewrite.CompileCondition(k.test, k.pattern, k.flags)
			if err != nil {
				tb.Fatalf("%+v: %v", k, err)
			}
			rule.Conditions = append(rule.Conditions, condition)
		}
		c.Rules = append(c.Rules, rule)
	}
	return c
}

// site is the small part of an httpd that mod_rewrite stands in: it maps paths
// to files and knows no access control, no index files and no types.
type site struct {
	root   string
	port   int
	host   string // the virtual host that answers
	server *rewrite.Config
	dirs   map[string]*rewrite.Config // by folder, with a slash at the end
	maps   map[string]string          // of the map "t"
	alias  string                     // the folder of "Alias /al", or nothing
}

// request is one request to a site.
type request struct {
	method, target string
	header         map[string]string
	hidden         map[string]bool // headers that the engine is not told
	plainHost      bool            // the Host header names no port
}

// answer is what a site says.
type answer struct {
	status   int
	location string
	body     string // the file's path below the root
	env      string // the values of E1 and E2, under the three names they may have
	why      string // the answer is unknown
}

// view is a request at work; it answers what the rules ask.
type view struct {
	*site
	request request
	env     map[string]rewrite.Env // of the requests before, renamed
	context rewrite.Roots
}

// ownPort is the port in the ServerName of each virtual host.
const ownPort = 80

// aliasPath is the URL path of the one Alias there is.
const aliasPath = "/al"

// maxRedirects is httpd's LimitInternalRecursion.
const maxRedirects = 10

// do walks a request through the site.
func (s *site) do(r request) answer {
	v := &view{site: s, request: r, env: map[string]rewrite.Env{}}
	target, state := r.target, rewrite.State{Method: r.method}
	var before []past
	for {
		a, next, again := v.once(target, &state)
		before = append(before, past{status: state.Status, env: v.variables(state.Env)})
		if !again {
			return a.after(before)
		}
		if len(before) > maxRedirects {
			return answer{status: 500}.after(before)
		}
		target = next
		v.rename(&state)
		state = rewrite.State{Method: r.method, End: state.End, Status: state.Status}
	}
}

// past is a request that an internal redirect has left, or the last one.
type past struct {
	status int
	env    string
}

// after is the answer to the last of several requests. Where it is an error
// and the request was no longer one with status 200, httpd answers with the
// first of those before it that were none either.
func (a answer) after(before []past) answer {
	i := len(before) - 1
	if a.body == "" && a.why == "" && before[i].status != 0 {
		for i > 0 && before[i-1].status != 0 {
			i--
		}
		if i < len(before)-1 {
			a.status, a.location = before[i].status, ""
		}
	}
	if a.status < 0 {
		a.why = "a status that is none"
	}
	a.env = before[i].env
	return a
}

// rename puts REDIRECT_ before all names.
func (v *view) rename(state *rewrite.State) {
	renamed := map[string]rewrite.Env{}
	for name, e := range v.env {
		renamed["REDIRECT_"+name] = e
	}
	for _, e := range state.Env {
		if e.Unset {
			delete(renamed, "REDIRECT_"+e.Name)
		} else {
			renamed["REDIRECT_"+e.Name] = e
		}
	}
	status := "200"
	if state.Status > 0 {
		status = strconv.Itoa(state.Status)
	}
	renamed["REDIRECT_STATUS"] = rewrite.Env{Value: status}
	v.env = renamed
}

// variables shows E1 and E2 as the server's Header directive does.
func (v *view) variables(env []rewrite.Env) string {
	var b strings.Builder
	for _, name := range []string{"E1", "E2", "REDIRECT_E1", "REDIRECT_E2", "REDIRECT_REDIRECT_E1"} {
		e, ok := v.env[name]
		for _, set := range env {
			if strings.EqualFold(set.Name, name) || set.Name == "" {
				e, ok = set, !set.Unset
			}
		}
		switch {
		case e.Why != "" && ok:
			b.WriteString("?")
		case !ok:
			b.WriteString("(null)")
		default:
			b.WriteString(e.Value)
		}
		b.WriteString("|")
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}

// once is one request, or one internal redirect.
func (v *view) once(target string, state *rewrite.State) (a answer, next string, again bool) {
	for strings.HasPrefix(target, "//") {
		target = target[1:]
	}
	path, fragmentless := target, target
	if i := strings.IndexByte(target, '#'); i >= 0 {
		fragmentless = target[:i]
	}
	path, state.Args, state.HasArgs = strings.Cut(fragmentless, "?")
	if path == "" {
		path = "/"
	}
	uri, status := decode(path)
	if status != 0 {
		return answer{status: status}, "", false
	}
	state.URI = uri
	v.context = rewrite.Roots{Document: v.root}
	file, a, done := v.translate(state)
	if done {
		return a, "", false
	}
	if tooLong("/", file) {
		return answer{status: 403}, "", false
	}
	config := v.walk(state, file)
	if _, err := os.Lstat(state.Filename); errors.Is(err, syscall.ENAMETOOLONG) {
		return answer{status: 403}, "", false
	}
	if config == nil {
		return v.serve(state), "", false
	}
	result := config.Directory(state, v)
	switch result.Kind {
	case rewrite.Internal:
		return answer{}, result.Target, true
	case rewrite.Nothing, rewrite.Settled:
		return v.serve(state), "", false
	}
	return final(result), "", false
}

// translate finds the file.
func (v *view) translate(state *rewrite.State) (file string, a answer, done bool) {
	uri := state.URI
	if v.server != nil {
		switch result := v.server.Server(state, v); result.Kind {
		case rewrite.Settled:
			return state.Filename, answer{}, false
		case rewrite.Passed:
			uri = state.URI
			if !strings.HasPrefix(uri, "/") {
				return "", answer{status: 400}, true
			}
		case rewrite.Nothing:
		default:
			return "", final(result), true
		}
	}
	if rest, ok := strings.CutPrefix(uri, aliasPath); ok && v.alias != "" && (rest == "" || rest[0] == '/') {
		v.context = rewrite.Roots{Document: v.root, Context: v.alias, Prefix: aliasPath}
		return v.alias + rest, answer{}, false
	}
	if _, status := decode(strings.ReplaceAll(uri, "%", "%25")); status != 0 {
		return "", answer{status: 403}, true // it climbs above the root
	}
	if tooLong(v.root, uri) {
		return "", answer{status: 403}, true
	}
	clean := filepath.Clean(uri)
	if strings.HasSuffix(uri, "/") && clean != "/" {
		clean += "/"
	}
	return v.root + clean, answer{}, false
}

// tooLong says that httpd does not join a folder and a path.
func tooLong(folder, path string) bool {
	return len(folder)+len(strings.TrimLeft(path, "/"))+4 > 4096
}

// final is the answer to a request that a rule has ended.
func final(result rewrite.Result) answer {
	switch result.Kind {
	case rewrite.Redirect:
		return answer{status: result.Status, location: result.Location}
	case rewrite.Refuse:
		return answer{status: result.Status}
	case rewrite.Proxy:
		return answer{status: 502, location: result.Target}
	}
	return answer{why: result.Why + " "}
}

// decode is a path without escapes and dot segments, or the status httpd
// refuses it with.
func decode(path string) (string, int) {
	if !strings.HasPrefix(path, "/") {
		return "", 400
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] != '%' {
			b.WriteByte(path[i])
			continue
		}
		if i+2 >= len(path) {
			return "", 400
		}
		c, err := strconv.ParseUint(path[i+1:i+3], 16, 8)
		switch {
		case err != nil:
			return "", 400
		case c == '/' || c == 0:
			return "", 404
		}
		b.WriteByte(byte(c))
		i += 2
	}
	var parts []string
	for part := range strings.SplitSeq(b.String(), "/") {
		switch part {
		case ".", "":
		case "..":
			if len(parts) == 0 {
				return "", 400
			}
			parts = parts[:len(parts)-1]
		default:
			parts = append(parts, part)
		}
	}
	clean := "/" + strings.Join(parts, "/")
	if last := b.String(); len(parts) > 0 && (strings.HasSuffix(last, "/") || strings.HasSuffix(last, "/.") || strings.HasSuffix(last, "/..")) {
		clean += "/"
	}
	return clean, 0
}

// walk finds how much of a path exists, and merges the configurations of the
// folders on the way: with each other first, and then with the server's.
func (v *view) walk(state *rewrite.State, file string) *rewrite.Config {
	merged := v.folders(state, file)
	if merged == nil || v.server == nil {
		return merged
	}
	base := *v.server
	base.Rules = nil
	return rewrite.Merge(&base, merged)
}

func (v *view) folders(state *rewrite.State, file string) (config *rewrite.Config) {
	at, rest := "", filepath.Clean(file)
	slash := strings.HasSuffix(file, "/")
	for {
		if c := v.dirs[at+"/"]; c != nil && config == nil {
			config = c
		} else if c != nil {
			config = rewrite.Merge(config, c)
		}
		if rest == "" || rest == "/" {
			break
		}
		name, after, more := strings.Cut(rest[1:], "/")
		at += "/" + name
		if rest = ""; more {
			rest = "/" + after
		}
		if info, err := os.Stat(at); err != nil || !info.IsDir() {
			if slash {
				rest += "/"
			}
			state.Filename, state.PathInfo = at, rest
			return config
		}
	}
	if slash && !strings.HasSuffix(at, "/") {
		at += "/"
	}
	state.Filename, state.PathInfo = at, ""
	return config
}

// serve answers with a file.
func (v *view) serve(state *rewrite.State) answer {
	text, err := os.ReadFile(state.Filename)
	if err != nil || state.PathInfo != "" {
		return answer{status: 404}
	}
	status := 200
	if state.Status != 0 {
		status = state.Status
	}
	return answer{status: status, body: string(text)}
}
