package compare

import (
	"path"
	"slices"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Bounds of the files that are asked for although no settings name them.
const (
	maxFolders   = 300    // of a version
	maxEndings   = 8      // of a folder, one file for each
	maxNames     = 20_000 // that are looked at
	maxFileDepth = 12
)

// files are the requests for what lies in the document roots of both versions:
// folders, and of each a file for every ending. What only one of them has is
// content that came or went, and no matter of access.
func (c *comparison) files() []access.Request {
	var all []access.Request
	known := map[string]bool{}
	for _, r := range c.sides[0].files() {
		known[r.Key()] = true
	}
	for _, r := range c.sides[1].files() {
		if known[r.Key()] {
			all = append(all, r)
		}
	}
	return all
}

// walker lists the document roots of a version.
type walker struct {
	tree           source.Tree
	folders, names int
	requests       []access.Request
}

func (s *side) files() []access.Request {
	if s.site == nil || s.tree == nil {
		return nil
	}
	w := walker{tree: s.tree}
	for _, root := range s.site.Roots {
		// What no host is named for, a host answers that has the same files.
		if root.Host == nil && slices.ContainsFunc(s.site.Roots, func(r *model.Root) bool { return r.Host != nil && r.Dir == root.Dir }) {
			continue
		}
		for _, d := range access.Doors(&model.Site{Roots: []*model.Root{root}}, root.Dir) {
			w.folder(&d, root.Dir, 0)
		}
	}
	return w.requests
}

// folder asks for a folder, a file of every ending in it, and what lies below.
func (w *walker) folder(d *access.Door, dir string, depth int) {
	if w.folders == maxFolders || w.names > maxNames || depth > maxFileDepth {
		return
	}
	entries, err := w.tree.ReadDir(dir)
	if err != nil {
		return
	}
	w.folders++
	w.names += len(entries)
	w.ask(d, dir, true)
	endings := map[string]bool{}
	for _, e := range entries {
		if ending := path.Ext(e.Name); e.IsRegular() && !endings[ending] && len(endings) < maxEndings {
			endings[ending] = true
			w.ask(d, path.Join(dir, e.Name), false)
		}
	}
	for _, e := range entries {
		if e.IsDir() && e.Name != ".git" {
			w.folder(d, path.Join(dir, e.Name), depth+1)
		}
	}
}

func (w *walker) ask(d *access.Door, file string, dir bool) {
	if target, ok := d.URLPath(file, dir); ok {
		w.requests = append(w.requests, d.Ask(target))
	}
}
