package apache

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

func (l *lowerer) options(n *Node) {
	for _, w := range n.Words {
		l.scope.Options = append(l.scope.Options, l.tree.Word(w))
	}
}

func (l *lowerer) allowOverride(n *Node) {
	s := model.Setting[[]model.Word]{State: model.Set, Span: l.tree.DirectiveSpan(n), Cause: l.tree.DirectiveSpan(n)}
	for _, w := range n.Words {
		s.Value = append(s.Value, l.tree.Word(w))
	}
	if len(s.Value) == 1 && strings.EqualFold(s.Value[0].Text, "none") {
		s.State = model.Off
	}
	l.scope.Override = s
}

func (l *lowerer) clientCertificate(n *Node) { l.scope.ClientCertificate = l.value(n) }

func (l *lowerer) requireTLS(n *Node) {
	l.scope.RequireTLS = model.Setting[bool]{State: model.Set, Value: true, Span: l.tree.DirectiveSpan(n), Cause: l.tree.DirectiveSpan(n)}
}

func (l *lowerer) tlsOptions(n *Node) {
	for _, w := range n.Words {
		l.scope.TLSOptions = append(l.scope.TLSOptions, l.tree.Word(w))
	}
}

// sslRequire keeps the expression, which is the rest of the line.
func (l *lowerer) sslRequire(n *Node) {
	l.scope.Expressions = append(l.scope.Expressions, model.Word{Text: n.Args, Span: l.tree.Span(n.ArgsStart, n.ArgsEnd)})
}

func (l *lowerer) addressHeader(n *Node) { l.scope.AddressHeader = l.value(n) }

func (l *lowerer) addressProxies(n *Node) {
	for _, w := range n.Words {
		l.scope.AddressProxies = append(l.scope.AddressProxies, l.tree.Word(w))
	}
}

func (l *lowerer) rate(n *Node) {
	r := model.RateLimit{Name: n.Name.Text, Span: l.tree.DirectiveSpan(n)}
	for _, w := range n.Words {
		r.Args = append(r.Args, l.tree.Word(w))
	}
	l.scope.Rates = append(l.scope.Rates, r)
}

// virtualHost makes the host of a VirtualHost section.
func (l *lowerer) virtualHost(n *Node, s *model.Scope) {
	h := &model.Host{Server: l.server, Scope: s, Span: s.Span, TLS: model.No}
	for _, w := range n.Words {
		h.Listens = append(h.Listens, l.tree.Word(w))
	}
	s.Host, l.host = h, h
	l.site.Hosts = append(l.site.Hosts, h)
}

func (l *lowerer) hostName(n *Node) {
	if l.host == nil {
		return
	}
	for _, w := range n.Words {
		l.host.Names = append(l.host.Names, l.tree.Word(w))
	}
}

func (l *lowerer) documentRoot(n *Node) {
	s := l.value(n)
	if s.State != model.Set || !path.IsAbs(s.Value) {
		return
	}
	dir, known, _ := l.loader.Locate(path.Clean(s.Value))
	if !known {
		return
	}
	r := &model.Root{Dir: dir, Host: l.host, Certain: true}
	l.site.Roots = append(l.site.Roots, r)
	if l.host != nil {
		l.host.Roots = append(l.host.Roots, r)
	}
}

// folderAlias keeps an Alias that stands outside of every section.
func (l *lowerer) folderAlias(n *Node) {
	outside := l.scope.Kind == model.ScopeServer || l.scope.Kind == model.ScopeHost
	if !outside || len(n.Words) != 2 || !path.IsAbs(n.Words[0].Text) || !path.IsAbs(n.Words[1].Text) {
		return
	}
	if dir, known, _ := l.loader.Locate(path.Clean(n.Words[1].Text)); known {
		l.site.Aliases = append(l.site.Aliases, &model.Alias{
			Path: n.Words[0].Text, Dir: dir, Host: l.host, Span: l.tree.DirectiveSpan(n),
		})
	}
}

func (l *lowerer) sslEngine(n *Node) {
	if l.host != nil && strings.EqualFold(l.value(n).Value, "on") {
		l.host.TLS = model.Yes
	}
}

// variable answers for ${NAME} in a server configuration.
func (l *lowerer) variable(name string) (string, bool) {
	v, ok := l.defines[name]
	return v, ok
}

// decide decides a condition for the server at hand.
func (l *lowerer) decide(kind model.ConditionKind, argument string) decision {
	switch kind {
	case model.IfModule:
		return l.modules.decideModule(argument)
	case model.IfVersion:
		return decideVersion(l.assumed.version(), argument)
	case model.IfDefine:
		return l.decideDefine(argument)
	case model.IfFile:
		return l.decideFile(argument)
	case model.IfDirective, model.IfSection:
		name := argument
		if kind == model.IfSection {
			name = "<" + argument
		}
		for _, d := range Lookup(name) {
			if l.modules.fact(d.Module) == model.Yes {
				return decision{model.Entered, argument + " belongs to a loaded module", l.server.Assumed}
			}
		}
	}
	return decision{model.Undecided, "the condition on " + argument + " cannot be decided here", false}
}

// decideDefine: names given on the command line are not in view.
func (l *lowerer) decideDefine(name string) decision {
	if _, ok := l.defines[name]; ok {
		return decision{model.Entered, name + " is defined", false}
	}
	return decision{model.Undecided, "whether " + name + " is defined is not known", false}
}

func (l *lowerer) decideFile(name string) decision {
	name = strings.Trim(name, `"`)
	if path.IsAbs(name) {
		if at, known, _ := l.loader.Locate(path.Clean(name)); known {
			_, err := l.loader.Stat(at)
			if err == nil {
				return decision{model.Entered, name + " exists", false}
			}
			if folder, seen := l.loader.Stat(path.Dir(at)); seen == nil && folder.IsDir() && errors.Is(err, fs.ErrNotExist) {
				return decision{model.Skipped, name + " does not exist", false}
			}
		}
	}
	return decision{model.Undecided, "whether " + name + " exists is not known", false}
}

// immediate carries out what httpd carries out while it reads: what follows
// depends on it.
func (l *lowerer) immediate(t *Tree, n *Node) {
	switch n.folded() {
	case "define":
		if len(n.Words) > 1 {
			l.defines[n.Words[0].Text] = n.Words[1].Text
		} else if len(n.Words) == 1 {
			l.defines[n.Words[0].Text] = ""
		}
	case "undefine":
		if len(n.Words) > 0 {
			delete(l.defines, n.Words[0].Text)
		}
	case "loadmodule":
		if len(n.Words) > 1 {
			l.modules.load(n.Words[0].Text)
		}
	case "serverroot":
		if len(n.Words) == 1 {
			l.server.Root = model.Setting[string]{
				State: model.Set, Value: n.Words[0].Text, Span: t.WordSpan(n.Words[0]),
			}
		}
	case "include", "includeoptional":
		l.include(t, n)
	}
}

// debianConfig is the file that Debian's httpd starts with. It names no
// ServerRoot: the folder it lies in is built into the program.
const debianConfig = "apache2.conf"

// debianRoot sets ServerRoot where it is not written because it need not be.
func (l *lowerer) debianRoot(f *source.File) {
	if path.Base(f.Path) == debianConfig && path.IsAbs(f.Path) && l.server.Root.State != model.Set {
		l.server.Root = model.Setting[string]{State: model.Set, Value: path.Dir(f.Path)}
		l.assume("ServerRoot is the folder of " + debianConfig + ", as Debian has it")
	}
}

// maxIncludeDepth is httpd's own bound on includes.
const maxIncludeDepth = 20

// include reads the files an Include names, parses them where they stand, and
// keeps their trees for lowering.
func (l *lowerer) include(t *Tree, n *Node) {
	if len(n.Words) == 0 {
		return
	}
	w := n.Words[0]
	optional := n.folded() == "includeoptional"
	if l.depth >= maxIncludeDepth {
		l.site.Limits = append(l.site.Limits, &model.Limit{
			Span: t.DirectiveSpan(n), What: "includes are followed 20 deep, what lies deeper was not read",
		})
		return
	}
	pattern := w.Text
	if !path.IsAbs(pattern) {
		if l.server.Root.State != model.Set {
			l.unread(t, w, optional, "it is relative to ServerRoot, which is not in view")
			return
		}
		pattern = path.Join(l.server.Root.Value, pattern)
	}
	at, known, why := l.loader.Locate(path.Clean(pattern))
	if !known {
		l.unread(t, w, optional, why)
		return
	}
	paths, err := l.loader.Glob(at)
	if err != nil || len(paths) == 0 {
		if !optional && !strings.ContainsAny(pattern, "*?[") {
			l.refuseInclude(t, n, w)
		}
		return
	}
	for _, p := range paths {
		l.includeFile(t, n, w, p)
	}
}

func (l *lowerer) unread(t *Tree, w Word, optional bool, why string) {
	l.modules.miss()
	if optional {
		return
	}
	l.site.Unread = append(l.site.Unread, &model.Unread{Path: w.Text, Span: t.WordSpan(w), Why: why})
}

func (l *lowerer) refuseInclude(t *Tree, n *Node, w Word) {
	l.site.Refuse(&model.Refusal{
		Kind: model.RefusedValue, Directive: n.Name.Text, Span: t.WordSpan(w), Cause: t.DirectiveSpan(n),
		Message: "the included file does not exist, which httpd does not accept", Scope: l.scope,
	})
}

// includeFile parses one included file. The same file may be included many
// times, but never by itself.
func (l *lowerer) includeFile(t *Tree, n *Node, w Word, at string) {
	f, err := l.loader.Open(at)
	if err != nil {
		l.unread(t, w, false, "it could not be read")
		return
	}
	if slices.Contains(l.including, f) {
		l.site.Refuse(&model.Refusal{
			Kind: model.RefusedValue, Directive: n.Name.Text, Span: t.WordSpan(w), Cause: t.DirectiveSpan(n),
			Message: "the file includes itself", Scope: l.scope,
		})
		return
	}
	l.including = append(l.including, f)
	if l.apart {
		f = l.p.withMacros(f)
	}
	l.depth++
	tree := parse(f, context{
		maxLine: maxLineServer, decide: l.decide, vars: l.variable, read: l.immediate, undefined: true,
	})
	l.depth--
	l.including = l.including[:len(l.including)-1]
	if l.included == nil {
		l.included = map[*Node][]*Tree{}
	}
	l.included[n] = append(l.included[n], tree)
}

// lowerIncluded lowers the trees of an Include where it stands.
func (l *lowerer) lowerIncluded(n *Node) {
	saved, marks := l.tree, l.marks
	for _, t := range l.included[n] {
		l.tree, l.marks = t, model.Pairs{}
		l.faults()
		l.addressed(t.Nodes, len(t.text))
		l.nodes(t.Nodes)
		l.marks.Finish(len(l.tree.text))
	}
	l.tree, l.marks = saved, marks
}
