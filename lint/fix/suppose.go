package fix

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/compare"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// anyPage is a file that is supposed to be in every folder that is asked for: who
// gets in shows by what is there to be had. Titles write * for it.
const anyPage = "authlint-any-page.html"

// maxSupposed is how many files are supposed in one site.
const maxSupposed = 500

// Supposed are the files that a site's rules speak of and that the tree lacks,
// and a page for each folder, by their paths: fixes are judged as if they were
// there.
func Supposed(site *model.Site, tree source.Tree) map[string][]byte {
	files := map[string][]byte{}
	add := func(dir, name string) {
		at := path.Join(dir, name)
		if _, err := tree.Lstat(at); err != nil && source.Below(dir, at) && len(files) < maxSupposed && isFolder(tree, dir) {
			files[at] = nil
		}
	}
	probes := access.Probes(site, nil)
	for _, scope := range site.Scopes {
		for _, p := range probes.Of(scope) {
			target, _, _ := strings.Cut(p.Request.Target, "?")
			if p.Kind != access.ProbePlain || strings.Contains(target, "%") {
				continue // rather none than another file
			}
			if strings.HasSuffix(target, "/") {
				target += anyPage
			}
			for _, root := range site.Roots {
				add(root.Dir, target)
			}
			for _, a := range site.Aliases {
				if rest, below := strings.CutPrefix(target, strings.TrimSuffix(a.Path, "/")+"/"); below {
					add(a.Dir, rest)
				}
			}
		}
	}
	for _, at := range slices.Sorted(maps.Keys(files)) {
		dir := path.Dir(at)
		for ; dir != "/" && errors.Is(missing(tree, dir), fs.ErrNotExist); dir = path.Dir(dir) {
			delete(files, dir) // what something lies in is no file
		}
		if !isFolder(tree, dir) {
			delete(files, at)
		}
	}
	return files
}

func isFolder(tree source.Tree, dir string) bool {
	info, err := tree.Stat(dir)
	return err == nil && info.IsDir()
}

func missing(tree source.Tree, at string) error {
	_, err := tree.Lstat(at)
	return err
}

// Pages are probes for a page of each folder that the rules of a site speak of.
func Pages(site *model.Site) []access.Probe {
	var all []access.Probe
	asked := map[string]bool{}
	probes := access.Probes(site, nil)
	for _, scope := range site.Scopes {
		for _, p := range probes.Of(scope) {
			p.Request.Target += anyPage
			if key := p.Request.Key(); p.Kind == access.ProbePlain && strings.HasSuffix(p.Request.Target, "/"+anyPage) && !asked[key] {
				asked[key] = true
				all = append(all, access.Probe{Request: p.Request, Scope: scope})
			}
		}
	}
	return all
}

// Asked are pages, with the request that shows a finding: its answer is the first
// that a fix should change.
func Asked(pages []access.Probe, f *lint.Finding) []access.Probe {
	if f.Witness == nil {
		return pages
	}
	return append(slices.Clip(pages), access.Probe{Kind: access.ProbeUser, Request: f.Witness.Request})
}

// over is a tree with supposed files in it, and with some texts.
func over(tree source.Tree, supposed, texts map[string][]byte) source.Tree {
	all := maps.Clone(supposed)
	maps.Copy(all, texts)
	return source.NewOverlay(tree, all)
}

// starred are changes with * for the page that stands for all others of a folder,
// and without those of files in it that are answered in the same way.
func starred(changes []compare.Change) []compare.Change {
	folders := map[string][]string{} // with their answers, and who gets them
	changes = slices.Clone(changes)
	for i := range changes {
		c := &changes[i]
		if folder, is := strings.CutSuffix(c.Path, anyPage); is {
			c.Path = folder + "*"
			folders[folder+c.Transition()] = c.Who
		}
	}
	return slices.DeleteFunc(changes, func(c compare.Change) bool {
		folder, name := path.Split(c.Path)
		return name != "*" && name != "" && !slices.ContainsFunc(c.Who, func(who string) bool {
			return !slices.Contains(folders[folder+c.Transition()], who)
		})
	})
}
