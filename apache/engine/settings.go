package engine

import (
	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
	"github.com/authlint/authlint/lint/source"
)

// Settings are what one section says, or, merged, what holds for a request:
// httpd's per-directory configuration, as far as it has to do with who gets
// which answer. Nobody changes them once they are compiled.
type Settings struct {
	Access   model.Access
	Options  Options
	Override *Override // AllowOverride; nil when nobody wrote one
	// Listed are the directives of AllowOverrideList, in lower case; nil when
	// nobody wrote one.
	Listed map[string]bool
	// Files and Ifs are the sections that are asked later, in order.
	Files, Ifs []*Section

	Rewrite        *rewrite.Config
	Redirects      []*Redirect
	Redirect       *Redirect // without a path, in Location or If
	Alias          *Alias    // without a path, in Location
	Proxied        *Proxied  // ProxyPass, in Location
	PreservePath   Flag
	ErrorDocuments []ErrorDocument
	ErrorOverride  Flag // ProxyErrorOverride, whichever statuses it is for
	// Env are SetEnvIf and its kin.
	Env []*EnvRule

	Index         *Index
	Slash         Flag // DirectorySlash
	CheckHandler  Flag // DirectoryCheckHandler
	IndexRedirect Status
	Fallback      *Word // FallbackResource

	Handler      *Word              // SetHandler
	Handlers     map[string]Handler // AddHandler, by extension in lower case
	Types        map[string]Handler // AddType and RemoveType, by extension in lower case
	PathInfo     Flag               // AcceptPathInfo
	PathInfoSet  bool
	Actions      map[string]Action
	AllowMethods *Methods

	// EncodedSlashes is AllowEncodedSlashes. httpd does not inherit it.
	EncodedSlashes EncodedSlashes
	CanonicalName  Flag // UseCanonicalName
	CanonicalPort  Flag // UseCanonicalPhysicalPort
	RelativeTarget Flag // RedirectRelative

	RequireTLS  model.Setting[bool]
	Certificate model.Setting[string] // SSLVerifyClient
	TLSRequire  []*Condition          // SSLRequire
	// LateEnv are SetEnv and UnsetEnv, in their order.
	LateEnv []EnvSet
	// Headers are the changes that show in the answer's challenge or
	// location.
	Headers []*HeaderRule
	// DigestAlgorithm is AuthBasicUseDigestAlgorithm.
	DigestAlgorithm *Word
	// Digest and Anonymous are what mod_auth_digest and mod_authn_anon have,
	// which nobody inherits: a section that says anything of it begins anew.
	Digest    *Digest
	Anonymous *Anonymous

	// Unsure are parts of the section of which nobody knows whether httpd
	// reads them, or what they do.
	Unsure []Doubt
}

// Doubt is something that a section may say.
type Doubt struct {
	Why  string
	Span source.Span
}

// Flag is an On, an Off, or nothing.
type Flag uint8

// The flags.
const (
	FlagUnset Flag = iota
	FlagOff
	FlagOn
)

// Over returns f if it was written, else the flag below.
func (f Flag) Over(below Flag) Flag {
	if f == FlagUnset {
		return below
	}
	return f
}

// Is says whether the flag is on, given what it is when nobody wrote it.
func (f Flag) Is(otherwise bool) bool {
	if f == FlagUnset {
		return otherwise
	}
	return f == FlagOn
}

// Word is a text with the place where it was written.
type Word struct {
	Text string
	// Expr is set for texts with variables in them.
	Expr *expr.Text
	Span source.Span
}

// Status is an HTTP status with the place where it was written.
type Status struct {
	Code int // 0 when nobody wrote one, -1 for Off
	Span source.Span
}

// Redirect is one Redirect or RedirectMatch.
type Redirect struct {
	Status int
	// From is a path; Pattern, when set, is asked instead.
	From    string
	Pattern *pcre.Regexp
	To      string
	HasTo   bool
	Expr    *expr.Text // of a redirect without a path
	Span    source.Span
}

// Alias is one Alias, AliasMatch or ScriptAlias.
type Alias struct {
	From    string
	Pattern *pcre.Regexp
	To      string
	Expr    *expr.Text // of an alias without a path
	Script  bool
	Span    source.Span
}

// ErrorDocument is what is sent instead of an error.
type ErrorDocument struct {
	Status  int
	Default bool
	// Local says that it is a path or a URL, not a text.
	Local  bool
	Target Word
}

// Index are the names of DirectoryIndex.
type Index struct {
	Names []string
	Span  source.Span
}

// Handler is a handler or media type for an extension; an empty name takes
// back what was said before.
type Handler struct {
	Name string
	Span source.Span
}

// Action is a program that answers for a handler (mod_actions).
type Action struct {
	Script string
	// Virtual says that the file need not exist.
	Virtual bool
	Span    source.Span
}

// Methods are those of AllowMethods.
type Methods struct {
	Reset bool
	Names []string
	Span  source.Span
}

// EncodedSlashes says what becomes of %2F in a path.
type EncodedSlashes uint8

// What becomes of it.
const (
	SlashesRefused EncodedSlashes = iota // 404
	SlashesDecoded
	SlashesKept
)

// Condition is an expression that must hold.
type Condition struct {
	Expr *expr.Condition
	Span source.Span
}

// HeaderRule is a change of a header that the engine reports.
type HeaderRule struct {
	Name    string // in lower case
	Written string // as it is written
	Action  string
	Value   string
	Always  bool
	// Conditional says that it depends on a variable or an expression.
	Conditional bool
	// Malformed says that a header would be sent whose name is no word.
	Malformed bool
	Span      source.Span
}

// EnvRule is one SetEnvIf, BrowserMatch or SetEnvIfExpr.
type EnvRule struct {
	// Attribute is a header or one of httpd's names, Names a pattern for
	// names of headers.
	Attribute string
	Names     *pcre.Regexp
	// Literal says that the pattern is a plain text to be found.
	Pattern *pcre.Regexp
	Plain   bool
	Expr    *expr.Condition
	Sets    []EnvSet
	Span    source.Span
}

// EnvSet sets or unsets one variable.
type EnvSet struct {
	Name, Value string
	Unset       bool
}

// Digest is what one section says to mod_auth_digest.
type Digest struct {
	// NoQop is AuthDigestQop none.
	NoQop bool
	// Domain is AuthDigestDomain, as it is sent.
	Domain []string
}

// Anonymous is what one section says to mod_authn_anon.
type Anonymous struct {
	Names []string
	// NoUser lets the empty name in, NoEmail the empty password; Verify wants
	// a password that looks like an address.
	NoUser, NoEmail, Verify bool
}
