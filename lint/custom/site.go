package custom

import (
	"iter"

	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

var siteTarget = define("site",
	"What is checked together: a document root with its .htaccess files, or a server's configuration. Every rule has it as\n"+
		"\"site\", too.",
	func(r *reader) iter.Seq[*model.Site] {
		return func(yield func(*model.Site) bool) { yield(r.site) }
	},
	sitePlace,
	attr[*model.Site]{
		name: "name", typ: cty.String, doc: "what findings call it",
		value: func(r *reader, s *model.Site) cty.Value { return r.text(s.Name) },
	},
	attr[*model.Site]{
		name: "servers", typ: textList, doc: "\"apache\", \"nginx\"; the one that is assumed where none is in view",
		value: func(r *reader, s *model.Site) cty.Value {
			return list(r, s.Servers, func(x *model.Server) cty.Value { return serverName(x.Kind) })
		},
	},
	attr[*model.Site]{
		name: "assumed", typ: cty.Bool, doc: "no configuration of a server is in view",
		value: func(_ *reader, s *model.Site) cty.Value {
			for _, x := range s.Servers {
				if !x.Assumed {
					return cty.False
				}
			}
			return cty.True
		},
	},
	attr[*model.Site]{
		name: "hosts", typ: textList, doc: "the names of all virtual hosts and server blocks",
		value: func(r *reader, s *model.Site) cty.Value {
			var names []model.Word
			for _, h := range s.Hosts {
				names = append(names, h.Names...)
			}
			return r.words(names)
		},
	},
	attr[*model.Site]{
		name: "wordpress", typ: cty.Bool, doc: "a WordPress was found in it",
		value: func(_ *reader, s *model.Site) cty.Value { return cty.BoolVal(len(s.Apps) > 0) },
	},
	attr[*model.Site]{
		name: "wordpress_version", typ: cty.String, null: true, doc: "that of the first WordPress",
		value: func(r *reader, s *model.Site) cty.Value {
			if len(s.Apps) == 0 {
				return cty.NullVal(cty.String)
			}
			return r.textSetting(s.Apps[0].Version)
		},
	},
	attr[*model.Site]{
		name: "plugins", typ: textList, doc: "the folders of the WordPress plugins that are switched on; unknown where that is not known",
		value: plugins,
	},
	attr[*model.Site]{
		name: "constants", typ: textList, doc: "the names that wp-config.php defines; unknown where not all of it could be read",
		value: constants,
	},
	fileAttr(sitePlace),
)

// sitePlace is none: a finding names the site's first file.
func sitePlace(*model.Site) source.Span { return source.Span{} }

func plugins(r *reader, s *model.Site) cty.Value {
	var names []string
	for _, app := range s.Apps {
		for _, p := range app.Plugins {
			switch p.Active {
			case model.Yes:
				names = append(names, p.Slug)
			case model.Unknown:
				return unknown(textList)
			}
		}
		if !app.PluginsKnown && !app.OptionsKnown {
			return unknown(textList)
		}
	}
	return r.texts(names)
}

func constants(r *reader, s *model.Site) cty.Value {
	var names []string
	for _, app := range s.Apps {
		if !app.ConstantsKnown {
			return unknown(textList)
		}
		for _, c := range app.Constants {
			names = append(names, c.Name)
		}
	}
	return r.texts(names)
}
