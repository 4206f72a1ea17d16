package oracle

import (
	"path"
	"slices"
	"strings"
)

// Links draws symbolic links: to a file and a folder of the site, out of it,
// and to nothing. The files are URL paths, and come back with those that the
// links make.
func (d Dice) Links(folders, files []string) (links []File, all []string) {
	for range 1 + d.IntN(2) {
		name := d.One(folders...) + "/" + d.One("link", "link.html", "lnk")
		if slices.Contains(files, name) {
			continue
		}
		target := d.One(RootMark+d.One(files...), RootMark+d.One(folders...), HomeMark+"/outside", HomeMark+"/outside/page.txt", "nowhere")
		links = append(links, File{Name: "." + name, Link: target})
		files = append(files, name, name+"/page.txt", name+"/")
	}
	return links, files
}

// Spell writes a path as clients do, and now and then otherwise. Odd are the
// whole targets that are drawn besides, for a path.
func (d Dice) Spell(p string, ends []string, odd func(p string) []string) string {
	p = strings.ReplaceAll(p, " ", "%20")
	if !d.Chance(11) {
		return p
	}
	dir, name := path.Split(p)
	switch d.IntN(9) {
	case 0:
		return "/" + p
	case 1:
		return dir + "./" + name
	case 2:
		return dir + "x/../" + name
	case 3:
		return strings.Replace(p, "e", "%65", 1)
	case 4:
		return dir + "%2e%2e/" + name
	case 5:
		return strings.TrimSuffix(dir, "/") + "%2F" + name
	case 6:
		return strings.TrimSuffix(dir, "/") + "//" + name
	case 7:
		return p + d.One(ends...)
	}
	return d.One(odd(p)...)
}
