package apache

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
	"github.com/authlint/authlint/lint/source"
)

func (i item) span() source.Span { return i.tree.DirectiveSpan(i.node) }

// settingCompilers says what becomes of the directives that stand in folders,
// sections and .htaccess files, by their names in lower case.
var settingCompilers = map[string]func(*settingBuilder){
	"options":                     (*settingBuilder).options,
	"allowoverride":               (*settingBuilder).allowOverride,
	"allowoverridelist":           (*settingBuilder).allowOverrideList,
	"redirect":                    func(b *settingBuilder) { b.redirect("", false) },
	"redirecttemp":                func(b *settingBuilder) { b.redirect("temp", false) },
	"redirectpermanent":           func(b *settingBuilder) { b.redirect("permanent", false) },
	"redirectmatch":               func(b *settingBuilder) { b.redirect("", true) },
	"redirectrelative":            func(b *settingBuilder) { b.out.RelativeTarget = b.flag() },
	"alias":                       func(b *settingBuilder) { b.aliasHere(false) },
	"scriptalias":                 func(b *settingBuilder) { b.aliasHere(true) },
	"aliaspreservepath":           func(b *settingBuilder) { b.out.PreservePath = b.flag() },
	"errordocument":               (*settingBuilder).errorDocument,
	"proxyerroroverride":          func(b *settingBuilder) { b.out.ErrorOverride = b.flag() },
	"setenv":                      func(b *settingBuilder) { b.lateEnv(engine.EnvSet{Name: b.word(0), Value: b.word(1)}) },
	"unsetenv":                    func(b *settingBuilder) { b.unsetEnv() },
	"setenvif":                    func(b *settingBuilder) { b.setEnvIf(false) },
	"setenvifnocase":              func(b *settingBuilder) { b.setEnvIf(true) },
	"browsermatch":                func(b *settingBuilder) { b.browserMatch(false) },
	"browsermatchnocase":          func(b *settingBuilder) { b.browserMatch(true) },
	"setenvifexpr":                (*settingBuilder).setEnvIfExpr,
	"directoryindex":              (*settingBuilder).directoryIndex,
	"directoryslash":              func(b *settingBuilder) { b.out.Slash = b.flag() },
	"directorycheckhandler":       func(b *settingBuilder) { b.out.CheckHandler = b.flag() },
	"directoryindexredirect":      (*settingBuilder).directoryIndexRedirect,
	"fallbackresource":            func(b *settingBuilder) { b.out.Fallback = b.text(0) },
	"sethandler":                  (*settingBuilder).setHandler,
	"addhandler":                  func(b *settingBuilder) { b.byExtension(&b.out.Handlers, false) },
	"removehandler":               func(b *settingBuilder) { b.byExtension(&b.out.Handlers, true) },
	"addtype":                     func(b *settingBuilder) { b.byExtension(&b.out.Types, false) },
	"removetype":                  func(b *settingBuilder) { b.byExtension(&b.out.Types, true) },
	"acceptpathinfo":              (*settingBuilder).acceptPathInfo,
	"action":                      (*settingBuilder).action,
	"allowmethods":                (*settingBuilder).allowMethods,
	"allowencodedslashes":         (*settingBuilder).encodedSlashes,
	"usecanonicalname":            (*settingBuilder).canonicalName,
	"usecanonicalphysicalport":    func(b *settingBuilder) { b.out.CanonicalPort = b.flag() },
	"sslrequiressl":               (*settingBuilder).requireTLS,
	"sslverifyclient":             (*settingBuilder).verifyClient,
	"sslrequire":                  (*settingBuilder).sslRequire,
	"header":                      (*settingBuilder).header,
	"authbasicusedigestalgorithm": func(b *settingBuilder) { b.out.DigestAlgorithm = b.text(0) },
	"anonymous":                   (*settingBuilder).anonymous,
	"anonymous_logemail":          func(b *settingBuilder) { b.anonymousProvider() },
	"anonymous_mustgiveemail":     func(b *settingBuilder) { b.anonymousProvider().NoEmail = b.flag() == engine.FlagOff },
	"anonymous_nouserid":          func(b *settingBuilder) { b.anonymousProvider().NoUser = b.flag() == engine.FlagOn },
	"anonymous_verifyemail":       func(b *settingBuilder) { b.anonymousProvider().Verify = b.flag() == engine.FlagOn },
	"authdigestdomain":            func(b *settingBuilder) { b.digestDomain() },
	"authdigestqop":               func(b *settingBuilder) { b.digest().NoQop = strings.EqualFold(b.word(0), "none") },
	"authdigestprovider":          func(b *settingBuilder) { b.digest() },
	"authdigestalgorithm":         func(b *settingBuilder) { b.digest() },
	"authdigestnoncelifetime":     func(b *settingBuilder) { b.digest() },
	"authdigestnonceformat":       func(b *settingBuilder) { b.digest() },
	"authdigestnccheck":           func(b *settingBuilder) { b.digest() },
	"use":                         func(b *settingBuilder) { b.doubt("what the macro stands for is not known") },
	"checkspelling":               (*settingBuilder).checkSpelling,
	"proxypass":                   func(b *settingBuilder) { b.proxyHere(false) },
	"proxypassmatch":              func(b *settingBuilder) { b.proxyHere(true) },
	"rewriteengine":               (*settingBuilder).rewriteEngine,
	"rewritebase":                 (*settingBuilder).rewriteBase,
	"rewriteoptions":              (*settingBuilder).rewriteOptions,
	"rewritecond":                 (*settingBuilder).rewriteCond,
	"rewriterule":                 (*settingBuilder).rewriteRule,
}

// optionSets are the words of Options.
var optionSets = map[string]engine.OptionSet{
	"indexes": engine.OptionIndexes, "includes": engine.OptionIncludes | engine.OptionIncludesExec,
	"includesnoexec": engine.OptionIncludes, "followsymlinks": engine.OptionFollowSymLinks,
	"symlinksifownermatch": engine.OptionSymLinksIfOwnerMatch, "execcgi": engine.OptionExecCGI,
	"multiviews": engine.OptionMultiViews, "runscripts": engine.OptionMultiViews | engine.OptionExecCGI,
	"none": 0, "all": engine.OptionAll,
}

func (b *settingBuilder) options() {
	o := &b.out.Options
	for i, w := range b.words() {
		name, sign := w.Text, byte(0)
		if name != "" && (name[0] == '+' || name[0] == '-') {
			name, sign = name[1:], name[0]
		} else if i == 0 {
			o.Set, o.Whole = 0, true
		}
		set := optionSets[strings.ToLower(name)]
		switch sign {
		case '-':
			o.Remove, o.Add, o.Set = o.Remove|set, o.Add&^set, o.Set&^set
		case '+':
			o.Add, o.Remove, o.Set = o.Add|set, o.Remove&^set, o.Set|set
		default:
			o.Set |= set
		}
	}
}

// allowOverride compiles AllowOverride. Classes are those of the table of
// directives.
func (b *settingBuilder) allowOverride() {
	o := &engine.Override{}
	var classes Override
	for _, w := range b.words() {
		name, value, hasValue := strings.Cut(strings.ToLower(w.Text), "=")
		switch name {
		case "all":
			classes, o.Options = overrideAll, engine.OptionAll|engine.OptionSymLinksIfOwnerMatch|engine.OptionMultiViews
		case "none":
			*o, classes = engine.Override{}, 0
		case "options":
			classes |= OverrideOptions
			if !hasValue {
				o.Options = engine.OptionAll // which is not all there are
			}
			for option := range strings.SplitSeq(value, ",") {
				o.Options |= optionSets[option]
			}
		case "nonfatal":
			o.Unforbidden = o.Unforbidden || value == "override" || value == "all"
			o.Unrefused = o.Unrefused || value == "unknown" || value == "all"
		default:
			for bit, class := range overrideNames {
				if strings.EqualFold(class, name) {
					classes |= 1 << bit
				}
			}
		}
	}
	if classes != 0 {
		classes |= OverrideAny
	}
	o.Classes = uint8(classes)
	b.out.Override = o
}

// overrideAll is what AllowOverride All allows.
const overrideAll = OverrideAuthConfig | OverrideFileInfo | OverrideIndexes | OverrideLimit | OverrideOptions | OverrideAny

func (b *settingBuilder) allowOverrideList() {
	b.out.Listed = map[string]bool{}
	for _, w := range b.words() {
		if !strings.EqualFold(w.Text, "none") && len(Lookup(w.Text)) > 0 {
			b.out.Listed[strings.ToLower(w.Text)] = true
		}
	}
}

// redirect compiles Redirect [status] [from] to and its kin.
func (b *settingBuilder) redirect(status string, pattern bool) {
	if b.serverLevel() {
		return // the host's
	}
	if d := redirectOf(b.item, status, pattern); d.From == "" && d.Pattern == nil {
		b.out.Redirect = d
	} else {
		b.out.Redirects = append(b.out.Redirects, d)
	}
}

func redirectOf(it item, status string, pattern bool) *engine.Redirect {
	words := it.node.Words
	d := &engine.Redirect{Span: it.span()}
	if status == "" && len(words) > 0 && redirectStatus(words[0].Text) {
		status, words = words[0].Text, words[1:]
	}
	d.Status = statusOf(status)
	from := ""
	switch {
	case len(words) == 0:
		return d
	case len(words) > 1:
		from, d.To, d.HasTo = words[0].Text, words[1].Text, true
	case d.Status < 300 || d.Status > 399:
		from = words[0].Text
		if !pattern && !strings.HasPrefix(from, "/") {
			from = ""
		}
	default:
		d.Expr, _ = expr.ParseText(words[0].Text)
		return d
	}
	if pattern {
		d.Pattern = pcre.Compile(from, serverFlags)
	} else {
		d.From = from
	}
	return d
}

// aliasHere compiles an Alias of one word, which stands in a Location.
func (b *settingBuilder) aliasHere(script bool) {
	if b.serverLevel() || len(b.words()) != 1 {
		return
	}
	text, err := expr.ParseText(b.word(0))
	if err != nil {
		b.doubt("the alias's target cannot be read here")
		return
	}
	b.out.Alias = &engine.Alias{Expr: text, To: b.word(0), Script: script, Span: b.item.span()}
	if b.section.Pattern == nil {
		b.out.Alias.From = b.section.Path
	}
}

func (b *settingBuilder) errorDocument() {
	status, err := strconv.Atoi(b.word(0))
	if err != nil {
		return
	}
	target := b.word(1)
	local := strings.HasPrefix(target, "/") && !strings.Contains(target, " ")
	remote := !local && !strings.Contains(target, " ") && engine.IsURL(target)
	if status == 401 && remote {
		return // httpd ignores it
	}
	d := engine.ErrorDocument{
		Status: status, Default: strings.EqualFold(target, "default"), Local: local || remote, Target: *b.text(1),
	}
	if text, err := expr.ParseText(target); err == nil && d.Local {
		d.Target.Expr = text
	}
	b.out.ErrorDocuments = append(b.out.ErrorDocuments, d)
}

func (b *settingBuilder) directoryIndex() {
	names, off := []string{}, false
	for _, w := range b.words() {
		names = append(names, w.Text)
		off = strings.EqualFold(w.Text, "disabled")
	}
	if off && len(names) == 1 {
		b.out.Index = &engine.Index{Span: b.item.span()}
		return
	}
	if old := b.out.Index; old != nil {
		names = append(append([]string{}, old.Names...), names...)
	}
	b.out.Index = &engine.Index{Names: names, Span: b.item.span()}
}

func (b *settingBuilder) directoryIndexRedirect() {
	code := -1
	switch word := b.word(0); strings.ToLower(word) {
	case "on":
		code = 302
	case "off":
	default:
		code = statusOf(word)
	}
	b.out.IndexRedirect = engine.Status{Code: code, Span: b.item.span()}
}

func (b *settingBuilder) setHandler() {
	h := b.text(0)
	if strings.Contains(h.Text, "%{") {
		b.doubt("the handler is known only at run time")
	}
	b.out.Handler = h
}

// byExtension compiles AddHandler and its kin.
func (b *settingBuilder) byExtension(m *map[string]engine.Handler, remove bool) {
	words := b.words()
	name := ""
	if !remove && len(words) > 0 {
		name, words = strings.ToLower(words[0].Text), words[1:]
	}
	if *m == nil {
		*m = map[string]engine.Handler{}
	}
	for _, w := range words {
		(*m)[strings.ToLower(strings.TrimPrefix(w.Text, "."))] = engine.Handler{Name: name, Span: b.item.span()}
	}
}

func (b *settingBuilder) acceptPathInfo() {
	b.out.PathInfoSet, b.out.PathInfo = true, engine.FlagUnset
	switch strings.ToLower(b.word(0)) {
	case "on":
		b.out.PathInfo = engine.FlagOn
	case "off":
		b.out.PathInfo = engine.FlagOff
	}
}

func (b *settingBuilder) action() {
	if b.out.Actions == nil {
		b.out.Actions = map[string]engine.Action{}
	}
	b.out.Actions[strings.ToLower(b.word(0))] = engine.Action{
		Script: b.word(1), Virtual: strings.EqualFold(b.word(2), "virtual"), Span: b.item.span(),
	}
}

// allowMethods compiles AllowMethods, whose words may have signs.
func (b *settingBuilder) allowMethods() {
	m := &engine.Methods{Span: b.item.span()}
	for _, w := range b.words() {
		if w.Text == "" || strings.ContainsAny(w.Text[:1], "+-") {
			b.doubt("AllowMethods with signs is not carried out here")
		}
		m.Reset = strings.EqualFold(w.Text, "reset")
		m.Names = append(m.Names, w.Text)
	}
	b.out.AllowMethods = m
}

func (b *settingBuilder) encodedSlashes() {
	switch strings.ToLower(b.word(0)) {
	case "on":
		b.out.EncodedSlashes = engine.SlashesDecoded
	case "nodecode":
		b.out.EncodedSlashes = engine.SlashesKept
	}
}

func (b *settingBuilder) canonicalName() {
	if strings.EqualFold(b.word(0), "dns") {
		b.doubt("the server's name is known to DNS alone")
	}
	b.out.CanonicalName = b.flag()
}

func (b *settingBuilder) requireTLS() {
	b.out.RequireTLS = model.Setting[bool]{State: model.Set, Value: true, Span: b.item.span(), Cause: b.item.span()}
}

func (b *settingBuilder) verifyClient() {
	if !b.serverLevel() {
		b.out.Certificate = model.Setting[string]{State: model.Set, Value: b.word(0), Span: b.item.span(), Cause: b.item.span()}
	}
}

func (b *settingBuilder) sslRequire() {
	c, err := expr.ParseSSLRequire(strings.TrimSpace(b.item.node.Args))
	if err != nil {
		b.doubt("an expression cannot be read here")
		return
	}
	b.out.TLSRequire = append(b.out.TLSRequire, &engine.Condition{Expr: c, Span: b.item.span()})
}

// header keeps the changes that show in an answer's challenge or location.
func (b *settingBuilder) header() {
	words := b.words()
	always := len(words) > 0 && strings.EqualFold(words[0].Text, "always")
	if always || len(words) > 0 && strings.EqualFold(words[0].Text, "onsuccess") {
		words = words[1:]
	}
	if len(words) < 2 {
		return
	}
	rule := headerRule(words)
	switch rule.Action {
	case "set", "setifempty", "append", "merge", "add":
		rule.Malformed = !engine.Token(rule.Written)
	}
	if rule.Name != "www-authenticate" && rule.Name != "location" && !rule.Malformed {
		return
	}
	rule.Always, rule.Span = always, b.item.span()
	b.out.Headers = append(b.out.Headers, rule)
}

// headerRule reads "action name [value] [condition]".
func headerRule(words []Word) *engine.HeaderRule {
	name := strings.TrimSuffix(words[1].Text, ":")
	rule := &engine.HeaderRule{Action: strings.ToLower(words[0].Text), Name: strings.ToLower(name), Written: name}
	rest := words[2:]
	if rule.Action != "unset" && len(rest) > 0 {
		rule.Value, rest = rest[0].Text, rest[1:]
	}
	rule.Conditional = len(rest) > 0 && !strings.HasPrefix(rule.Action, "edit") || strings.Contains(rule.Value, "%")
	return rule
}

// anonymousProvider is what the section says to mod_authn_anon.
func (b *settingBuilder) anonymousProvider() *engine.Anonymous {
	if b.out.Anonymous == nil {
		b.out.Anonymous = &engine.Anonymous{}
	}
	return b.out.Anonymous
}

func (b *settingBuilder) anonymous() {
	a := b.anonymousProvider()
	for _, w := range b.words() {
		a.Names = append(a.Names, w.Text)
	}
}

// digest is what the section says to mod_auth_digest.
func (b *settingBuilder) digest() *engine.Digest {
	if b.out.Digest == nil {
		b.out.Digest = &engine.Digest{}
	}
	return b.out.Digest
}

func (b *settingBuilder) digestDomain() {
	d := b.digest()
	for _, w := range b.words() {
		d.Domain = append(d.Domain, w.Text)
	}
}

func (b *settingBuilder) checkSpelling() {
	if strings.EqualFold(b.word(0), "on") {
		b.doubt("mod_speling may find another file")
	}
}

// proxyHere compiles a ProxyPass in a Location, whose path or pattern it takes.
func (b *settingBuilder) proxyHere(pattern bool) {
	if b.serverLevel() {
		return // the host's
	}
	p := &engine.Proxied{Span: b.item.span(), Pattern: b.section.Pattern, From: b.section.Path, To: b.word(0), Not: b.word(0) == "!"}
	if pattern && p.Pattern == nil {
		p.Pattern = pcre.Compile(p.From, serverFlags)
	}
	b.out.Proxied = p
}
