// Package engine says what nginx answers to a request: it runs a Program, which
// package nginx compiles from the configuration, and is nginx's part of the
// decision engine in package access.
//
// Begin with Program.Resolve (resolve.go): a request goes through nginx's phases
// in their order. Each has a file of its own:
//
//	request.go    request line and Host header, as nginx reads them
//	uri.go        the path, made plain
//	server.go     which server block answers
//	tls.go        what TLS has to bring
//	realip.go     the client's address out of a header
//	script.go     set, if, rewrite, return and break, of servers and locations
//	condition.go  what if asks
//	location.go   which location answers
//	gate.go       allow and deny, auth_basic, auth_request, and satisfy
//	login.go      users and passwords
//	subrequest.go the inner request of auth_request
//	files.go      try_files, index and files
//	content.go    who answers
//	failure.go    error_page, and what is sent in the end
//
// Texts with variables are in text.go, the variables in variable.go and
// builtin.go, map and geo in table.go.
//
// Every configuration of a location is merged once, by Merge, when the program is
// compiled: nginx does it when it starts.
package engine
