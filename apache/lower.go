package apache

import (
	"cmp"
	"path"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// lowerer turns one file's tree into the model. Its fields are what holds at
// the node it stands at.
type lowerer struct {
	site    *model.Site
	loader  lint.Loader
	server  *model.Server
	p       *program // of the server
	modules *modules
	// assumed is what is taken for granted of the server.
	assumed *Options
	// htaccess says that the file is read as a .htaccess.
	htaccess bool
	tree     *Tree

	host    *model.Host
	scope   *model.Scope
	within  *model.Condition
	methods *model.Methods
	// container is the innermost Require container; nil outside.
	container *model.Requirement
	// lenient says that httpd skips what is being lowered: nothing in it is
	// a mistake.
	lenient bool
	// pending are the conditions of the RewriteRule to come.
	pending []model.RewriteCondition
	// defines are the names httpd was told by Define; nil in a .htaccess where
	// no configuration of the server is in view.
	defines map[string]string
	// foreign says that the file is written in another language, so that
	// names nobody knows are no news. macros says that macros are used.
	foreign, macros bool
	// depth counts the includes on the way here.
	depth int
	// including are the files on the way here, included the trees that each
	// Include brought.
	including []*source.File
	included  map[*Node][]*Tree
	// top is the part of the file's own scope. ignores, when set, says which
	// directives of a .htaccess httpd passes over.
	top     *part
	fileTop *model.Scope
	// apart says that the file is lowered for the engine alone: nothing is
	// assumed of what is allowed in it.
	apart   bool
	ignores func(*Node) bool
	// before is how many scopes the site had from other files.
	before int
	marks  model.Pairs
	// memories are what handlers remember, by the section they stand in.
	memories map[*Node]*memory
}

// file parses a file and lowers it.
func (l *lowerer) file(f *source.File) {
	ctx := context{maxLine: maxLineHtaccess, decide: l.decide}
	if !l.htaccess {
		ctx.maxLine = maxLineServer
		ctx.vars = l.variable
		ctx.read = l.immediate
		l.debianRoot(f)
		l.defines = map[string]string{}
	} else if l.defines = l.p.defines; l.defines != nil {
		ctx.vars = l.variable
	}
	ctx.undefined = l.defines != nil
	if l.apart && !l.htaccess {
		f = l.p.withMacros(f)
	}
	l.including = []*source.File{f}
	l.tree = parse(f, ctx)
	l.before = len(l.site.Scopes)
	l.scope = l.fileScope(f)
	l.top, l.fileTop = &part{tree: l.tree}, l.scope
	l.scope.Program = l.top
	l.p.found(l)
	if l.encoding() {
		return
	}
	if !l.foreign {
		l.faults()
	}
	l.addressed(l.tree.Nodes, len(l.tree.text))
	l.nodes(l.tree.Nodes)
	l.keep()
	l.marks.Finish(len(l.tree.text))
	if l.modules.complete && !l.modules.named {
		l.server.Assumed = false
	}
	l.finish()
}

// fileScope makes the scope that a file is by itself.
func (l *lowerer) fileScope(f *source.File) *model.Scope {
	s := &model.Scope{
		Kind:     model.ScopeServer,
		Server:   l.server,
		Span:     f.All(),
		Head:     f.Span(0, 0),
		InsertAt: f.Span(len(f.Data), len(f.Data)),
	}
	if l.htaccess {
		s.Kind = model.ScopeHtaccess
		s.Dir = path.Dir(f.Path)
		if path.Base(f.Path) == AccessFile {
			s.Above = l.site.Above(s.Dir)
			l.site.AddOverride(s)
		} else {
			s.Alone = true
		}
		if l.server.Assumed {
			l.assume(l.assumed.assumption())
		}
	}
	l.site.Scopes = append(l.site.Scopes, s)
	return s
}

func (l *lowerer) assume(what string) {
	for _, a := range l.site.Assumptions {
		if a == what {
			return
		}
	}
	l.site.Assumptions = append(l.site.Assumptions, what)
}

// faults turns the tree's faults into refusals.
func (l *lowerer) faults() {
	for _, f := range l.tree.Faults {
		cause := l.tree.DirectiveSpan(f.Node)
		if f.Start < f.Node.Start || f.Start >= f.Node.HeadEnd {
			cause = l.tree.Span(f.Start, f.End)
		}
		l.site.Refuse(&model.Refusal{
			Kind: f.kind, Directive: f.Node.Name.Text, Span: l.tree.Span(f.Start, f.End),
			Cause: cause, Message: f.Message, Scope: l.scope, Assumption: cmp.Or(f.assumed, l.undecided(f.Node)),
			Correction: l.correction(f.right...),
		})
	}
	if deep := l.tree.Deep; deep != nil {
		l.site.Limits = append(l.site.Limits, &model.Limit{
			Span: l.tree.DirectiveSpan(deep), What: "sections are read 500 deep, what lies deeper was not read",
		})
	}
}

// undecided is the assumption under which httpd reads a node at all: empty
// when no undecided condition stands round it.
func (l *lowerer) undecided(n *Node) string {
	for at := n.Parent; at != nil; at = at.Parent {
		if at.Condition() && at.Verdict == model.Undecided {
			return "httpd reads what stands in " + at.label()
		}
	}
	return ""
}

// refuse records that httpd does not accept a directive. Where there is no use
// for that it gives nil.
func (l *lowerer) refuse(n *Node, kind model.RefusalKind, span source.Span, message, assumed string) *model.Refusal {
	if l.lenient || n.Lenient {
		return nil
	}
	if assumed == "" {
		assumed = l.undecided(n)
	}
	if n.refused {
		return nil // only the first complaint about one directive counts
	}
	n.refused = assumed == ""
	r := &model.Refusal{
		Kind: kind, Directive: n.Name.Text, Span: span, Cause: l.tree.DirectiveSpan(n),
		Message: message, Assumption: assumed, Scope: l.scope,
	}
	l.site.Refuse(r)
	return r
}

func (l *lowerer) odd(kind model.OddityKind, span, cause source.Span, directive, text string) {
	if l.lenient {
		return
	}
	l.site.Oddities = append(l.site.Oddities, &model.Oddity{
		Kind: kind, Span: span, Cause: cause, Directive: directive, Text: text, Scope: l.scope,
	})
}

// nodes lowers nodes in order.
func (l *lowerer) nodes(nodes []*Node) {
	for _, n := range nodes {
		switch n.Kind {
		case KindComment:
			l.comment(n)
		case KindDirective:
			l.directive(n)
		case KindSection:
			l.section(n)
		}
	}
}

// directive lowers one directive.
func (l *lowerer) directive(n *Node) {
	l.marks.Follow(l.tree.DirectiveSpan(n))
	l.maskSecrets(n)
	if l.ignores != nil && l.ignores(n) {
		l.ignore(n)
		return
	}
	l.use(n)
	l.check(n)
	if l.foreign && foreignLine(n) != "" {
		return
	}
	if n.known != nil && n.known.compile {
		l.record(n)
	}
	name := n.folded()
	if n.known != nil && n.known.lower != nil {
		n.known.lower(l, n)
	} else if name == "use" {
		l.useMacro(n)
	} else if name == "include" || name == "includeoptional" {
		l.lowerIncluded(n)
	} else if strings.HasPrefix(name, "auth") && len(n.directives()) == 0 && Removed(name) == "" && nearDirective(name) == "" {
		l.scope.Own.Elsewhere = true
	}
}

// section lowers a section.
func (l *lowerer) section(n *Node) {
	l.marks.Follow(l.tree.DirectiveSpan(n))
	if l.ignores != nil && l.ignores(n) {
		return
	}
	l.use(n)
	if n.Condition() {
		l.condition(n, n.known.kind)
		return
	}
	l.check(n)
	switch name := n.folded(); name {
	case "<limit", "<limitexcept":
		l.limit(n, name == "<limitexcept")
	case "<requireall", "<requireany", "<requirenone":
		l.requireContainer(n, name)
	case "<authnprovideralias", "<authzprovideralias":
		l.alias(n, name == "<authzprovideralias")
	case "<macro":
		l.macros = true
		l.defineMacro(n)
		l.odd(model.OddUnsupported, l.tree.WordSpan(n.Name), l.tree.DirectiveSpan(n), n.Name.Text, "Macro")
	default:
		l.scoped(n, name)
	}
}

// scoped lowers a section that is a scope of its own.
func (l *lowerer) scoped(n *Node, name string) {
	kind, form, ok := scopeKind(name)
	if !ok {
		l.nodesApart(n.Children)
		return
	}
	s := &model.Scope{
		Kind: kind, Server: l.server, Host: l.host, Parent: l.scope, Within: l.within, Dir: "",
		Span: l.tree.Span(n.Start, n.End), Head: l.tree.DirectiveSpan(n),
		InsertAt: l.tree.Span(n.CloseStart, n.CloseStart),
	}
	s.Matcher = l.matcher(n, form)
	s.Program = &part{tree: l.tree, node: n}
	if kind == model.ScopeDirectory && s.Matcher.Form == model.MatchPath {
		s.Dir, _, _ = l.loader.Locate(strings.TrimSuffix(s.Matcher.Pattern.Text, "/"))
	}
	l.scope.Children = append(l.scope.Children, s)
	l.site.Scopes = append(l.site.Scopes, s)
	saved, host := l.scope, l.host
	l.scope = s
	if kind == model.ScopeHost {
		l.virtualHost(n, s)
	}
	l.nodes(n.Children)
	l.scope, l.host = saved, host
}

// nodesApart lowers nodes that nobody knows the meaning of, so that nothing
// in them is taken for a setting of the scope round them.
func (l *lowerer) nodesApart(nodes []*Node) {
	saved, lenient := l.scope, l.lenient
	l.scope = &model.Scope{Kind: saved.Kind, Server: l.server, Parent: saved, Within: l.within, Span: saved.Span}
	l.lenient = true
	l.nodes(nodes)
	l.scope, l.lenient = saved, lenient
}

// scopeKind says what scope a section is and how its pattern is compared.
func scopeKind(name string) (model.ScopeKind, model.MatchForm, bool) {
	switch name {
	case "<files":
		return model.ScopeFiles, model.MatchGlob, true
	case "<filesmatch":
		return model.ScopeFiles, model.MatchRegexp, true
	case "<directory":
		return model.ScopeDirectory, model.MatchPath, true
	case "<directorymatch":
		return model.ScopeDirectory, model.MatchRegexp, true
	case "<location":
		return model.ScopeLocation, model.MatchPrefix, true
	case "<locationmatch":
		return model.ScopeLocation, model.MatchRegexp, true
	case "<proxy":
		return model.ScopeProxy, model.MatchPrefix, true
	case "<proxymatch":
		return model.ScopeProxy, model.MatchRegexp, true
	case "<virtualhost":
		return model.ScopeHost, model.MatchAll, true
	case "<if", "<elseif":
		return model.ScopeIf, model.MatchExpr, true
	case "<else":
		return model.ScopeIf, model.MatchAll, true
	}
	return 0, 0, false
}

// matcher reads a section's pattern. "~" makes a regular expression of it,
// wildcards a glob.
func (l *lowerer) matcher(n *Node, form model.MatchForm) model.Matcher {
	words := n.Words
	if len(words) > 1 && words[0].Text == "~" && (form == model.MatchGlob || form == model.MatchPath || form == model.MatchPrefix) {
		form, words = model.MatchRegexp, words[1:]
	}
	m := model.Matcher{Form: form}
	if len(words) == 0 {
		return m
	}
	m.Pattern = l.tree.Word(words[0])
	wild := strings.ContainsAny(m.Pattern.Text, "*?[")
	switch {
	case form == model.MatchGlob && !wild:
		m.Form = model.MatchExact
	case (form == model.MatchPath || form == model.MatchPrefix) && wild:
		m.Form = model.MatchGlob
	}
	return m
}

// condition lowers what stands in a condition: into the scope round it when
// httpd enters it, else apart.
func (l *lowerer) condition(n *Node, kind model.ConditionKind) {
	c := &model.Condition{
		Kind: kind, Negated: n.Negated, Verdict: n.Verdict, Why: n.Why, Assumed: n.Assumed, Outer: l.within,
		Span: l.tree.Span(n.Start, n.End), Head: l.tree.DirectiveSpan(n),
	}
	if n.Argument.Text != "" {
		c.Argument = l.tree.Word(n.Argument)
	}
	l.scope.Conditions = append(l.scope.Conditions, c)
	within, scope, container, lenient := l.within, l.scope, l.container, l.lenient
	l.within = c
	if c.Verdict != model.Entered {
		c.Body = &model.Scope{
			Kind: scope.Kind, Server: l.server, Host: l.host, Parent: scope.Parent, Above: scope.Above,
			Matcher: scope.Matcher, Dir: scope.Dir, Alone: scope.Alone,
			Within: c, Span: c.Span, Head: c.Head, InsertAt: l.tree.Span(n.CloseStart, n.CloseStart),
		}
		l.scope, l.container = c.Body, nil
		l.lenient = lenient || c.Verdict == model.Skipped
	}
	l.nodes(n.Children)
	c.Sound = c.Verdict == model.Skipped && !lenient && l.sound(n.Children)
	l.within, l.scope, l.container, l.lenient = within, scope, container, lenient
	if c.Kind == model.IfDefine && c.Negated && c.Assumed {
		l.p.without = append(l.p.without, c.Argument.Text)
	}
	if c.Verdict == model.Undecided {
		l.scope.Own.Uncertain = l.scope.Own.Uncertain || writes(&c.Body.Own)
		if tells(c.Body) {
			l.doubt(c)
		}
	}
}

// writes says whether a scope says anything about access.
func writes(a *model.Access) bool {
	return a.Require != nil || a.Address.Written() || a.Type.Written() || a.Realm.Written() ||
		a.UserFile.Written() || a.GroupFile.Written() || a.Providers.Written() || a.Uncertain
}

// limit binds what stands in Limit and LimitExcept to methods.
func (l *lowerer) limit(n *Node, except bool) {
	m := &model.Methods{Except: except, Span: l.tree.DirectiveSpan(n), Section: l.tree.Span(n.Start, n.End)}
	for _, w := range n.Words {
		m.Names = append(m.Names, l.tree.Word(w))
	}
	saved := l.methods
	l.methods = m
	l.nodes(n.Children)
	l.methods = saved
}

// finish computes what holds in each scope of the file and reads the
// credential files it names.
func (l *lowerer) finish() {
	if l.htaccess {
		l.fileTop.Classes = classesOf(l.top)
	}
	for _, s := range l.site.Scopes[l.before:] {
		l.inherit(s)
	}
}

// fold is a directive's name in lower case, without allocation where it
// already is.
func fold(name string) string { return strings.ToLower(name) }
