package rewrite

import (
	"strings"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/lint/model"
)

// Server carries out the rules of a server or virtual host, when the server
// maps the path to a file, before Alias and DocumentRoot. Engine and Options of
// c are those in force for the path, <Location> sections with them.
func (c *Config) Server(s *State, l Lookup) Result {
	if !c.Engine || s.End {
		return Result{Kind: Nothing}
	}
	// Rules are about paths: "*" of OPTIONS and the host of CONNECT are none.
	if !c.has(AllowAnyURI) && !strings.HasPrefix(s.URI, "/") {
		return Result{Kind: Nothing}
	}
	r := c.start(s, l, "")
	r.scriptVariables()
	if r.s.Filename == "" {
		r.s.Filename = r.s.URI
	}
	result := r.finish(s)
	if result.Kind == Nothing {
		s.Filename = r.firstFilename
	}
	return result
}

// scriptVariables sets SCRIPT_URL and SCRIPT_URI, which the first request
// before internal redirects gives their values.
func (r *run) scriptVariables() {
	path, why := r.l.Environment("REDIRECT_SCRIPT_URL")
	if path == "" && why == "" {
		path = r.s.URI
	}
	if r.s.Subrequest {
		path, why = "", "a request of the server to itself takes it from the first one"
	}
	r.s.setEnv(Env{Name: "SCRIPT_URL", Value: path, Why: why})
	origin, unknown := r.origin()
	if why == "" {
		why = unknown
	}
	if why != "" {
		origin, path = "", ""
	}
	r.s.setEnv(Env{Name: "SCRIPT_URI", Value: origin + path, Why: why})
}

// endServer makes a result of what the rules of a server came to.
func (r *run) endServer(a action) Result {
	if a == unchanged {
		return Result{Kind: Nothing, Rule: r.rule}
	}
	if result, done := r.endAlike(a); done {
		return result
	}
	path := r.s.Filename
	scheme, _ := fullURL(path)
	switch {
	case len(path) > len(proxyPrefix) && strings.HasPrefix(path, proxyPrefix):
		return r.toServer(path+r.s.PathInfo, a)
	case scheme > 0:
		return r.redirect(a, scheme)
	case len(path) > len(passPrefix) && strings.HasPrefix(path, passPrefix):
		r.s.URI, r.s.Filename = path[len(passPrefix):], r.firstFilename
		return Result{Kind: Passed, Rule: r.rule}
	case !strings.HasPrefix(path, "/"):
		return r.answer(400)
	case strings.HasPrefix(path, "/~") && len(path) > 2 && path[2] != '/':
		return r.unknown("a path that begins with /~ may be a user's home directory")
	}
	return r.settle()
}

// endAlike makes the results that are the same in both contexts.
func (r *run) endAlike(a action) (Result, bool) {
	scheme, _ := fullURL(r.s.Filename)
	escapes := scheme > 0 && a != changedUnescaped
	switch {
	case !escapes && hidden(r.s.Args):
		return r.answer(403), true
	case a == answered && r.status == NoStatus:
		// The status 0 is httpd's sign for going on.
		if r.dir != "" && r.s.Filename != r.firstFilename {
			return r.unknown("the file is another one than the one httpd has looked at"), true
		}
		r.s.Status = 0
		return Result{Kind: Settled, Rule: r.rule}, true
	case a == answered:
		r.s.Status = 0
		return r.answer(r.status), true
	case a == refused:
		r.s.Status = r.status
		return r.answer(r.status), true
	}
	return Result{}, false
}

func (r *run) unknown(why string) Result { return Result{Kind: Unknown, Rule: r.rule, Why: why} }

// answer refuses with a status.
func (r *run) answer(status int) Result { return Result{Kind: Refuse, Status: status, Rule: r.rule} }

// toServer hands the request to mod_proxy.
func (r *run) toServer(path string, a action) Result {
	loaded, why := r.l.HasProxy()
	switch loaded {
	case model.Unknown:
		return r.unknown(why)
	case model.No:
		return r.answer(403)
	}
	// Without NE mod_proxy itself puts the query behind the path.
	if r.s.HasArgs && a == changedUnescaped {
		path += "?" + r.s.Args
	}
	r.s.Filename, r.s.Proxied, r.s.Handler = path, true, "proxy-server"
	return Result{Kind: Proxy, Target: path[len(proxyPrefix):], Rule: r.rule}
}

// redirect answers with a full URL.
func (r *run) redirect(a action, scheme int) Result {
	location := r.s.Filename
	if a != changedUnescaped {
		location = escapeURL(location, scheme)
	}
	if r.s.HasArgs {
		args := r.s.Args
		if a != changedUnescaped && (!r.hadArgs || args != r.firstArgs) {
			args = EscapePath(args)
		}
		location += "?" + args
	}
	if unsendable(location) {
		return r.answer(500)
	}
	status := r.s.Status
	if isRedirect(status) {
		r.s.Status = 0
	} else {
		status = defaultRedirect
	}
	return Result{Kind: Redirect, Status: status, Location: location, Rule: r.rule}
}

// unsendable says that a header has a control character in it. httpd answers
// with an error then.
func unsendable(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}

// settle finds the file of a path: the path itself where httpd takes it for
// one of the file system, else the one below the document root.
func (r *run) settle() Result {
	if !r.reduced {
		whole, why := r.wholePath()
		switch whole {
		case model.Unknown:
			return r.unknown(why)
		case model.Yes:
			return Result{Kind: Settled, Rule: r.rule}
		}
	}
	roots := r.l.Roots()
	if roots.Why != "" {
		return r.unknown(roots.Why)
	}
	path, ok := below(roots.Document, r.s.Filename)
	if !ok {
		return r.answer(403)
	}
	r.s.Filename = path
	return Result{Kind: Settled, Rule: r.rule}
}

// wholePath says whether httpd takes the new path for one of the file system:
// its first part exists, and the rule has written that part itself or the path
// begins with the document root.
func (r *run) wholePath() (model.Fact, string) {
	first, _, _ := strings.Cut(strings.TrimLeft(r.s.Filename, "/"), "/")
	if first == "." || first == ".." {
		first = ""
	}
	first = "/" + first
	if !r.c.has(UnsafePrefixStat) && !r.substituted.flags.has(unsafePrefixStat) && !strings.HasPrefix(r.substituted.target, first) {
		roots := r.l.Roots()
		if roots.Why != "" {
			return model.Unknown, roots.Why
		}
		if !strings.HasPrefix(r.s.Filename, roots.Document) && !strings.HasPrefix(r.s.Filename, roots.context()) {
			return model.No, ""
		}
	}
	kind, _, why := r.l.Stat(first)
	return known(kind&(expr.Regular|expr.Directory|expr.Other) != 0, why)
}

// Joining a folder and a path, httpd wants room for four bytes more, all within
// the longest path of the system.
const (
	maxPath  = 4096
	joinRoom = 4
)

// below is a URL path in a folder, with "." and ".." and double slashes taken
// out. It says false for a path that leads out of the folder or is too long.
func below(folder, path string) (string, bool) {
	var parts []string
	if path = strings.TrimLeft(path, "/"); len(folder)+len(path)+joinRoom > maxPath {
		return "", false
	}
	rest, slash := path, false
	for rest != "" {
		var part string
		var more bool
		part, rest, more = strings.Cut(rest, "/")
		switch part {
		case "", ".":
		case "..":
			if len(parts) == 0 {
				return "", false
			}
			parts = parts[:len(parts)-1]
			more = true
		default:
			parts = append(parts, part)
			slash = more
			continue
		}
		slash = slash || more
	}
	file := strings.TrimSuffix(folder, "/") + "/" + strings.Join(parts, "/")
	if slash && len(parts) > 0 {
		file += "/"
	}
	return file, true
}
