package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/standard"
	"github.com/authlint/authlint/lint/walk"
)

// maxNames is how many names of a folder are compared with one that is not
// there.
const maxNames = 10_000

// surroundings are what lies around a request on the disk.
type surroundings struct {
	config     standard.Config
	gatekeeper *standard.Gatekeeper
	story      *walk.Story
}

// tell adds to the story what the request itself does not come to. What cannot
// be read there is left out: the answer does not depend on it.
func (a *surroundings) tell(ctx context.Context) {
	root := a.root()
	if root == "" {
		return
	}
	switch a.story.Outcome {
	case access.NotFound:
		a.near(root)
	case access.Challenged:
		a.realm(ctx, root)
	}
}

// root is the document root of the host that answered; empty where nobody says.
func (a *surroundings) root() string {
	for _, r := range a.gatekeeper.Site().Roots {
		if a.story.OnHost(r.Host) {
			return filepath.FromSlash(r.Dir)
		}
	}
	return ""
}

// near compares the path with what lies below the document root.
func (a *surroundings) near(dir string) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return
	}
	defer root.Close()
	a.story.FindNear(a.gatekeeper, func(folder string) []string { return namesIn(root, folder) })
}

// namesIn are the names in a folder below a root, none where it is no folder.
func namesIn(root *os.Root, folder string) []string {
	folder = filepath.FromSlash(folder)
	if info, err := root.Stat(folder); err != nil || !info.IsDir() {
		return nil
	}
	f, err := root.Open(folder)
	if err != nil {
		return nil
	}
	defer f.Close()
	entries, _ := f.ReadDir(maxNames)
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// realm looks for other places that ask by the same realm.
func (a *surroundings) realm(ctx context.Context, root string) {
	c := a.config
	if c.Server != "" {
		c.Paths = []string{root}
	}
	sites, err := standard.Load(ctx, c)
	if err != nil {
		sites = []*model.Site{a.gatekeeper.Site()}
	}
	a.story.FindRealm(a.gatekeeper, sites)
}
