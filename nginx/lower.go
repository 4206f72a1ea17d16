package nginx

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// lowerer turns one file's tree, and those it includes, into the model. Its
// fields are what holds at the node it stands at.
type lowerer struct {
	site   *model.Site
	loader lint.Loader
	server *model.Server
	p      *program
	tree   *Tree

	host *model.Host
	// scope is top outside of http, too, where nothing but comments needs one.
	scope *model.Scope
	// part is that of the scope, or of what stands outside of http.
	part *part
	// top is the scope of http, or of a fragment.
	top   *model.Scope
	marks model.Pairs
	// said are the files whose faults are in the site already: a file may be
	// included in many places.
	said map[*source.File]bool
	// unread are the names of files that could not be read.
	unread map[source.Span]bool
	// listed are folders that were looked into.
	listed map[string][]source.Info
}

// lower brings a file that was parsed into the site.
func (p *program) lower(t *Tree) {
	l := &lowerer{site: p.site, loader: p.loader, server: p.server, p: p, tree: t, said: map[*source.File]bool{}}
	l.unread, l.listed = map[source.Span]bool{}, map[string][]source.Info{}
	for _, u := range p.site.Unread {
		l.unread[u.Span] = true
	}
	l.top = l.topScope(t)
	l.site.Scopes = append(l.site.Scopes, l.top)
	p.http = append(p.http, l.top)
	l.scope = l.top
	if whole(t) {
		p.server.Assumed = false
		p.main = &part{}
		p.setPrefix(t.Path)
		l.part = p.main
	} else {
		l.part = partOf(l.top)
		l.assume(p.options.assumption())
	}
	before := len(l.site.Hosts)
	l.file(t)
	p.trees = append(p.trees, t)
	for _, h := range l.site.Hosts[before:] {
		l.settleTLS(h)
		l.roots(h)
		l.someFiles(h.Scope)
	}
	inherit(l.top)
	l.finish(l.top)
}

// whole says that a file is a whole configuration and no part of one: the
// block http stands in it.
func whole(t *Tree) bool {
	for n := range Directives(t.Nodes) {
		if n.Kind == KindBlock && n.Is("http") {
			return true
		}
	}
	return false
}

// topScope makes the scope of the block http, or that of a fragment, which is
// the file.
func (l *lowerer) topScope(t *Tree) *model.Scope {
	s := &model.Scope{Kind: model.ScopeServer, Server: l.server}
	for n := range Directives(t.Nodes) {
		if n.Kind == KindBlock && n.Is("http") {
			l.place(s, n)
			return s
		}
	}
	f := t.File
	s.Span, s.Head, s.InsertAt = f.All(), f.Span(0, 0), f.Span(len(f.Data), len(f.Data))
	s.Alone = true
	s.Program = &part{}
	return s
}

// place sets where a block's scope stands, and its part.
func (l *lowerer) place(s *model.Scope, n *Node) {
	s.Span, s.Head = n.Span(), n.Head()
	s.InsertAt = n.Tree.File.Span(n.CloseStart, n.CloseStart)
	s.Program = &part{node: n}
}

// setPrefix takes the folder of a whole configuration for the one that
// relative paths start from, as nginx does with the file it is started with.
func (p *program) setPrefix(at string) {
	if p.options.Prefix != "" {
		return
	}
	if dir, _, found := cutLast(at, "/"); found {
		p.prefix = dir
		p.server.Root = model.Setting[string]{State: model.Set, Value: dir}
	}
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func (l *lowerer) assume(what string) {
	for _, a := range l.site.Assumptions {
		if a == what {
			return
		}
	}
	l.site.Assumptions = append(l.site.Assumptions, what)
}

// file lowers what stands in a file, at the place where it is included.
func (l *lowerer) file(t *Tree) {
	saved, marks := l.tree, l.marks
	l.tree, l.marks = t, model.Pairs{}
	if !l.said[t.File] {
		l.said[t.File] = true
		l.faults()
		l.addressed(t.Nodes, len(t.File.Data))
	}
	l.nodes(t.Nodes)
	l.marks.Finish(len(t.File.Data))
	l.tree, l.marks = saved, marks
}

// faults turns the tree's faults into refusals.
func (l *lowerer) faults() {
	for _, f := range l.tree.Faults {
		r := &model.Refusal{Kind: f.Kind, Span: l.tree.File.Span(f.Start, f.End), Message: f.Message, Assumption: f.Assumed, Scope: l.scope}
		r.Correction = f.Meant.in(l.tree.File)
		if r.Cause = r.Span; f.Node != nil {
			r.Cause = f.Node.Head()
			if name := f.Node.Name.Text; !odd(name) { // which may be a line of a password file
				r.Directive = name
			}
		}
		l.site.Refuse(r)
	}
}

// nodes lowers nodes in order.
func (l *lowerer) nodes(nodes []*Node) {
	for _, n := range nodes {
		switch {
		case n.Kind == KindComment:
			l.comment(n)
		case n.Is("include"):
			l.marks.Follow(n.Head())
			l.include(n)
		default:
			l.marks.Follow(n.Head())
			l.directive(n)
		}
	}
}

// include lowers the files that an include stands for.
func (l *lowerer) include(n *Node) {
	if n.Missing || len(n.Included) == 0 {
		l.keep(n, nil)
		l.unseen(n)
		return
	}
	for _, t := range n.Included {
		l.file(t)
	}
}

// harmlessIncludes are files that packages of nginx have, which say nothing
// about access.
var harmlessIncludes = [...]string{
	"mime.types", "fastcgi_params", "fastcgi.conf", "fastcgi-php.conf", "fastcgi_cache", "proxy_params", "proxy.conf", "scgi_params", "uwsgi_params",
	"koi-utf", "koi-win", "win-utf", "options-ssl-nginx.conf",
}

// unseen notes that nobody knows what a file says that is not in view. In http
// it is taken to have servers and variables of its own; where it stands among
// the rules of a server or location it may have more of them.
func (l *lowerer) unseen(n *Node) {
	at := n.Arg(0)
	if !l.unread[n.WordSpan(firstWord(n))] || slices.Contains(harmlessIncludes[:], at[strings.LastIndexByte(at, '/')+1:]) {
		return
	}
	if l.scope.Kind == model.ScopeServer {
		l.assume("included files that are not in view say nothing about access to what is in view")
		return
	}
	l.scope.Own.Uncertain = true
}

func firstWord(n *Node) Word {
	if len(n.Words) == 0 {
		return n.Name
	}
	return n.Words[0]
}

// keep notes a directive for the engine.
func (l *lowerer) keep(n *Node, s *model.Scope) {
	l.part.items = append(l.part.items, item{n, s})
}

// directive lowers a directive or block.
func (l *lowerer) directive(n *Node) {
	maskSecrets(n)
	if l.part == l.p.main {
		l.outside(n)
		return
	}
	if block := scopeBlock(n); block != nil {
		block(l, n)
		return
	}
	l.keep(n, nil)
	l.apart(n)
	if lower := lowering(n.Name.Text); lower != nil {
		lower(l, n)
	}
}

// outside lowers what stands outside of http.
func (l *lowerer) outside(n *Node) {
	if n.Kind == KindBlock && n.Is("http") {
		// What a second block has nginx refuses with it.
		l.keep(n, l.top)
		l.inside(l.top, func() { l.nodes(n.Children) })
		return
	}
	l.keep(n, nil)
	l.apart(n)
}

// apart looks at the comments and secrets in a node that is no scope: comments
// stand between the words of directives, too.
func (l *lowerer) apart(n *Node) {
	for _, c := range n.Children {
		if c.Kind == KindComment {
			l.comment(c)
			continue
		}
		l.marks.Follow(c.Head())
		maskSecrets(c)
		l.apart(c)
	}
}

// inside does something as if it stood in a scope.
func (l *lowerer) inside(s *model.Scope, do func()) {
	scope, part := l.scope, l.part
	l.scope, l.part = s, partOf(s)
	do()
	l.scope, l.part = scope, part
}

// scopeBlock is what lowers a block that is a scope of its own; nil for any
// other node.
func scopeBlock(n *Node) func(*lowerer, *Node) {
	if n.Kind != KindBlock {
		return nil
	}
	switch n.Name.Text {
	case "server":
		return (*lowerer).hostBlock
	case "location":
		return (*lowerer).location
	case "limit_except":
		return (*lowerer).limitExcept
	case "if":
		return (*lowerer).condition
	}
	return nil
}

// scoped lowers a block that is a scope.
func (l *lowerer) scoped(n *Node, s *model.Scope) {
	s.Server, s.Host, s.Parent = l.server, l.host, l.scope
	l.place(s, n)
	l.scope.Children = append(l.scope.Children, s)
	l.site.Scopes = append(l.site.Scopes, s)
	l.keep(n, s)
	l.inside(s, func() { l.nodes(n.Children) })
}

// hostBlock lowers a server.
func (l *lowerer) hostBlock(n *Node) {
	s := &model.Scope{Kind: model.ScopeHost}
	saved := l.host
	l.host = &model.Host{Server: l.server, Scope: s, Span: n.Span(), TLS: model.No}
	l.site.Hosts = append(l.site.Hosts, l.host)
	l.scoped(n, s)
	l.host = saved
}

func (l *lowerer) location(n *Node) {
	l.scoped(n, &model.Scope{Kind: model.ScopeLocation, Matcher: matcher(n)})
}

// limitExcept lowers the block for all methods but those it names.
func (l *lowerer) limitExcept(n *Node) {
	m := &model.Methods{Except: true, Span: n.Head()}
	for _, w := range n.Words {
		word := n.Word(w)
		word.Text = strings.ToUpper(word.Text) // nginx takes them in any letter case
		m.Names = append(m.Names, word)
	}
	l.scoped(n, &model.Scope{Kind: model.ScopeLimitExcept, Methods: m})
}

// condition lowers an if, whose words are those between its parentheses.
func (l *lowerer) condition(n *Node) {
	s := &model.Scope{Kind: model.ScopeIf, Matcher: model.Matcher{Form: model.MatchExpr}, Test: test(n)}
	if last := len(n.Words) - 1; last >= 0 {
		var texts []string
		for _, w := range n.Words {
			texts = append(texts, n.Word(w).Text)
		}
		text := strings.TrimSuffix(strings.TrimPrefix(strings.Join(texts, " "), "("), ")")
		s.Matcher.Pattern = model.Word{
			Text: strings.TrimSpace(text), Span: n.Tree.File.Span(n.Words[0].Start, n.Words[last].End),
		}
	}
	l.scoped(n, s)
}

// matcher reads what stands behind location: a sign and a pattern, which may
// be written as one word.
func matcher(n *Node) model.Matcher {
	m := model.Matcher{Form: model.MatchPrefix}
	if len(n.Words) == 0 {
		return m
	}
	word := n.Words[0]
	m.Pattern = n.Word(word)
	sign := ""
	if len(n.Words) > 1 {
		sign, m.Pattern = word.Text, n.Word(n.Words[1])
	} else {
		sign = joinedSign(word.Text)
		m.Pattern.Text = m.Pattern.Text[min(len(sign), len(m.Pattern.Text)):]
		if word.Quote == 0 {
			m.Pattern.Span.Start += len(sign)
		}
	}
	switch sign {
	case "=":
		m.Form = model.MatchExact
	case "^~":
		m.NoRegexp = true
	case "~":
		m.Form = model.MatchRegexp
	case "~*":
		m.Form, m.IgnoreCase = model.MatchRegexp, true
	case "":
		if strings.HasPrefix(m.Pattern.Text, "@") {
			m.Form = model.MatchNamed
		}
	}
	return m
}

// joinedSign is the sign that a location's only word begins with.
func joinedSign(word string) string {
	for _, sign := range [...]string{"=", "^~", "~*", "~"} {
		if strings.HasPrefix(word, sign) {
			return sign
		}
	}
	return ""
}

// finish reads the credential files that a scope and those in it name.
func (l *lowerer) finish(s *model.Scope) {
	if ref := s.Own.UserFile; ref.State == model.Set {
		l.loader.Credentials(ref.Value, model.Passwords, model.Nginx)
	}
	for _, c := range s.Children {
		l.finish(c)
	}
}
