package custom

import (
	"iter"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// target is a kind of object that a rule is about.
type target struct {
	name, doc  string
	attributes []attribute
	// each yields the objects of a site; place is where one stands, zero where
	// it has no place in a file.
	each  func(*reader) iter.Seq[any]
	place func(any) source.Span
}

// attribute is what may be said of an object.
type attribute struct {
	name, doc string
	typ       cty.Type
	// null says that it may be null: nobody wrote it.
	null bool
	// secret says that no message may carry it.
	secret bool
	value  func(*reader, any) cty.Value
	// span is where the attribute stands; nil where that is no place of its
	// own.
	span func(any) source.Span
}

// attr is an attribute of a T, from which attribute is made.
type attr[T any] struct {
	name, doc    string
	typ          cty.Type
	null, secret bool
	value        func(*reader, T) cty.Value
	span         func(T) source.Span
}

// define makes a target of objects that are all a T.
func define[T any](name, doc string, each func(*reader) iter.Seq[T], place func(T) source.Span, attrs ...attr[T]) *target {
	t := &target{
		name: name, doc: doc,
		each: func(r *reader) iter.Seq[any] {
			return func(yield func(any) bool) {
				for o := range each(r) {
					if !yield(o) {
						return
					}
				}
			}
		},
		place: func(o any) source.Span { return place(o.(T)) },
	}
	for _, a := range attrs {
		made := attribute{name: a.name, doc: a.doc, typ: a.typ, null: a.null, secret: a.secret}
		made.value = func(r *reader, o any) cty.Value { return a.value(r, o.(T)) }
		if a.span != nil {
			made.span = func(o any) source.Span { return a.span(o.(T)) }
		}
		t.attributes = append(t.attributes, made)
	}
	return t
}

// targets are all there are.
var targets = []*target{
	protectionTarget, credentialTarget, directiveTarget, locationTarget, blockTarget, wordPressTarget, siteTarget,
}

func targetOf(name string) *target {
	for _, t := range targets {
		if t.name == name {
			return t
		}
	}
	return nil
}

// TargetNames are the names of all targets.
func TargetNames() []string {
	names := make([]string, 0, len(targets))
	for _, t := range targets {
		names = append(names, t.name)
	}
	return names
}

// attribute returns the one of that name, or nil.
func (t *target) attribute(name string) *attribute {
	for i := range t.attributes {
		if t.attributes[i].name == name {
			return &t.attributes[i]
		}
	}
	return nil
}

func (t *target) names() []string {
	names := make([]string, 0, len(t.attributes))
	for i := range t.attributes {
		names = append(names, t.attributes[i].name)
	}
	return names
}

// used are the attributes that expressions name behind a root, self or site.
func (t *target) used(root string, expressions ...hclsyntax.Expression) []*attribute {
	named := map[string]bool{}
	for _, e := range expressions {
		if e == nil {
			continue
		}
		for _, v := range e.Variables() {
			if v.RootName() == root && len(v) > 1 {
				name, _ := stepName(v[1])
				named[name] = true
			}
		}
	}
	var list []*attribute
	for i := range t.attributes {
		if a := &t.attributes[i]; named[a.name] {
			list = append(list, a)
		}
	}
	return list
}

// secret marks what no message may carry.
const secret = mark("secret")

type mark string

var textList = cty.List(cty.String)

// fileAttr and lineAttr are where an object stands.
func fileAttr[T any](place func(T) source.Span) attr[T] {
	return attr[T]{
		name: "file", typ: cty.String, doc: "the file it stands in, as findings name it",
		value: func(r *reader, o T) cty.Value { return r.text(fileOf(r, place(o))) },
	}
}

func lineAttr[T any](place func(T) source.Span) attr[T] {
	return attr[T]{
		name: "line", typ: cty.Number, doc: "the line it begins in",
		value: func(_ *reader, o T) cty.Value {
			at := place(o)
			if at.IsZero() {
				return cty.NumberIntVal(1)
			}
			return cty.NumberIntVal(int64(at.Position().Line))
		},
	}
}

// fileOf is the name of the file of a place; of none the site's first.
func fileOf(r *reader, at source.Span) string {
	switch {
	case !at.IsZero():
		return at.File.Name
	case len(r.site.Files) > 0:
		return r.site.Files[0].Name
	}
	return r.site.Name
}

// serverName is a server's name as it is written in configuration.
func serverName(k model.ServerKind) cty.Value {
	switch k {
	case model.Apache:
		return cty.StringVal("apache")
	case model.Nginx:
		return cty.StringVal("nginx")
	}
	return cty.NullVal(cty.String)
}
