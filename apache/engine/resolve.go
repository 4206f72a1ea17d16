package engine

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/source"
)

// request is one request on its way through httpd: the one that came, or one
// that httpd makes of it.
type request struct {
	p      *Program
	memory *memory
	w      *access.Walk
	in     access.Inner
	host   *Host
	// began is the host that TLS was begun with; nil without TLS.
	began *Host
	// prev is the request that was redirected here, main the one that looks
	// this one up.
	prev, main *request

	method   string
	uri      string // decoded path
	args     string
	hasArgs  bool
	hostname string // of the Host header
	// hostHeader is the header where the request names a host otherwise.
	hostHeader string
	// changed are headers of the request that httpd itself has set; those
	// without a value it has taken away.
	changed  []access.Header
	hostPort int // 0 where it names none
	remote   netip.Addr
	// forwarded is what mod_remoteip left of its header; used says that it
	// took any.
	forwarded     string
	forwardedUsed bool

	filename string
	pathInfo string
	kind     disk.Kind
	node     *disk.Node

	settings *Settings
	// entry is the folder in which the file lies, with a slash; asked are the
	// sections beside folders that had a part in settings.
	entry string
	// folders are the settings of folders alone, and walked the folder that
	// httpd remembers with them.
	folders *Settings
	walked  string
	asked   struct{ files, locations, conditions bool }
	// sections are those that were merged; kept only for a trace.
	sections []*Section
	env      []EnvSet

	proxied   source.Span // set when another server answers
	proxiedTo string      // at this URL
	// forced is the handler that ScriptAlias sets, ruleHandler that of a
	// rule's flag.
	forced, ruleHandler string
	forcedBy            source.Span
	handler             string
	handledBy           source.Span
	// byType is the handler that the file's media type stands for, when
	// nothing else names one.
	byType Handler
	// contextPrefix and contextRoot are those of the alias in force.
	contextPrefix, contextRoot string
	// doubtful are variables of which nobody can say whether they are set;
	// the value says why.
	doubtful []EnvSet
	// ended says that a rule with END was carried out.
	ended bool
	// rewritten says that the request goes on at an inner one.
	rewritten *access.Inner
	document  source.Span // ErrorDocument that led here

	user     string
	loggedIn bool
	// found says that a provider knew the user.
	found bool
	// status is that of the error whose document this is; 200 otherwise.
	status int
	hops   int // internal redirects on the way here
	depth  int // subrequests on the way here

	early access.Action
	gate  access.Gate
}

// maxRedirects is httpd's own bound on internal redirects
// (LimitInternalRecursion).
const maxRedirects = 10

// maxDepth is its bound on subrequests in each other.
const maxDepth = 10

// Resolve implements access.Server.
func (p *Program) Resolve(w *access.Walk, in access.Inner, policy *access.Policy) {
	r := &request{p: p, w: w, in: in, status: 200, remote: w.Request.Remote}
	if from, inner := in.From.(*request); inner {
		r.memory = from.memory
	} else {
		r.memory = p.remembers()
	}
	policy.State, policy.Finish = r, finish
	switch r.early = r.configure(); {
	case r.early.Ends || r.early.Next != nil:
		policy.Steps = earlySteps[r.gate : r.gate+1]
	case in.Kind == access.Subrequest:
		policy.Steps = steps[:len(steps)-1] // it is only looked up
	default:
		policy.Steps = steps[:]
	}
}

// steps are what httpd does with a request once its settings are known.
var steps = [...]access.Step{
	{Gate: access.GateRequire, Take: asRequest((*request).admit)},
	{Gate: access.GateRewrite, Take: asRequest((*request).rewrite)},
	{Gate: access.GateRewrite, Take: asRequest((*request).redirect)},
	{Gate: access.GateFiles, Take: asRequest((*request).folder)},
	{Gate: access.GateHandler, Take: asRequest((*request).answer)},
}

// earlySteps has one step for each gate, which says what was found while the
// settings were looked for.
var earlySteps = func() (all [access.GateHandler + 1]access.Step) {
	for g := range all {
		all[g] = access.Step{Gate: access.Gate(g), Take: asRequest(func(r *request) access.Action { return r.early })}
	}
	return all
}()

func asRequest(f func(*request) access.Action) func(*access.Walk, any) access.Action {
	return func(_ *access.Walk, state any) access.Action { return f(state.(*request)) }
}

// stops says that an action ends a phase.
func stops(a access.Action) bool { return a.Ends || a.Next != nil }

// configure finds the settings that hold for the request.
func (r *request) configure() access.Action {
	begin := (*request).begin
	switch r.in.Kind {
	case access.InternalRedirect, access.ErrorDocument:
		begin = (*request).beginRedirect
	case access.Subrequest:
		begin = (*request).beginSub
	}
	for _, phase := range [...]struct {
		gate access.Gate
		run  func(*request) access.Action
	}{
		{access.GateHost, begin},
		{access.GateHost, (*request).plainURI},
		{access.GateServerRewrite, (*request).translate},
		{access.GateHtaccess, (*request).directories},
		{access.GateLocation, (*request).laterSections},
	} {
		r.gate = phase.gate
		if a := phase.run(r); stops(a) {
			return a
		}
	}
	return access.Action{}
}

// begin is what httpd does with a request that comes from a client.
func (r *request) begin() access.Action {
	if why := r.p.Refused; why != nil {
		return r.refusedConfiguration(why)
	}
	for _, a := range r.p.Assumptions {
		r.w.Assume(a)
	}
	q := r.w.Request
	r.method = q.Method
	r.readHost()
	r.readTarget()
	if a := r.beginTLS(); stops(a) {
		return a
	}
	if a := r.malformed(); stops(a) {
		return a
	}
	if a := r.chooseHost(); stops(a) {
		return a
	}
	return r.postRead()
}

// readTarget reads path and query. A whole URL, as it is sent to proxies,
// names the host too, and wins over the header.
func (r *request) readTarget() {
	target := r.w.Request.Target
	if !IsURL(target) {
		r.splitTarget(target)
		return
	}
	var whole access.Request
	if err := whole.ParseURL(target); err != nil {
		r.splitTarget(target)
		return
	}
	r.splitTarget(whole.Target)
	r.hostname, r.hostPort = strings.ToLower(whole.Host), 0
	r.hostHeader = whole.Host
	if whole.Port != defaultPort(whole.TLS) {
		r.hostPort = whole.Port
		r.hostHeader += ":" + strconv.Itoa(whole.Port)
	}
}

// refusedConfiguration: httpd does not start, so that nobody answers.
func (r *request) refusedConfiguration(why *Refusal) access.Action {
	return access.Answer(access.Refuses, 0, "httpd does not start with this configuration: "+why.Message, why.Span)
}

// beginRedirect is an internal redirect: a new request by the same client.
func (r *request) beginRedirect() access.Action {
	r.prev = r.in.From.(*request)
	r.inherit(r.prev)
	r.main, r.hostPort, r.ended = r.prev.main, r.prev.hostPort, r.prev.ended
	r.status, r.document = r.prev.status, r.prev.document
	r.hops = r.prev.hops + 1
	r.ended = r.prev.ended
	r.method = r.prev.method
	if r.in.Kind == access.ErrorDocument {
		r.method = "GET"
	}
	r.splitTarget(r.in.Target)
	if r.hops > maxRedirects {
		r.settings = r.prev.settings
		return access.Answer(access.Refuses, 500, "httpd gives up after "+strconv.Itoa(maxRedirects)+" internal redirects")
	}
	for _, v := range r.prev.env {
		r.env = append(r.env, EnvSet{Name: "REDIRECT_" + v.Name, Value: v.Value})
	}
	r.env = append(r.env, EnvSet{Name: "REDIRECT_STATUS", Value: strconv.Itoa(r.prev.status)})
	return r.postRead()
}

// beginSub looks up a URL for the request that asks.
func (r *request) beginSub() access.Action {
	// httpd forgets the port of the Host header here: the server's port is the
	// one that it has by its configuration.
	r.main = r.in.From.(*request)
	r.inherit(r.main)
	r.status = r.main.status
	r.method = "GET"
	r.env = append(r.env, r.main.env...)
	r.splitTarget(r.in.Target)
	if r.depth = r.main.depth + 1; r.depth > maxDepth {
		return access.Answer(access.Refuses, 500, "httpd gives up after "+strconv.Itoa(maxDepth)+" subrequests in each other")
	}
	return access.Action{}
}

func (r *request) inherit(from *request) {
	r.host, r.hostname, r.hostHeader, r.changed = from.host, from.hostname, from.hostHeader, from.changed
	r.remote, r.forwarded, r.forwardedUsed = from.remote, from.forwarded, from.forwardedUsed
	r.hops, r.depth = from.hops, from.depth
}

// splitTarget cuts the query off, and a fragment, which only httpd's own
// targets may have. Of several slashes at the beginning httpd keeps one.
func (r *request) splitTarget(target string) {
	if r.in.Kind != access.Outermost {
		target, _, _ = strings.Cut(target, "#")
	}
	for strings.HasPrefix(target, "//") {
		target = target[1:]
	}
	r.uri, r.args, r.hasArgs = strings.Cut(target, "?")
}

// postRead is what modules do before anything else: mod_remoteip and the
// server's own SetEnvIf.
func (r *request) postRead() access.Action {
	for _, rule := range r.host.Early {
		if a := r.changeRequest(rule); stops(a) {
			return a
		}
	}
	if a := r.remoteIP(); stops(a) {
		return a
	}
	return r.setEnv(r.host.Env)
}

// plainURI makes the path plain and decodes it.
func (r *request) plainURI() access.Action {
	if r.uri == "*" && r.method == "OPTIONS" {
		return access.Answer(access.Passes, 200, "the request asks about the server, not a page")
	}
	uri, ok := normalize(r.uri, r.host.MergeSlashes.Is(true), true)
	if !ok || uri == "*" {
		return access.Answer(access.Refuses, 400, "the path leads above the root or has a broken escape")
	}
	slashes := r.host.Settings.EncodedSlashes
	plain, result := unescape(uri, slashes)
	switch result {
	case badEscape:
		return access.Answer(access.Refuses, 400, "the path has a broken escape")
	case badDecoded:
		r.uri = uri
		return access.Answer(access.Refuses, 404, "the path has an encoded slash or NUL, which httpd does not take")
	}
	if slashes == SlashesDecoded && plain != uri {
		plain, _ = normalize(plain, r.host.MergeSlashes.Is(true), false)
	}
	r.uri = plain
	return access.Action{}
}

// about is a note on a file; empty where nobody reads it.
func (r *request) about(file, what string) string {
	if !r.traced() {
		return ""
	}
	return quoted(file) + what
}

// traced says that somebody reads notes.
func (r *request) traced() bool { return r.w.Traced() }
