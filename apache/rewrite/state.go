package rewrite

import (
	"strings"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/lint/model"
)

// State is what mod_rewrite reads and changes of a request. The caller fills
// it in, and finds it changed where the Result says that something happened.
type State struct {
	Method   string
	URI      string // the path, decoded, as it is now
	Filename string // empty before the server has translated the path
	PathInfo string
	Args     string // the query
	HasArgs  bool   // there is a "?", be the query empty
	// Status is what a page would be served with; 0 stands for 200. A redirect
	// that a later rule turns into a path leaves its status behind, also for the
	// request an internal redirect begins. It is NoStatus after R with a word
	// that httpd does not know.
	Status int
	// Type and Handler are what T and H force, in lower case. An internal
	// redirect forgets them.
	Type, Handler string
	// Proxied says that a rule has handed the request to mod_proxy, which the
	// file name then shows by "proxy:".
	Proxied bool
	// Subrequest says that the server asks itself, as mod_dir does for the
	// index files.
	Subrequest bool
	// End says that a rule with END was carried out. It outlives an internal
	// redirect.
	End bool
	// Env are the variables that rules have set, the last value of each. An
	// internal redirect puts "REDIRECT_" before all names, and sets
	// REDIRECT_STATUS to the status before it, usually 200.
	Env []Env
	// Cookies are the values of CO as the rules have made them, in order, as far
	// as they are known.
	Cookies []string
	// Trace, where it is set, is told of each rule that was tried, up to the
	// first that is unknown.
	Trace func(Step)
}

// NoStatus is the status 0 of httpd.
const NoStatus = -1

// Env is one variable of the environment.
type Env struct {
	Name, Value string
	Why         string // not empty when the value is unknown; without a name any variable may be meant
	Unset       bool   // the value is "" because a rule took the variable away
}

// Step is one rule that was tried.
type Step struct {
	Rule    *Rule
	Subject string // what its pattern was compared with
	Applied model.Fact
	Why     string // why it is unknown
}

// Kind is what became of a request.
type Kind uint8

// The kinds of results.
const (
	// Unknown: Why says the reason.
	Unknown Kind = iota
	// Nothing happened; type, handler and environment may have changed.
	Nothing
	// Settled: State.Filename is the file, or query and path info changed alone.
	Settled
	// Passed: State.URI is another one, and what maps paths to files goes on
	// with it (PT in a server's context).
	Passed
	// Internal: the server begins again with Target, which is a path and perhaps
	// a query, taken apart and decoded like the target of a request.
	Internal
	// Redirect: the answer is Status with Location.
	Redirect
	// Refuse: the answer is Status.
	Refuse
	// Proxy: the request goes to Target.
	Proxy
)

// Result is what mod_rewrite made of a request.
type Result struct {
	Kind     Kind
	Status   int
	Location string
	Target   string
	// Rule is the one that decided: the last that changed something, or nil.
	Rule *Rule
	Why  string
}

// Lookup answers what the rules ask beyond the State. Where why is not empty
// the answer is unknown, for the reason it gives as a clause.
type Lookup interface {
	// Request answers RewriteCond expr, headers, the environment before any
	// rule, and by Variable what the State has not: REMOTE_ADDR, HTTPS,
	// THE_REQUEST, SERVER_NAME, API_VERSION, TIME and so on by their names,
	// also "SSL:NAME", "LA-U:NAME" and "LA-F:NAME".
	expr.Request
	// Executable answers -x: whether there is an execute bit.
	Executable(path string) (yes bool, why string)
	// Map looks a key up in a RewriteMap of the virtual host; found is false as
	// well where there is no such map. MapFunction and TextMap help. A value that
	// is drawn, as from a map "rnd:", is unknown.
	Map(name, key string) (value string, found bool, why string)
	// Roots are the folders that the request's paths belong to.
	Roots() Roots
	// Self is how URLs name this server.
	Self() Self
	// Serves says whether a host and port in a URL are this virtual host's.
	Serves(host string, port int) (model.Fact, string)
	// FollowsLinks says whether Options has FollowSymLinks or
	// SymLinksIfOwnerMatch here, without which there is no rewriting in folders.
	FollowsLinks() (model.Fact, string)
	// HasProxy says whether mod_proxy is loaded.
	HasProxy() (model.Fact, string)
}

// Roots are the folders that a request's paths belong to.
type Roots struct {
	Document string // DocumentRoot
	Context  string // the folder of the Alias in force; "" without one
	Prefix   string // the URL path of that Alias
	Why      string
}

// context is the folder that paths are relative to.
func (r *Roots) context() string {
	if r.Context != "" {
		return r.Context
	}
	return r.Document
}

// Self is how URLs name a server.
type Self struct {
	Scheme string // http or https
	Name   string // ServerName or the Host header, as UseCanonicalName says
	Port   int
	Why    string // why name or port are unknown
}

// defaultPort is the port that a URL need not name.
func (s *Self) defaultPort() int {
	if s.Scheme == "https" {
		return 443
	}
	return 80
}

// maxEnv bounds the variables that rules set.
const maxEnv = 1000

// setEnv keeps a variable. It says false when there are too many.
func (s *State) setEnv(e Env) (changed, ok bool) {
	for i := range s.Env {
		if strings.EqualFold(s.Env[i].Name, e.Name) {
			changed = s.Env[i] != e
			// Copies of a State share the list until one of them changes it.
			env := make([]Env, 0, len(s.Env))
			env = append(append(append(env, s.Env[:i]...), s.Env[i+1:]...), e)
			s.Env = env
			return changed, true
		}
	}
	if len(s.Env) >= maxEnv {
		return true, false
	}
	s.Env = append(s.Env[:len(s.Env):len(s.Env)], e)
	return true, true
}

// setQuery replaces the query.
func (s *State) setQuery(args string) { s.Args, s.HasArgs = args, true }

// dropQuery takes it away.
func (s *State) dropQuery() { s.Args, s.HasArgs = "", false }
