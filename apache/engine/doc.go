// Package engine says what httpd 2.4 answers to a request: it runs a Program,
// which package apache compiles from the configuration, and is httpd's part of
// the decision engine in package access.
//
// Begin with Program.Resolve (resolve.go): a request goes through httpd's
// phases in their order. Each phase has a file of its own:
//
//	host.go       which virtual host answers
//	path.go       the path, made plain
//	translate.go  URL to file: rewriting, redirects and aliases of the server
//	directory.go  folders from the root down, with their .htaccess files
//	sections.go   Files, Location and If, and how all settings are merged
//	subject.go    the gates of access, for package access
//	login.go      users and passwords
//	tls.go        what TLS has to bring
//	fixup.go      rewriting, redirects and index files of folders
//	handler.go    who answers
//	failure.go    error documents
//
// Settings are merged by Merge alone. Two sections that were merged once give
// the same Settings again, so that "nothing changed", by which httpd decides
// whether an inner request has to pass the gates again, is one comparison.
package engine
