package apache

import (
	"bytes"
	"path"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Frontend reads .htaccess files and server configuration.
func Frontend(o Options) lint.Frontend {
	return lint.Frontend{
		Name: "apache", Match: match, Load: o.load,
		Assume: func(loader lint.Loader, site *model.Site) { server(site, loader, &o) },
	}
}

// AccessFile is the name httpd looks for in every folder.
const AccessFile = ".htaccess"

// match tells Apache's files from others: .htaccess and what is named after
// it by its name, server configuration by what stands in it.
func match(name string, head []byte) bool {
	base := strings.ToLower(path.Base(name))
	if looksBinary(head) && !strings.HasPrefix(base, ".htaccess") {
		return false
	}
	switch {
	case base == AccessFile:
		return true
	case isOverride(base):
		return !notConfiguration(base, head)
	}
	return serverConfiguration(head)
}

// notConfiguration says that a file with htaccess in its name is something
// else: a program, a page, a picture.
func notConfiguration(base string, head []byte) bool {
	switch path.Ext(base) {
	case ".php", ".html", ".htm", ".js", ".css", ".png", ".jpg", ".gif", ".svg", ".md", ".rst", ".json", ".xml",
		".yml", ".yaml", ".py", ".rb", ".go", ".sh", ".zip", ".gz", ".log", ".sql", ".class", ".java", ".ts":
		return true
	}
	return bytes.HasPrefix(head, []byte("<?php")) || bytes.HasPrefix(head, []byte("#!"))
}

func looksBinary(head []byte) bool {
	return bytes.IndexByte(head, 0) >= 0
}

// serverConfiguration says that some line of the head is one only httpd's
// configuration has.
func serverConfiguration(head []byte) bool {
	if looksBinary(head) {
		return false
	}
	c := source.NewCursor(head)
	for !c.EOF() {
		start, end := c.Line()
		line := bytes.TrimSpace(head[start:end])
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if behind := bytes.Index(line, []byte("#")); behind > 0 && bytes.HasSuffix(bytes.TrimSpace(line[:behind]), []byte(";")) {
			return false // nginx, with a comment behind the directive
		}
		if bytes.HasSuffix(line, []byte("{")) || bytes.HasSuffix(line, []byte(";")) || bytes.HasPrefix(line, []byte("[")) {
			return false // nginx, ini
		}
		word := line
		if i := bytes.IndexAny(line, " \t>"); i > 0 {
			word = line[:i]
		}
		if line[0] != '<' && len(word) == len(line) {
			continue
		}
		if len(LookupBytes(word)) > 0 || ThirdPartyOwner(string(word)) != "" {
			return true
		}
	}
	return false
}

// load lowers one file into the site.
func (o *Options) load(f *source.File, loader lint.Loader, site *model.Site) {
	l := &lowerer{site: site, loader: loader, htaccess: isOverride(f.Name), assumed: o}
	l.p = server(site, loader, o)
	l.server, l.modules = l.p.server, l.p.modules
	if o.overrides() == 0 && path.Base(f.Path) == AccessFile && l.assumesOverrides() {
		l.assume(o.assumption()) // the server does not open the file
		return
	}
	l.file(f)
}

// isOverride says whether the file is read as a .htaccess: everything with
// htaccess in its name is, whatever it is called in force, unless it ends as
// files of the server's own configuration do.
func isOverride(name string) bool {
	base := strings.ToLower(path.Base(name))
	return strings.Contains(base, "htaccess") && path.Ext(base) != ".conf"
}

// server returns what is kept of the site's Apache, or of the one that is
// assumed.
func server(site *model.Site, loader lint.Loader, o *Options) *program {
	for _, s := range site.Servers {
		if s.Kind == model.Apache {
			return s.Program.(*program)
		}
	}
	m := o.modules()
	s := &model.Server{
		Kind:    model.Apache,
		Assumed: true,
		Version: model.Setting[string]{State: model.Default, Value: o.version()},
		Module:  m.fact,
	}
	p := &program{modules: m, options: o, site: site, server: s, loader: loader}
	s.Program = p
	site.Servers = append(site.Servers, s)
	return p
}
