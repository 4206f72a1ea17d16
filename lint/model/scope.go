package model

import "github.com/authlint/authlint/lint/source"

// ScopeKind says how a scope is written.
type ScopeKind uint8

// The kinds of scope.
const (
	ScopeServer      ScopeKind = iota // outside every section
	ScopeHost                         // VirtualHost, server
	ScopeDirectory                    // Directory, DirectoryMatch
	ScopeHtaccess                     // a .htaccess file
	ScopeFiles                        // Files, FilesMatch
	ScopeLocation                     // Location, LocationMatch, location
	ScopeLimitExcept                  // nginx's limit_except, which is a place of its own
	ScopeIf                           // If, ElseIf, Else; nginx's if
	ScopeProxy                        // Proxy, ProxyMatch
)

// MatchForm says how a scope's pattern is compared.
type MatchForm uint8

// The forms of a pattern.
const (
	MatchAll    MatchForm = iota // no pattern: the whole server, host or folder
	MatchPath                    // a folder and what is below
	MatchPrefix                  // a URL path and what is below
	MatchExact                   // this URL path only
	MatchGlob                    // shell wildcards
	MatchRegexp                  // a regular expression
	MatchExpr                    // an expression (If)
	MatchNamed                   // no URL: nginx's @name, which others refer to
)

// Matcher says what a scope covers.
type Matcher struct {
	Form    MatchForm
	Pattern Word
	// IgnoreCase is nginx's ~* and httpd's (?i) where it is written apart.
	IgnoreCase bool
	// NoRegexp is nginx's ^~.
	NoRegexp bool
}

// Scope is one place where rules are written.
type Scope struct {
	Kind    ScopeKind
	Server  *Server
	Host    *Host
	Matcher Matcher
	// Parent is the scope it is written in; nil for a file's own scope.
	Parent *Scope
	// Above is, for a .htaccess, the scope of the next .htaccess or
	// Directory above its folder that is in view; nil when there is none.
	Above *Scope
	// Children are the scopes written inside, in order.
	Children []*Scope
	// Methods are those that a limit_except is for: all but the ones it names.
	// It is nil elsewhere.
	Methods *Methods
	// Within is the innermost condition it is written in; nil outside.
	Within *Condition
	// Dir is the folder of a .htaccess, or of a literal Directory, as a
	// path in the tree. Empty where that is not known.
	Dir string
	// Alone says that the file does not stand where the server would read
	// it under this name: named secure.htaccess or .htaccess.dist, or given
	// by itself. What is above and below it is not known.
	Alone bool

	// Span is the whole scope; Head its first line, for a file's own scope
	// empty at its start.
	Span, Head source.Span
	// InsertAt is where a directive that is missing would go.
	InsertAt source.Span

	// Own is what this scope says itself, and Merged what holds in it: Own
	// over everything that is inherited, merged as the server does. What
	// nobody in view wrote is Unset in both.
	Own, Merged Access

	Rewrite        Rewrite
	ErrorDocuments []ErrorDocument
	Headers        []HeaderChange
	Env            []EnvChange
	Redirects      []Redirect
	// ClientCertificate is SSLVerifyClient, ssl_verify_client.
	ClientCertificate Setting[string]
	// TLSOptions are SSLOptions as written, "+" and "-" with them.
	TLSOptions []Word
	// RequireTLS is SSLRequireSSL.
	RequireTLS Setting[bool]
	// Expressions are what a request must meet besides Require: SSLRequire.
	Expressions []Word
	// AddressHeader is the header the client's address is taken from
	// (RemoteIPHeader, real_ip_header), AddressProxies who may send it.
	AddressHeader  Setting[string]
	AddressProxies []Word
	// Rates are limits on requests.
	Rates []RateLimit
	// Serving is what nginx's directives say about answers.
	Serving Serving
	// Test is the condition of nginx's if; nil elsewhere.
	Test *Test
	// PassAuthorization is httpd's CGIPassAuth.
	PassAuthorization Setting[bool]
	// Options are httpd's Options as written, "+" and "-" with them.
	Options []Word
	// Override is httpd's AllowOverride.
	Override Setting[[]Word]
	// Classes are those of AllowOverride that a .htaccess needs for all that stands
	// in it.
	Classes []string
	// OverrideList says that there is an AllowOverrideList.
	OverrideList bool
	// Conditions are the conditions written directly in this scope.
	Conditions []*Condition
	// Program is what the front end keeps of the scope for its own answers.
	// Nobody else looks at it.
	Program any
}

// File is the file the scope is written in.
func (s *Scope) File() *source.File { return s.Span.File }

// Outer is the scope whose settings this one inherits: the one it is written
// in, or that of the folder above; nil when none is in view.
func (s *Scope) Outer() *Scope {
	if s.Parent != nil {
		return s.Parent
	}
	return s.Above
}

// Live says that the scope is in force as far as is known: it is not inside a
// condition that is skipped or undecided.
func (s *Scope) Live() bool {
	for at := s; at != nil; at = at.Parent {
		for c := at.Within; c != nil; c = c.Outer {
			if c.Verdict != Entered {
				return false
			}
		}
	}
	return true
}

// Verdict says whether the server reads what stands inside a condition.
type Verdict uint8

// The three verdicts.
const (
	Undecided Verdict = iota
	Entered
	Skipped
)

// ConditionKind is a kind of condition the server decides while reading.
type ConditionKind uint8

// The conditions. All but nginx's none are httpd's.
const (
	IfModule ConditionKind = iota
	IfDefine
	IfVersion
	IfFile
	IfDirective
	IfSection
)

// Condition is a part of a file that the server reads only under a condition.
// It is no scope. What stands inside an entered one belongs to the scope round
// it; what stands inside a skipped or undecided one is kept in Body, as if it
// were a scope of its own, and changes nothing.
type Condition struct {
	Kind     ConditionKind
	Argument Word
	Negated  bool
	Verdict  Verdict
	// Why says in a clause what the verdict rests on.
	Why string
	// Assumed says that the verdict rests on the assumed server.
	Assumed bool
	Outer   *Condition
	// Body is nil when Verdict is Entered.
	Body *Scope
	// Sound says that the server would have nothing against what stands inside
	// a skipped one.
	Sound bool
	// Span is the whole section, Head its opening line.
	Span, Head source.Span
}

// Rewrite is what a scope says to the rewriting engine.
type Rewrite struct {
	Engine  Setting[bool]
	Base    Setting[string]
	Options []Word
	Rules   []*RewriteRule
}

// Written says that the scope has any rewriting directive.
func (r *Rewrite) Written() bool {
	return r.Engine.Written() || r.Base.Written() || len(r.Options) > 0 || len(r.Rules) > 0
}

// RewriteRule is one rule with the conditions before it.
type RewriteRule struct {
	Pattern, Target Word
	Flags           []RewriteFlag
	Conditions      []RewriteCondition
	Span            source.Span
}

// Flag returns the first flag of that name or its short form, or nil. Names
// are as in the manual's table: "last", "L".
func (r *RewriteRule) Flag(short, long string) *RewriteFlag {
	for i := range r.Flags {
		if equalFold(r.Flags[i].Name, short) || equalFold(r.Flags[i].Name, long) {
			return &r.Flags[i]
		}
	}
	return nil
}

// RewriteFlag is one flag: NAME or NAME=VALUE.
type RewriteFlag struct {
	Name, Value string
}

// RewriteCondition is one condition of a rule.
type RewriteCondition struct {
	Test, Pattern Word
	Flags         []RewriteFlag
	Span          source.Span
}

// ErrorDocument says what is sent instead of an error.
type ErrorDocument struct {
	Status Word
	// Target is a URL path, a URL, a text, "default", or nginx's @name.
	Target Word
	// As is nginx's "=STATUS" without its sign: the status that is sent in
	// place of the error's. Empty with the place of "=" is that of what the
	// target answers; without a place, the error's own.
	As   Word
	Span source.Span
}

// HeaderChange is one change of a request's or response's header.
type HeaderChange struct {
	Request bool // of the request (RequestHeader), else of the response
	// By is nginx's directive: those of one name are inherited as a whole.
	By     string
	Action string // set, append, add, unset, ... in lower case
	Name   Word
	// Value is empty for actions without one.
	Value Word
	// Dynamic says that a part of the value is known only at run time, which
	// a masked one does not show.
	Dynamic bool
	// Always says that it is sent with errors too.
	Always bool
	// Rest is what follows: env=, expr=.
	Rest []Word
	Span source.Span
}

// EnvChange sets or unsets a variable.
type EnvChange struct {
	// When is EnvEarly for a variable that access rules can see (SetEnvIf),
	// EnvLate for one that is set after them (SetEnv).
	When EnvTime
	Name string
	// Unset says that the variable is taken away.
	Unset bool
	// Value is empty where none is written.
	Value string
	// Dynamic says that a part of the value is known only at run time.
	Dynamic bool
	// Attribute is what is tested (a header or Request_URI, in nginx's map
	// and geo any other variable with its "$"); empty when the variable is set
	// for every request. Pattern is its regular expression.
	Attribute, Pattern Word
	Span               source.Span
}

// EnvTime says when a variable is set.
type EnvTime uint8

// The two times. What nginx hands to a program (fastcgi_param) is late.
const (
	EnvEarly EnvTime = iota
	EnvLate
)

// Redirect is a redirect outside the rewriting engine.
type Redirect struct {
	Status string // as written, empty for the default
	// From is a path prefix or, when Regexp, a regular expression; empty
	// where the scope itself is what is redirected.
	From, To Word
	Regexp   bool
	Span     source.Span
}

// RateLimit is a limit on requests or connections, in the server's own words.
type RateLimit struct {
	Name string // the directive
	Args []Word
	Span source.Span
}

// equalFold compares ASCII letters without case.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x, y := a[i], b[i]
		if 'A' <= x && x <= 'Z' {
			x += 'a' - 'A'
		}
		if 'A' <= y && y <= 'Z' {
			y += 'a' - 'A'
		}
		if x != y {
			return false
		}
	}
	return true
}
