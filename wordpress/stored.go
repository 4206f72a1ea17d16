package wordpress

import (
	"path"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/options"
	"github.com/authlint/authlint/wordpress/php"
)

// Options say what is known of installations beside their files.
type Options struct {
	// Stored are the options that were read for the installation in a folder:
	// of one site, or of several that share a database. It may be nil.
	Stored func(dir string) []*options.Set
	// Live, where it is not nil, asks the database for them that the
	// installation's configuration names.
	Live func(dir string, d *Database) []*options.Set
}

// Finder finds installations with what is known beside their files.
func Finder(o Options) func(l lint.Loader, dir string) *model.App {
	return func(l lint.Loader, dir string) *model.App { return find(l, dir, o) }
}

// choose picks the stored options of the installation: those of its table
// prefix, or the only ones there are where it is not known.
func (f *finder) choose(sets []*options.Set) {
	var fit []*options.Set
	for _, s := range sets {
		prefix := f.app.TablePrefix
		if prefix.State != model.Set || s.Prefix == "" || s.Prefix == prefix.Value {
			fit = append(fit, s)
		}
		if len(sets) == 1 && s.RolesKnown {
			f.app.RolePrefix = model.Setting[string]{State: model.Set, Value: s.Roles}
		}
	}
	main := fit[:0:0]
	for _, s := range fit {
		if s.Blog == 1 {
			main = append(main, s)
		}
	}
	switch {
	case len(fit) == 1:
		f.stored = fit[0]
	case len(main) == 1:
		f.stored = main[0]
	}
}

// optionsRead takes what is stored into the model.
func (f *finder) optionsRead() {
	s := f.stored
	if s == nil {
		return
	}
	f.app.OptionsKnown = s.Whole
	if s.RolesKnown {
		f.app.RolePrefix = model.Setting[string]{State: model.Set, Value: s.Roles}
	}
	if s.Network && f.app.Network == model.Unknown {
		f.app.Network = model.Yes
	}
	f.app.SiteURL = f.url("siteurl", f.app.SiteURL)
	f.app.HomeURL = f.url("home", f.app.HomeURL)
	for _, name := range s.Names() {
		f.broken(s.Get(name))
	}
	for _, name := range s.SiteNames() {
		f.broken(s.Site(name))
	}
	f.app.StoredSchema = f.schema(s.Get("db_version"))
	f.app.PasswordsUsed = f.used(s.Site("using_application_passwords"), s.Get("using_application_passwords"))
	f.active()
}

// schema is the number of the stored tables' version.
func (f *finder) schema(o *options.Option) (v model.Setting[int]) {
	if o == nil {
		return v
	}
	v = model.Setting[int]{State: model.Dynamic, Span: o.Span, Cause: o.Span}
	if n, err := strconv.Atoi(o.Value.String()); err == nil {
		v.State, v.Value = model.Set, n
	}
	return v
}

// used is the mark that WordPress sets with the first application password, of
// a network or of a site.
func (f *finder) used(marks ...*options.Option) (v model.Setting[bool]) {
	for _, o := range marks {
		if o != nil && o.Fault == nil {
			return model.Setting[bool]{State: model.Set, Value: o.Value.True(), Span: o.Span, Cause: o.Span}
		}
	}
	return v
}

// url is an address that the configuration does not set.
func (f *finder) url(name string, configured model.Setting[string]) model.Setting[string] {
	o := f.stored.Get(name)
	if configured.State != model.Unset || o == nil || o.Value.Kind != php.String {
		return configured
	}
	return model.Setting[string]{State: model.Set, Value: o.Value.Text, Span: o.Span, Cause: o.Span}
}

func (f *finder) broken(o *options.Option) {
	if o.Fault != nil && !o.Fault.Limit {
		f.app.Broken = append(f.app.Broken, &model.StoredFault{Name: o.Name, Why: o.Fault.Why, Span: o.Span})
	}
}

// active tells which plugins are switched on, for the site or for the whole
// network. WordPress passes over those whose files are gone.
func (f *finder) active() {
	list, network := f.stored.Get("active_plugins"), f.stored.Site("active_sitewide_plugins")
	if list == nil && !f.stored.Whole {
		return
	}
	listed := map[string]bool{}
	var names []string
	if list != nil {
		for i := range list.Value.Items {
			names = append(names, list.Value.Items[i].Value.String())
		}
	}
	if network != nil {
		for i := range network.Value.Items {
			names = append(names, network.Value.Items[i].Key.String())
		}
	}
	for _, name := range names {
		slug, _, inFolder := strings.Cut(name, "/")
		if !inFolder || listed[slug] {
			continue
		}
		listed[slug] = true
		if f.app.Plugin(slug) == nil {
			p := &model.Plugin{Slug: slug}
			if f.app.PluginsKnown {
				p.Present = model.No
			}
			f.app.Plugins = append(f.app.Plugins, p)
		}
	}
	whole := f.app.Network == model.No || network != nil
	for _, p := range f.app.Plugins {
		switch {
		case listed[p.Slug]:
			p.Listed, p.Active = model.Yes, model.Yes
			if p.Present == model.No {
				p.Active = model.No
			}
		case whole || f.app.Network == model.Unknown && f.config == nil:
			p.Listed, p.Active = model.No, model.No
		}
	}
}

// dataFile reads a plugin's file that holds JSON or a serialized value behind
// a header; nil where there is none.
func (f *finder) dataFile(at string) *options.Option {
	file := f.open(at)
	if file == nil {
		return nil
	}
	start := dataStart(file.Data)
	file.Mask(file.Span(start, len(file.Data)))
	o := options.Part(file, start)
	f.broken(o)
	return o
}

// dataStart is where a line begins that can be a value; the end of the file
// where there is none.
func dataStart(data []byte) int {
	for c := source.NewCursor(data); !c.EOF(); {
		start, end := c.Line()
		line := data[start:end]
		if len(line) > 0 && (line[0] == '{' || line[0] == '[') || len(line) > 2 && line[0] == 'a' && line[1] == ':' {
			return start
		}
	}
	return len(data)
}

// uploads is the folder of uploaded files; empty where it cannot be told.
func (f *finder) uploads() string {
	if k := f.config.constant("UPLOADS"); k != nil {
		if k.Value.State != model.Set {
			return ""
		}
		return path.Join(f.app.Dir, k.Value.Value)
	}
	return f.below("uploads")
}
