// Package rewrite is mod_rewrite of Apache httpd 2.4: what RewriteRule and
// RewriteCond make of a request.
//
// Compile the directives with CompileRule and CompileCondition, put them into
// Configs, merge those of the sections in force, and carry them out: Server
// when httpd maps the path to a file, Directory when it knows the file and has
// granted access. Both change the State and say what follows from it. They
// know nothing of files and of other modules; what they need, they ask a
// Lookup.
//
// What cannot be known is unknown only where it matters: a rule that would not
// apply anyway needs no answer, and a rule that may apply or not is tried both
// ways.
//
//	rule.go, flags.go, condition.go, template.go   directives, compiled
//	config.go       RewriteEngine, -Options and -Base, and how sections merge
//	state.go        what callers hand in and get back
//	run.go          the list of rules, with its chains and loops
//	apply.go        one rule and its conditions
//	expand.go, variable.go, maps.go   values put into texts
//	uri.go          URLs and queries
//	server.go, directory.go   what becomes of the request
//
// Left to the caller are httpd's limit on internal redirects, the renaming of
// the environment at each of them, how a path is decoded and normalized, and
// what the type, handler and cookies that rules set lead to.
package rewrite
