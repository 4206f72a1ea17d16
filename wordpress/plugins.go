package wordpress

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// headerSize is how much of a plugin's main file WordPress looks at for its
// header.
const headerSize = 8 << 10

// findPlugins lists the folders of plugins, the files that always run, and
// those that take the place of parts of WordPress.
func (f *finder) findPlugins() {
	if f.content != "" {
		f.app.DropIns = f.dropIns()
	}
	if dir, ok := f.config.folder(f.l, "WPMU_PLUGIN_DIR", f.below("mu-plugins")); ok {
		f.app.MustUse = f.programs(dir)
	}
	dir, ok := f.config.folder(f.l, "WP_PLUGIN_DIR", f.below("plugins"))
	if !ok || dir == "" {
		return
	}
	folders, err := f.l.Glob(path.Join(dir, "*"))
	if _, missing := f.l.Stat(dir); err != nil || missing != nil {
		return
	}
	f.app.PluginsKnown, f.plugins = true, dir
	for _, at := range folders {
		if info, err := f.l.Stat(at); err == nil && info.IsDir() {
			f.app.Plugins = append(f.app.Plugins, &model.Plugin{Slug: path.Base(at), Present: model.Yes})
		}
	}
	for _, p := range slices.Clone(f.app.Plugins) {
		f.plugin(p)
	}
}

// plugin looks closer at a plugin that is known, or was.
func (f *finder) plugin(p *model.Plugin) {
	if k := knownPlugin(p.Slug); k != nil {
		p.Version = f.header(path.Join(f.plugins, p.Slug, k.main), "Version")
		return
	}
	k := putAside(p.Slug)
	if k == nil {
		return
	}
	if _, err := f.l.Stat(path.Join(f.plugins, p.Slug, k.main)); err != nil {
		return
	}
	switch was := f.app.Plugin(k.slug); {
	case was == nil:
		f.app.Plugins = append(f.app.Plugins, &model.Plugin{Slug: k.slug, Present: model.No, Renamed: p.Slug})
	case was.Present == model.No && was.Renamed == "":
		was.Renamed = p.Slug
	}
}

// below is a path in the folder of files; empty where that is not known.
func (f *finder) below(name string) string {
	if f.content == "" {
		return ""
	}
	return path.Join(f.content, name)
}

// programs are the names of the PHP files that lie directly in a folder.
func (f *finder) programs(dir string) []string {
	if dir == "" {
		return nil
	}
	files, err := f.l.Glob(path.Join(dir, "*.php"))
	if err != nil {
		return nil
	}
	var names []string
	for _, at := range files {
		if info, err := f.l.Stat(at); err == nil && info.IsRegular() {
			names = append(names, path.Base(at))
		}
	}
	return names
}

// dropIns are the files that take the place of parts of WordPress. Source:
// _get_dropins in wp-admin/includes/plugin.php.
func (f *finder) dropIns() []string {
	return slices.DeleteFunc(f.programs(f.content), func(name string) bool {
		switch name {
		case "advanced-cache.php", "db.php", "db-error.php", "install.php", "maintenance.php", "object-cache.php", "php-error.php",
			"fatal-error-handler.php", "sunrise.php", "blog-deleted.php", "blog-inactive.php", "blog-suspended.php":
			return false
		}
		return true
	})
}

// header is a line of the comment that describes a plugin.
func (f *finder) header(at, name string) model.Setting[string] {
	file, err := f.l.Open(at)
	if err != nil {
		return model.Setting[string]{}
	}
	return headerLine(file, name)
}

// headerSign is what WordPress allows before a name in a header.
var headerSign = regexp.MustCompile(`(?im)^(?:[ \t]*<\?php)?[ \t/*#@]*(Version|Plugin Name):([^\r\n]*)`)

// headerLine reads "name: value", the end of a comment taken off.
func headerLine(file *source.File, name string) model.Setting[string] {
	data := file.Data[:min(len(file.Data), headerSize)]
	for _, m := range headerSign.FindAllSubmatchIndex(data, -1) {
		if !strings.EqualFold(string(data[m[2]:m[3]]), name) {
			continue
		}
		start, end := m[4], m[5]
		if i := bytes.Index(data[start:end], []byte("*/")); i >= 0 {
			end = start + i
		}
		if i := bytes.Index(data[start:end], []byte("?>")); i >= 0 {
			end = start + i
		}
		text := bytes.TrimSpace(data[start:end])
		if len(text) == 0 {
			break
		}
		start += bytes.Index(data[start:end], text)
		span := file.Span(start, start+len(text))
		return model.Setting[string]{State: model.Set, Value: string(text), Span: span, Cause: file.LineSpan(start)}
	}
	return model.Setting[string]{}
}
