// Package wordpress finds WordPress installations and what stands in their
// folders.
package wordpress

import (
	"bytes"
	"path"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Where an installation keeps what is looked at, from its own folder.
const (
	versionFile   = "wp-includes/version.php"
	pluginsFolder = "wp-content/plugins"
)

// Find returns the WordPress installed in a folder, or nil. What cannot be
// seen, such as a content folder that was moved elsewhere, stays unknown.
func Find(l lint.Loader, dir string) *model.App {
	if _, err := l.Stat(path.Join(dir, versionFile)); err != nil {
		return nil
	}
	app := &model.App{Kind: "wordpress", Dir: dir}
	if f, err := l.Open(path.Join(dir, versionFile)); err == nil {
		app.Version = version(f)
	}
	folders, err := l.Glob(path.Join(dir, pluginsFolder, "*"))
	if _, missing := l.Stat(path.Join(dir, pluginsFolder)); err != nil || missing != nil {
		return app
	}
	app.PluginsKnown = true
	for _, p := range folders {
		if info, err := l.Stat(p); err == nil && info.IsDir() {
			app.Plugins = append(app.Plugins, &model.Plugin{Slug: path.Base(p)})
		}
	}
	return app
}

// version reads the assignment of $wp_version. Anything but a plain quoted
// text is left unknown.
func version(f *source.File) model.Setting[string] {
	at := bytes.Index(f.Data, []byte("$wp_version"))
	if at < 0 {
		return model.Setting[string]{}
	}
	end := bytes.IndexByte(f.Data[at:], ';')
	if end < 0 {
		return model.Setting[string]{}
	}
	span := f.Span(at, at+end)
	_, value, found := bytes.Cut(f.Data[at:at+end], []byte("="))
	value = bytes.TrimSpace(value)
	if !found || len(value) < 2 || value[0] != value[len(value)-1] || value[0] != '\'' && value[0] != '"' {
		return model.Setting[string]{State: model.Dynamic, Span: span}
	}
	return model.Setting[string]{State: model.Set, Value: string(value[1 : len(value)-1]), Span: span}
}
