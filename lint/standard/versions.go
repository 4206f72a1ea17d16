package standard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

// Versions say which two versions are compared.
type Versions struct {
	// Old and New are two folders or two files, of which one may be "-" for
	// Config.Stdin. What is relative in PathMap lies in each of the folders
	// then; and where Server lies in New, Old has its own at the same place.
	Old, New string
	// Base is the revision with which the repositories of Config.Paths are
	// compared, in place of Old and New.
	Base string
}

// version is one of two versions while it is compared.
type version struct {
	*found
	// typed is how it was named; base the folder that its places are known by
	// in the other version, too; file what is compared by itself, a path of
	// the tree; empty for all of it.
	typed, base, file string
	// now has the paths that files which were renamed go by in the other
	// version.
	now   map[string]string
	sites []begun
	// left tells of what is no site.
	left  []string
	clean func()
}

// begun is a site with the place where it begins.
type begun struct {
	*model.Site
	at        string
	overrides bool
}

func (v *version) close() { v.clean() }

// key is what both versions call a place.
func (v *version) key(at string) string {
	if now, renamed := v.now[at]; renamed {
		return within(v.base, now)
	}
	if now, renamed := v.now[path.Join(at, overrideFile)]; renamed {
		return within(v.base, path.Dir(now))
	}
	return within(v.base, at)
}

// name is how reports call what both versions call key: from the folder that is
// compared, or, in a repository, as the place is called now.
func (v *version) name(key string) string {
	if v.typed != "" {
		return key
	}
	return v.places.display(path.Join(v.base, key))
}

// folder is the place of a document root; empty where there is no such folder.
func (v *version) folder(key string) string {
	at := path.Join(v.base, key)
	for _, b := range v.sites {
		if b.overrides && v.key(b.at) == key {
			at = b.at
		}
	}
	if info, err := v.options.Tree.Stat(at); err != nil || !info.IsDir() {
		return ""
	}
	return at
}

// versions finds what there is in both.
func (c *Config) versions(ctx context.Context, v Versions) (old, now *version, err error) {
	if v.Base != "" {
		return c.since(ctx, v.Base)
	}
	if old, err = c.only(ctx, v.Old, v.New); err != nil {
		return nil, nil, err
	}
	if now, err = c.only(ctx, v.New, v.New); err == nil && (old.file == "") != (now.file == "") {
		now.close()
		err = fmt.Errorf("%s and %s: one is a folder and the other is a file", v.Old, v.New)
	}
	if err != nil {
		old.close()
		return nil, nil, err
	}
	return old, now, nil
}

// only is a version that is a folder or a file.
func (c *Config) only(ctx context.Context, name, other string) (*version, error) {
	own := *c
	v := &version{typed: name, base: c.absolute(name)}
	text := []byte(nil)
	if name == "-" && c.Stdin != nil {
		text, v.file = c.Stdin.Data, c.absolute(c.Stdin.Name)
		own.alias = "standard input"
	} else {
		info, err := os.Stat(filepath.FromSlash(v.base))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, source.Cause(err))
		}
		if !info.IsDir() {
			v.file = v.base
		}
	}
	own.Paths, own.Stdin = []string{name}, nil
	if v.file != "" {
		v.base = path.Dir(v.file)
		if err := own.alone(v, text); err != nil {
			return nil, err
		}
	}
	own.PathMap = map[string]string{}
	for server, here := range c.PathMap {
		if !filepath.IsAbs(here) {
			here = path.Join(v.base, filepath.ToSlash(here))
		}
		own.PathMap[server] = here
	}
	if c.Server != "" {
		own.Server = c.counterpart(v.base, c.absolute(other))
	}
	f, err := own.find(ctx)
	if err != nil {
		return nil, err
	}
	if v.file != "" && v.file != v.base+"/"+path.Base(c.absolute(name)) {
		f.options.Tree = &supposed{f.options.Tree, v.base}
		v.left = append(v.left, own.alias+": is taken for the .htaccess of a folder that is not in view: every file is taken to be there")
	}
	v.found, v.clean = f, func() { f.disk.Close() }
	return v, nil
}

// alone names a file by itself. One that is called after .htaccess is taken for
// that of its folder. text is that of standard input.
func (c *Config) alone(v *version, text []byte) error {
	name := path.Base(v.file)
	override := name != overrideFile && strings.Contains(name, "htaccess") && path.Ext(name) != ".conf"
	if text == nil && override {
		disk, err := source.NewDisk(filepath.FromSlash(v.base))
		if err != nil {
			return err
		}
		defer disk.Close()
		if text, _, err = disk.ReadFile(v.file, scan.MaxConfigSize); err != nil {
			return fmt.Errorf("%s: %w", v.typed, source.Cause(err))
		}
	}
	if override {
		c.alias = cmp.Or(c.alias, v.typed)
		v.file = path.Join(v.base, overrideFile)
	}
	if text != nil {
		c.Paths, c.Stdin = nil, &Stdin{Name: filepath.FromSlash(v.file), Data: text}
	}
	return nil
}

// overrideFile is what httpd calls the file it looks for in every folder.
const overrideFile = ".htaccess"

// counterpart is the configuration in force of a folder: the file at the place
// that it has in another, where it lies in that.
func (c *Config) counterpart(base, other string) string {
	file := c.absolute(c.Server)
	if !source.Below(other, file) {
		return c.Server
	}
	return filepath.FromSlash(path.Join(base, within(other, file)))
}

// absolute is a path as the tree has it.
func (c *Config) absolute(name string) string {
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return filepath.ToSlash(name)
	}
	return (&places{dir: dir}).absolute(name)
}

// since are the repositories of what is compared at a revision, and as they are.
func (c *Config) since(ctx context.Context, base string) (old, now *version, err error) {
	f, err := c.find(ctx)
	if err != nil {
		return nil, nil, err
	}
	then, err := f.places.revision(base, f.options.Tree)
	if err != nil {
		f.disk.Close()
		return nil, nil, err
	}
	now = &version{found: f, base: "/", clean: func() { f.disk.Close() }}
	o := f.options
	if o.Tree = then; o.Config != "" {
		if _, err := then.Stat(o.Config); err != nil {
			o.Config = ""
		}
	}
	plan, err := scan.Find(then.paths(f.places.paths), o)
	if err != nil {
		then.close()
		now.close()
		return nil, nil, fmt.Errorf("at %s: %w", base, err)
	}
	before := &found{plan, f.places, o, f.disk}
	return &version{found: before, base: "/", now: then.now, clean: then.close}, now, nil
}

// supposed is a Tree in which every file of one folder is taken to be there: a
// file that is taken for its .htaccess comes from a folder of which nothing is in
// view. What files say stays unknown.
type supposed struct {
	source.Tree
	folder string
}

// there says that a file is taken to be there, and what is said of it.
func (s *supposed) there(name string, info source.Info, err error) (source.Info, error) {
	base := path.Base(name)
	if !errors.Is(err, fs.ErrNotExist) || !source.Below(s.folder, path.Clean(name)) ||
		strings.HasPrefix(base, ".ht") && !strings.HasPrefix(base, ".htm") {
		return info, err
	}
	return source.Info{Name: base, Mode: 0o644, UID: -1, GID: -1}, nil
}

// ReadFile is Tree's.
func (s *supposed) ReadFile(name string, limit int64) ([]byte, source.Info, error) {
	data, info, err := s.Tree.ReadFile(name, limit)
	if _, e := s.there(name, info, err); err != nil && e == nil {
		err = &fs.PathError{Op: "open", Path: name, Err: source.ErrOutside}
	}
	return data, info, err
}

// Stat is Tree's.
func (s *supposed) Stat(name string) (source.Info, error) {
	info, err := s.Tree.Stat(name)
	return s.there(name, info, err)
}

// Lstat is Tree's.
func (s *supposed) Lstat(name string) (source.Info, error) {
	info, err := s.Tree.Lstat(name)
	return s.there(name, info, err)
}

// ReadDir is Tree's.
func (s *supposed) ReadDir(name string) ([]source.Info, error) {
	if source.Below(s.folder, path.Clean(name)) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: source.ErrOutside}
	}
	return s.Tree.ReadDir(name)
}
