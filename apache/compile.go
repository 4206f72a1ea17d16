package apache

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// compiler makes what the engine runs of the scopes of one server.
type compiler struct {
	p *program
}

// serverFlags are what httpd compiles every pattern with.
const serverFlags = pcre.DotAll | pcre.DollarEndOnly

// compileProgram compiles the server's configuration, or the one that is
// assumed.
func compileProgram(p *program) *engine.Program {
	c := &compiler{p}
	out := &engine.Program{
		Module:      p.fact,
		Disk:        disk.New(p.loader.Tree(), p.loader.Locate),
		AccessFiles: []string{AccessFile},
		Worker:      disk.Worker{UID: -1, GID: -1},
		ThirdParty:  p.thirdParty(), Reauthorizes: c.reauthorizes(),
		Root: p.server.Root.Value, Methods: p.registered, Providers: c.providers(),
	}
	out.Overrides = &overrides{c: c, program: out}
	if p.main == nil {
		c.assume(out)
	} else {
		c.server(out)
	}
	for _, name := range p.without {
		out.Assumptions = append(out.Assumptions, "httpd is started without -D "+name)
	}
	for _, h := range append([]*engine.Host{out.Main}, out.Hosts...) {
		if h.Root.Text != "" {
			out.Disk.Root(h.Root.Text)
		}
	}
	return out
}

// reauthorizes: the modules that ask for access in a way of their own.
func (c *compiler) reauthorizes() model.Fact {
	if c.p.thirdParty() {
		return model.Unknown
	}
	all := model.No
	for _, m := range []string{"mod_allowmethods.c", "mod_auth_form.c", "mod_lua.c", "mod_log_debug.c"} {
		switch c.p.fact(m) {
		case model.Yes:
			if c.p.complete {
				return model.Yes
			}
			all = model.Unknown
		case model.Unknown:
			all = model.Unknown
		}
	}
	return all
}

// server compiles the configuration in view.
func (c *compiler) server(out *engine.Program) {
	if r := c.refusal(); r != nil {
		out.Refused = r
	}
	out.Main = c.host(c.p.main, nil)
	out.Assumptions = append(out.Assumptions, c.p.site.Assumptions...)
	if !c.p.complete {
		out.Assumptions = append(out.Assumptions, "the modules that the configuration in view does not load are the usual ones")
	}
	c.global(out)
	for _, s := range c.p.main.Children {
		if s.Kind == model.ScopeHost {
			out.Hosts = append(out.Hosts, c.host(s, out.Main))
		}
	}
}

// refusal is the first thing for which httpd does not start.
func (c *compiler) refusal() *engine.Refusal {
	site := c.p.site
	if c.p.expanded != nil {
		site = c.p.expanded
	}
	for _, r := range site.Refusals {
		if r.Scope != nil && r.Scope.ServerConfiguration() && r.Assumption == "" && r.Kind != model.RefusedCrash {
			return refusalOf(r)
		}
	}
	return nil
}

func refusalOf(r *model.Refusal) *engine.Refusal {
	return &engine.Refusal{
		Message: r.Message, Assumed: r.Assumption, Crash: r.Kind == model.RefusedCrash, Span: r.Cause,
	}
}

// section compiles a scope.
func (c *compiler) section(s *model.Scope) *engine.Section {
	out := &engine.Section{Scope: s, Span: s.Head}
	c.match(out, s)
	out.Settings = c.settings(s, out)
	return out
}

// match compiles what a section covers.
func (c *compiler) match(out *engine.Section, s *model.Scope) {
	text := s.Matcher.Pattern.Text
	out.Kind = sectionKinds[s.Kind]
	switch s.Matcher.Form {
	case model.MatchRegexp:
		out.Pattern = pcre.Compile(text, serverFlags)
		if names := out.Pattern.Names(); slices.ContainsFunc(names, func(n string) bool { return n != "" }) {
			out.Names = names
		}
	case model.MatchExpr:
		out.If, _ = expr.Parse(text)
	default:
		out.Path, out.Wild = text, strings.ContainsAny(text, "*?[")
	}
	if s.Kind == model.ScopeProxy {
		out.Path = strings.TrimPrefix(out.Path, "proxy:")
	}
	if s.Kind == model.ScopeDirectory && out.Pattern != nil && text != "/" {
		out.Depth = strings.Count(text, "/") // as if the pattern were a path
	}
	if s.Kind == model.ScopeDirectory && out.Pattern == nil {
		if text == "/" {
			out.Depth = 0
		} else {
			out.Path = strings.TrimSuffix(path.Clean(text), "/") + "/"
			out.Depth = strings.Count(out.Path, "/")
		}
	}
	if p := partOf(s); p != nil && p.node != nil && s.Kind == model.ScopeIf {
		out.Else = !p.node.Is("<If")
	}
}

var sectionKinds = map[model.ScopeKind]engine.SectionKind{
	model.ScopeDirectory: engine.SectionDirectory, model.ScopeHtaccess: engine.SectionHtaccess,
	model.ScopeFiles: engine.SectionFiles, model.ScopeLocation: engine.SectionLocation, model.ScopeIf: engine.SectionIf,
	model.ScopeProxy: engine.SectionProxy,
}

// settings compiles what a scope says. of is the section it becomes; nil for
// what stands outside every section.
func (c *compiler) settings(s *model.Scope, of *engine.Section) *engine.Settings {
	b := &settingBuilder{c: c, out: &engine.Settings{Access: s.Own}, scope: s, section: of}
	b.build()
	return b.out
}

// build compiles everything that the scope says.
func (b *settingBuilder) build() {
	c, s, out := b.c, b.scope, b.out
	if b.serverLevel() {
		out.Options.Set = engine.OptionDefault
	}
	if p := partOf(s); p != nil {
		b.begin(p.begun)
		out.Unsure = p.unsure
		out.Options.Untouched = s.Kind == model.ScopeHtaccess && len(s.Children) == 0 && !p.ofCore()
		for _, it := range p.items {
			if compile := settingCompilers[it.node.folded()]; compile != nil {
				b.item = it
				compile(b)
			}
		}
	}
	for _, child := range s.Children {
		switch child.Kind {
		case model.ScopeFiles:
			out.Files = append(out.Files, c.section(child))
		case model.ScopeIf:
			out.Ifs = append(out.Ifs, c.section(child))
		}
	}
}

// ofCore says that something in a .htaccess is a directive of httpd's core, or
// a section, all of which are: those of conditions leave nothing behind.
func (p *part) ofCore() bool {
	core := func(name string) bool {
		found := Lookup(name)
		return len(found) > 0 && found[0].Module == "core.c" && !found[0].Immediate
	}
	return slices.ContainsFunc(p.items, func(it item) bool { return core(it.node.folded()) }) ||
		slices.ContainsFunc(p.used, func(it item) bool { return it.node.Is("<Limit") || it.node.Is("<LimitExcept") }) ||
		slices.ContainsFunc(p.begun, core)
}

// begin makes what modules keep of a section although httpd passes over what is
// said to them.
func (b *settingBuilder) begin(directives []string) {
	for _, name := range directives {
		switch {
		case strings.HasPrefix(name, "rewrite"):
			b.rewriteConfig()
		case strings.HasPrefix(name, "authdigest"):
			b.digest()
		}
	}
}

// settingBuilder is one scope on its way to Settings.
type settingBuilder struct {
	c       *compiler
	out     *engine.Settings
	scope   *model.Scope
	section *engine.Section
	item    item
	rewrite rewriteBuilder
	// hostEnv are the SetEnvIf of the server's level, which are the host's.
	hostEnv []*engine.EnvRule
}

// words are the directive's words.
func (b *settingBuilder) words() []Word { return b.item.node.Words }

// word is its i-th word, or none.
func (b *settingBuilder) word(i int) string {
	if i < len(b.words()) {
		return b.words()[i].Text
	}
	return ""
}

// flag is its On or Off.
func (b *settingBuilder) flag() engine.Flag {
	if strings.EqualFold(b.word(0), "on") {
		return engine.FlagOn
	}
	return engine.FlagOff
}

// text is a word of the directive with its place.
func (b *settingBuilder) text(i int) *engine.Word {
	return &engine.Word{Text: b.word(i), Span: b.item.span()}
}

func (b *settingBuilder) doubt(why string) {
	b.out.Unsure = append(b.out.Unsure, engine.Doubt{Why: why, Span: b.item.span()})
}

// serverLevel says that the directive stands outside every section.
func (b *settingBuilder) serverLevel() bool { return b.section == nil }

// sortDirectories puts the sections of folders into httpd's order: by the
// number of their folders, as they are written among equals.
func sortDirectories(sections []*engine.Section) {
	slices.SortStableFunc(sections, func(a, b *engine.Section) int { return cmp.Compare(a.Depth, b.Depth) })
}

// statusOf is a status written as a number or by one of Redirect's words.
func statusOf(word string) int {
	switch strings.ToLower(word) {
	case "permanent":
		return 301
	case "temp", "":
		return 302
	case "seeother":
		return 303
	case "gone":
		return 410
	}
	n, _ := strconv.Atoi(word)
	return n
}
