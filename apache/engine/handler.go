package engine

import (
	"path"
	"strings"

	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// chooseHandler says who is to answer: by SetHandler, by the file's name, or
// by what led to the file.
func (r *request) chooseHandler() {
	s := r.settings
	if r.kind != disk.KindFolder {
		name := path.Base(r.filename)
		h := byExtension(s.Handlers, name)
		r.handler, r.handledBy = h.Name, h.Span
		r.byType = byExtension(s.Types, name)
	}
	if r.forced != "" {
		r.handler, r.handledBy = r.forced, r.forcedBy
	}
	if h := s.Handler; h != nil && !strings.EqualFold(h.Text, "none") {
		r.handler, r.handledBy = h.Text, h.Span
	}
	r.handler = strings.ToLower(r.handler)
}

// multiViews: of a file that is missing httpd looks for others of its name,
// and chooses among them by the client's wishes.
func (r *request) multiViews() access.Action {
	if r.kind != disk.KindMissing || !r.settings.Options.Has(OptionMultiViews) || r.p.Module("mod_negotiation.c") == model.No {
		return access.Action{}
	}
	if r.p.Disk.HasVariants(r.filename) {
		return access.CannotSay("which of several files MultiViews chooses is not known")
	}
	return access.Action{}
}

// byExtension is what is said of a file's extensions, of which the last that
// has anything counts.
func byExtension(m map[string]Handler, name string) (found Handler) {
	if len(m) == 0 {
		return found
	}
	_, rest, _ := strings.Cut(strings.TrimLeft(name, "."), ".")
	for rest != "" {
		var ext string
		ext, rest, _ = strings.Cut(rest, ".")
		if h, ok := m[strings.ToLower(ext)]; ok && h.Name != "" {
			found = h
		}
	}
	return found
}

// answer is who answers at last.
func (r *request) answer() access.Action {
	switch {
	case r.rewritten != nil:
		next := *r.rewritten
		return access.Action{Verdict: access.HandsOn, Next: &next}
	case !r.proxied.IsZero():
		return r.upstream("another server answers", r.proxied)
	}
	if act, ok := r.settings.Actions[r.handler]; ok && r.handler != "" {
		return r.action(act)
	}
	if r.kind == disk.KindFolder && (r.handler == "" || r.handler == folderHandler) {
		return r.listing()
	}
	return r.handled()
}

const folderHandler = "httpd/unix-directory"

// upstream hands the request to a program behind the server.
func (r *request) upstream(note string, span source.Span) access.Action {
	return access.Action{Verdict: access.HandsOn, Ends: true, Upstream: true, Note: note, Because: places(span)}
}

// run hands the request to a program that runs the request's file.
func (r *request) run(note string) access.Action {
	a := r.upstream(note, r.handledBy)
	if r.kind != disk.KindFile {
		return a
	}
	a.Program, r.w.Client = r.node.InTree(), r.remote
	if r.traced() {
		a.Note = note + " with " + quoted(r.filename)
	}
	return a
}

// action is a program of mod_actions.
func (r *request) action(act Action) access.Action {
	if !act.Virtual && r.kind == disk.KindMissing {
		return access.Answer(access.Refuses, 404, "the file does not exist", places(act.Span)...)
	}
	target := act.Script + rewrite.EscapePath(r.uri)
	if r.hasArgs {
		target += "?" + r.args
	}
	return access.Action{Verdict: access.HandsOn, Next: &access.Inner{
		Kind: access.InternalRedirect, Target: target, From: r,
	}, Note: "a program answers for the handler", Because: places(act.Span)}
}

// own are the handlers of httpd's modules that answer by themselves, with the
// module that has them.
var own = map[string]string{
	"server-status": "mod_status.c", "server-info": "mod_info.c", "balancer-manager": "mod_proxy_balancer.c",
	"ldap-status": "mod_ldap.c",
}

// programs are handlers that hand the request to a program, with the module
// that has them; of an empty name any module may be it.
var programs = map[string]string{
	"cgi-script": "mod_cgi.c", "fcgid-script": "mod_fcgid.c", "application/x-httpd-php": "", "php-script": "",
	"x-httpd-php": "", "php5-script": "", "php7-script": "", "application/x-httpd-php5": "", "application/x-httpd-php7": "",
	"application/x-httpd-php8": "", "isapi-handler": "mod_isapi.c", "wsgi-script": "mod_wsgi.c", "perl-script": "mod_perl.c",
	"lua-script": "mod_lua.c", "proxy-server": "mod_proxy.c",
}

// handled asks the handler, and httpd's own where there is none of that name.
func (r *request) handled() access.Action {
	if r.handler == "" && isPHP(r.byType.Name) {
		r.handler, r.handledBy = r.byType.Name, r.byType.Span
	}
	if strings.HasPrefix(r.handler, "proxy:") {
		if r.p.Module("mod_proxy.c") == model.No {
			return r.file()
		}
		if strings.Contains(r.handler, "fcgi://") {
			a := r.run("a program behind the server answers")
			if r.settings.ErrorOverride == FlagOn && r.prev == nil {
				a.Program = "" // what it answers may not be what is sent
			}
			return a
		}
		return r.upstream("a program behind the server answers", r.handledBy)
	}
	if isPHP(r.handler) {
		return r.php()
	}
	if module, ok := programs[r.handler]; ok {
		return r.program(module)
	}
	if module, ok := own[r.handler]; ok && r.p.Module(module) != model.No {
		return access.Answer(access.Passes, r.status, "httpd itself answers", places(r.handledBy)...)
	}
	switch r.handler {
	case "", "default-handler", "none", "server-parsed", folderHandler:
		return r.file()
	case "send-as-is", "type-map", "imap-file":
		return access.CannotSay("what the handler "+r.handler+" answers is not known", places(r.handledBy)...)
	}
	if r.p.ThirdParty || r.p.Module("mod_no_such_module.c") != model.No {
		return access.CannotSay("whether a module has the handler "+quoted(r.handler)+" is not known", places(r.handledBy)...)
	}
	return r.file()
}

// isPHP says that a handler is one of PHP's many names.
func isPHP(handler string) bool {
	return strings.Contains(handler, "x-httpd-php") || strings.HasPrefix(handler, "php") && strings.HasSuffix(handler, "script")
}

// php is PHP as a module of httpd.
func (r *request) php() access.Action {
	loaded := model.No
	for _, m := range []string{"mod_php.c", "mod_php5.c", "mod_php7.c", "mod_suphp.c"} {
		switch r.p.Module(m) {
		case model.Yes:
			loaded = model.Yes
		case model.Unknown:
			if loaded == model.No {
				loaded = model.Unknown
			}
		}
	}
	if loaded == model.No {
		return r.file() // and shows the source
	}
	if loaded == model.Unknown {
		r.w.Assume("PHP answers for its files")
	}
	if r.kind == disk.KindMissing {
		return access.Answer(access.Refuses, 404, "the file does not exist")
	}
	return r.run("PHP answers")
}

// program is a CGI program or the like.
func (r *request) program(module string) access.Action {
	switch loaded := r.programLoaded(module); {
	case loaded == model.No:
		return r.file()
	case loaded == model.Unknown:
		r.w.Assume("the module of the handler " + r.handler + " is loaded")
	}
	if r.handler != "cgi-script" {
		if r.kind == disk.KindMissing {
			return access.CannotSay("what the handler "+r.handler+" makes of a file that is missing is not known", places(r.handledBy)...)
		}
		return r.upstream("a program behind the server answers", r.handledBy)
	}
	switch {
	case !r.settings.Options.Has(OptionExecCGI) && r.forced == "":
		return access.Answer(access.Refuses, 403, "Options do not let programs run here", places(r.handledBy)...)
	case r.kind == disk.KindMissing:
		return access.Answer(access.Refuses, 404, "the file does not exist")
	case r.kind == disk.KindFolder:
		return access.Answer(access.Refuses, 403, "a folder is no program")
	case r.settings.PathInfo == FlagOff && r.pathInfo != "":
		return access.Answer(access.Refuses, 404, "AcceptPathInfo is off, and the path goes on behind the file")
	}
	if r.node.Info().Mode.Perm()&0o111 == 0 || r.p.Worker.MayEnter(r.node) == model.No {
		return access.Answer(access.Refuses, 500, "the program has no execute bit for the server's user")
	}
	return r.upstream("a program answers", r.handledBy)
}

func (r *request) programLoaded(module string) model.Fact {
	if module == "mod_cgi.c" && r.p.Module("mod_cgid.c") == model.Yes {
		return model.Yes
	}
	return r.p.Module(module)
}

// listing is a folder without an index file.
func (r *request) listing() access.Action {
	indexes := r.p.Module("mod_autoindex.c")
	method := r.method == "GET" || r.method == "HEAD"
	switch {
	case r.pathInfo != "" || !method:
		return r.file()
	case indexes == model.Unknown:
		return access.CannotSay("whether mod_autoindex is loaded is not known")
	case indexes == model.No:
		return r.file()
	case r.settings.Options.Has(OptionIndexes) && r.p.Worker.MayRead(r.node) == model.No:
		return access.Answer(access.Refuses, 403, "the server's user may not list the folder")
	case r.settings.Options.Has(OptionIndexes) && r.w.Request.TLS && r.host.AsksLater:
		return access.CannotSay("a listing looks at every name, and some of them ask for a client certificate")
	case r.settings.Options.Has(OptionIndexes):
		return access.Answer(access.Passes, r.status, "httpd lists the folder")
	}
	return access.Answer(access.Refuses, 403, "the folder has no index file, and Options do not let httpd list it")
}

// file is httpd's own handler: it serves files by GET.
func (r *request) file() access.Action {
	switch r.method {
	case "GET", "HEAD", "POST":
	case "OPTIONS":
		return access.Answer(access.Passes, r.status, "httpd itself answers OPTIONS")
	default:
		return access.Answer(access.Refuses, r.otherMethod(), "httpd serves files by GET")
	}
	switch {
	case r.kind == disk.KindMissing:
		return access.Answer(access.Refuses, 404, r.about(r.filename, " does not exist"))
	case r.kind == disk.KindFolder:
		return access.Answer(access.Refuses, 404, "httpd does not serve a folder as a file")
	case r.pathInfo != "" && r.settings.PathInfo != FlagOn:
		return access.Answer(access.Refuses, 404, "the path goes on behind the file")
	}
	if a := r.readable(); stops(a) {
		return a
	}
	if h := r.conditional(); h != "" && r.status == 200 {
		return access.CannotSay("the answer depends on the request's header " + h)
	}
	return access.Answer(access.Passes, r.status, r.about(r.filename, " is served by httpd"))
}

// otherMethod is the answer to a method that files do not have: httpd does not
// know all names of methods.
func (r *request) otherMethod() int {
	if knownMethods[r.method] || r.p.Methods[r.method] {
		return 405
	}
	return 501
}

// knownMethods are those that httpd knows by name.
var knownMethods = map[string]bool{
	"PUT": true, "DELETE": true, "CONNECT": true, "OPTIONS": true, "TRACE": true, "PATCH": true, "PROPFIND": true,
	"PROPPATCH": true, "MKCOL": true, "COPY": true, "MOVE": true, "LOCK": true, "UNLOCK": true, "VERSION-CONTROL": true,
	"CHECKOUT": true, "UNCHECKOUT": true, "CHECKIN": true, "UPDATE": true, "LABEL": true, "REPORT": true,
	"MKWORKSPACE": true, "MKACTIVITY": true, "BASELINE-CONTROL": true, "MERGE": true,
}

// readable says whether the server's user can read the file.
func (r *request) readable() access.Action {
	switch r.p.Worker.MayRead(r.node) {
	case model.No:
		return access.Answer(access.Refuses, 403, "the server's user may not read "+quoted(r.filename))
	case model.Unknown:
		r.w.Assume("the server's user may read what lies below the document root")
	}
	return access.Action{}
}

// conditional is a header by which the client asks for a part of a file, or
// for news only.
func (r *request) conditional() string {
	for _, h := range r.w.Request.Headers {
		switch strings.ToLower(h.Name) {
		case "range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since":
			return h.Name
		}
	}
	return ""
}
