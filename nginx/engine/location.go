package engine

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/source"
)

// locationIndex is how the locations of a block are searched.
type locationIndex struct {
	once     sync.Once
	exact    map[string]*Location
	prefixes []*Location // the longest first
	patterns []*Location
}

func (l *Location) search() *locationIndex {
	x := &l.index
	x.once.Do(func() {
		x.exact = map[string]*Location{}
		for _, c := range l.Children {
			switch {
			case c.Form == LocationRegexp:
				x.patterns = append(x.patterns, c)
			case l.Form == LocationRegexp:
				// nginx never finds a path within a pattern: it makes no index
				// of them.
			case c.Form == LocationExact:
				x.exact[c.Name] = c
			case c.Form == LocationPrefix:
				x.prefixes = append(x.prefixes, c)
			}
		}
		slices.SortStableFunc(x.prefixes, func(a, b *Location) int { return cmp.Compare(len(b.Name), len(a.Name)) })
	})
	return x
}

// search is what a search for a location comes to.
type search uint8

const (
	searchNothing  search = iota // no location
	searchPrefix                 // a prefix; patterns may still win
	searchFound                  // an exact one, or a pattern
	searchRedirect               // one that differs by its final slash
)

// findLocation searches the locations of at, and of those that it finds. What is
// found last holds.
func (q *request) findLocation(at *Location) (search, string) {
	x := at.search()
	got := q.findStatic(x)
	skipPatterns := false
	if got == searchPrefix {
		skipPatterns = q.loc.NoRegexp
		var why string
		if got, why = q.findLocation(q.loc); why != "" {
			return got, why
		}
	}
	if got == searchFound || got == searchRedirect || skipPatterns {
		return got, ""
	}
	for _, l := range x.patterns {
		matched, why := q.match(l.Regexp, q.uri)
		if why != "" {
			return got, why
		}
		if matched {
			q.loc = l
			_, why := q.findLocation(l)
			return searchFound, why
		}
	}
	return got, ""
}

// findStatic searches paths without patterns.
func (q *request) findStatic(x *locationIndex) search {
	if l := x.exact[q.uri]; l != nil {
		q.loc = l
		return searchFound
	}
	var prefix *Location
	for _, l := range x.prefixes {
		if strings.HasPrefix(q.uri, l.Name) {
			prefix = l
			break
		}
	}
	if prefix != nil && len(prefix.Name) == len(q.uri) {
		q.loc = prefix
		return searchPrefix
	}
	if l := x.slashed(q.uri); l != nil {
		q.loc = l
		return searchRedirect
	}
	if prefix == nil {
		return searchNothing
	}
	q.loc = prefix
	return searchPrefix
}

// slashed is a location that a program answers and whose path is the request's
// with a slash.
func (x *locationIndex) slashed(uri string) *Location {
	exact := x.exact[uri+"/"]
	var prefix *Location
	for _, l := range x.prefixes {
		if len(l.Name) == len(uri)+1 && l.Name[len(uri)] == '/' && l.Name[:len(uri)] == uri {
			prefix = l
		}
	}
	switch {
	case (exact == nil || !exact.Redirects) && (prefix == nil || !prefix.Redirects):
		return nil
	case exact != nil:
		return exact
	}
	return prefix
}

// locate is the search for a location and the location's own rewriting, until
// the path stays as it is.
func (q *request) locate() access.Action {
	if q.named {
		if a := q.rewriteLocation(); a.Ends || !q.changed {
			return a
		}
		if a := q.again(); a.Ends {
			return a
		}
	}
	for {
		if a := q.oneLocation(); a.Ends {
			return a
		}
		if a := q.rewriteLocation(); a.Ends {
			return a
		}
		if !q.changed {
			return access.Action{}
		}
		if a := q.again(); a.Ends {
			return a
		}
	}
}

// again counts a change of the path.
func (q *request) again() access.Action {
	if q.changes--; q.changes == 0 {
		q.gate = access.GateRewrite
		return access.Answer(access.Refuses, 500, "the path is rewritten more than ten times", places(q.loc.Span)...)
	}
	return access.Action{}
}

func (q *request) oneLocation() access.Action {
	q.loc, q.changed, q.handler = q.server.Own, false, nil
	got, why := q.findLocation(q.server.Own)
	q.gate = access.GateLocation
	if why != "" {
		return access.CannotSay(why, places(q.loc.Span)...)
	}
	found := q.loc
	if !q.internal && q.settings().Internal.On(false) {
		return access.Answer(access.Refuses, 404, "the location is internal", places(q.loc.Span)...)
	}
	q.enter(found)
	if q.traced() {
		a := access.Action{Note: "no location fits", Because: places(q.server.Span)}
		if found != q.server.Own {
			a = access.Action{Note: "this location holds", Because: places(found.Span)}
		}
		q.w.Saw(access.GateLocation, a)
	}
	if a := q.bodySize(); a.Ends {
		return a
	}
	if got == searchRedirect {
		target := escape(found.Name, notPath)
		if q.args != "" {
			target += "?" + q.args
		}
		q.setLocation(target)
		return access.Answer(access.Redirects, 301, "the path lacks the location's final slash", places(found.Span)...)
	}
	return access.Action{}
}

// bodySize is client_max_body_size, which nginx holds against the length that
// the client announces.
func (q *request) bodySize() access.Action {
	const usual = 1 << 20
	limit := int64(usual)
	if m := q.settings().MaxBody; m != nil {
		limit = *m
	}
	if text := q.header("content-length", false); text != "" && limit > 0 && q.main == nil {
		if n, ok := number(text); ok && n > limit {
			return access.Answer(access.Refuses, 413, "the body is larger than client_max_body_size")
		}
	}
	return access.Action{}
}

// number reads digits.
func number(text string) (int64, bool) {
	var n int64
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' || n > 1<<50 {
			return 0, false
		}
		n = n*10 + int64(text[i]-'0')
	}
	return n, text != ""
}

// enter makes a location, or an if, the one that holds; limit_except may stand
// in it.
func (q *request) enter(l *Location) {
	if l.Except != nil && !l.Methods[q.method] {
		l = l.Except
	}
	q.loc = l
	if h := l.Settings.Handler; h != nil {
		q.handler = h
	}
}

// rewriteLocation runs the location's script.
func (q *request) rewriteLocation() access.Action {
	q.gate = access.GateRewrite
	if s := q.settings(); s.Unsure != "" {
		return access.CannotSay(s.Unsure, places(s.UnsureSpan)...)
	}
	return q.script(q.loc.Script, access.GateRewrite)
}

func places(spans ...source.Span) []source.Span {
	return slices.DeleteFunc(spans, func(s source.Span) bool { return s.IsZero() })
}
