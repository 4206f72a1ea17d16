package nginx

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/nginx/engine"
)

// Resolve implements access.Server. What is asked first compiles the program.
func (p *program) Resolve(w *access.Walk, in access.Inner, policy *access.Policy) {
	p.Prepare()
	p.engine.Resolve(w, in, policy)
}

// Prepare compiles the program.
func (p *program) Prepare() {
	p.once.Do(func() { p.engine = compileProgram(p) })
}

// compiler makes what the engine runs of the scopes of one server.
type compiler struct {
	p    *program
	out  *engine.Program
	vars engine.Compiler
	// sockets are the listens that were seen, by address and port.
	sockets map[string]*engine.Listen
	unread  map[source.Span]string // why includes were not read
	// at is the server block that is being compiled; nil outside of all.
	at *engine.Server
}

// compileProgram compiles what is in view of a configuration.
func compileProgram(p *program) *engine.Program {
	c := &compiler{p: p, sockets: map[string]*engine.Listen{}, unread: map[source.Span]string{}}
	c.out = &engine.Program{
		Disk:       disk.New(p.loader.Tree(), p.loader.Locate),
		Worker:     disk.Worker{UID: -1, GID: -1},
		Prefix:     p.options.Root,
		ConfPrefix: p.prefix,
	}
	for _, u := range p.site.Unread {
		c.unread[u.Span] = u.Why
	}
	c.refusal()
	c.out.Assumptions = append(c.out.Assumptions, p.site.Assumptions...)
	for _, top := range p.http {
		c.http(top)
	}
	c.listens()
	c.out.Variables = c.vars.Variables
	for _, r := range p.site.Roots {
		c.out.Disk.Root(r.Dir)
	}
	return c.out
}

// refusal is the first thing for which nginx does not start.
func (c *compiler) refusal() {
	for _, r := range c.p.site.Refusals {
		if r.Scope != nil && r.Scope.Server == c.p.server && r.Assumption == "" {
			c.out.Refused = &engine.Refusal{Message: r.Message, Span: r.Cause}
			return
		}
	}
}

// http compiles the block http, or a fragment of one.
func (c *compiler) http(top *model.Scope) {
	items := partOf(top).items
	for _, i := range items {
		c.table(i.node)
	}
	outer := c.settings(top, nil)
	servers := false
	for _, i := range items {
		if i.scope != nil && i.scope.Kind == model.ScopeHost {
			servers = true
			c.server(i.scope, outer, items)
		}
	}
	if !servers {
		c.fragment(top, outer)
	}
}

// fragment compiles a file of locations and the like as if it stood in a server
// of its own.
func (c *compiler) fragment(top *model.Scope, outer *engine.Settings) {
	s := &engine.Server{Span: top.Head, Named: map[string]*engine.Location{}}
	s.Own = &engine.Location{Settings: outer}
	s.Script = c.script(top, nil, s)
	c.locations(top, s.Own, s)
	for _, port := range [...]struct {
		number int
		tls    bool
	}{{80, false}, {443, true}} {
		c.out.Listens = append(c.out.Listens, &engine.Listen{
			Port: port.number, TLS: port.tls, Both: true, Six: true, Servers: []*engine.Server{s}, Default: s,
		})
	}
}

// flags of patterns: nginx sets none of its own.
func flags(ignoreCase bool) pcre.Flags {
	if ignoreCase {
		return pcre.IgnoreCase
	}
	return 0
}

// pattern compiles a pattern, whose named groups are variables.
func (c *compiler) pattern(text string, ignoreCase bool) *engine.Regexp {
	re := &engine.Regexp{Regexp: pcre.Compile(text, flags(ignoreCase))}
	names := re.Names()
	re.Sets = make([]int, len(names))
	for i, name := range names {
		re.Sets[i] = -1
		if name != "" {
			re.Sets[i] = c.vars.Declare(name)
		}
	}
	return re
}

// text compiles the i-th argument of a directive.
func (c *compiler) text(n *Node, i int) *engine.Text {
	return c.vars.Text(n.Arg(i), n.Head())
}

// includes is include for all that stands among nodes.
func (c *compiler) includes(nodes []*Node) string {
	for _, n := range nodes {
		if !n.Is("include") {
			continue
		}
		if why := c.include(n); why != "" {
			return why
		}
		for _, t := range n.Included {
			if why := c.includes(t.Nodes); why != "" {
				return why
			}
		}
	}
	return ""
}

// include is what a file that was not read may change.
func (c *compiler) include(n *Node) string {
	for at, why := range c.unread {
		if at.File != n.Tree.File || at.Start < n.Start || at.End > n.End {
			continue
		}
		name := path.Base(n.Arg(0))
		switch {
		case ofNginx(n.Arg(0)):
		case aboutOthers(name):
			c.assume(name + ", which is not in view, says nothing of access")
		default:
			return "what " + name + " holds is not known: " + why
		}
	}
	return ""
}

func (c *compiler) assume(what string) {
	if !slices.Contains(c.out.Assumptions, what) {
		c.out.Assumptions = append(c.out.Assumptions, what)
	}
}

// ofNginx says that a file is one of those that nginx comes with, which say
// nothing of access.
func ofNginx(name string) bool {
	switch strings.ToLower(path.Base(name)) {
	case "mime.types", "fastcgi_params", "fastcgi.conf", "uwsgi_params", "scgi_params", "proxy_params", "koi-utf", "koi-win", "win-utf":
		return true
	}
	return strings.Contains(name, "modules-enabled")
}

// aboutOthers says that a file is called after something else than access, as
// people name the parts of their configuration.
func aboutOthers(name string) bool {
	name = strings.ToLower(name)
	for _, part := range [...]string{"ssl", "tls", "gzip", "brotli", "fastcgi", "_params", "proxy_", "proxy.conf", "header", "mime", "log_format", "cache", "upstream", "pagespeed"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
