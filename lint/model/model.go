// Package model is the common model of a site's configuration, as it was
// written: what Apache, nginx and WordPress have in common, and nothing that
// only one of them knows unless its name says so.
//
// Begin with Site and Scope. A front end lowers its tree into a Site; rules
// read it. Every value keeps the place it was written at and whether anybody
// wrote it at all (Setting). What cannot be known is Unknown or Dynamic, and
// no rule fires on it.
package model

import (
	"path"

	"github.com/authlint/authlint/lint/source"
)

// A Site is one site: what is checked together because its parts bear on each
// other. Lists are in a fixed order: by path, then by place in the file.
type Site struct {
	Name string // how reports call it
	// Files are all files that were read.
	Files []*source.File
	// Assumptions hold for everything said of the site, each a clause.
	Assumptions []string
	Servers     []*Server
	Hosts       []*Host
	Roots       []*Root
	// Aliases are the plain ones, outside of sections.
	Aliases []*Alias
	Apps    []*App
	Stores  []*Store
	// Scopes holds every scope, those inside others and inside conditions
	// too.
	Scopes []*Scope
	// Refusals are what a server would not accept, in all files.
	Refusals []*Refusal
	Oddities []*Oddity
	Markers  []*Marker
	Comments []*Comment
	// Addressed are the comments that speak to authlint. They are not among
	// Comments.
	Addressed []*Comment
	Strays    []*Stray
	Unread    []*Unread
	Limits    []*Limit

	overrides map[string]*Scope // by folder
	refused   map[*source.File]*Refusal
	refusals  map[source.Span]*Refusal // by cause
}

// AddOverride puts the scope of a .htaccess into the site, so that the ones
// below find it.
func (s *Site) AddOverride(scope *Scope) {
	if s.overrides == nil {
		s.overrides = map[string]*Scope{}
	}
	s.overrides[scope.Dir] = scope
}

// Above returns the scope of the nearest .htaccess in a folder above dir, or
// nil.
func (s *Site) Above(dir string) *Scope {
	for dir != "/" && dir != "." && len(s.overrides) > 0 {
		dir = path.Dir(dir)
		if scope := s.overrides[dir]; scope != nil {
			return scope
		}
	}
	return nil
}

// Override returns the scope of the .htaccess in a folder, or nil.
func (s *Site) Override(dir string) *Scope { return s.overrides[dir] }

// InForce returns the scope of the .htaccess that holds in a folder: its own,
// or the nearest above; nil when none is in view.
func (s *Site) InForce(dir string) *Scope {
	if scope := s.overrides[dir]; scope != nil {
		return scope
	}
	return s.Above(dir)
}

// Refuse records a refusal. Only the first in a file is what the server says;
// the others show when it is mended.
func (s *Site) Refuse(r *Refusal) {
	s.Refusals = append(s.Refusals, r)
	if s.refused == nil {
		s.refused = map[*source.File]*Refusal{}
		s.refusals = map[source.Span]*Refusal{}
	}
	if s.refusals[r.Cause] == nil {
		s.refusals[r.Cause] = r
	}
	if s.refused[r.Cause.File] == nil && r.Assumption == "" && r.Kind != RefusedCrash {
		s.refused[r.Cause.File] = r
	}
}

// RefusalAt returns the refusal of a directive, given its whole span, or nil.
func (s *Site) RefusalAt(cause source.Span) *Refusal { return s.refusals[cause] }

// Refused returns the first refusal for which a server does not accept the
// file, or nil. A refusal under an assumption does not count.
func (s *Site) Refused(f *source.File) *Refusal { return s.refused[f] }

// State says what is known of a setting.
type State uint8

// The states of a Setting. The zero value is Unset.
const (
	Unset   State = iota // nobody wrote it
	Off                  // switched off: auth_basic off, AuthType None
	Set                  // written, and Value is what it says
	Dynamic              // written, but its value is known only at run time
	Default              // nobody wrote it, and Value is what the version's table says
)

// A Setting is a value with what is known of it and where it was written.
// Value means something in the states Set and Default only.
type Setting[T any] struct {
	State State
	Value T
	Span  source.Span // of the value; of the directive's name when it has none
	Cause source.Span // the whole directive; zero when nobody wrote it
}

// Written says that somebody wrote the setting, whatever it says.
func (s Setting[T]) Written() bool { return s.State != Unset && s.State != Default }

// Known says that Value is what is in force.
func (s Setting[T]) Known() bool { return s.State == Set || s.State == Default }

// Over returns s if it was written, else the setting below it: how a value
// that is inherited by itself merges, on every server.
func (s Setting[T]) Over(below Setting[T]) Setting[T] {
	if s.Written() {
		return s
	}
	return below
}

// Fact is an answer that may be missing.
type Fact uint8

// The three answers. The zero value is Unknown.
const (
	Unknown Fact = iota
	Yes
	No
)

// Not is the answer to the opposite question.
func (f Fact) Not() Fact {
	switch f {
	case Yes:
		return No
	case No:
		return Yes
	}
	return f
}

// Word is one argument: Text is what the server makes of the bytes at Span,
// quotes and escapes taken off.
type Word struct {
	Text   string
	Span   source.Span
	Quoted bool
}

// ServerKind is a kind of server.
type ServerKind uint8

// The servers authlint knows.
const (
	NoServer ServerKind = iota
	Apache
	Nginx
)

// String is the server's name as people write it.
func (k ServerKind) String() string {
	switch k {
	case Apache:
		return "Apache"
	case Nginx:
		return "nginx"
	}
	return "no server"
}

// Server is one server process, or the one that is assumed where no server
// configuration is in view.
type Server struct {
	Kind    ServerKind
	Version Setting[string]
	// Assumed says that no configuration of this server was read.
	Assumed bool
	// Root is the folder relative paths start from (ServerRoot, prefix).
	Root Setting[string]
	// Module says whether a module is loaded, by the name of its source
	// file (mod_auth_basic.c, ngx_http_auth_request_module).
	Module func(name string) Fact
	// Whole is a directive with the sign that ends it, which is not in its span:
	// what goes when it is taken out. It is nil where lines end directives.
	Whole func(directive source.Span) source.Span
	// Program is what the front end keeps of the server for its own files. It
	// is an access.Server, which says what the server answers to a request.
	Program any
}

// Host is a virtual host or server block.
type Host struct {
	Server  *Server
	Names   []Word
	Listens []Word
	// Sockets are nginx's listen directives, one for each of Listens.
	Sockets []Socket
	// TLS is Yes when any of them speaks it.
	TLS   Fact
	Roots []*Root
	Scope *Scope
	Span  source.Span
}

// Socket is one listen directive.
type Socket struct {
	Address Word
	TLS     Fact
	// Default says that the host answers there for names that no other has.
	Default bool
	Span    source.Span // the whole directive
}

// Root is a document root.
type Root struct {
	Dir  string // path in the tree
	Host *Host  // nil when no host is in view
	// Certain is false for a folder that was only taken for a document root.
	Certain bool
	// Overrides are the scopes of its .htaccess files, parents first.
	Overrides []*Scope
}

// Alias is a folder that is served at a path of its own.
type Alias struct {
	Path string // of the URL
	Dir  string // path in the tree
	Host *Host  // nil outside of all hosts
	Span source.Span
}

// App is an application installed in a folder.
type App struct {
	Kind string // "wordpress"
	Dir  string
	// Names are those of all that lies in Dir; nil where it was not listed.
	Names   map[string]bool
	Version Setting[string]
	// Plugins are those whose folders were found, and those that the stored
	// list of active ones names.
	Plugins []*Plugin
	// PluginsKnown says that the plugin folder could be listed, so that a
	// plugin that is not in Plugins is not installed.
	PluginsKnown bool
	// Content is the folder of its files, a path of the tree; empty where that
	// cannot be told.
	Content string
	// MustUse are the programs that always run beside the plugins, DropIns
	// those that take the place of parts of the application, by their names.
	MustUse, DropIns []string
	// Constants are those that the application's configuration defines.
	Constants []*Constant
	// ConstantsKnown says that all of the configuration was read, so that a
	// constant which is not in Constants is not defined.
	ConstantsKnown bool
	// TablePrefix begins the names of its tables; RolePrefix the name of the
	// stored roles, which must be the same.
	TablePrefix, RolePrefix Setting[string]
	// SiteURL and HomeURL are where it believes to be found.
	SiteURL, HomeURL Setting[string]
	// Network says that several sites share it.
	Network Fact
	// OptionsKnown says that its stored options were read, so that one which is
	// not among them is not stored.
	OptionsKnown bool
	// StoredSchema is the version of the tables that are stored, by the number
	// that the application counts them with.
	StoredSchema Setting[int]
	// PasswordsUsed says that somebody has made an application password.
	PasswordsUsed Setting[bool]
	// Broken are stored options that the application cannot read.
	Broken []*StoredFault
	// Guards are the application itself, first, and its plugins, as far as
	// they say who gets in.
	Guards []*Guard
	// Prepends are files that PHP is told to run before every program.
	Prepends []*Prepend
	// Salts are what is known of the keys and salts of its logins.
	Salts []*Salt
	// Markers are the parts that programs say they own in the application's
	// configuration and in PHP's. They have no Scope.
	Markers []*Marker
}

// Missing says that no folder of that name is among the plugins.
func (a *App) Missing(slug string) bool {
	p := a.Plugin(slug)
	return a.PluginsKnown && (p == nil || p.Present == No)
}

// Constant returns the constant of that name, or nil.
func (a *App) Constant(name string) *Constant {
	for _, c := range a.Constants {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Plugin returns the plugin of that folder, which need not be there; nil for
// one that nothing speaks of.
func (a *App) Plugin(slug string) *Plugin {
	for _, p := range a.Plugins {
		if p.Slug == slug {
			return p
		}
	}
	return nil
}

// Plugin is one plugin of an application.
type Plugin struct {
	Slug    string // its folder
	Active  Fact
	Version Setting[string]
	// Listed says that the stored list of active plugins names it, Present that
	// its folder is there.
	Listed, Present Fact
	// Renamed is the folder that looks like this one put aside; empty for none.
	Renamed string
}

// Refusal is something for which the server would not accept a file: httpd
// answers 500 for everything below a .htaccess with one, and does not start
// with one in its own configuration.
type Refusal struct {
	Kind      RefusalKind
	Directive string // name as written, a section's with its "<"
	// Span is the word that is wrong; Cause the whole directive, or the
	// section's opening line.
	Span, Cause source.Span
	// Message is one clause: what the server would say, by its meaning.
	Message string
	// Assumption is not empty when another plausible server would accept
	// it, and says under what condition it would not.
	Assumption string
	Scope      *Scope
	// Correction is what was meant, where the front end is certain of it; nil
	// elsewhere.
	Correction *Correction
}

// Correction is the one change that makes a mistake right.
type Correction struct {
	// Title is a verb phrase.
	Title string
	// Changes are what belongs in the place of what is there.
	Changes []Change
}

// Change is what belongs in one place. Without a text the directive there has to
// go, with its line.
type Change struct {
	At   source.Span
	Text string
	// Bytes says that these bytes alone have to go, and no line.
	Bytes bool
}

// RefusalKind says what was wrong.
type RefusalKind uint8

// The kinds of refusal.
const (
	RefusedSyntax    RefusalKind = iota // brackets, quotes, sections
	RefusedUnknown                      // no such directive
	RefusedRemoved                      // a directive of an older version
	RefusedForeign                      // another program's syntax
	RefusedContext                      // not allowed in this place
	RefusedArguments                    // wrong number of arguments
	RefusedValue                        // an argument that the directive does not take
	RefusedEncoding                     // byte-order mark, UTF-16
	RefusedCrash                        // accepted, but it ends the worker process
)

// Oddity is something a server accepts silently although it cannot have been
// meant, in the reading of a file rather than in one setting.
type Oddity struct {
	Kind OddityKind
	Span source.Span
	// Cause is the directive or comment it belongs to.
	Cause source.Span
	// Directive is the directive concerned, for a swallowed line the one
	// that was swallowed; empty when there is none.
	Directive string
	Text      string // the part of the text that matters, never a secret
	Scope     *Scope
}

// OddityKind says what is odd.
type OddityKind uint8

// The kinds of oddity.
const (
	OddContinuation OddityKind = iota // a comment that swallows the next line
	OddUnsupported                    // a construct authlint does not expand (Macro)
)

// Stray is a file that looks like configuration and is not in force: renamed,
// misnamed, a backup.
type Stray struct {
	Path string
	File *source.File // nil when it was not read
	// Of is the name it would have in force, ".htaccess".
	Of string
	// Scope is what it would say, when it was read.
	Scope *Scope
	// Addressed are its comments that speak to authlint.
	Addressed []*Comment
}

// Unread is something that should have been read and was not.
type Unread struct {
	Path string
	// Span is the place that names it, zero for a file met on disk.
	Span source.Span
	// Why says what stood in the way, as a clause.
	Why string
	// Denied says that the operating system refused it.
	Denied bool
	// Server says what the server does about it, as a clause; empty when
	// it is only authlint that could not read it. Assumption must hold for
	// that to be true.
	Server, Assumption string
}

// Limit is a bound of authlint's own that was hit.
type Limit struct {
	Span source.Span // zero when it has no place in a file
	Path string
	What string // the clause: what was left out, and at which bound
}
