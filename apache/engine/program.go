package engine

import (
	"net/netip"
	"sync/atomic"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/access/password"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
	"github.com/authlint/authlint/lint/source"
)

// Program is one httpd with its configuration, compiled. It may be used by
// several goroutines.
type Program struct {
	// Main is what is written outside every virtual host, Hosts are the
	// virtual hosts in their order, each with what it inherits from Main.
	Main  *Host
	Hosts []*Host
	// Refused is why httpd would not start with the configuration.
	Refused *Refusal
	// Module says whether a module is loaded, by the name of its C file.
	Module func(name string) model.Fact
	// Root is ServerRoot.
	Root string
	// Methods are those that the configuration makes known to httpd.
	Methods map[string]bool
	// Providers are those that the configuration defines, by their names.
	Providers map[string]*Provider
	// Disk answers for files.
	Disk *disk.Disk
	// Overrides reads the .htaccess file of a folder.
	Overrides OverrideReader
	// AccessFiles are the names of .htaccess files.
	AccessFiles []string
	// Assumptions are what every decision rests on.
	Assumptions []string
	// Worker is the user that the server's workers run as.
	Worker disk.Worker

	// Reauthorizes says that a module is loaded which keeps httpd from taking
	// the settings of an inner request for those it has merged before.
	Reauthorizes model.Fact
	// ThirdParty says that modules are loaded which are not httpd's own.
	ThirdParty bool

	passwords password.Cache
	memory    atomic.Pointer[memory]
}

// OverrideReader reads the .htaccess file of a folder as it counts under an
// AllowOverride. It is nil where there is none.
type OverrideReader interface {
	Read(file string, allowed *Override, listed map[string]bool) *Section
}

// Refusal is why httpd does not accept a file.
type Refusal struct {
	Message string
	// Assumed is not empty where another plausible server would accept it.
	Assumed string
	// Crash says that a worker ends without an answer.
	Crash bool
	// Forbidden says that httpd answers 403, not 500: it cannot read the file.
	Forbidden bool
	Span      source.Span
}

// Host is a virtual host, or what is written outside all of them.
type Host struct {
	Model     *model.Host // nil for what is outside
	Span      source.Span
	Addresses []HostAddress
	Name      string // ServerName, without its port
	Port      int    // ServerName's; 0 for none
	Scheme    string // ServerName's; empty for none
	Aliases   []string
	Wild      []string // aliases with wildcards
	Path      string   // ServerPath
	TLS       model.Fact
	Root      Word // DocumentRoot

	// Settings are those outside every section.
	Settings *Settings
	// Directories are the sections of plain and wild paths, in the order in
	// which httpd asks them, DirectoryMatches those of patterns.
	Directories, DirectoryMatches []*Section
	Locations                     []*Section
	ProxySections                 []*Section

	Rewrite   *rewrite.Config
	Redirects []*Redirect
	Aliased   []*Alias
	Env       []*EnvRule
	Proxied   []*Proxied
	RemoteIP  RemoteIP
	// LimitRequestLine is 0 where nobody wrote it; Lenient says that
	// HttpProtocolOptions are not the usual ones.
	LimitRequestLine int
	Lenient          bool
	// MergeSlashes is on where nobody says otherwise.
	MergeSlashes Flag
	Trace        Flag // TraceEnable
	TraceSpan    source.Span
	Certificate  model.Setting[string] // SSLVerifyClient
	TLS13        Flag                  // SSLProtocol has TLSv1.3; on where nobody says otherwise
	Maps         map[string]Map        // RewriteMap
	// AsksLater says that a section asks for a client certificate.
	AsksLater bool
	// Early are the RequestHeader lines that come before anything else.
	Early  []*HeaderRule
	Unsure []Doubt
}

// HostAddress is one address of a virtual host.
type HostAddress struct {
	// Addr is the zero value for any address, Name the word where it is a
	// host name, which only DNS knows.
	Addr netip.Addr
	Name string
	Port int // 0 for any
}

// Proxied is a path of URLs that another server answers.
type Proxied struct {
	From    string
	Pattern *pcre.Regexp
	To      string
	Not     bool
	Span    source.Span
}

// RemoteIP are the settings of mod_remoteip.
type RemoteIP struct {
	Header  Word
	Proxies []TrustedProxy
	// Unsure is why they are not all known.
	Unsure string
}

// TrustedProxy is a range of addresses that may say who the client is.
type TrustedProxy struct {
	Range    netip.Prefix
	Internal bool
}

// Map is a RewriteMap: a function, the entries of a file, or neither where
// nobody knows what it answers.
type Map struct {
	Function func(string) string
	Entries  map[string]string
}

// SectionKind is a kind of section.
type SectionKind uint8

// The kinds of section.
const (
	SectionDefault SectionKind = iota
	SectionDirectory
	SectionHtaccess
	SectionFiles
	SectionLocation
	SectionIf
	SectionProxy
)

// Section is one place where settings are written.
type Section struct {
	Kind  SectionKind
	Scope *model.Scope
	Span  source.Span // its first line
	// Path is the pattern of a plain section, Wild says that it has
	// wildcards, Pattern is set for those of regular expressions.
	Path    string
	Wild    bool
	Pattern *pcre.Regexp
	Names   []string // of the pattern's groups, which become variables
	// Depth is how many folders a Directory's path has.
	Depth int
	// If is the condition of If and ElseIf; Else says that the section counts
	// only when the one before it did not.
	If   *expr.Condition
	Else bool
	// Refused is why httpd does not accept the file that the section is.
	Refused *Refusal
	// Unread is why nobody can say what it says.
	Unread string

	Settings *Settings
}
