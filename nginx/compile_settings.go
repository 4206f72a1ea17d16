package nginx

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/nginx/engine"
)

// settings compiles what a server or http says outside of locations.
func (c *compiler) settings(scope *model.Scope, outer *engine.Settings) *engine.Settings {
	own := &engine.Settings{}
	c.read(own, scope, nil)
	if outer == nil {
		return own
	}
	return engine.Merge(outer, own, engine.LocationPrefix)
}

// merged compiles what holds in a location, if or limit_except.
func (c *compiler) merged(scope *model.Scope, outer *engine.Settings, l *engine.Location) *engine.Settings {
	own := &engine.Settings{}
	c.read(own, scope, l)
	return engine.Merge(outer, own, l.Form)
}

// read fills in what a block says itself.
func (c *compiler) read(s *engine.Settings, scope *model.Scope, l *engine.Location) {
	own := &scope.Own
	s.Rules = own.Address.Rules
	for _, i := range partOf(scope).items {
		n := i.node
		if set := settingOf[n.Name.Text]; set != nil {
			set(c, s, n, l)
			continue
		}
		if h := handler(n); h != nil {
			s.Handler = h
		}
		if lowerings[n.Name.Text] == nil && foreignGate(n.Name.Text) {
			c.stranger(s, n)
		}
		if n.Is("include") && s.Unsure == "" {
			s.Unsure, s.UnsureSpan = c.include(n), n.Head()
		}
	}
	if s.UserFile != nil && own.UserFile.State == model.Set {
		s.UserFile.Ref = own.UserFile.Value
	}
}

// settingOf says what becomes of each directive that the engine knows.
var settingOf = map[string]func(c *compiler, s *engine.Settings, n *Node, l *engine.Location){
	"auth_basic":           func(c *compiler, s *engine.Settings, n *Node, _ *engine.Location) { s.Realm = c.text(n, 0) },
	"auth_basic_user_file": (*compiler).userFile,
	"satisfy": func(_ *compiler, s *engine.Settings, n *Node, _ *engine.Location) {
		s.Satisfy = &engine.Satisfy{Any: strings.EqualFold(n.Arg(0), "any"), Span: n.Head()}
	},
	"auth_request":           (*compiler).authRequest,
	"auth_request_set":       (*compiler).authSet,
	"root":                   (*compiler).root,
	"alias":                  (*compiler).alias,
	"index":                  (*compiler).index,
	"autoindex":              switchOf(func(s *engine.Settings) *engine.Flag { return &s.Autoindex }),
	"recursive_error_pages":  switchOf(func(s *engine.Settings) *engine.Flag { return &s.Recursive }),
	"proxy_intercept_errors": intercept, "fastcgi_intercept_errors": intercept, "uwsgi_intercept_errors": intercept,
	"scgi_intercept_errors": intercept, "grpc_intercept_errors": intercept,
	"absolute_redirect":       switchOf(func(s *engine.Settings) *engine.Flag { return &s.Absolute }),
	"server_name_in_redirect": switchOf(func(s *engine.Settings) *engine.Flag { return &s.NameInside }),
	"port_in_redirect":        switchOf(func(s *engine.Settings) *engine.Flag { return &s.PortInside }),
	"real_ip_recursive":       switchOf(func(s *engine.Settings) *engine.Flag { return &s.RealIPDeep }),
	"internal":                func(_ *compiler, s *engine.Settings, _ *Node, _ *engine.Location) { s.Internal = engine.FlagOn },
	"fastcgi_param":           (*compiler).param,
	"error_page":              (*compiler).errorPage,
	"add_header":              (*compiler).header,
	"set_real_ip_from":        (*compiler).realIP,
	"real_ip_header": func(_ *compiler, s *engine.Settings, n *Node, _ *engine.Location) {
		s.RealIPHeader = strings.ToLower(n.Arg(0))
	},
	"client_max_body_size": (*compiler).bodySize,
	"dav_methods":          (*compiler).dav,
	"disable_symlinks": func(_ *compiler, s *engine.Settings, n *Node, _ *engine.Location) {
		s.SymLinks = engine.FlagOf(n.Arg(0) != "off")
	},
	"gzip_static": func(_ *compiler, s *engine.Settings, n *Node, _ *engine.Location) {
		switch strings.ToLower(n.Arg(0)) {
		case "on":
			s.Precompressed = engine.PrecompressedOn
		case "always":
			s.Precompressed = engine.PrecompressedAlways
		default:
			s.Precompressed = engine.PrecompressedOff
		}
	},
	"valid_referers": (*compiler).referers,
	"try_files":      (*compiler).tryFiles,
	"fastcgi_split_path_info": func(c *compiler, s *engine.Settings, n *Node, _ *engine.Location) {
		s.SplitPath = c.pattern(n.Arg(0), false)
	},
	"fastcgi_index": func(_ *compiler, s *engine.Settings, n *Node, _ *engine.Location) { s.FastCGIIndex = n.Arg(0) },
}

// intercept is proxy_intercept_errors and its like; which program answers is not
// told apart.
func intercept(_ *compiler, s *engine.Settings, n *Node, _ *engine.Location) {
	if strings.EqualFold(n.Arg(0), "on") || s.Intercept == engine.FlagUnset {
		s.Intercept = engine.FlagOf(strings.EqualFold(n.Arg(0), "on"))
	}
}

// switchOf reads a switch. nginx takes on and off in any letter case.
func switchOf(of func(*engine.Settings) *engine.Flag) func(*compiler, *engine.Settings, *Node, *engine.Location) {
	return func(_ *compiler, s *engine.Settings, n *Node, _ *engine.Location) {
		*of(s) = engine.FlagOf(strings.EqualFold(n.Arg(0), "on"))
	}
}

func (c *compiler) userFile(s *engine.Settings, n *Node, _ *engine.Location) {
	s.UserFile = &engine.UserFile{Path: c.text(n, 0), Span: n.Head(), Open: c.openStore(n)}
}

func (c *compiler) authRequest(s *engine.Settings, n *Node, _ *engine.Location) {
	s.AuthRequest = &engine.AuthRequest{URI: n.Arg(0), Span: n.Head()}
	if n.Arg(0) == "off" {
		s.AuthRequest.URI = ""
	}
}

func (c *compiler) authSet(s *engine.Settings, n *Node, _ *engine.Location) {
	if len(n.Words) == 2 && strings.HasPrefix(n.Arg(0), "$") {
		s.AuthSets = append(s.AuthSets, engine.AuthSet{Variable: c.vars.Declare(n.Arg(0)[1:]), Value: c.text(n, 1)})
	}
}

// stranger is an authenticator of another module.
func (c *compiler) stranger(s *engine.Settings, n *Node) {
	if s.Strangers == nil {
		s.Strangers = map[string]engine.Stranger{}
	}
	at := engine.Stranger{Name: n.Name.Text, Span: n.Head()}
	if n.Arg(0) == "off" {
		at.Name = ""
	}
	s.Strangers[n.Name.Text] = at
}

func (c *compiler) root(s *engine.Settings, n *Node, _ *engine.Location) {
	s.Root = &engine.Root{Path: c.text(n, 0), Span: n.Head()}
	c.see(s.Root)
}

// see tells the disk of a folder that is served.
func (c *compiler) see(r *engine.Root) {
	if r.Path.Plain() && strings.HasPrefix(r.Path.Source, "/") {
		if _, known, _ := c.p.loader.Locate(strings.TrimRight(r.Path.Source, "/") + "/"); known {
			c.out.Disk.Root(r.Path.Source)
		}
	}
}

func (c *compiler) alias(s *engine.Settings, n *Node, l *engine.Location) {
	s.Root = &engine.Root{Path: c.text(n, 0), Span: n.Head()}
	c.see(s.Root)
	if l == nil {
		return
	}
	if l.Form == engine.LocationRegexp {
		s.Root.Whole = true
		return
	}
	s.Root.Alias = len(l.Name)
}

func (c *compiler) index(s *engine.Settings, n *Node, _ *engine.Location) {
	for i := range n.Words {
		s.Index = append(s.Index, c.text(n, i))
	}
}

// errorPage compiles one error_page: statuses, perhaps "=status", and a target.
func (c *compiler) errorPage(s *engine.Settings, n *Node, _ *engine.Location) {
	last := len(n.Words) - 1
	if last < 1 {
		return
	}
	overwrite := -1
	codes := n.Words[:last]
	if text, found := strings.CutPrefix(codes[len(codes)-1].Text, "="); found {
		codes = codes[:len(codes)-1]
		overwrite = 0
		if text != "" {
			var ok bool
			if overwrite, ok = code(text); !ok {
				return
			}
		}
	}
	target := c.text(n, last)
	args := ""
	if target.Plain() && strings.HasPrefix(target.Source, "/") {
		var path string
		if path, args, _ = strings.Cut(target.Source, "?"); path != target.Source {
			target = c.vars.Text(path, n.Head())
		}
	}
	for _, w := range codes {
		status, ok := code(w.Text)
		if !ok {
			continue
		}
		page := &engine.ErrorPage{Status: status, Overwrite: overwrite, Target: target, Args: args, Span: n.Head()}
		if overwrite < 0 && (status == 494 || status == 495 || status == 496 || status == 497) {
			page.Overwrite = 400
		}
		s.ErrorPages = append(s.ErrorPages, page)
	}
}

func (c *compiler) header(s *engine.Settings, n *Node, _ *engine.Location) {
	if len(n.Words) < 2 {
		return
	}
	s.Headers = append(s.Headers, &engine.Header{
		Name: strings.ToLower(n.Arg(0)), Value: c.text(n, 1), Always: n.Arg(2) == "always",
	})
}

func (c *compiler) realIP(s *engine.Settings, n *Node, _ *engine.Location) {
	kind, prefix := addressKind(n.Arg(0))
	switch kind {
	case model.AddressRange:
		s.RealIP = append(s.RealIP, prefix)
	case model.AddressUnix:
		if s.RealIP == nil {
			s.RealIP = []netip.Prefix{}
		}
	default:
		s.RealIPUnsure = "which addresses " + n.Arg(0) + " stands for is known to DNS alone"
	}
}

func (c *compiler) bodySize(s *engine.Settings, n *Node, _ *engine.Location) {
	if bytes, ok := bytesOf(n.Arg(0)); ok {
		s.MaxBody = &bytes
	}
}

// bytesOf reads a number of bytes, with nginx's units.
func bytesOf(text string) (bytes int64, ok bool) {
	text = strings.ToLower(text)
	shift := 0
	for suffix, bits := range map[string]int{"k": 10, "m": 20, "g": 30} {
		if cut, found := strings.CutSuffix(text, suffix); found {
			text, shift = cut, bits
			break
		}
	}
	bytes, err := strconv.ParseInt(text, 10, 64)
	return bytes << shift, err == nil && bytes >= 0 && bytes < 1<<31
}

func (c *compiler) dav(s *engine.Settings, n *Node, _ *engine.Location) {
	s.Dav = []string{}
	for _, w := range n.Words {
		s.Dav = append(s.Dav, strings.ToUpper(w.Text))
	}
}

func (c *compiler) tryFiles(s *engine.Settings, n *Node, _ *engine.Location) {
	last := len(n.Words) - 1
	if last < 1 {
		return
	}
	t := &engine.TryFiles{Span: n.Head()}
	for _, w := range n.Words[:last] {
		name, dir := w.Text, false
		if cut, found := strings.CutSuffix(name, "/"); found {
			name, dir = cut, true
		}
		t.Names = append(t.Names, engine.TryFile{Name: c.vars.Text(name, n.Head()), Dir: dir})
	}
	text := n.Arg(last)
	if digits, found := strings.CutPrefix(text, "="); found {
		t.Status, _ = code(digits)
	} else {
		t.Last = c.vars.Text(text, n.Head())
	}
	s.TryFiles = t
}

// param takes in the file that a program is told to run. That it is the usual
// one is written in many ways.
func (c *compiler) param(s *engine.Settings, n *Node, _ *engine.Location) {
	if n.Arg(0) != "SCRIPT_FILENAME" {
		return
	}
	switch n.Arg(1) {
	case "$document_root$fastcgi_script_name", "$document_root/$fastcgi_script_name", "$realpath_root$fastcgi_script_name", "$request_filename":
		s.OtherScript = engine.FlagOff
	default:
		s.OtherScript = engine.FlagOn
	}
}

// handler is who answers where a directive stands; nil for a directive that
// answers nothing.
func handler(n *Node) *engine.Handler {
	kind, ok := handlers[n.Name.Text]
	if !ok {
		return nil
	}
	return &engine.Handler{Kind: kind, Name: n.Name.Text, Span: n.Head()}
}

// handlers are the directives that set who answers in a location.
var handlers = map[string]engine.HandlerKind{
	"proxy_pass": engine.HandlerUpstream, "fastcgi_pass": engine.HandlerUpstream, "uwsgi_pass": engine.HandlerUpstream,
	"scgi_pass": engine.HandlerUpstream, "grpc_pass": engine.HandlerUpstream, "memcached_pass": engine.HandlerUpstream,
	"stub_status": engine.HandlerFixed, "empty_gif": engine.HandlerFixed,
	"flv": engine.HandlerMedia, "mp4": engine.HandlerMedia,
	"perl": engine.HandlerUnknown, "js_content": engine.HandlerUnknown, "content_by_lua": engine.HandlerUnknown,
	"content_by_lua_block": engine.HandlerUnknown, "content_by_lua_file": engine.HandlerUnknown,
	"echo": engine.HandlerUnknown, "passenger_enabled": engine.HandlerUnknown, "redis_pass": engine.HandlerUnknown,
	"drizzle_pass": engine.HandlerUnknown, "rds_json": engine.HandlerUnknown, "vhost_traffic_status_display": engine.HandlerUnknown,
	"f4f": engine.HandlerUnknown, "hls": engine.HandlerUnknown, "api": engine.HandlerUnknown, "status": engine.HandlerUnknown,
	"random_index": engine.HandlerUnknown,
}
