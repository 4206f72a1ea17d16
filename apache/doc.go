// Package apache reads Apache httpd's configuration, .htaccess files and
// server configuration, into the common model.
//
// The stages are always the same, one file each:
//
//	scan.go   bytes -> logical lines and words, as httpd's reader cuts them
//	parse.go  lines -> tree (tree.go), lossless, every node with its bytes
//	lower.go  tree -> model, directive by directive (directives.go is the table)
//	check.go  what httpd refuses (check_values*.go: its handlers, by topic)
//	merge.go  what a scope inherits, merged as httpd merges it
//
// Begin with Frontend, then parse. Nothing in here fails: what is wrong with a
// file becomes a fault of the tree and a Refusal of the model.
package apache
