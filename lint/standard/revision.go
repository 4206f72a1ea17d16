package standard

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

// at does the check over again with the repositories as they were at a
// revision, so that what is new can be told by what is found there: a line that
// is the same may be wrong only now, because of another file.
func (p *places) at(ctx context.Context, rev string, o scan.Options, rules []*lint.Rule, options lint.Options, e expectations) (*lint.Result, error) {
	then, err := p.revision(rev, o.Tree)
	if err != nil {
		return nil, err
	}
	defer then.close()
	o.Tree = then
	if o.Config != "" {
		if _, err := then.Stat(o.Config); err != nil {
			o.Config = ""
		}
	}
	plan, err := scan.Find(then.paths(p.paths), o)
	if err != nil {
		return nil, fmt.Errorf("at %s: %w", rev, err)
	}
	options.Keep, options.Judge = nil, nil // whatever was there was there
	options.Identity = func(display string) string {
		if now, renamed := then.now[p.absolute(display)]; renamed {
			display = p.display(now)
		}
		return p.identity(display)
	}
	held := func(project *config.Config) bool { return then.holds(p.absolute(project.File)) }
	options.Blocks = func() []*lint.Block { return p.blocks(rules, options.Today, held) }
	e.tree = then
	var failed error
	options.Expected = func() (all []lint.Expected) {
		all, failed = e.all(held)
		return all
	}
	before := lint.Run(ctx, plan.Jobs, rules, options)
	return before, cmp.Or(ctx.Err(), failed)
}

// revision is a Tree in which repositories are as they were, and all else is
// as it is. Permissions and owners, which git does not keep, are those of the
// disk: they would make findings of files that nobody changed.
type revision struct {
	source.Tree // the disk
	repos       []repo
	// now has the paths that files which were renamed go by now.
	now map[string]string
}

// repo is a repository: its top on disk, and what it held.
type repo struct {
	top string
	git *source.Git
}

// revision opens the repositories of all that is checked.
func (p *places) revision(rev string, disk source.Tree) (*revision, error) {
	r := &revision{Tree: disk, now: map[string]string{}}
	for _, typed := range p.paths {
		folder := typed.Tree
		if !isFolder(folder) {
			folder = filepath.ToSlash(existing(filepath.Dir(filepath.FromSlash(folder))))
		}
		top, found := p.top(folder)
		if !found {
			r.close()
			return nil, fmt.Errorf("%s: lies in no git repository, so that nothing is known of it at %s", typed.Name, rev)
		}
		if slices.ContainsFunc(r.repos, func(known repo) bool { return known.top == top }) {
			continue
		}
		if err := r.open(top, rev); err != nil {
			r.close()
			return nil, err
		}
	}
	// Of a repository inside another, the inner one is asked.
	slices.SortFunc(r.repos, func(a, b repo) int { return cmp.Compare(len(b.top), len(a.top)) })
	return r, nil
}

func (r *revision) open(top, rev string) error {
	git, err := source.NewGit(filepath.FromSlash(top), rev)
	if err != nil {
		return fmt.Errorf("revision %q: %w", rev, err)
	}
	one := repo{top, git}
	r.repos = append(r.repos, one)
	renamed, err := git.Renamed()
	if err != nil {
		return fmt.Errorf("revision %q: %w", rev, err)
	}
	for now, then := range renamed {
		r.now[one.here(then)] = one.here(now)
	}
	return nil
}

// holds says that a configuration was as it is. What is wrong with one that was
// changed is new: configurations of the revision itself are not read.
func (r *revision) holds(name string) bool {
	now, _, err := r.Tree.ReadFile(name, scan.MaxConfigSize)
	if err != nil {
		return true // it lies outside of all that may be read, and of the repositories
	}
	before, _, err := r.ReadFile(name, scan.MaxConfigSize)
	return err == nil && bytes.Equal(now, before)
}

func (r *revision) close() {
	for _, one := range r.repos {
		one.git.Close()
	}
}

// paths are those to check: what was named and was there, and what files among
// it were called.
func (r *revision) paths(named []scan.Path) []scan.Path {
	var paths []scan.Path
	for _, p := range named {
		if _, err := r.Lstat(p.Tree); err == nil {
			paths = append(paths, p)
		}
	}
	for _, then := range slices.Sorted(maps.Keys(r.now)) {
		now := r.now[then]
		if slices.ContainsFunc(named, func(p scan.Path) bool { return source.Below(p.Tree, now) }) &&
			!slices.ContainsFunc(paths, func(p scan.Path) bool { return source.Below(p.Tree, then) }) {
			paths = append(paths, scan.Path{Tree: then, Name: then})
		}
	}
	return paths
}

// here is a path of the repository on disk, there one in what it held: git
// resolves links in the way to its top.
func (o *repo) here(at string) string { return path.Join(o.top, within(o.git.Top(), at)) }

func (o *repo) there(at string) string { return path.Join(o.git.Top(), within(o.top, at)) }

// at is the tree that knows a path, and what it calls it.
func (r *revision) at(name string) (source.Tree, string) {
	for i := range r.repos {
		if o := &r.repos[i]; source.Below(o.top, path.Clean(name)) {
			return o.git, o.there(path.Clean(name))
		}
	}
	return r.Tree, name
}

// ReadFile is Tree's.
func (r *revision) ReadFile(name string, limit int64) ([]byte, source.Info, error) {
	tree, at := r.at(name)
	data, info, err := tree.ReadFile(at, limit)
	return data, r.permissions(name, info, r.Tree.Stat), err
}

// Stat is Tree's.
func (r *revision) Stat(name string) (source.Info, error) {
	tree, at := r.at(name)
	info, err := tree.Stat(at)
	return r.permissions(name, info, r.Tree.Stat), err
}

// Lstat is Tree's.
func (r *revision) Lstat(name string) (source.Info, error) {
	tree, at := r.at(name)
	info, err := tree.Lstat(at)
	return r.permissions(name, info, r.Tree.Lstat), err
}

// ReadDir is Tree's.
func (r *revision) ReadDir(name string) ([]source.Info, error) {
	tree, at := r.at(name)
	return tree.ReadDir(at)
}

// Readlink is Tree's.
func (r *revision) Readlink(name string) (string, error) {
	tree, at := r.at(name)
	return tree.Readlink(at)
}

// permissions puts in what the disk says of a file of the same kind, under the
// name it has now.
func (r *revision) permissions(name string, info source.Info, ask func(string) (source.Info, error)) source.Info {
	if now, renamed := r.now[path.Clean(name)]; renamed {
		name = now
	}
	disk, err := ask(name)
	if err != nil || disk.Mode.Type() != info.Mode.Type() {
		return info
	}
	info.Mode = info.Mode&^fs.ModePerm | disk.Mode.Perm()
	info.UID, info.GID = disk.UID, disk.GID
	return info
}

func isFolder(treePath string) bool {
	info, err := os.Stat(filepath.FromSlash(treePath))
	return err == nil && info.IsDir()
}
