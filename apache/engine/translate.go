package engine

import (
	"cmp"
	"path"
	"strings"

	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/pcre"
	"github.com/authlint/authlint/lint/source"
)

// translate maps the URL to a file: the rules of the server and the virtual
// host, their redirects and aliases, and at last the document root. All this
// comes before any gate of access, with the settings of Location and If alone.
func (r *request) translate() access.Action {
	r.settings = r.host.Settings
	if a := r.locations(); stops(a) {
		return a
	}
	if a := r.conditions(); stops(a) {
		return a
	}
	for _, phase := range [...]func(*request) access.Action{
		(*request).serverRewrite, (*request).proxyPass, (*request).serverRedirect, (*request).alias,
	} {
		if a := phase(r); stops(a) {
			return a
		}
		if r.filename != "" || !r.proxied.IsZero() {
			break
		}
	}
	r.sections = r.sections[:0] // httpd throws this merging away
	if r.filename == "" && r.proxied.IsZero() {
		return r.documentRoot()
	}
	return access.Action{}
}

// serverRewrite runs the rules of the server.
func (r *request) serverRewrite() access.Action {
	c := r.host.Rewrite
	if c == nil {
		return access.Action{}
	}
	if own := r.settings.Rewrite; own != nil && (own.EngineSet || own.OptionsSet) {
		// Engine and options of a Location hold for the server's rules too.
		with := *c
		if own.EngineSet {
			with.Engine = own.Engine
		}
		if own.OptionsSet {
			with.Options = own.Options
		}
		c = &with
	}
	return r.runRewrite(c.Server, access.GateServerRewrite)
}

// runRewrite runs rules and takes over what they make of the request.
func (r *request) runRewrite(run func(*rewrite.State, rewrite.Lookup) rewrite.Result, gate access.Gate) access.Action {
	s := rewrite.State{
		Method: r.method, URI: r.uri, Filename: r.filename, PathInfo: r.pathInfo, Args: r.args, HasArgs: r.hasArgs,
		Status: r.status, Proxied: !r.proxied.IsZero(), Subrequest: r.main != nil, End: r.ended,
	}
	res := run(&s, (*lookup)(r))
	span := r.ruleSpan(res.Rule)
	switch res.Kind {
	case rewrite.Unknown:
		return access.CannotSay("whether rewriting changes the request is not known: "+res.Why, places(span)...)
	case rewrite.Redirect:
		r.w.Location, r.status = res.Location, 200
		return access.Answer(access.Redirects, res.Status, "a rule redirects", places(span)...)
	case rewrite.Refuse:
		if res.Rule != nil {
			r.status = 200 // an error of its own, even within an error document
		}
		if res.Status >= 300 && res.Status < 400 {
			return access.Answer(access.Redirects, res.Status, "a rule answers", places(span)...)
		}
		return access.Answer(access.Refuses, res.Status, "a rule refuses", places(span)...)
	}
	if s.Status < 0 {
		return access.CannotSay("a rule leaves a status that httpd does not know", places(span)...)
	}
	// A redirect that a later rule has undone leaves its status behind.
	r.status = cmp.Or(s.Status, 200)
	r.takeEnv(s.Env)
	r.ended = s.End
	if s.Handler != "" {
		r.ruleHandler = s.Handler
	}
	switch res.Kind {
	case rewrite.Nothing:
		return access.Action{}
	case rewrite.Internal:
		r.rewritten = &access.Inner{Kind: access.InternalRedirect, Target: res.Target, From: r}
	case rewrite.Proxy:
		r.proxied = span
		if span.IsZero() {
			r.proxied = r.host.Span
		}
		r.proxiedTo = res.Target
	default:
		r.uri, r.filename, r.pathInfo = s.URI, s.Filename, s.PathInfo
	}
	r.args, r.hasArgs = s.Args, s.HasArgs
	if r.traced() {
		r.w.Saw(gate, access.Action{Verdict: access.HandsOn, Note: "a rule changes the request", Because: places(span)})
	}
	return access.Action{}
}

// ruleSpan is where a rule is written.
func (r *request) ruleSpan(rule *rewrite.Rule) source.Span {
	if rule == nil {
		return source.Span{}
	}
	span, _ := rule.Origin.(source.Span)
	return span
}

// takeEnv takes the variables that rules have set.
func (r *request) takeEnv(env []rewrite.Env) {
	for _, e := range env {
		switch {
		case e.Unset:
			r.unset(e.Name)
		case e.Why != "":
			r.doubtful = append(r.doubtful, EnvSet{Name: e.Name, Value: e.Why})
		default:
			r.set(e.Name, e.Value)
		}
	}
}

// serverRedirect is Redirect and RedirectMatch outside of folders.
func (r *request) serverRedirect() access.Action {
	if !strings.HasPrefix(r.uri, "/") {
		return access.Action{}
	}
	return r.redirectBy(r.host.Redirects)
}

// redirectBy is the first redirect that fits.
func (r *request) redirectBy(list []*Redirect) access.Action {
	if own := r.settings.Redirect; own != nil {
		return r.redirectTo(own, "")
	}
	for _, d := range list {
		to, fits, why := d.target(r.uri)
		if why != "" {
			return access.CannotSay("whether a redirect's pattern matches cannot be said: "+why, places(d.Span)...)
		}
		if fits {
			return r.redirectTo(d, to)
		}
	}
	return access.Action{}
}

// target is where a redirect leads from a path.
func (d *Redirect) target(uri string) (to string, fits bool, why string) {
	if d.Pattern == nil {
		n, fits := aliasMatches(uri, d.From)
		if !fits {
			return "", false, ""
		}
		return d.To + rewrite.EscapePath(uri[n:]), true, ""
	}
	groups, answer := d.Pattern.Find(uri, nil)
	switch answer {
	case pcre.CannotSay:
		return "", false, d.Pattern.Why()
	case pcre.DoesNot:
		return "", false, ""
	}
	if !d.HasTo {
		return "", true, ""
	}
	return escapeTarget(substitute(d.To, uri, groups)), true, ""
}

// escapeTarget escapes a target but for its query and fragment.
func escapeTarget(target string) string {
	rest, fragment, hasFragment := strings.Cut(target, "#")
	rest, query, hasQuery := strings.Cut(rest, "?")
	out := rewrite.EscapePath(rest)
	if hasQuery {
		out += "?" + query
	}
	if hasFragment {
		out += "#" + fragment
	}
	return out
}

// redirectTo answers with a redirect's status.
func (r *request) redirectTo(d *Redirect, to string) access.Action {
	if d.Expr != nil {
		value, why := d.Expr.Eval((*lookup)(r), nil)
		if why != "" {
			return access.CannotSay("where a redirect goes is not known: "+why, places(d.Span)...)
		}
		to = escapeTarget(value)
	}
	if d.Status < 300 || d.Status > 399 {
		return access.Answer(access.Refuses, d.Status, "a redirect answers with an error", places(d.Span)...)
	}
	if strings.HasPrefix(to, "/") && !r.settings.RelativeTarget.Is(false) {
		to = r.constructURL(to)
	}
	if !strings.HasPrefix(to, "/") && !IsURL(to) {
		return access.Answer(access.Refuses, 500, "the redirect's target is neither a URL nor a path", places(d.Span)...)
	}
	if r.hasArgs && !strings.Contains(to, "?") {
		to += "?" + r.args
	}
	if r.status != 200 {
		// An error document may not send the client elsewhere by this: httpd
		// goes back to its own words for the error.
		return access.Answer(access.Refuses, r.status, "a redirect of an error document", places(d.Span)...)
	}
	r.w.Location = to
	return access.Answer(access.Redirects, d.Status, "a redirect", places(d.Span)...)
}

// alias is Alias and its kin.
func (r *request) alias() access.Action {
	if !strings.HasPrefix(r.uri, "/") {
		return access.Action{}
	}
	if own := r.settings.Alias; own != nil {
		return r.aliasHere(own)
	}
	for _, a := range r.host.Aliased {
		to, why := a.target(r.uri)
		if why != "" {
			return access.CannotSay("whether an alias's pattern matches cannot be said: "+why, places(a.Span)...)
		}
		if to != "" {
			r.aliasTo(a, to)
			return access.Action{}
		}
	}
	return access.Action{}
}

// aliasHere is an alias without a path, which stands in a Location.
func (r *request) aliasHere(a *Alias) access.Action {
	to, why := a.Expr.Eval((*lookup)(r), nil)
	if why != "" {
		return access.CannotSay("where an alias leads is not known: "+why, places(a.Span)...)
	}
	if n, fits := aliasMatches(r.uri, a.From); fits && a.From != "" && r.settings.PreservePath.Is(false) {
		to += r.uri[n:]
	}
	r.aliasTo(a, to)
	return access.Action{}
}

func (r *request) aliasTo(a *Alias, to string) {
	if !strings.HasPrefix(to, "/") {
		to = path.Join(r.p.Root, to)
	}
	r.filename = to
	r.contextPrefix, r.contextRoot = a.From, a.To
	if a.Script {
		r.forced, r.forcedBy = "cgi-script", a.Span
	}
	if r.traced() {
		r.w.Saw(access.GateServerRewrite, access.Action{Note: "an alias leads to the file", Because: places(a.Span)})
	}
}

// target is the file that an alias leads to; empty when it does not fit.
func (a *Alias) target(uri string) (to, why string) {
	if a.Pattern == nil {
		if n, fits := aliasMatches(uri, a.From); fits {
			return a.To + uri[n:], ""
		}
		return "", ""
	}
	groups, answer := a.Pattern.Find(uri, nil)
	switch answer {
	case pcre.CannotSay:
		return "", a.Pattern.Why()
	case pcre.DoesNot:
		return "", ""
	}
	return substitute(a.To, uri, groups), ""
}

// aliasMatches says whether a path begins with an alias's, in whole segments,
// and how much of it that is. Slashes that follow each other count as one.
func aliasMatches(uri, from string) (n int, fits bool) {
	u, f := 0, 0
	for f < len(from) {
		if from[f] != '/' {
			if u >= len(uri) || uri[u] != from[f] {
				return 0, false
			}
			u++
			f++
			continue
		}
		if u >= len(uri) || uri[u] != '/' {
			return 0, false
		}
		for f < len(from) && from[f] == '/' {
			f++
		}
		for u < len(uri) && uri[u] == '/' {
			u++
		}
	}
	if f == 0 || from[f-1] != '/' && u < len(uri) && uri[u] != '/' {
		return 0, false
	}
	return u, u > 0
}

// substitute puts groups in the place of $0 to $9 and &.
func substitute(text, subject string, groups []int) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		n := -1
		switch c := text[i]; {
		case c == '&':
			n = 0
		case c == '$' && i+1 < len(text) && text[i+1] >= '0' && text[i+1] <= '9':
			i++
			n = int(text[i] - '0')
		case c == '\\' && i+1 < len(text):
			i++
		}
		if n < 0 {
			b.WriteByte(text[i])
		} else if 2*n+1 < len(groups) && groups[2*n] >= 0 {
			b.WriteString(subject[groups[2*n]:groups[2*n+1]])
		}
	}
	return b.String()
}

// documentRoot is where the file lies when nothing else says so.
func (r *request) documentRoot() access.Action {
	if r.uri == "" || r.uri[0] != '/' {
		return access.Answer(access.Refuses, 400, "the path does not begin with a slash")
	}
	rest := r.uri
	if p := r.host.Path; p != "" {
		if n, fits := aliasMatches(r.uri, p); fits {
			rest = r.uri[n:]
		}
	}
	if r.host.Root.Text == "" {
		return access.CannotSay("the document root is not known")
	}
	rest = strings.TrimLeft(rest, "/")
	if len(r.host.Root.Text)+len(rest) > maxPath {
		return access.Answer(access.Refuses, 403, "the path is longer than paths of files can be")
	}
	r.filename = strings.TrimSuffix(r.host.Root.Text, "/") + "/" + rest
	return access.Action{}
}
