package nginx

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// maxExpanded bounds how many directives there are once every include is
// replaced by what it stands for: a few files that include each other twice
// would fill the memory.
const maxExpanded = 1 << 20

// reader parses a file and those it includes, each once.
type reader struct {
	loader lint.Loader
	site   *model.Site
	known  catalogue
	// base is the folder of the tree that relative paths start from; empty
	// where it is not known. guessed says that no nginx.conf is in view there.
	base    string
	guessed bool
	// whole says that the folder is one as servers have it: where a file is
	// not there, it is missing.
	whole bool
	// parts are those of what "nginx -T" prints, by their paths; nil for
	// configuration that lies in files.
	parts map[string]*source.File
	trees map[string]*branch
	order []*Tree
	depth int // how many files are open
	// modules says that a module is loaded which is not in view.
	modules bool
}

// branch is a file on its way to be parsed with what it includes.
type branch struct {
	tree *Tree
	open bool // it is still being read
	// weight is how many directives it stands for.
	weight int
}

// follows reads what a file includes.
func (r *reader) follows(t *Tree, at string) *branch {
	b := &branch{tree: t, open: true}
	t.Path = at
	r.trees[at] = b
	r.order = append(r.order, b.tree)
	r.depth++
	r.nodes(b, b.tree.Nodes)
	r.depth--
	b.open = false
	return b
}

// nodes follows the includes among nodes and in their blocks.
func (r *reader) nodes(b *branch, nodes []*Node) {
	for _, n := range nodes {
		b.weight++
		if n.Kind == KindDirective && n.Is("include") && len(n.Words) == 1 && n.Arg(0) != "" {
			r.include(b, n)
		}
		r.nodes(b, n.Children)
	}
}

// wildcards make a path a pattern.
const wildcards = "*?["

// include finds what an include stands for.
func (r *reader) include(b *branch, n *Node) {
	name := n.Arg(0)
	pattern := strings.ContainsAny(name, wildcards)
	found, why := r.find(name, pattern)
	if why != "" {
		r.unread(n, name, why)
		return
	}
	for _, at := range found {
		r.follow(b, n, at, pattern)
	}
}

// find returns the paths that the argument of an include means, in nginx's
// order, or why they are not known.
func (r *reader) find(name string, pattern bool) (paths []string, why string) {
	if r.parts != nil {
		return r.findPart(name, pattern)
	}
	at, why := r.place(name)
	switch {
	case why != "":
		return nil, why
	case !pattern:
		return []string{at}, ""
	}
	paths, err := r.loader.Glob(at)
	if errors.Is(err, fs.ErrPermission) {
		return nil, "its folder cannot be listed"
	}
	return paths, ""
}

// usual are the folders that nginx.conf lies in on servers.
var usual = [...]string{"/etc/nginx", "/usr/local/nginx/conf", "/usr/local/etc/nginx", "/usr/local/openresty/nginx/conf", "/opt/nginx/conf"}

// place turns the path of an include into one of the tree. An absolute one that
// lies outside of what may be read, in the folder that servers have nginx.conf
// in, is looked for beside the nginx.conf at hand: repositories hold copies.
func (r *reader) place(name string) (at, why string) {
	if !path.IsAbs(name) {
		if r.base == "" {
			return "", "it is relative to the folder of nginx.conf, which is not in view"
		}
		return path.Join(r.base, name), ""
	}
	at, known, why := r.loader.Locate(path.Clean(name))
	if known && (r.base == "" || source.Below(r.base, at) || r.there(at)) {
		return at, ""
	}
	for _, dir := range usual {
		if r.base != "" && r.base != dir && source.Below(dir, path.Clean(name)) {
			return path.Join(r.base, strings.TrimPrefix(path.Clean(name), dir)), ""
		}
	}
	if known {
		return at, ""
	}
	return "", why
}

// there says that the folder a path lies in is in view.
func (r *reader) there(at string) bool {
	_, err := r.loader.Stat(path.Dir(at))
	return err == nil
}

// follow links one file to the include that stands for it.
func (r *reader) follow(b *branch, n *Node, at string, pattern bool) {
	child := r.trees[at]
	if child == nil {
		f, ok := r.open(n, at, pattern)
		if !ok {
			return
		}
		if r.depth == maxIncluded {
			r.limit(n, fmt.Sprintf("includes are followed %d deep, what lies deeper was not read", maxIncluded))
			return
		}
		child = r.follows(parseWith(f, r.known), at)
	}
	switch {
	case child.open:
		n.refuse(Fault{Start: n.Words[0].Start, End: n.Words[0].End, Kind: model.RefusedValue,
			Message: "the file includes itself, until nginx has no more files to open"})
	case b.weight+child.weight > maxExpanded:
		r.limit(n, fmt.Sprintf("what is included may come to %d directives, the rest was not read", maxExpanded))
	default:
		b.weight += child.weight
		n.Included = append(n.Included, child.tree)
	}
}

// open opens an included file. Where that fails it says what nginx does.
func (r *reader) open(n *Node, at string, pattern bool) (*source.File, bool) {
	if r.parts != nil {
		return r.parts[at], true
	}
	f, err := r.loader.Open(at)
	if err == nil {
		return f, true
	}
	info, _ := r.loader.Stat(at)
	switch {
	case info.IsDir():
		n.Missing = true
		n.refuse(Fault{Start: n.Words[0].Start, End: n.Words[0].End, Kind: model.RefusedValue,
			Message: "a folder is included, which nginx does not read"})
	case !errors.Is(err, fs.ErrNotExist):
		r.unread(n, at, whyUnread(err))
	case pattern:
		r.unread(n, at, "it is a symbolic link that leads nowhere")
	case !r.whole || !r.there(at):
		r.unread(n, n.Arg(0), "it is not in view")
	default:
		n.Missing = true
		n.refuse(Fault{Start: n.Words[0].Start, End: n.Words[0].End, Kind: model.RefusedValue,
			Message: "the included file does not exist, and nginx does not start"})
	}
	return nil, false
}

// whyUnread says in a clause what stood in the way.
func whyUnread(err error) string {
	switch {
	case errors.Is(err, source.ErrOutside):
		return "it lies outside the folders that may be read"
	case errors.Is(err, fs.ErrPermission):
		return "authlint may not read it"
	case errors.Is(err, source.ErrTooLarge):
		return "it is larger than authlint reads"
	case errors.Is(err, source.ErrNotRegular):
		return "it is no file"
	}
	return "it could not be read"
}

// stock are files that come with nginx and say nothing of who may enter.
var stock = []string{
	"mime.types", "fastcgi_params", "fastcgi.conf", "proxy_params", "scgi_params", "uwsgi_params", "koi-utf", "koi-win", "win-utf",
}

// unread notes a file that is not known.
func (r *reader) unread(n *Node, name, why string) {
	switch {
	case slices.Contains(stock, path.Base(name)):
		return
	case path.Base(path.Dir(name)) == "modules-enabled": // it loads a module and says nothing else
		r.modules = true
		return
	}
	r.site.Unread = append(r.site.Unread, &model.Unread{Path: name, Span: n.WordSpan(n.Words[0]), Why: why})
}

func (r *reader) limit(n *Node, what string) {
	r.site.Limits = append(r.site.Limits, &model.Limit{Span: n.Span(), Path: n.Tree.File.Name, What: what})
}
