package engine

import (
	"net/netip"

	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/access/password"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
	"github.com/authlint/authlint/lint/source"
)

// Program is one nginx with its configuration, compiled. It may be used by
// several goroutines.
type Program struct {
	// Refused is why nginx would not start with the configuration.
	Refused *Refusal
	// Listens are the sockets, those with an address of their own first.
	Listens []*Listen
	// Prefix is the folder that relative roots start from, ConfPrefix the one
	// of nginx.conf; empty where not known.
	Prefix, ConfPrefix string
	// Variables are all that the configuration uses; a text refers to them by
	// their numbers.
	Variables []*Variable
	// Disk answers for files, Worker is the user of the workers.
	Disk   *disk.Disk
	Worker disk.Worker
	// Assumptions are what every decision rests on.
	Assumptions []string

	passwords password.Cache
}

// Refusal is why nginx does not accept the configuration.
type Refusal struct {
	Message string
	Span    source.Span
}

// Listen is one address and port that nginx listens at.
type Listen struct {
	// Addr is the zero value for every address of a family; Six says which.
	Addr netip.Addr
	Six  bool
	// Both says that a wildcard of IPv6 takes IPv4 too (ipv6only=off).
	Both bool
	Port int
	TLS  bool
	// ProxyProtocol says that a line in front of the request tells the client.
	ProxyProtocol bool
	// Servers are the server blocks of the socket in their order.
	Servers []*Server
	Default *Server

	names names
}

// Server is a server block.
type Server struct {
	Model *model.Host
	Span  source.Span
	// Names are the server_name's; Name is the first of them, as redirects and
	// variables show it.
	Names []ServerName
	Name  string
	// Own is what holds where no location does; it has the locations.
	Own *Location
	// Script are the server's own set, if, rewrite and return.
	Script *Script
	Named  map[string]*Location
	// KeepSlashes is "merge_slashes off".
	KeepSlashes bool
	// Underscores is underscores_in_headers.
	Underscores bool
	// HeaderBuffer and HeaderBuffers are size and number of
	// large_client_header_buffers; 0 where nobody sets them.
	HeaderBuffer, HeaderBuffers int
	TLS                         TLS
	// Unsure is why nobody can say what the server does; empty elsewhere.
	Unsure     string
	UnsureSpan source.Span
}

// TLS is what a server block says of TLS.
type TLS struct {
	Verify Verify
	Span   source.Span
	// Reject is ssl_reject_handshake.
	Reject bool
}

// Verify is ssl_verify_client.
type Verify uint8

// The values of ssl_verify_client.
const (
	VerifyOff Verify = iota
	VerifyOn
	VerifyOptional
	VerifyOptionalNoCA
)

// ServerName is one name of server_name.
type ServerName struct {
	Text string // in lower case, without the dots and asterisks of the form
	Form NameForm
	// Regexp and Sets are those of a regular expression.
	Regexp *Regexp
}

// NameForm is how a server_name is written.
type NameForm uint8

// The forms.
const (
	NameExact  NameForm = iota
	NameSuffix          // *.example.com
	NameDomain          // .example.com: the name itself and what is below
	NamePrefix          // www.example.*
	NameRegexp
)

// Regexp is a pattern whose named groups are variables.
type Regexp struct {
	*pcre.Regexp
	// Sets are the variables of the groups, by number; -1 for none.
	Sets []int
}

// Location is a location, an if within one, a limit_except, or what a server
// says outside of all locations.
type Location struct {
	// Name is the path or pattern as written, Form how it is compared.
	Name string
	Form LocationForm
	// NoRegexp is "^~".
	NoRegexp bool
	Regexp   *Regexp
	Span     source.Span
	Settings *Settings
	Script   *Script
	// Children are the nested locations, in their order.
	Children []*Location
	// Except is what holds for the methods that limit_except does not name, and
	// Methods those that it does.
	Except  *Location
	Methods map[string]bool
	// Redirects says that a path without the location's final slash is sent to
	// the one with it: a program answers here.
	Redirects bool

	index locationIndex
}

// LocationForm is how a location is compared.
type LocationForm uint8

// The forms.
const (
	LocationNone LocationForm = iota // server, if, limit_except
	LocationPrefix
	LocationExact
	LocationRegexp
	LocationNamed
)
