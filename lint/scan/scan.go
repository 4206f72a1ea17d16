// Package scan finds what there is to check below some paths of a tree, tells
// files apart, groups them into sites, and loads each site through the front
// ends, following what they refer to. It opens every file authlint reads.
//
// Begin with Find: it looks at folders and makes a Plan, whose jobs load one
// site each when they are run. How a name is understood is in names.go, how
// folders are walked in walk.go, how a site is loaded in load.go, and what
// front ends see of it all in loader.go.
package scan

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Bounds on what is read. Hitting one becomes part of the site, as what was
// not read or as a limit.
const (
	// MaxDepth is how deep folders are walked below a named one.
	MaxDepth = 64
	// MaxConfigSize is the largest configuration file that is read.
	MaxConfigSize = 16 << 20
	// MaxStoreSize is the largest credential file that is read.
	MaxStoreSize = 64 << 20
	// MaxFiles is how many files one site may have.
	MaxFiles = 20_000
	// MaxMatches is how many files one pattern of an Include may match.
	MaxMatches = 5_000
)

// headSize is how many of a file's first bytes tell what it is.
const headSize = 4 << 10

// Options say what to look for and how. Tree and Servers are needed.
type Options struct {
	Tree source.Tree
	// Servers read configuration; a file belongs to the first that matches.
	Servers []lint.Frontend
	// Apps are asked about every folder that holds a .htaccess and those
	// above it.
	Apps []AppFinder
	// Stores reads credential files.
	Stores StoreReader
	// Config is the server configuration in force, a path of the tree; empty
	// for none.
	Config string
	// PathMap turns paths of the server into paths of the tree. PathMapOf,
	// when set, takes its place where sites differ, by their root.
	PathMap   []Mapping
	PathMapOf func(root string) []Mapping
	// FileSize is the largest file that is read, where that is less than
	// MaxConfigSize and MaxStoreSize; 0 for those.
	FileSize int64
	// Exclude says which paths that are met in folders are left out; nil for
	// none. What bears on others is read all the same.
	Exclude func(treePath string) bool
	// Display says how reports call a path of the tree; nil for the path
	// itself.
	Display func(treePath string) string
}

// AppFinder looks for an application installed in a folder; nil when there is
// none.
type AppFinder func(loader lint.Loader, dir string) *model.App

// StoreReader is how credential files are recognised and read.
type StoreReader struct {
	// Match says whether a file met on disk is one, by its path and first
	// bytes.
	Match func(treePath string, head []byte) bool
	// Kind guesses what such a file holds.
	Kind func(treePath string, head []byte) model.StoreKind
	// Parse reads one, and masks every secret in it.
	Parse func(f *source.File, kind model.StoreKind, reader model.ServerKind) *model.Store
}

// Mapping says where a folder of the server lies in the tree.
type Mapping struct {
	Server, Tree string // absolute and clean
}

// Path is a file or folder to check.
type Path struct {
	Tree string // where it lies in the tree
	Name string // as it was typed
}

// Plan is what Find found.
type Plan struct {
	// Jobs load one site each, most of the work being theirs. They are run
	// in this order, on any number of goroutines: a later one may wait for
	// an earlier one. One that finds its file was read as a part of another
	// site makes none.
	Jobs []lint.Job
	// Files are the files that the jobs begin with, in the order of their
	// paths.
	Files []Listed
	// Notes say what of that which was named is not checked, and why, each
	// beginning with the path.
	Notes []string
	// Skipped are files and folders that were met and left alone although
	// they could have held configuration.
	Skipped []Listed
	// Excluded are files and folders that Options.Exclude left out.
	Excluded []Listed
	// Named says, by a file's displayed name, whether findings in it are
	// wanted. It is nil when all are: only files that were read for what
	// they say about others are not.
	Named func(display string) bool
	// Partial says that only files were named: what other files say of them
	// was not looked for.
	Partial bool
	// Empty says that a folder was named and there was nothing to check.
	Empty bool

	run *run
}

// Listed is a file with the reason why it is read, or why it is not.
type Listed struct {
	Path     string // as displayed
	Why      string
	Frontend string // empty for a file none of them reads
}

// Find looks through the paths and plans what to check. A path that does not
// exist is an error, for which errors.Is answers with fs.ErrNotExist.
func Find(paths []Path, o Options) (*Plan, error) {
	f := newFinder(o)
	for _, p := range paths {
		if err := f.path(p); err != nil {
			return nil, err
		}
	}
	if o.Config != "" {
		if err := f.addConfig(); err != nil {
			return nil, err
		}
	}
	return f.plan(), nil
}

// ErrNotServerConfig says that the file given as the server configuration in
// force is none.
var ErrNotServerConfig = errors.New("no server configuration authlint knows")

// All lists the files of Files and those that the jobs which ran so far came
// to from there.
func (p *Plan) All() []Listed {
	all := append(slices.Clone(p.Files), p.run.reads.listed()...)
	slices.SortStableFunc(all, func(a, b Listed) int { return strings.Compare(a.Path, b.Path) })
	return slices.CompactFunc(all, func(a, b Listed) bool { return a.Path == b.Path })
}

// Again loads the site of a job once more, from another tree: what would be if
// the files said something else. The job has to have loaded it. What is found
// in the plan stays: files that are there in one of the trees alone are not
// looked for.
func (p *Plan) Again(job int, tree source.Tree) *model.Site {
	o := *p.run.o
	o.Tree = tree
	again := &run{o: &o, config: p.run.config, order: p.run.order, reads: &reads{}, claims: p.run.claimedSoFar(), noApp: map[string]bool{}}
	return again.site(p.run.order[job])
}

// Begins says where the site of a job begins: at a file of server configuration,
// or at the topmost folder with a .htaccess. Other sites are what no server is
// known to read, and ok is false.
func (p *Plan) Begins(job int) (at string, overrides, ok bool) {
	s := p.run.order[job]
	return s.root, s.class == classOverrides, s.class == classOverrides || s.class == classServer
}

func (o *Options) display(treePath string) string {
	if o.Display == nil {
		return treePath
	}
	return o.Display(treePath)
}

func (o *Options) pathMap(root string) []Mapping {
	if o.PathMapOf != nil {
		return o.PathMapOf(root)
	}
	return o.PathMap
}

func (o *Options) excludes(treePath string) bool { return o.Exclude != nil && o.Exclude(treePath) }

// server returns the first front end that reads a file.
func (o *Options) server(name string, head []byte) *lint.Frontend {
	for i := range o.Servers {
		if o.Servers[i].Match(name, head) {
			return &o.Servers[i]
		}
	}
	return nil
}

// limit is the size of the largest file that is read, at most most.
func (o *Options) limit(most int64) int64 {
	if o.FileSize > 0 {
		return min(most, o.FileSize)
	}
	return most
}

// size says a bound in words.
func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KiB", bytes>>10)
	}
	return fmt.Sprintf("%d MiB", bytes>>20)
}
