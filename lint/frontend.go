package lint

import (
	"iter"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Frontend reads one kind of configuration into the common model.
type Frontend struct {
	Name string
	// Match says whether a file is this front end's, by its base name and
	// its first bytes.
	Match func(name string, head []byte) bool
	// Load parses the file and lowers it into the site. It never fails:
	// what is wrong with the file becomes part of the model. Files of a
	// site are loaded one after the other, those of parent folders first.
	Load func(file *source.File, loader Loader, site *model.Site)
	// Assume puts the server that is assumed into a site where no
	// configuration of one is in view; nil for front ends of no server.
	Assume func(loader Loader, site *model.Site)
}

// Preparer is a server's program that can make ready what it otherwise makes
// with the first decision.
type Preparer interface{ Prepare() }

// Lister is a server's program that tells of every directive it was made of, in
// the order in which the server reads them.
type Lister interface {
	Directives() iter.Seq[*model.Directive]
}

// Loader opens what a file refers to, for a front end. It is the only way by
// which a front end reaches other files.
type Loader interface {
	// Locate turns a path as the server sees it into a path of the tree. It
	// is false where the path lies outside what may be read, with the
	// reason as a clause.
	Locate(serverPath string) (treePath string, known bool, why string)
	// Open reads a file of the tree, once for the whole site.
	Open(treePath string) (*source.File, error)
	// Stat describes what a path of the tree leads to.
	Stat(treePath string) (source.Info, error)
	// Tree is the tree itself, for the front end's program, which answers for
	// requests as long as the site is looked at.
	Tree() source.Tree
	// Glob lists the paths of the tree that match a pattern of httpd's or
	// nginx's Include, sorted.
	Glob(pattern string) ([]string, error)
	// Credentials reads the credential file that ref names, for a server,
	// and fills in the rest of ref. ref.Path is a path of the tree, or
	// empty with a reason in ref.Why.
	Credentials(ref *model.FileRef, kind model.StoreKind, reader model.ServerKind)
}
