// Package wordpress finds WordPress installations and says what they, their
// plugins and their stored options tell of who gets in.
//
// Begin with Finder. wp-config.php is read in config.go, the folders of plugins
// in plugins.go, files of plugins in files.go, and what each plugin's settings
// mean is in guards_*.go.
package wordpress

import (
	"path"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/options"
	"github.com/authlint/authlint/wordpress/php"
)

// Where an installation keeps what is looked at, from its own folder.
const (
	versionFile   = "wp-includes/version.php"
	contentFolder = "wp-content"
)

// finder is an installation while it is looked at.
type finder struct {
	l      lint.Loader
	app    *model.App
	config *config // nil where there is none to read
	// content and plugins are folders; empty where they are not known, or not
	// there.
	content, plugins string
	// stored are the options that were read; nil where none were.
	stored *options.Set
	// versions are those of plugins, as a plugin noted them.
	versions *options.Option
}

// Find returns the WordPress installed in a folder, or nil. What cannot be
// seen, such as a content folder that was moved elsewhere, stays unknown.
func Find(l lint.Loader, dir string) *model.App { return find(l, dir, Options{}) }

func find(l lint.Loader, dir string, o Options) *model.App {
	if _, err := l.Stat(path.Join(dir, versionFile)); err != nil {
		return nil
	}
	f := &finder{l: l, app: &model.App{Kind: "wordpress", Dir: dir}, config: readConfig(l, dir)}
	f.app.Names = names(l, dir)
	if file := f.open(path.Join(dir, versionFile)); file != nil {
		f.app.Version = version(file)
	}
	f.content, _ = f.config.folder(l, "WP_CONTENT_DIR", path.Join(dir, contentFolder))
	f.app.Content = f.content
	f.configured()
	f.findPlugins()
	switch {
	case o.Live != nil:
		f.choose(o.Live(dir, f.database()))
	case o.Stored != nil:
		f.choose(o.Stored(dir))
	}
	f.optionsRead()
	f.findPrepends()
	f.configMarkers()
	f.guards()
	return f.app
}

// maxNames is how many names a folder may have to be known by them.
const maxNames = 4_000

// names are those in a folder; nil where it cannot be listed, or has too many.
func names(l lint.Loader, dir string) map[string]bool {
	entries, err := l.Tree().ReadDir(dir)
	if err != nil || len(entries) > maxNames {
		return nil
	}
	all := make(map[string]bool, len(entries))
	for _, e := range entries {
		all[e.Name] = true
	}
	return all
}

// open reads a file; nil where it cannot be read.
func (f *finder) open(at string) *source.File {
	file, err := f.l.Open(at)
	if err != nil {
		return nil
	}
	return file
}

// configured takes what wp-config.php says into the model.
func (f *finder) configured() {
	c := f.config
	if c == nil {
		return
	}
	f.app.ConstantsKnown = c.whole
	f.app.Constants, f.app.TablePrefix, f.app.Salts = c.constants(), c.prefix, c.salts()
	f.app.HomeURL, f.app.SiteURL = c.text("WP_HOME"), c.text("WP_SITEURL")
	f.app.Network = c.network()
}

// network says whether several sites share the installation. Source:
// is_multisite in wp-includes/load.php.
func (c *config) network() model.Fact {
	if c.constant("MULTISITE") != nil {
		return c.flag("MULTISITE")
	}
	for _, name := range []string{"SUBDOMAIN_INSTALL", "VHOST", "SUNRISE"} {
		if c.constant(name) != nil {
			return model.Yes
		}
	}
	return c.flag("MULTISITE")
}

// version reads the assignment of $wp_version. Anything but a plain text is
// left unknown.
func version(f *source.File) model.Setting[string] {
	d := php.Read(f.Data).Variable("wp_version")
	if d == nil {
		return model.Setting[string]{}
	}
	v := model.Setting[string]{State: model.Dynamic, Span: f.Span(d.Start, d.End), Cause: f.Span(d.Start, d.End)}
	if d.Value.Kind == php.Words && d.Value.Base == php.NoBase {
		v.State, v.Value = model.Set, d.Value.Text
	}
	return v
}
