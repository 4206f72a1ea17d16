package layout

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// Bounds on what is looked at. A folder that has more is told of in the notes.
const (
	maxEntries = 1 << 20  // of one folder
	maxFile    = 16 << 20 // bytes of a panel's file
)

// survey looks at a server's file system. It follows symbolic links only as far
// as it is told which folders they may lead to, and reads only what panels keep
// in folders of root's.
type survey struct {
	base  *source.Top
	disk  *source.Disk
	roots []string
	found []Site
	taken map[string]bool // document roots
	notes []string
	users *users
}

func newSurvey(base string, roots []string) (*survey, error) {
	top, err := source.OpenTop(cmp.Or(base, "/"))
	if err != nil {
		return nil, err
	}
	disk, err := source.NewGuarded(source.Guard{Top: top, Owner: 0, Entries: maxEntries}, "/")
	if err != nil {
		top.Close()
		return nil, err
	}
	s := &survey{base: top, disk: disk, roots: roots, taken: map[string]bool{}}
	s.users = s.readUsers()
	return s, nil
}

func (s *survey) close() {
	s.disk.Close()
	s.base.Close()
}

// wanted says that a folder lies below what is to be looked at.
func (s *survey) wanted(dir string) bool {
	return len(s.roots) == 0 || slices.ContainsFunc(s.roots, func(root string) bool { return source.Below(root, dir) })
}

// reaches says that what is to be looked at may lie in a folder.
func (s *survey) reaches(dir string) bool {
	return s.wanted(dir) || slices.ContainsFunc(s.roots, func(root string) bool { return source.Below(dir, root) })
}

// add takes in a site unless its document root is taken, is not wanted, or is
// no folder.
func (s *survey) add(layout string, site Site) {
	site.Layout, site.Root = layout, path.Clean(site.Root)
	if s.taken[site.Root] || !s.wanted(site.Root) {
		return
	}
	if info, err := s.disk.Lstat(s.base.At(site.Root)); err != nil || !info.IsDir() && !info.IsLink() {
		return
	}
	s.taken[site.Root] = true
	s.found = append(s.found, site)
}

// exists says that a path is there.
func (s *survey) exists(name string) bool {
	_, err := s.disk.Lstat(s.base.At(name))
	return err == nil
}

func (s *survey) isDir(name string) bool {
	info, err := s.disk.Lstat(s.base.At(name))
	return err == nil && info.IsDir()
}

// folders are the names of the folders in a folder, without those that begin
// with a dot. Links are no folders here.
func (s *survey) folders(dir string) []string {
	return s.names(dir, func(name []byte, kind fs.FileMode) bool { return kind.IsDir() && name[0] != '.' })
}

func (s *survey) names(dir string, wanted func([]byte, fs.FileMode) bool) []string {
	if !s.reaches(dir) && !strings.HasPrefix(dir, "/var/cpanel/") {
		return nil
	}
	infos, err := s.disk.List(s.base.At(dir), wanted)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.notes = append(s.notes, fmt.Sprintf("%s: cannot be listed: %v", dir, source.Cause(err)))
	}
	names := make([]string, 0, len(infos))
	for _, info := range infos {
		names = append(names, info.Name)
	}
	return names
}

// homes are the folders that hold the homes of accounts: /home, and /home2 and
// so on beside it.
func (s *survey) homeFolders() []string {
	var all []string
	for _, name := range s.folders("/") {
		if digits, is := strings.CutPrefix(name, "home"); is && strings.Trim(digits, "0123456789") == "" {
			all = append(all, "/"+name)
		}
	}
	return all
}

// read reads a file that a panel keeps; nil where it cannot be read.
func (s *survey) read(name string) []byte {
	data, _, err := s.disk.ReadFile(s.base.At(name), maxFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.notes = append(s.notes, fmt.Sprintf("%s: cannot be read: %v", name, source.Cause(err)))
	}
	return data
}

// existing are those of some paths that are there.
func (s *survey) existing(names ...string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return !s.exists(name) })
}

// own finds out whose a site is, unless that was said: the owner of the
// account's home, else of the document root. What is root's own is read as the
// server's user, who has to be able to.
func (s *survey) own(site *Site) {
	if site.Owner > 0 && site.Group > 0 {
		return
	}
	site.Owner, site.Group = -1, -1
	for _, dir := range []string{site.Home, site.Root} {
		if dir == "" {
			continue
		}
		if info, err := s.disk.Lstat(s.base.At(dir)); err == nil && info.UID > 0 {
			site.Owner, site.Group = info.UID, info.GID
			if site.Group == 0 {
				site.Group = nobody // what is root's group's is nobody else's
			}
			break
		}
	}
	if site.Owner < 0 {
		site.Owner, site.Group = s.users.server()
	}
	if site.Account == "" {
		site.Account = s.users.names[site.Owner]
	}
}

// users are those of the server's passwd file.
type users struct {
	names map[int]string
	ids   map[string][2]int // user and group
}

// The user who may read nothing but what everybody may.
const nobody = 65534

// serverUsers are the names by which servers run, the likeliest first.
var serverUsers = []string{"www-data", "apache", "nginx", "http", "www", "wwwrun", "nobody"}

// server is the user as whom the web server runs.
func (u *users) server() (uid, gid int) {
	for _, name := range serverUsers {
		if id, known := u.ids[name]; known && id[0] > 0 {
			return id[0], id[1]
		}
	}
	return nobody, nobody
}

func (s *survey) readUsers() *users {
	u := &users{names: map[int]string{}, ids: map[string][2]int{}}
	for line := range bytes.Lines(s.read("/etc/passwd")) {
		fields := strings.Split(strings.TrimSpace(string(line)), ":")
		if len(fields) < 4 {
			continue
		}
		uid, err := strconv.Atoi(fields[2])
		gid, err2 := strconv.Atoi(fields[3])
		if err != nil || err2 != nil {
			continue
		}
		if _, known := u.names[uid]; !known {
			u.names[uid] = fields[0]
		}
		u.ids[fields[0]] = [2]int{uid, gid}
	}
	return u
}
