package nginx

import (
	"slices"
	"sync"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/nginx/engine"
)

// program is what the front end keeps of a server: the scopes of its
// configuration, from which, once somebody asks for a decision, the engine's
// program is made.
type program struct {
	server  *model.Server
	site    *model.Site
	loader  lint.Loader
	options *Options
	// trees are the files that were lowered, with what they include.
	trees []*Tree
	// main is what stands outside of http: user, load_module, env. It is nil
	// where only fragments are in view.
	main *part
	// prefix is the folder of nginx.conf, as the server has it, from which
	// relative paths start; empty where it is not known.
	prefix string
	// http are the scope of the block http, or those of fragments, which stand
	// somewhere in it.
	http []*model.Scope

	// byFile are the trees of all files that were read, those that others
	// include among them.
	byFile map[*source.File]*Tree

	once   sync.Once
	engine *engine.Program
}

// part is what a scope keeps for the engine.
type part struct {
	node *Node // the block; nil for a file's own scope
	// items are what stands in it in nginx's order: without comments, and with
	// what is included in the place of include.
	items []item
}

// item is one directive or block.
type item struct {
	node *Node
	// scope is that of a block which is one: server, location, limit_except,
	// if. Others (upstream, map, types) are plain nodes.
	scope *model.Scope
}

// partOf is the part of a scope.
func partOf(s *model.Scope) *part {
	p, _ := s.Program.(*part)
	return p
}

// serverOf returns what is kept of the site's nginx, or of the one that is
// assumed.
func serverOf(site *model.Site, loader lint.Loader, o *Options) *program {
	for _, s := range site.Servers {
		if s.Kind == model.Nginx {
			return s.Program.(*program)
		}
	}
	s := &model.Server{Kind: model.Nginx, Assumed: true, Module: o.module}
	p := &program{server: s, site: site, loader: loader, options: o, prefix: o.Prefix, byFile: map[*source.File]*Tree{}}
	s.Program, s.Whole = p, p.wholeOf
	if o.Prefix != "" {
		s.Root = model.Setting[string]{State: model.Default, Value: o.Prefix}
	}
	site.Servers = append(site.Servers, s)
	return p
}

// wholeOf is a directive with its ";", given its span without; what is no
// directive of a file that was read is returned as it is.
func (p *program) wholeOf(at source.Span) source.Span {
	t := p.byFile[at.File]
	if t == nil {
		return at
	}
	for nodes := t.Nodes; len(nodes) > 0; {
		i, found := slices.BinarySearchFunc(nodes, at.Start, func(n *Node, start int) int { return n.Start - start })
		switch {
		case found:
			return nodes[i].Span()
		case i == 0:
			return at
		}
		nodes = nodes[i-1].Children
	}
	return at
}
