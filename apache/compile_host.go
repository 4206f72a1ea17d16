package apache

import (
	"cmp"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// hostCompilers says what becomes of the directives that stand outside of
// folders, by their names in lower case.
var hostCompilers = map[string]func(*hostBuilder){
	"servername":                (*hostBuilder).serverName,
	"serveralias":               (*hostBuilder).serverAlias,
	"serverpath":                func(b *hostBuilder) { b.out.Path = b.word(0) },
	"documentroot":              (*hostBuilder).documentRoot,
	"sslengine":                 (*hostBuilder).sslEngine,
	"sslverifyclient":           (*hostBuilder).verifyClient,
	"sslprotocol":               (*hostBuilder).sslProtocol,
	"limitrequestline":          func(b *hostBuilder) { b.out.LimitRequestLine = leadingNumber(b.word(0)) },
	"httpprotocoloptions":       (*hostBuilder).protocolOptions,
	"mergeslashes":              func(b *hostBuilder) { b.out.MergeSlashes = b.flag() },
	"traceenable":               (*hostBuilder).traceEnable,
	"redirect":                  func(b *hostBuilder) { b.redirect("", false) },
	"redirecttemp":              func(b *hostBuilder) { b.redirect("temp", false) },
	"redirectpermanent":         func(b *hostBuilder) { b.redirect("permanent", false) },
	"redirectmatch":             func(b *hostBuilder) { b.redirect("", true) },
	"alias":                     func(b *hostBuilder) { b.alias(false, false) },
	"aliasmatch":                func(b *hostBuilder) { b.alias(true, false) },
	"scriptalias":               func(b *hostBuilder) { b.alias(false, true) },
	"scriptaliasmatch":          func(b *hostBuilder) { b.alias(true, true) },
	"proxypass":                 func(b *hostBuilder) { b.proxyPass(false) },
	"proxypassmatch":            func(b *hostBuilder) { b.proxyPass(true) },
	"remoteipheader":            func(b *hostBuilder) { b.remote.Header = *b.text(0) },
	"remoteiptrustedproxy":      func(b *hostBuilder) { b.trusted(false) },
	"remoteipinternalproxy":     func(b *hostBuilder) { b.trusted(true) },
	"remoteiptrustedproxylist":  (*hostBuilder).trustedList,
	"remoteipinternalproxylist": (*hostBuilder).trustedList,
	"remoteipproxyprotocol":     func(b *hostBuilder) { b.doubtHost("the PROXY protocol says who the client is") },
	"requestheader":             (*hostBuilder).requestHeader,
	"rewritemap":                (*hostBuilder).rewriteMap,
	"userdir":                   (*hostBuilder).userDir,
	"virtualdocumentroot":       func(b *hostBuilder) { b.doubtHost("the document root depends on the host's name (mod_vhost_alias)") },
	"virtualscriptalias":        func(b *hostBuilder) { b.doubtHost("the document root depends on the host's name (mod_vhost_alias)") },
	// Those of the whole server are compiled by global.
	"accessfilename": func(*hostBuilder) {},
	"user":           func(*hostBuilder) {},
	"group":          func(*hostBuilder) {},
	"listen":         func(*hostBuilder) {},
}

// hostBuilder is a virtual host, or what stands outside of all, on its way.
type hostBuilder struct {
	settingBuilder
	out    *engine.Host
	remote engine.RemoteIP
}

// host compiles a scope of the server's level. main is nil for the main server
// itself.
func (c *compiler) host(s *model.Scope, main *engine.Host) *engine.Host {
	b := &hostBuilder{out: &engine.Host{Model: s.Host, Span: s.Head, TLS: model.No}}
	b.settingBuilder = settingBuilder{c: c, out: &engine.Settings{Access: s.Own}, scope: s}
	b.build()
	if p := partOf(s); p != nil {
		for _, it := range p.items {
			if compile := hostCompilers[it.node.folded()]; compile != nil {
				b.item = it
				compile(b)
			}
		}
	}
	b.out.Settings, b.out.Env, b.out.RemoteIP = b.settingBuilder.out, b.hostEnv, b.remote
	b.rewriteRules()
	b.addresses()
	for _, child := range s.Children {
		switch child.Kind {
		case model.ScopeDirectory:
			b.directory(c.section(child))
		case model.ScopeLocation:
			b.out.Locations = append(b.out.Locations, c.section(child))
		case model.ScopeProxy:
			b.out.ProxySections = append(b.out.ProxySections, c.section(child))
		}
	}
	if b.out.Rewrite == nil && rewrites(s) {
		b.out.Rewrite = &rewrite.Config{} // any directive makes it one of its own
	}
	b.under(main)
	for _, s := range slices.Concat(b.out.Directories, b.out.DirectoryMatches, b.out.Locations) {
		b.out.AsksLater = b.out.AsksLater || s.Settings.Certificate.State == model.Set
	}
	sortDirectories(b.out.Directories)
	sortDirectories(b.out.DirectoryMatches)
	return b.out
}

// rewrites says that a section inside a scope has a directive of mod_rewrite.
func rewrites(s *model.Scope) bool {
	for _, child := range s.Children {
		if p := partOf(child); p != nil && slices.ContainsFunc(p.items, func(it item) bool {
			return strings.HasPrefix(it.node.folded(), "rewrite")
		}) {
			return true
		}
		if child.Kind != model.ScopeHost && rewrites(child) {
			return true
		}
	}
	return false
}

func (b *hostBuilder) directory(s *engine.Section) {
	if s.Pattern != nil {
		b.out.DirectoryMatches = append(b.out.DirectoryMatches, s)
	} else {
		b.out.Directories = append(b.out.Directories, s)
	}
}

// rewriteRules: the rules of the server's level are the host's, and what
// stands beside them holds in folders too.
func (b *hostBuilder) rewriteRules() {
	c := b.rewrite.config
	if c == nil {
		return
	}
	b.out.Rewrite = c
	folder := *c
	folder.Rules, folder.Base = nil, ""
	b.out.Settings.Rewrite = &folder
}

// under merges the main server's settings into a virtual host.
func (b *hostBuilder) under(main *engine.Host) {
	h := b.out
	if main == nil {
		return
	}
	h.Settings = engine.Merge(main.Settings, h.Settings)
	h.Directories = slices.Concat(main.Directories, h.Directories)
	h.DirectoryMatches = slices.Concat(main.DirectoryMatches, h.DirectoryMatches)
	h.Locations = slices.Concat(main.Locations, h.Locations)
	h.Redirects = slices.Concat(h.Redirects, main.Redirects)
	h.Aliased = slices.Concat(h.Aliased, main.Aliased)
	h.Env = slices.Concat(main.Env, h.Env)
	h.Proxied = slices.Concat(main.Proxied, h.Proxied) // the main server's come first here
	h.ProxySections = slices.Concat(main.ProxySections, h.ProxySections)
	h.Unsure = slices.Concat(main.Unsure, h.Unsure)
	if main.Rewrite != nil && h.Rewrite != nil {
		// One that has nothing of mod_rewrite has no rules, whatever is inherited.
		h.Rewrite = rewrite.Merge(main.Rewrite, h.Rewrite)
	}
	if h.Name == "" {
		h.Name = main.Name
	}
	if h.Root.Text == "" {
		h.Root = main.Root
	}
	h.MergeSlashes = h.MergeSlashes.Over(main.MergeSlashes)
	if h.Trace == engine.FlagUnset {
		h.Trace, h.TraceSpan = main.Trace, main.TraceSpan
	}
	if h.RemoteIP.Header.Text == "" {
		h.RemoteIP.Header = main.RemoteIP.Header
	}
	// httpd of today merges the proxies of both; older ones took the host's.
	h.RemoteIP.Proxies = slices.Concat(h.RemoteIP.Proxies, main.RemoteIP.Proxies)
	h.RemoteIP.Unsure = cmp.Or(h.RemoteIP.Unsure, main.RemoteIP.Unsure)
	h.Certificate = h.Certificate.Over(main.Certificate)
	h.Early = slices.Concat(main.Early, h.Early)
	h.TLS13 = h.TLS13.Over(main.TLS13)
	if h.Maps == nil {
		h.Maps = main.Maps
	}
}

// addresses are those of the VirtualHost.
func (b *hostBuilder) addresses() {
	p := partOf(b.scope)
	if p == nil || p.node == nil {
		return
	}
	for _, w := range p.node.Words {
		b.out.Addresses = append(b.out.Addresses, b.address(w.Text))
	}
}

func (b *hostBuilder) address(text string) engine.HostAddress {
	var a engine.HostAddress
	name := text
	if i := strings.LastIndexByte(text, ':'); i >= 0 && !strings.HasSuffix(text, "]") {
		name = text[:i]
		if port := text[i+1:]; port != "*" {
			a.Port, _ = strconv.Atoi(port)
		}
	}
	if name == "*" || strings.EqualFold(name, "_default_") || name == "0.0.0.0" || name == "[::]" {
		return a
	}
	if addr, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		a.Addr = addr.Unmap()
		return a
	}
	a.Name = name
	b.doubtHost("the address of the virtual host " + name + " is known to DNS alone")
	return a
}

func (b *hostBuilder) doubtHost(why string) {
	b.out.Unsure = append(b.out.Unsure, engine.Doubt{Why: why, Span: b.item.spanOr(b.out.Span)})
}

// serverName reads "[scheme://]name[:port]".
func (b *hostBuilder) serverName() {
	name := b.word(0)
	if scheme, rest, ok := strings.Cut(name, "://"); ok {
		b.out.Scheme, name = strings.ToLower(scheme), rest
	}
	b.out.Port = 0
	if i := strings.LastIndexByte(name, ':'); i >= 0 && !strings.HasSuffix(name, "]") {
		b.out.Port, _ = strconv.Atoi(name[i+1:])
		name = name[:i]
	}
	b.out.Name = name
}

func (b *hostBuilder) serverAlias() {
	for _, w := range b.words() {
		if strings.ContainsAny(w.Text, "*?") {
			b.out.Wild = append(b.out.Wild, w.Text)
		} else {
			b.out.Aliases = append(b.out.Aliases, w.Text)
		}
	}
}

func (b *hostBuilder) documentRoot() {
	b.out.Root = *b.text(0)
	if !path.IsAbs(b.out.Root.Text) {
		b.out.Root.Text = path.Join(b.c.p.server.Root.Value, b.out.Root.Text)
	}
	b.out.Root.Text = path.Clean(b.out.Root.Text)
	b.c.p.loader.Locate(b.out.Root.Text) // so that it may be read
}

func (b *hostBuilder) sslEngine() {
	switch strings.ToLower(b.word(0)) {
	case "on":
		b.out.TLS = model.Yes
	case "off":
		b.out.TLS = model.No
	default:
		b.out.TLS = model.Unknown
	}
}

func (b *hostBuilder) verifyClient() {
	b.out.Certificate = model.Setting[string]{State: model.Set, Value: b.word(0), Span: b.item.span(), Cause: b.item.span()}
}

// sslProtocol looks for the one version that matters here.
func (b *hostBuilder) sslProtocol() {
	on := true
	for _, w := range b.words() {
		name := strings.ToLower(strings.TrimLeft(w.Text, "+-"))
		names := name == "all" || name == "tlsv1.3"
		switch {
		case strings.HasPrefix(w.Text, "-"):
			on = on && !names
		case strings.HasPrefix(w.Text, "+"):
			on = on || names
		default:
			on = names
		}
	}
	if b.out.TLS13 = engine.FlagOff; on {
		b.out.TLS13 = engine.FlagOn
	}
}

func (b *hostBuilder) traceEnable() {
	b.out.Trace, b.out.TraceSpan = engine.FlagOn, b.item.span()
	if strings.EqualFold(b.word(0), "off") {
		b.out.Trace = engine.FlagOff
	}
}

func (b *hostBuilder) redirect(status string, pattern bool) {
	d := redirectOf(b.item, status, pattern)
	if d.From == "" && d.Pattern == nil {
		b.settingBuilder.out.Redirect = d
		return
	}
	b.out.Redirects = append(b.out.Redirects, d)
}

func (b *hostBuilder) alias(pattern, script bool) {
	if len(b.words()) < 2 {
		return
	}
	a := &engine.Alias{To: b.word(1), Script: script, Span: b.item.span()}
	if pattern {
		a.Pattern = pcre.Compile(b.word(0), serverFlags)
	} else {
		a.From = b.word(0)
	}
	if path.IsAbs(a.To) && !pattern {
		b.c.p.loader.Locate(path.Clean(a.To)) // so that it may be read
	}
	b.out.Aliased = append(b.out.Aliased, a)
}

func (b *hostBuilder) proxyPass(pattern bool) {
	p := &engine.Proxied{Span: b.item.span(), To: b.word(1), Not: b.word(1) == "!"}
	if pattern {
		p.Pattern = pcre.Compile(b.word(0), serverFlags)
	} else {
		p.From = b.word(0)
	}
	b.out.Proxied = append(b.out.Proxied, p)
}

// trusted compiles the proxies whose header is believed.
func (b *hostBuilder) trusted(internal bool) {
	for _, w := range b.words() {
		p, ok := parseAddress(w.Text)
		if !ok {
			b.remote.Unsure = "the address of the proxy " + w.Text + " is known to DNS alone"
			continue
		}
		b.remote.Proxies = append(b.remote.Proxies, engine.TrustedProxy{Range: p.Masked(), Internal: internal})
	}
}

func (b *hostBuilder) trustedList() {
	b.remote.Unsure = "the list of trusted proxies is in a file that is not read"
}

// requestHeader keeps the changes that come before anything else looks at the
// request.
func (b *hostBuilder) requestHeader() {
	words := b.words()
	last := len(words) - 1
	if last < 1 || !strings.EqualFold(words[last].Text, "early") {
		return
	}
	rule := headerRule(words[:last])
	rule.Span = b.item.span()
	b.out.Early = append(b.out.Early, rule)
}

func (b *hostBuilder) protocolOptions() {
	for _, w := range b.words() {
		switch strings.ToLower(w.Text) {
		case "unsafe", "registeredmethods":
			b.out.Lenient = true
		}
	}
}

func (b *hostBuilder) userDir() {
	if !strings.EqualFold(b.word(0), "disabled") {
		b.doubtHost("UserDir gives users folders of their own")
	}
}

// rewriteMap compiles the maps that are functions or files of text; of the
// others nobody knows what they answer.
func (b *hostBuilder) rewriteMap() {
	if b.out.Maps == nil {
		b.out.Maps = map[string]engine.Map{}
	}
	kind, rest, typed := strings.Cut(b.word(1), ":")
	if !typed {
		kind, rest = "txt", b.word(1)
	}
	m := engine.Map{}
	switch kind {
	case "int":
		m.Function = func(key string) string {
			value, _ := rewrite.MapFunction(rest, key)
			return value
		}
	case "txt":
		m.Entries = b.c.textMap(rest)
	}
	b.out.Maps[b.word(0)] = m
}

// textMap reads the file of a map; nil where it cannot be read.
func (c *compiler) textMap(name string) map[string]string {
	if !path.IsAbs(name) {
		name = path.Join(c.p.server.Root.Value, name)
	}
	at, known, _ := c.p.loader.Locate(path.Clean(name))
	if !known {
		return nil
	}
	f, err := c.p.loader.Open(at)
	if err != nil {
		return nil
	}
	return rewrite.TextMap(string(f.Data))
}
