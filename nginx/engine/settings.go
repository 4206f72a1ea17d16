package engine

import (
	"net/netip"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Settings are what holds in a location. What is a pointer, a slice or a Flag
// without a value is inherited.
type Settings struct {
	// Rules are allow and deny of all families, which are inherited as one.
	Rules []model.AddressRule
	// Realm is auth_basic, UserFile auth_basic_user_file.
	Realm    *Text
	UserFile *UserFile
	Satisfy  *Satisfy
	// AuthRequest is the URI of auth_request; "off" there is the zero Text.
	AuthRequest *AuthRequest
	// AuthSets are auth_request_set, inherited as one.
	AuthSets []AuthSet
	// Strangers are authenticators of which nothing is known. Those that are
	// switched off have an empty name.
	Strangers map[string]Stranger

	// Root is root or alias.
	Root      *Root
	Index     []*Text
	Autoindex Flag
	Internal  Flag

	ErrorPages []*ErrorPage
	Recursive  Flag // recursive_error_pages
	// Intercept is proxy_intercept_errors and its like.
	Intercept Flag

	Absolute   Flag // absolute_redirect
	NameInside Flag // server_name_in_redirect
	PortInside Flag // port_in_redirect

	Headers []*Header // add_header

	RealIP       []netip.Prefix // set_real_ip_from
	RealIPUnsure string         // why its addresses are not all known
	RealIPHeader string         // real_ip_header, in lower case
	RealIPDeep   Flag           // real_ip_recursive

	// MaxBody is client_max_body_size; nil where nobody says.
	MaxBody *int64
	// Dav are the methods of dav_methods.
	Dav []string
	// SymLinks is disable_symlinks, other than off.
	SymLinks      Flag
	Precompressed Precompressed // gzip_static

	Referers     *Referers
	SplitPath    *Regexp // fastcgi_split_path_info
	FastCGIIndex string  // fastcgi_index
	OtherScript  Flag    // SCRIPT_FILENAME is not the usual file

	// TryFiles and Handler are not inherited; if and limit_except take over a
	// handler that goes to another server.
	TryFiles *TryFiles
	Handler  *Handler
	// Unsure is why nobody can say what holds; it is inherited.
	Unsure     string
	UnsureSpan source.Span
}

// Flag is a switch. The zero value says that nobody set it.
type Flag uint8

// The values of a Flag.
const (
	FlagUnset Flag = iota
	FlagOff
	FlagOn
)

// FlagOf is the flag of "on" or anything else.
func FlagOf(on bool) Flag {
	if on {
		return FlagOn
	}
	return FlagOff
}

// Or is the flag, or the one below it where nobody set it.
func (f Flag) Or(below Flag) Flag {
	if f == FlagUnset {
		return below
	}
	return f
}

// On is the flag's value, or what holds where nobody set it.
func (f Flag) On(otherwise bool) bool {
	if f == FlagUnset {
		return otherwise
	}
	return f == FlagOn
}

// Precompressed is gzip_static: whether a file with the ending .gz is sent instead.
type Precompressed uint8

// The values of gzip_static.
const (
	PrecompressedUnset Precompressed = iota
	PrecompressedOff
	PrecompressedOn // to clients that take gzip
	PrecompressedAlways
)

// UserFile is auth_basic_user_file.
type UserFile struct {
	Path *Text
	// Ref is the file of a path without variables.
	Ref  *model.FileRef
	Span source.Span
	// Stores finds the files of a path with variables; nil where none is known.
	Open func(path string) *model.FileRef
}

// Satisfy is satisfy.
type Satisfy struct {
	Any  bool
	Span source.Span
}

// AuthRequest is auth_request.
type AuthRequest struct {
	URI  string // empty for off
	Span source.Span
}

// AuthSet is auth_request_set.
type AuthSet struct {
	Variable int
	Value    *Text
}

// Stranger is an authenticator that is not nginx's own.
type Stranger struct {
	Name string // the directive; empty where it is switched off
	Span source.Span
}

// Root is root or alias.
type Root struct {
	Path *Text
	// Alias is the length of the path that an alias stands for; 0 for root.
	Alias int
	// Whole says that the alias of a regular expression is the whole path.
	Whole bool
	Span  source.Span
}

// ErrorPage is one status of error_page.
type ErrorPage struct {
	Status int
	// Overwrite is the status of "=code", 0 of "=", and -1 without.
	Overwrite int
	Target    *Text
	// Args are those of a target without variables.
	Args string
	Span source.Span
}

// Header is add_header.
type Header struct {
	Name   string // in lower case
	Value  *Text
	Always bool
}

// TryFiles is try_files.
type TryFiles struct {
	Names []TryFile
	// Last is where nothing was found: a status, or a URI.
	Status int
	Last   *Text
	Span   source.Span
}

// TryFile is one name that is tried.
type TryFile struct {
	Name *Text
	Dir  bool
}

// Handler is who answers in a location.
type Handler struct {
	Kind HandlerKind
	Name string // the directive
	Span source.Span
}

// HandlerKind is a kind of handler.
type HandlerKind uint8

// The kinds.
const (
	HandlerUpstream HandlerKind = iota // another server or program
	HandlerFixed                       // a fixed answer to GET and HEAD
	HandlerUnknown                     // nobody knows what it answers
	HandlerMedia                       // flv and mp4: a file
)

// Merge is what holds in a block that is written inside another. It is the only
// place that says what nginx inherits.
func Merge(parent, own *Settings, kind LocationForm) *Settings {
	m := *own
	if own.Rules == nil {
		m.Rules = parent.Rules
	}
	inherit(&m.Realm, parent.Realm)
	inherit(&m.UserFile, parent.UserFile)
	inherit(&m.Satisfy, parent.Satisfy)
	inherit(&m.AuthRequest, parent.AuthRequest)
	if own.AuthSets == nil {
		m.AuthSets = parent.AuthSets
	}
	m.Strangers = mergeStrangers(parent.Strangers, own.Strangers)
	inherit(&m.Root, parent.Root)
	if own.Index == nil {
		m.Index = parent.Index
	}
	m.Autoindex = own.Autoindex.Or(parent.Autoindex)
	m.Internal = own.Internal.Or(parent.Internal)
	if own.ErrorPages == nil {
		m.ErrorPages = parent.ErrorPages
	}
	m.Recursive = own.Recursive.Or(parent.Recursive)
	m.Intercept = own.Intercept.Or(parent.Intercept)
	m.Absolute = own.Absolute.Or(parent.Absolute)
	m.NameInside = own.NameInside.Or(parent.NameInside)
	m.PortInside = own.PortInside.Or(parent.PortInside)
	if own.Headers == nil {
		m.Headers = parent.Headers
	}
	if own.RealIP == nil && own.RealIPUnsure == "" {
		m.RealIP, m.RealIPUnsure = parent.RealIP, parent.RealIPUnsure
	}
	if own.RealIPHeader == "" {
		m.RealIPHeader = parent.RealIPHeader
	}
	m.RealIPDeep = own.RealIPDeep.Or(parent.RealIPDeep)
	inherit(&m.MaxBody, parent.MaxBody)
	if own.Dav == nil {
		m.Dav = parent.Dav
	}
	inherit(&m.Referers, parent.Referers)
	inherit(&m.SplitPath, parent.SplitPath)
	if own.FastCGIIndex == "" {
		m.FastCGIIndex = parent.FastCGIIndex
	}
	m.OtherScript = own.OtherScript.Or(parent.OtherScript)
	m.SymLinks = own.SymLinks.Or(parent.SymLinks)
	if own.Precompressed == PrecompressedUnset {
		m.Precompressed = parent.Precompressed
	}
	if own.Handler == nil && kind == LocationNone && parent.Handler != nil && parent.Handler.Kind == HandlerUpstream {
		m.Handler = parent.Handler
	}
	if own.Unsure == "" {
		m.Unsure, m.UnsureSpan = parent.Unsure, parent.UnsureSpan
	}
	return &m
}

func inherit[T any](own **T, parent *T) {
	if *own == nil {
		*own = parent
	}
}

func mergeStrangers(parent, own map[string]Stranger) map[string]Stranger {
	if len(own) == 0 {
		return parent
	}
	merged := make(map[string]Stranger, len(parent)+len(own))
	for name, s := range parent {
		merged[name] = s
	}
	for name, s := range own {
		merged[name] = s
	}
	return merged
}
