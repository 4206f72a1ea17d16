package expr

import "net/netip"

// Request answers what an expression asks of the request at hand and of the
// server. Where why is not empty the answer is not known, and why says the
// reason, as a clause. Unset is "", as it is for httpd.
type Request interface {
	// Variable is the value of %{NAME}. The name is in upper case as in the
	// manual; headers (HTTP_HOST and its like) are asked for by Header.
	Variable(name string) (value, why string)
	// Header is a request header; names have no case.
	Header(name string) (value, why string)
	// ResponseHeader is a header of the answer as far as it is made yet.
	ResponseHeader(name string) (value, why string)
	// Environment is an environment variable of the request, as SetEnvIf makes
	// them. Unlike those of a process, their names have no case.
	Environment(name string) (value, why string)
	// OSEnvironment is an environment variable of the server's process.
	OSEnvironment(name string) (value, why string)
	// Note is a note that modules leave each other; names have no case.
	Note(name string) (value, why string)
	// Address is the client's address, behind mod_remoteip the one it found.
	Address() (addr netip.Addr, why string)
	// Stat says what lies at an absolute path of the server, and the size of a
	// regular file.
	Stat(path string) (kind Kind, size int64, why string)
	// ReadFile reads a file of the server whose path is absolute; found is
	// false when httpd cannot open or read it.
	ReadFile(path string) (text string, found bool, why string)
}

// Kind is what lies at a path: Link for a symbolic link, together with what it
// leads to. Nothing at all is 0.
type Kind uint8

// What may lie at a path.
const (
	Regular Kind = 1 << iota
	Directory
	Other // a device, a pipe, a socket
	Link
)

// exists says that there is something at the path, or where its link leads.
func (k Kind) exists() bool { return k&^Link != 0 }
