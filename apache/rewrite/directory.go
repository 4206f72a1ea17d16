package rewrite

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// Directory carries out the rules of .htaccess files and sections, when the
// file is known and access has been granted.
func (c *Config) Directory(s *State, l Lookup) Result {
	if !c.Engine || c.Dir == "" || s.End {
		return Result{Kind: Nothing}
	}
	r := c.start(s, l, c.Dir)
	// A folder asked for without its slash is left to mod_dir, which redirects.
	if !r.toProxy() && !c.has(AllowNoSlash) && s.Filename == c.Dir[:len(c.Dir)-1] {
		return Result{Kind: Nothing}
	}
	follows, why := l.FollowsLinks()
	switch follows {
	case model.Unknown:
		return Result{Kind: Unknown, Why: why}
	case model.No:
		return Result{Kind: Refuse, Status: 403}
	}
	if r.s.Filename == "" {
		r.s.Filename = r.s.URI
	}
	return r.finish(s)
}

// endDirectory makes a result of what the rules of a folder came to.
func (r *run) endDirectory(a action) Result {
	if a == unchanged {
		r.s.Filename = r.firstFilename
		return Result{Kind: Nothing, Rule: r.rule}
	}
	if result, done := r.endAlike(a); done {
		return result
	}
	path := r.s.Filename
	scheme, _ := fullURL(path)
	switch {
	case len(path) > len(proxyPrefix) && strings.HasPrefix(path, proxyPrefix):
		return r.toServer(path, a)
	case scheme > 0:
		r.baseInURL(scheme)
		return r.redirect(a, scheme)
	}
	if len(path) > len(passPrefix) {
		path = strings.TrimPrefix(path, passPrefix)
	}
	r.s.Filename = path
	switch {
	case !strings.HasPrefix(path, "/"):
		return r.answer(400)
	case path == r.firstFilename:
		// The server goes on with the file it had, or it would never end.
		return Result{Kind: Settled, Rule: r.rule}
	}
	target, why := r.asURL(path)
	if why != "" {
		return r.unknown(why)
	}
	if r.s.HasArgs {
		target += "?" + r.s.Args
	}
	return Result{Kind: Internal, Target: target, Rule: r.rule}
}

// baseInURL puts RewriteBase in the place of the folder, which a relative
// substitution has left in the URL of a redirect.
func (r *run) baseInURL(scheme int) {
	slash := strings.IndexByte(r.s.Filename[scheme:], '/')
	at := scheme + slash + 1
	if r.c.Base == "" || slash < 0 || at == len(r.s.Filename) {
		return
	}
	path := replacePrefix(r.s.Filename[at:], strings.TrimPrefix(r.c.Dir, "/"), r.c.Base[1:])
	r.s.Filename = r.s.Filename[:at] + path
}

// asURL makes a URL path of a path that may begin with the folder: by
// RewriteBase, else by the document root, else by the Alias in force.
func (r *run) asURL(path string) (url, why string) {
	roots := r.l.Roots()
	url = path
	if r.c.Base != "" {
		url = replacePrefix(path, r.c.Dir, r.c.Base)
	} else if roots.Why != "" {
		return "", roots.Why
	} else if root := strings.TrimSuffix(roots.Document, "/"); strings.HasPrefix(path, root+"/") {
		url = path[len(root):]
	}
	if url != path || r.c.has(IgnoreContextInfo) {
		return url, ""
	}
	if roots.Why != "" {
		return "", roots.Why
	}
	return replacePrefix(path, roots.context(), roots.Prefix), ""
}
