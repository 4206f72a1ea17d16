package apache

import (
	"sync"

	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// program is what the front end keeps of a server: its modules, and, once
// somebody asks for a decision, the configuration as the engine runs it.
type program struct {
	*modules
	options *Options
	site    *model.Site
	server  *model.Server
	loader  lint.Loader
	// main is the scope of the server's own configuration; nil where the
	// server is assumed.
	main *model.Scope
	// read are the files that were lowered, each with what it includes.
	read []readFile
	// providers are those that the configuration defines, by their names.
	providers map[string]*provider
	// macros are those of mod_macro, uses says that any are used, and expanded
	// is the site that was made of the configuration with them.
	macros   map[string]*macro
	uses     bool
	expanded *model.Site
	// registered are the methods that only the server configuration names.
	registered map[string]bool

	// defines are the names that the server's configuration defines.
	defines map[string]string
	// without are names of IfDefine that nobody in view defines.
	without []string

	once   sync.Once
	engine *engine.Program
}

// Resolve implements access.Server. What is asked first compiles the program.
func (p *program) Resolve(w *access.Walk, in access.Inner, policy *access.Policy) {
	p.Prepare()
	p.engine.Resolve(w, in, policy)
}

// Prepare compiles the program.
func (p *program) Prepare() {
	p.once.Do(func() {
		if p.uses && p.main != nil {
			p.expand()
		}
		p.engine = compileProgram(p)
	})
}

// part is what a scope says beside what the model has of it.
type part struct {
	tree *Tree
	node *Node // the section; nil for a file's own scope
	// items are the directives that the engine runs, in order.
	items []item
	// used are all directives and sections of a .htaccess that httpd reads.
	used   []item
	unsure []engine.Doubt
	// begun are the directives that httpd passes over, by which it has begun
	// what their modules keep of the section.
	begun []string
	// folder is that of a .htaccess, as the server has it.
	folder string
}

// item is one directive with the tree it stands in.
type item struct {
	node *Node
	tree *Tree
}

// partOf is the part of a scope.
func partOf(s *model.Scope) *part {
	p, _ := s.Program.(*part)
	return p
}

// record keeps a directive for the engine.
func (l *lowerer) record(n *Node) {
	if l.lenient {
		return
	}
	p := l.part()
	p.items = append(p.items, item{n, l.tree})
}

// use keeps what a .htaccess holds, for AllowOverride.
func (l *lowerer) use(n *Node) {
	if l.htaccess && !l.lenient && !n.Lenient {
		l.top.used = append(l.top.used, item{n, l.tree})
	}
}

// part is that of the scope at hand.
func (l *lowerer) part() *part {
	p := partOf(l.scope)
	if p == nil {
		p = &part{tree: l.tree}
		l.scope.Program = p
	}
	return p
}

// doubt notes that nobody knows whether httpd reads what an undecided
// condition holds.
func (l *lowerer) doubt(c *model.Condition) {
	if c.Kind == model.IfDefine && !c.Negated && l.defines != nil {
		// Names that the command line defines are not in view, and rare.
		l.p.without = append(l.p.without, c.Argument.Text)
		return
	}
	p := l.part()
	p.unsure = append(p.unsure, engine.Doubt{Why: c.Why, Span: c.Head})
}

// tells says that a scope in a condition says anything that the engine runs.
func tells(s *model.Scope) bool {
	p := partOf(s)
	return writes(&s.Own) || p != nil && len(p.items)+len(p.unsure) > 0 || len(s.Children) > 0
}

// found notes the scope of the server's own configuration: the first file that
// is no .htaccess.
func (p *program) found(l *lowerer) {
	if !l.htaccess && p.main == nil {
		p.main, p.defines = l.scope, l.defines
	}
}
