// Package nginx reads nginx's configuration into the common model.
//
// The stages are always the same, one file each:
//
//	scan.go      bytes -> words and signs, as nginx's reader cuts them
//	parse.go     words -> tree (tree.go), lossless, every node with its bytes
//	include.go   tree -> the trees of what it includes (dump.go: of nginx -T)
//	judge.go     trees -> faults: names, places and numbers of arguments, of
//	             which crossplane knows (crossplane.go, known.go), and what
//	             nginx refuses besides (check*.go, slots.go, variables.go)
//	lower.go     tree -> model, directive by directive
//	compile.go   model and tree -> what the engine decides requests by
//
// Begin with Options.load in frontend.go. Nothing in here fails: what is wrong
// with a file becomes a fault of the tree and a Refusal of the model.
package nginx
