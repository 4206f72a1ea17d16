package apache

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// overrides reads .htaccess files for the engine: those that the site has, and
// others when a request comes to them.
type overrides struct {
	c       *compiler
	program *engine.Program
	mu      sync.Mutex // of the loader, which one goroutine may use
}

// Read implements engine.OverrideReader.
func (o *overrides) Read(file string, allowed *engine.Override, listed map[string]bool) *engine.Section {
	o.mu.Lock()
	defer o.mu.Unlock()
	if allowed == nil {
		allowed = &engine.Override{}
	}
	read, err := o.lower(file, nil)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &engine.Section{Kind: engine.SectionHtaccess, Unread: file + " could not be read"}
	}
	forbidden := o.forbidden(read.top, allowed, listed)
	if forbidden != nil && allowed.Unforbidden || allowed.Unrefused {
		read, _ = o.lower(file, func(n *Node) bool {
			return allowed.Unforbidden && forbids(n, allowed, listed) != "" || allowed.Unrefused && len(n.directives()) == 0
		})
	}
	if allowed.Unforbidden {
		forbidden = nil
	}
	if forbidden == nil {
		forbidden = unlisted(read.top, allowed)
	}
	out := o.c.section(read.scope)
	out.Kind, out.Span = engine.SectionHtaccess, read.scope.File().Span(0, 0)
	out.Refused = forbidden
	if out.Refused == nil {
		out.Refused = read.refused(allowed)
	}
	return out
}

// override is one .htaccess that was read.
type override struct {
	scope *model.Scope
	top   *part
	site  *model.Site // where its refusals are
}

// lower lowers a file, unless the site has it already. ignores says which
// directives httpd passes over.
func (o *overrides) lower(file string, ignores func(*Node) bool) (*override, error) {
	p := o.c.p
	at, known, why := p.loader.Locate(file)
	if !known {
		return nil, errors.New(why)
	}
	f, err := p.loader.Open(at)
	if err != nil {
		return nil, err
	}
	if ignores == nil {
		if s := p.site.Override(path.Dir(at)); s != nil && s.File() == f {
			top := partOf(s)
			top.folder = path.Dir(file)
			return &override{s, top, p.site}, nil
		}
	}
	site := &model.Site{Servers: p.site.Servers}
	l := &lowerer{
		site: site, loader: p.loader, htaccess: true, assumed: p.options, p: p, server: p.server, modules: p.modules,
		ignores: ignores, apart: true,
	}
	l.file(f)
	l.top.folder = path.Dir(file)
	return &override{l.fileTop, l.top, site}, nil
}

// refused is why httpd does not accept the file.
func (r *override) refused(allowed *engine.Override) *engine.Refusal {
	for _, f := range r.site.Refusals {
		if f.Cause.File != r.scope.File() || allowed.Unrefused && (f.Kind == model.RefusedUnknown || f.Kind == model.RefusedRemoved) {
			continue
		}
		return refusalOf(f)
	}
	return nil
}

// forbidden is the first directive of a file that may not stand there.
func (o *overrides) forbidden(top *part, allowed *engine.Override, listed map[string]bool) *engine.Refusal {
	for _, it := range top.used {
		if why := forbids(it.node, allowed, listed); why != "" {
			return &engine.Refusal{Message: why, Span: it.span()}
		}
	}
	return nil
}

// forbids says why a directive may not stand in a .htaccess; empty when it
// may, and when nobody knows the directive, which is another complaint.
func forbids(n *Node, allowed *engine.Override, listed map[string]bool) string {
	if len(n.directives()) == 0 || listed[n.folded()] {
		return ""
	}
	var classes Override
	for _, d := range n.directives() {
		classes |= d.Override
	}
	if Override(allowed.Classes)&classes == 0 {
		return n.Name.Text + " is not allowed here by AllowOverride"
	}
	return ""
}

// classesOf are the classes that AllowOverride has to have for the directives of
// a file. Of several that one directive may have, the first is taken where none
// is needed anyway.
func classesOf(top *part) []string {
	var needed Override
	each := func(f func(classes Override)) {
		for _, it := range top.used {
			var classes Override
			for _, d := range it.node.directives() {
				classes |= d.Override
			}
			if classes != 0 && classes&OverrideAny == 0 {
				f(classes)
			}
		}
	}
	each(func(classes Override) {
		if classes&(classes-1) == 0 {
			needed |= classes
		}
	})
	each(func(classes Override) {
		if needed&classes == 0 {
			needed |= classes & -classes
		}
	})
	var names []string
	for i, name := range overrideNames {
		if needed&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// unlisted is the first option that AllowOverride does not list. Nonfatal does
// not forgive it: it is Options itself that complains.
func unlisted(top *part, allowed *engine.Override) *engine.Refusal {
	for _, it := range top.used {
		if !it.node.Is("Options") {
			continue
		}
		for _, w := range it.node.Words {
			if set, known := optionSets[strings.ToLower(strings.TrimLeft(w.Text, "+-"))]; known && set&^allowed.Options != 0 {
				return &engine.Refusal{Message: "AllowOverride does not let Options have " + w.Text, Span: it.span()}
			}
		}
	}
	return nil
}

// spanOr is the directive, or, where there is none, another place.
func (i item) spanOr(other source.Span) source.Span {
	if i.node == nil {
		return other
	}
	return i.span()
}
