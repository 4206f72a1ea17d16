package hosting

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/hosting/jail"
	"github.com/authlint/authlint/lint/hosting/layout"
	"github.com/authlint/authlint/lint/source"
)

// maxGranted is how many folders a sandbox is given one by one.
const maxGranted = 256

// Sandbox takes from this process, for good, every right to the file system but
// to read the folders that hold the sites, and every right to the network. What
// is open already stays open: whoever calls it has opened before what the scan is
// written to. It returns false where the kernel has no Landlock.
//
// A site cannot reach another through this; the owners' identities keep sites
// apart.
func Sandbox(base string, sites []layout.Site) (bool, error) {
	top, err := source.OpenTop(cmp.Or(base, "/"))
	if err != nil {
		return false, err
	}
	defer top.Close()
	granted := holders(sites)
	for i, dir := range granted {
		granted[i] = top.At(dir)
	}
	return jail.Sandbox(granted)
}

// holders are the folders, not the customers' own, that hold all folders of the
// sites: few, and near the top where there are many.
func holders(sites []layout.Site) []string {
	for depth := 2; ; depth-- {
		all := map[string]bool{}
		for i := range sites {
			for _, dir := range sites[i].Folders() {
				all[cut(path.Dir(dir), dir, depth)] = true
			}
		}
		if len(all) > maxGranted && depth > 1 {
			continue
		}
		list := make([]string, 0, len(all))
		for dir := range all {
			list = append(list, dir)
		}
		slices.Sort(list)
		return slices.CompactFunc(list, source.Below)
	}
}

// cut is a path with so many elements at most; the folder itself where nothing
// holds it but the top.
func cut(holder, dir string, depth int) string {
	if holder == "/" {
		return dir
	}
	parts := strings.Split(strings.TrimPrefix(holder, "/"), "/")
	return "/" + path.Join(parts[:min(len(parts), depth)]...)
}
