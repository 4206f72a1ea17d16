// Package nginx reads nginx's configuration into the common model.
//
// The stages are always the same, one file each:
//
//	scan.go   bytes -> words and signs, as nginx's reader cuts them
//	parse.go  words -> tree (tree.go), lossless, every node with its bytes
//	lower.go  tree -> model, directive by directive
//
// Begin with parse, then program.lower. Nothing in here fails: what is wrong
// with a file becomes a fault of the tree and a Refusal of the model.
package nginx
