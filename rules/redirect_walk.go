package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// loop is a redirect that comes back.
type loop struct {
	lint.Witness
	by   model.Word // what redirects first; a word only for its span
	also []model.Word
}

// manyHops is how many redirects browsers follow at least.
const manyHops = 10

// walkRedirects follows redirects within the site; nil when they end, or lead
// to where nothing is known.
func walkRedirects(p *lint.Pass, r access.Request) *loop {
	start := r
	seen := map[string]bool{}
	for range manyHops {
		d := p.Decide(&r)
		if d.Outcome != access.Redirected || d.Location == "" {
			return nil
		}
		key := (&lint.Witness{Request: r}).URL()
		if seen[key] {
			return circle(p, r)
		}
		seen[key] = true
		next, ok := follow(&r, d.Location)
		if !ok {
			return nil
		}
		r = next
	}
	return growing(p, start, r)
}

// growing says that a redirect makes the path longer each time.
func growing(p *lint.Pass, start, last access.Request) *loop {
	if len(last.Target) <= len(start.Target) {
		return nil
	}
	return looping(p, start)
}

// looping names what redirects a request.
func looping(p *lint.Pass, r access.Request) *loop {
	d, trace := p.Explain(&r)
	for _, t := range trace {
		if t.Verdict == access.Redirects && len(t.Because) > 0 {
			return &loop{Witness: lint.Witness{Request: r, Decision: d}, by: model.Word{Span: t.Because[0]}}
		}
	}
	return nil
}

// circle is looping for a request that comes back, with what redirects further
// on the way.
func circle(p *lint.Pass, r access.Request) *loop {
	l := looping(p, r)
	for range manyHops {
		d := p.Decide(&r)
		next, ok := follow(&r, d.Location)
		if at := looping(p, next); l != nil && ok && at != nil && at.by != l.by {
			l.also = append(l.also, at.by)
		}
		if r = next; !ok || l == nil || r.Target == l.Request.Target && r.Host == l.Request.Host && r.TLS == l.Request.TLS {
			break
		}
	}
	return l
}

// follow is the request that a client makes of a Location; false where it
// leads to another site.
func follow(r *access.Request, location string) (access.Request, bool) {
	next := *r
	if strings.HasPrefix(location, "/") {
		next.Target = location
		return next, true
	}
	if err := next.ParseURL(location); err != nil {
		return next, false
	}
	return next, bareName(next.Host) == bareName(r.Host)
}

// bareName is a host's name without what is put before it for the web.
func bareName(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }
